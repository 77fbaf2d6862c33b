#!/bin/bash
# tests/lint/tree.t: the tree keeps to its own map and measures.
#
# Includes follow the arrows of the README's map; what links shows that the inner rooms neither die nor do I/O, and that only
# two files keep state; sizes stay readable; nothing names the place where it was written.
set -u

cd "$(dirname "$0")/../.." || exit

# What is read on standard input is wrong; none of it: ok. (TAP numbers the lines itself: a pipe's end cannot count.)
none() { # none NAME
	local wrong
	wrong=$(cat)
	if [[ -z $wrong ]]; then
		echo "ok - $1"
	else
		echo "not ok - $1"
		echo "# ${wrong//$'\n'/$'\n'# }"
	fi
}
files() { git ls-files --cached --others --exclude-standard -- "$@" | while read -r f; do [[ ! -f $f || -L $f ]] || echo "$f"; done; }
sources() { files '*.c' '*.h' | grep -v '^tests/'; }

# Lines "file included-file", both from the top folder.
includes() {
	sources | xargs grep -n '^#include "' | sed 's/:[0-9]*:#include "/ /; s/".*//' | while read -r from to; do
		realpath -m --relative-to=. "$(dirname "$from")/$to" | sed "s|^|$from |"
	done
}
includes | grep -v '^ftrun\.c ' | awk '
	function room(f) { return f ~ /\// ? substr(f, 1, index(f, "/") - 1) : f ~ /^tracefs/ ? "tracefs" : f }
	{ from = room($1); to = room($2) }
	from == to || to == "util" { next }
	from == "capture" && ($2 == "tracefs.h" || $2 == "recording/recording.h") { next }
	from == "decode" && $2 == "recording/recording.h" { next }
	# trace_recording() of trace.h gives a report the recording, to read.
	from == "report" && ($2 == "decode/trace.h" || $2 == "recording/recording.h") { next }
	{ print $1 " includes " $2 }' | none 'includes follow the map'

sources | grep -v '^tracefs\.[ch]$' | xargs grep -nE '"[^"]*/sys/kernel/(debug/)?tracing' |
	none 'tracefs.c is the only door to tracefs'

objects=build/lint/cc
make -s CC=cc CFLAGS='-O1 -g' OBJ=$objects $objects/ftrun >/dev/null 2>&1
# report/output.c is its room's edge: it opens, pages and closes what reports fill, and says which of that went wrong.
undefined() { find "$objects/$1" -name '*.o' ! -path '*/report/output.o' -exec nm -u {} + | awk '{ print $2 }' | sort -u; }
for room in recording decode report; do
	undefined $room | grep -xE 'die|die_errno|warn|exit|_exit|abort|x(malloc|calloc|strdup|asprintf|reallocarray)' |
		none "$room/ never dies"
done
for room in decode report; do
	undefined $room | grep -xE '(f?open|openat|f?read|f?write|f?close|p?printf|puts|putchar|fprintf|perror|time|clock_gettime|getenv|environ|isatty|system|std(in|out|err)|sleep|ioctl|mmap)(64)?' |
		none "$room/ does no I/O"
done
for object in "$objects"/*.o "$objects"/*/*.o; do
	[[ $object != */tracefs.o && $object != */ftrun.o ]] || continue
	objdump -t "$object" | awk -v o="$object" '/ O \.(data|bss)\t/ { print o ": " $NF }'
done | none 'only tracefs.c and ftrun.c keep state'

# shellcheck disable=SC2016
sources | grep '\.c$' | xargs awk 'FNR == 1 { start = 0 }
	/^[a-zA-Z].*\(/ { name = $0 } /^{/ { start = FNR }
	/^}/ { if (start && FNR - start + 1 > 80) print FILENAME ": " FNR - start + 1 " lines: " name; start = 0 }' |
	none 'no function is longer than 80 lines'
sources | while read -r f; do
	lines=$(wc -l <"$f")
	[[ $lines -le 400 ]] || echo "$f: $lines lines"
done | none 'no file is longer than 400 lines'

files '*.c' '*.h' | while read -r f; do
	head -1 "$f" | grep -q 'SPDX-License-Identifier: MIT' || echo "$f"
done | none 'every C file begins with its licence'
# A file's first comment may stand below its header guard, a module's in its header.
explained() { sed -n 2,12p "$1" 2>/dev/null | grep -q '^/\*'; }
sources | while read -r f; do
	explained "$f" || { [[ $f == *.c ]] && explained "${f%.c}.h"; } || echo "$f"
done | none 'every file says what it is, or its header does'
files | grep -vE '\.(dat|trace|graph|stats)$|^tests/report/expected/' | xargs grep -nIE '[[:blank:]]+$' | none 'no blanks at the ends of lines'

# Absolute paths of this kind of system only; and no hosts but those of standards.
roots='bin|dev|etc|home|init|lab|lib|lib64|mnt|out|proc|root|run|sbin|sys|tmp|usr|var|boot|opt|nonexistent|no'
files | grep -vE '\.(dat|trace|graph|stats|svg|html)$' | xargs grep -noIE "(^|[ '\"=(\`])/[a-z]+/[a-z]" |
	grep -vE "[ '\"=(\`:]/($roots)/[a-z]$" | none 'no absolute paths of the place where it was written'
files | grep -vE '\.(dat|trace|graph|stats)$' | xargs grep -noIE 'https?://[A-Za-z0-9.-]+' |
	grep -vE '://(www\.w3\.org|spdx\.org|ui\.perfetto\.dev)$' | none 'no hosts'
echo "1..15"
