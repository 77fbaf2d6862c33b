# shellcheck shell=dash disable=SC2034
# What a case of tests/vm/cases is written with; tests/vm/guest sources it, then the case.
#
# An assertion prints one TAP line, without a number, and the case goes on whatever it says; the text after "not ok" tells
# what was seen. $T is the case's own empty folder on a tmpfs, and the current one. A command run with `run` leaves its
# output in $T/out and $T/err and its status in $status.
TRACING=/sys/kernel/tracing
case $(uname -m) in # what the entries of system calls are called, and where probes find their arguments
x86_64) SYS=__x64_sys_ ARG1=%di ARG2=%si ARGS_AT=112 ;;
aarch64) SYS=__arm64_sys_ ARG1=%x0 ARG2=%x1 ARGS_AT=0 ;;
esac

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

has() { # has TOOL: is this program of the test machine's in the guest?
	command -v "$1" >/dev/null
}

reads() { # reads TEXT ERE DESCRIPTION: like, of what trace-cmd says, where it is
	if has trace-cmd; then like "$@"; else skip "$3" "trace-cmd is not in this guest"; fi
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

roots() { # the functions that are called at depth 0 of a graph on stderr
	sed -n 's/^[^/]*|  \([A-Za-z_][A-Za-z0-9_.]*\)(.*/\1/p' "$T/err"
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

gone() { # gone PROGRAM: none of it runs
	[ -z "$(pidof "$1")" ]
}

# killed_with_probes DESCRIPTION OPTION...: ftrun is killed while its probes are in place, and nothing of it is left
killed_with_probes() {
	killed_what=$1
	shift
	mark
	ftrun "$@" -- sleep 100 2>/dev/null &
	killed=$!
	await grep -q "ftrun_$killed/" "$TRACING/kprobe_events"
	await pidof sleep >/dev/null
	ok "killed ($killed_what): a probe was in place" grep -q "ftrun_$killed/" "$TRACING/kprobe_events"
	kill -KILL $killed
	pkill -x sleep
	await gone ftrun-guard
	await sh -c "! grep -q ftrun_ $TRACING/kprobe_events"
	unmarked "killed ($killed_what): no mark"
}

has_instances() { # is function_graph to be had in an instance of this kernel?
	mkdir "$TRACING/instances/probe" || return
	grep -qw function_graph "$TRACING/instances/probe/available_tracers"
	has_instances_status=$?
	rmdir "$TRACING/instances/probe"
	return $has_instances_status
}

# Whom the line "attach" is about.
sweep_victim=$$

# The short runs that are swept, by name: COMMAND... is what is put before ftrun, $sweep_want a line that the graph then has.
sweep_line() { # sweep_line NAME COMMAND...
	sweep_line_name=$1
	shift
	sweep_want=$sweep_line_name
	case $sweep_line_name in
	functions)
		sweep_want=_sys_sysinfo
		run "$@" ftrun -q -l '*_sys_sysinfo' -o "$T/graph.txt" -- tasks ;;
	kprobe)
		sweep_want=do_sys_openat2__return
		run "$@" ftrun -q -k 'do_sys_openat2%return' -o "$T/graph.txt" -- cat /dev/null ;;
	probes)
		sweep_want='/[*] callee'
		run "$@" ftrun -q -l do_sys_openat2 -k do_sys_openat2 -k callee:callee -o "$T/graph.txt" -- callee ;;
	stack)
		sweep_want=' => do_sys_openat2'
		run "$@" ftrun -q --stack=do_sys_openat2 -R graph -o "$T/graph.txt" -- cat /dev/null ;;
	event)
		sweep_want=vfs_open
		run "$@" ftrun -q -e 'sched:sched_switch if prev_pid != 0' -l vfs_open -o "$T/graph.txt" -- cat /dev/null ;;
	dryrun)
		sweep_want='^cat .*/trace$'
		run "$@" ftrun -q --dry-run -l '*_sys_sysinfo' -k do_sys_openat2 -D 3 -- tasks
		cp out graph.txt ;;
	attach)
		# How much a process does in a time is not for a test to say.
		sweep_want=''
		run "$@" ftrun -q -p "$sweep_victim" -d 10ms -l '*nanosleep' -e sched:sched_switch -o "$T/graph.txt" ;;
	esac
}

