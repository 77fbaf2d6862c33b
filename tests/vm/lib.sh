# shellcheck shell=dash disable=SC2034
# What a case of tests/vm/cases is written with; tests/vm/guest sources it, then the case.
#
# An assertion prints one TAP line, without a number, and the case goes on whatever it says; the text after "not ok" tells
# what was seen. $T is the case's own empty folder on a tmpfs, and the current one. A command run with `run` leaves its
# output in $T/out and $T/err and its status in $status.
TRACING=/sys/kernel/tracing

ok_line() { # ok_line 0|1 DESCRIPTION
	if [ "$1" = 0 ]; then echo "ok - $CASE: $2"; else echo "not ok - $CASE: $2"; fi
}

diag() { # diag TEXT: shown with the assertion before
	printf '%s\n' "$1" | sed 's/^/# /' | head -n "${2:-60}"
}

skip() { # skip DESCRIPTION REASON
	echo "ok - $CASE: $1 # SKIP $2"
}

is() { # is GOT WANT DESCRIPTION
	if [ "$1" = "$2" ]; then ok_line 0 "$3"; else ok_line 1 "$3"; diag "got:    $1"; diag "wanted: $2"; fi
}

isnt() { # isnt GOT UNWANTED DESCRIPTION
	if [ "$1" != "$2" ]; then ok_line 0 "$3"; else ok_line 1 "$3"; diag "got what it should not be: $1"; fi
}

like() { # like TEXT ERE DESCRIPTION
	if printf '%s\n' "$1" | grep -qE -- "$2"; then ok_line 0 "$3"; else ok_line 1 "$3"; diag "got: $1"; diag "wanted a match of: $2"; fi
}

unlike() { # unlike TEXT ERE DESCRIPTION
	if printf '%s\n' "$1" | grep -qE -- "$2"; then ok_line 1 "$3"; diag "got: $1"; diag "wanted no match of: $2"; else ok_line 0 "$3"; fi
}

ok() { # ok DESCRIPTION COMMAND...: passes when the command succeeds
	ok_what=$1
	shift
	if "$@"; then ok_line 0 "$ok_what"; else ok_line 1 "$ok_what"; diag "failed: $*"; fi
}

run() { # run COMMAND...
	status=0
	"$@" >"$T/out" 2>"$T/err" || status=$?
	out=$(cat "$T/out")
	err=$(head -c 100000 "$T/err")
}

status_is() { # status_is WANTED DESCRIPTION: of the last run
	is "$status" "$1" "$2"
	[ "$status" = "$1" ] || diag "its stderr: $(tail -n 20 "$T/err")"
}

# What every mistake gets: status 125 and one line that begins with "ftrun: ", before the command runs.
complains() { # complains ERE DESCRIPTION: the last run did
	is "$status $(grep -c . "$T/err")" "125 1" "$2: status 125 and one line"
	[ "$(grep -c . "$T/err")" = 1 ] || diag "$err"
	like "$err" "^ftrun: .*($1)" "$2: says why"
}

refuses() { # refuses ERE DESCRIPTION OPTION...: ftrun with these options does, and does not run its command
	refuses_why=$1
	refuses_what=$2
	shift 2
	run ftrun "$@" -- touch "$T/ran"
	complains "$refuses_why" "$refuses_what"
	ok "$refuses_what: the command was not run" [ ! -e "$T/ran" ]
	rm -f "$T/ran"
}

functions() { # functions [FILE]: the names in a graph, in its order, calls only
	sed -n 's/^[^/]*|[[:space:]]*\([A-Za-z_][A-Za-z0-9_.]*\)\( \[[^]]*\]\)*(.*/\1/p' "${1:-$T/err}"
}

mark() { # remember every tracefs setting
	fingerprint >"$T/mark"
}

unmarked() { # unmarked DESCRIPTION: all settings are as at the last mark
	fingerprint >"$T/mark.now"
	if cmp -s "$T/mark" "$T/mark.now"; then
		ok_line 0 "$1"
	else
		ok_line 1 "$1"
		diag "$(diff "$T/mark" "$T/mark.now" | grep '^[-+]')"
	fi
}

await() { # await COMMAND...: up to 10 s until it succeeds
	for _ in $(seq 200); do
		"$@" && return
		usleep 50000
	done
	return 1
}

has_instances() { # is function_graph to be had in an instance of this kernel?
	mkdir "$TRACING/instances/probe" || return
	grep -qw function_graph "$TRACING/instances/probe/available_tracers"
	has_instances_status=$?
	rmdir "$TRACING/instances/probe"
	return $has_instances_status
}
