#!/bin/bash
# tests/report/reports.t: each report of traces that are written down as text (traces/*.txt, see fake.c), compared with what it
# must say; and hostile names, which JSON, XML and CSV readers of other people must still accept.
set -u
shopt -s extglob # all of report/ but the file that opens files, and what needs a live trace

cd "$(dirname "$0")/../.." || exit
here=tests/report
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nr=0

result() { # result STATUS NAME
	nr=$((nr + 1))
	if [[ $1 == 0 ]]; then echo "ok $nr - $2"; else echo "not ok $nr - $2"; fi
}
fake() { "$work/fake" "$@" 2>"$work/err"; }
golden() { # golden NAME KIND [OPTION...]: the output is that in expected/NAME
	local name=$1 out status
	shift
	out=$work/$name
	fake "$@" >"$out"
	status=$?
	[[ -z ${RECORD-} ]] || cp "$out" "$here/expected/$name"
	[[ $status == 0 ]] && cmp -s "$out" "$here/expected/$name"
	result $? "$name"
	sed 's/^/# /' "$work/err"
	diff "$here/expected/$name" "$out" 2>&1 | sed 's/^/# /'
}
accepts() { # accepts NAME COMMAND...: the command ends well
	local name=$1 said
	shift
	said=$("$@" 2>&1 >/dev/null)
	result $? "$name"
	[[ -z $said ]] || echo "# ${said//$'\n'/$'\n'# }"
}
t=$here/traces

"${CC:-cc}" -std=c11 -D_GNU_SOURCE -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -o "$work/fake" \
	$here/fake.c report/!(output|live*).c util/out.c util/mem.c util/err.c
result $? "fake.c builds against report/"

golden plain.summary summary $t/plain.txt
golden plain-task.summary summary -y task -S name $t/plain.txt
golden plain-parent.summary summary -y parent -S count $t/plain.txt
golden plain-cpu.csv csv -y cpu -S self $t/plain.txt
golden plain.csv csv $t/plain.txt
golden plain.hist summary -H 'lea?' $t/plain.txt
golden plain.folded folded $t/plain.txt
golden plain-count.folded folded -n $t/plain.txt
golden plain.json chrome -T 'ping 127.0.0.1' $t/plain.txt
golden plain.jsonl jsonl $t/plain.txt
golden plain.verdict verdict $t/plain.txt
golden events.summary summary -y syscall -S name $t/syscalls-events.txt
golden functions.summary summary -y syscall -S name $t/syscalls-functions.txt
golden failed.txt failed $t/failed.txt
golden diff.txt diff $t/plain.txt $t/refused.txt
golden same.txt diff $t/refused.txt $t/refused.txt
golden hostile.summary summary $t/hostile.txt
golden hostile.folded folded $t/hostile.txt

fake failed $t/syscalls-functions.txt >/dev/null
[[ $? == 1 && $(<"$work/err") == "No data available" ]]
result $? "failed: no return values is an error of its own"
fake summary -H nothing $t/plain.txt >/dev/null
[[ $? == 1 && $(<"$work/err") == "No such file or directory" ]]
result $? "hist: no such function is an error of its own"

for name in hostile plain syscalls-events; do
	fake chrome -T $'"</t>\n\xff' $t/$name.txt >"$work/$name.json"
	accepts "$name: python reads the timeline" python3 -m json.tool "$work/$name.json"
	fake jsonl $t/$name.txt >"$work/$name.jsonl"
	accepts "$name: python reads every line" python3 -m json.tool --json-lines "$work/$name.jsonl"
	fake flame -T $'"</t>]]>\n\xff' $t/$name.txt >"$work/$name.svg"
	accepts "$name: xmllint reads the drawing" xmllint --noout "$work/$name.svg"
done
[[ $(xmllint --xpath 'count(//*[local-name()="script"])' "$work/hostile.svg") == 1 ]]
result $? "hostile: the drawing has one script, ours"
fake flame -n $t/plain.txt >"$work/count.svg"
[[ $(xmllint --xpath 'string(//*[@id="chart"]/@data-total)' "$work/count.svg") == 10 ]]
result $? "flame --count: as wide as there are calls"
fake csv -y task $t/hostile.txt >"$work/hostile.csv"
accepts "hostile: every line of the table has twelve fields" python3 -c '
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8", errors="surrogateescape"), strict=True))
assert len(rows) == 11 and all(len(r) == 12 for r in rows), rows' "$work/hostile.csv"
fake folded $t/hostile.txt >"$work/hostile.folded"
! LC_ALL=C grep -q $'[\x01-\x09\x0b-\x1f\x7f]' "$work/hostile.folded" && [[ $(wc -l <"$work/hostile.folded") == 10 ]]
result $? "hostile: no control character in folded stacks"

echo "1..$nr"