# Something goes wrong at the OFFSETth, OFFSET+STRIDEth, ... system call of a short run, by one of the faults of `inject` in
# turn, for at most SECONDS. SWEEP=full makes that every call, SWEEP=all every fault at every call. Afterwards nothing is left
# of it in the kernel, and what ftrun did is one of two: all that it should, or status 125 (of a signal: that signal's death)
# with a message.
sweep() { # sweep LINE DESCRIPTION STRIDE SECONDS FAULT...
	sweep_name=$1
	sweep_what=$2
	sweep_stride=$3
	sweep_end=$(($(cut -d. -f1 /proc/uptime) + $4))
	shift 4
	[ -z "${SWEEP-}" ] || { sweep_stride=1; sweep_end=100000; }
	sweep_n=$(uname -r | tr -dc 0-9 | cut -c 1-4)
	sweep_n=$((sweep_n % sweep_stride + 1))
	sweep_tried=0 sweep_marks=0 sweep_said=0 sweep_odd=''
	# Whatever ftrun keeps for its next run it has now, so that all runs are alike.
	sweep_line "$sweep_name"
	sweep_print >mark.short
	while [ "$(cut -d. -f1 /proc/uptime)" -lt $sweep_end ]; do
		sweep_line "$sweep_name" inject "$1" $sweep_n
		[ "$status" != 200 ] || break
		sweep_tried=$((sweep_tried + 1))
		sweep_judge "$1"
		if [ "${SWEEP-}" != all ] || [ $((sweep_tried % $#)) = 0 ]; then sweep_n=$((sweep_n + sweep_stride)); fi
		# The next fault for the next call.
		set -- "$@" "$1"
		shift
	done
	is "$sweep_odd" '' "$sweep_name: $sweep_what: $sweep_tried times, left $sweep_marks marks"
	[ $sweep_tried -gt 0 ]
	ok_line $? "$sweep_name: $sweep_what: happened"
	echo "# faults|$(uname -r | cut -d. -f1,2)|$sweep_what|$sweep_tried|$sweep_marks|$sweep_said"
}

sweep_judge() { # sweep_judge FAULT: the run under it has ended
	case $1 in
	KILL) await sweep_clean ;;
	BOTH) await sweep_dead; ftrun --restore >/dev/null 2>&1 ;;
	# What it could not undo, as it says then, its guard undoes after it; or it could not wait for its guard's end.
	E*) await sweep_dead ;;
	esac
	if ! sweep_clean; then
		sweep_marks=$((sweep_marks + 1))
		sweep_odd="$sweep_odd $1 $sweep_n: left $(sweep_print | diff mark.short - | grep -c '^[-+][^-+]') marks;"
		diag "$1 at call $sweep_n: $(sweep_print | diff mark.short - | grep '^[-+][^-+]')" 10
		[ -z "$(pidof ftrun)" ] || sleep 1
		sweep_print >mark.short
	fi
	case $1,$status in
	KILL,137|BOTH,137|TERM,143|INT,130|HUP,129) return ;;
	KILL,*|BOTH,*) ;;
	*,125) ! grep -q '^ftrun: ' err || { sweep_said=$((sweep_said + 1)); return; } ;;
	*,0) ! grep -qE '^ftrun: ' err || sweep_said=$((sweep_said + 1))
		[ -n "$sweep_want" ] || return
		! grep -qE "$sweep_want|^ftrun: " graph.txt err || return ;;
	esac
	sweep_odd="$sweep_odd $1 $sweep_n: status $status, said $(head -n 2 err);"
}

sweep_print() { fingerprint -s sched; }
sweep_clean() { sweep_print | cmp -s - mark.short; }
sweep_dead() { [ -z "$(pidof ftrun ftrun-guard)" ]; }
