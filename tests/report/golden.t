#!/bin/bash
# tests/report/golden.t: every report of the real kernels' recordings in tests/golden, judged by programs of others and by
# what it said before (tests/golden/KERNEL/NAME.KIND; RECORD=1 tests/report/golden.t writes them anew).
#
# summary.pl makes the table anew from trace-cmd's listing; python reads all JSON, and finds each timeline's calls nested;
# xmllint reads the drawings; flamegraph.pl (from Debian's libdevel-nytprof-perl) sums the folded stacks to our total.
set -u

cd "$(dirname "$0")/../.." || exit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nr=0

result() { # result STATUS NAME
	nr=$((nr + 1))
	if [[ $1 == 0 ]]; then echo "ok $nr - $2"; else echo "not ok $nr - $2"; fi
}
golden() { # golden FILE NAME OPTION...: what ftrun says of the recording is what FILE holds
	local file=$1 name=$2
	shift 2
	# The script in a drawing is the same in all.
	./ftrun -o - "$@" 2>/dev/null | sed '/^<script>/,/<\/script>/d' >"$work/out"
	[[ -z ${RECORD-} ]] || cp "$work/out" "$file"
	cmp -s "$work/out" "$file"
	result $? "$name"
	diff "$file" "$work/out" 2>&1 | head -20 | sed 's/^/# /'
}
quietly() { # quietly NAME COMMAND...: the command ends well
	local name=$1 said
	shift
	said=$("$@" 2>&1)
	result $? "$name"
	[[ -z $said ]] || echo "# ${said//$'\n'/$'\n'# }"
}
nested='
import collections, json, sys
tasks = collections.defaultdict(list)
for n, e in enumerate(json.load(open(sys.argv[1]))["traceEvents"]):
    if e["ph"] == "X":
        tasks[e["pid"], e["tid"]].append((round(e["ts"] * 1000), -round(e["dur"] * 1000), -n, e["name"]))
assert tasks, "no calls"
for calls in tasks.values():
    ends = []
    for start, length, n, name in sorted(calls):
        while ends and (ends[-1] < start or (ends[-1] == start and length)):
            ends.pop()
        assert not ends or start - length <= ends[-1], (name, start, length, ends[-1])
        ends.append(start - length)'

for dat in tests/golden/*/*.dat; do
	base=${dat%.dat}
	name=${base#tests/golden/}
	for kind in csv folded json jsonl svg; do ./ftrun -i "$dat" -o "$work/report.$kind" 2>/dev/null; done

	./ftrun -c -i "$dat" -o "$work/table.csv" -R jsonl -o "$work/lines.txt" 2>/dev/null
	quietly "$name: a suffix tells the kind, with -c and -R too" cmp "$work/table.csv" "$work/report.csv"
	quietly "$name: no suffix tells it: -R does" cmp "$work/lines.txt" "$work/report.jsonl"
	perl tests/report/summary.pl "$dat" "$work/report.csv" "$name" >"$work/tap"
	cat "$work/tap"
	nr=$((nr + $(grep -cE '^(not )?ok' "$work/tap")))
	quietly "$name: python reads the timeline, its calls nest" python3 -c "$nested" "$work/report.json"
	quietly "$name: python reads every line" python3 -c 'import json, sys
for line in open(sys.argv[1]): assert json.loads(line)["type"] in ("call", "event", "lost")' "$work/report.jsonl"
	quietly "$name: xmllint reads the drawing" xmllint --noout "$work/report.svg"
	total=$(awk '{ sum += $NF } END { print sum }' "$work/report.folded")
	perl /usr/share/perl5/Devel/NYTProf/flamegraph.pl "$work/report.folded" >"$work/theirs.svg" 2>/dev/null
	grep -q "<title>all (${total:-none} samples" <(tr -d , <"$work/theirs.svg")
	result $? "$name: flamegraph.pl has our total"

	[[ $name == */ping || $name == */tasks ]] || continue
	for kind in csv folded json jsonl; do golden "$base.$kind" "$name.$kind" -i "$dat" -R "$(
		case $kind in json) echo chrome ;; *) echo $kind ;; esac)"; done
	golden "$base.summary" "$name.summary" -i "$dat" --by=task -S name
	[[ $name == */tasks ]] || golden "$base.svg" "$name.svg" -i "$dat" -R flame
done
golden tests/golden/ping.diff "diff of two kernels' ping" --diff tests/golden/5.10/ping.dat tests/golden/6.12/ping.dat
echo "1..$nr"
