#!/bin/bash
# tests/golden/recordings.t: recordings of real kernels (made by record), judged by what nobody here wrote.
#
# NAME.trace is what the kernel printed for the same buffer: the graph must be the same to the byte, where there is one task
# (the kernel's text of several is one line of time, ours a tree each: there, each task's functions must be the same).
# trace-cmd reads the same file: counts and sums of durations must be its; and what ftrun writes must read as the original.
# NAME.graph is ours, for whoever changes it: RECORD=1 tests/golden/recordings.t writes them anew.
set -u

cd "$(dirname "$0")/../.." || exit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nr=0

result() { # result STATUS NAME
	nr=$((nr + 1))
	if [[ $1 == 0 ]]; then echo "ok $nr - $2"; else echo "not ok $nr - $2"; fi
}
same() { # same NAME FILE FILE: equal, and not empty
	local status=0
	cmp -s "$2" "$3" && [[ -s $2 ]] || status=1
	result $status "$1"
	[[ $status == 0 ]] || diff "$2" "$3" | head -20 | sed 's/^/# /'
}
graph() { ./ftrun -i "$1" -o - 2>/dev/null; }
# The functions of each task, in its own order, without events and headings; and without the names that the kernel puts behind
# a call's end when the task has changed its CPU meanwhile: ours knows the call.
by_task() { grep -E '^ +[0-9]+\) +.*-[0-9]+ +\|' "$1" | grep -v '/\* sched_' | sed 's,} /\* .*,},' | sort -s -k2,2; }
# What trace-cmd counts in its raw listing.
raw_totals() {
	trace-cmd report -R -i "$1" 2>/dev/null | perl -ne '
		BEGIN { $entries = $exits = $ns = $events = 0 }
		if (/ funcgraph_entry: /) { $entries++ }
		elsif (/ funcgraph_exit: .*calltime=(\w+) rettime=(\w+)/) { $exits++; $ns += hex($2) - hex($1) }
		elsif (/^ .*\d: \w+: /) { $events++ }
		END { print "entries $entries exits $exits ns $ns events $events\n" }'
}

compile=(cc -std=c11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -O1)
for tool in totals convert; do
	"${compile[@]}" -o "$work/$tool" tests/golden/$tool.c recording/*.c decode/*.c util/*.c
	result $? "$tool.c compiles"
done

mkfifo "$work/pipe.dat"
for file in tests/golden/*/*.dat; do
	name=${file#tests/golden/} base=${file%.dat}
	name=${name%.dat}
	graph "$file" >"$work/graph"
	[[ -z ${RECORD-} ]] || cp "$work/graph" "$base.graph"
	same "$name: the graph" "$work/graph" "$base.graph"

	if [[ $name == */tasks ]]; then
		by_task "$work/graph" >"$work/ours"
		by_task "$base.trace" >"$work/theirs"
		same "$name: each task's functions are those of the kernel's text" "$work/ours" "$work/theirs"
	elif [[ $name == */stacks ]]; then
		# The kernel gives a stack a heading of its own; and shows an event's fields in other words.
		grep -v '/\* sched_' "$work/graph" >"$work/ours"
		grep -ve '/\* sched_' -e '<stack trace>$' "$base.trace" >"$work/theirs"
		same "$name: calls and stacks are the kernel's" "$work/ours" "$work/theirs"
		[[ $(grep -c '^ => ' "$work/ours") -gt 10 ]]
		result $? "$name: there are stacks"
	elif [[ $name == */args ]]; then
		# Where the kernel knows no names we show the words; it shows what is above an int in the register, and names some
		# enumerators.
		sed -E 's/\(0x[^=]*\)/()/' "$work/graph" >"$work/ours"
		perl -pe 's/=([0-9]{10,})\b/"=" . ($1 >= 2**31 ? $1 - 2**32 : $1)/ge; s/ \[[A-Z_|]+\]//g' "$base.trace" >"$work/theirs"
		same "$name: the kernel's text, with names" "$work/ours" "$work/theirs"
		[[ $(grep -c '(.*=0x' "$work/ours") -gt 10 ]]
		result $? "$name: there are names"
	else
		grep -v 'LOST .*EVENTS' "$work/graph" >"$work/ours"
		same "$name: to the byte the kernel's text" "$work/ours" "$base.trace"
	fi

	"$work/totals" "$file" | sed 's/ lost.*//' >"$work/ours"
	raw_totals "$file" >"$work/theirs"
	same "$name: trace-cmd counts the same" "$work/ours" "$work/theirs"

	./ftrun -q -i "$file" -o "$work/copy.dat" 2>/dev/null
	for how in '' --stat -R '-F .*'; do
		# shellcheck disable=SC2086
		trace-cmd report $how -i "$file" >"$work/before" 2>&1
		# shellcheck disable=SC2086
		trace-cmd report $how -i "$work/copy.dat" >"$work/after" 2>&1
		same "$name: trace-cmd report $how of our copy" "$work/after" "$work/before"
	done
	graph "$work/copy.dat" >"$work/again"
	same "$name: our graph of our copy" "$work/again" "$work/graph"
	cat "$work/pipe.dat" >"$work/piped" &
	./ftrun -q -i "$work/copy.dat" -o "$work/pipe.dat" 2>/dev/null
	wait
	same "$name: the same copy into a pipe" "$work/piped" "$work/copy.dat"

	trace-cmd convert --file-version 7 --compression none -i "$file" -o "$work/v7.dat" >/dev/null 2>&1
	graph "$work/v7.dat" >"$work/again"
	same "$name: as version 7" "$work/again" "$work/graph"
done

# The same calls from other kinds of machine: only trace-cmd can tell whether they were converted rightly.
listing() { trace-cmd report -i "$1" 2>&1 | grep -ve '^CPU' -e 'is empty'; }
for name in 5.10/deep 6.12/deep 7/ping; do
	file=tests/golden/$name.dat
	graph $file >"$work/graph"
	listing $file >"$work/before"
	for how in 'big 8' 'little 4' 'big 4'; do
		# shellcheck disable=SC2086
		"$work/convert" $file "$work/converted.dat" $how
		listing "$work/converted.dat" >"$work/after"
		same "$name as $how: trace-cmd reads the same" "$work/after" "$work/before"
		graph "$work/converted.dat" >"$work/again"
		same "$name as $how: and so does ftrun" "$work/again" "$work/graph"
		./ftrun -q -i "$work/converted.dat" -o "$work/copy.dat" 2>/dev/null
		listing "$work/copy.dat" >"$work/after"
		same "$name as $how: trace-cmd reads our copy of it" "$work/after" "$work/before"
	done
done

file=tests/golden/6.12/tasks.dat
trace-cmd convert --file-version 7 --compression zstd -i $file -o "$work/zstd.dat" >/dev/null 2>&1
./ftrun -i "$work/zstd.dat" -o - >"$work/out" 2>"$work/err"
[[ $? == 125 && ! -s $work/out ]] && grep -q 'trace-cmd convert --compression none' "$work/err"
result $? 'compressed: an error that says what to do'

# Cut anywhere, a file gives all that is whole: ever more of the graph, never an error but in the first bytes.
before=0 wrong=0
size=$(stat -c %s $file)
for ((len = 8000; len <= size; len += 999)); do
	head -c $len $file >"$work/cut.dat"
	graph "$work/cut.dat" >"$work/out"
	[[ $? == 0 && $(wc -l <"$work/out") -ge $before ]] || wrong=$((wrong + 1))
	before=$(wc -l <"$work/out")
done
[[ $wrong == 0 ]]
result $? "cut: never less from more ($wrong times)"
echo "1..$nr"
