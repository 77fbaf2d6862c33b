# Stacks: by which ways a function was reached, each once with its exact count; alone, in the graph, recorded; no mark, even killed
if [ "$(uname -m)" != x86_64 ]; then
	skip "stacks with counts" "their system calls are x86_64's"
	return
fi
ways() { # ways [FILE]: "COUNT FRAME FRAME ..." of each stack, without offsets
	{ sed -n 's/^ *\([0-9]*\)  *[0-9.]*%  /@\1 /p; s/^ \{20\}//p' "${1:-$T/err}" | sed 's/+0x[0-9a-f]*//' | tr '\n@' ' \n'; echo; } |
		sed -n 's/ *$//; s/  */ /gp'
}

# Six opens by three system calls, and four of a child; somebody else opens files all the time.
(while :; do cat /etc/passwd >/dev/null; done) &
other=$!
run ftrun --stack=do_sys_openat2 -o run.dat -o stacks.txt -o x.folded -o x.jsonl -o x.svg -- opens
status_is 0 "the command's status"
is "$(head -1 stacks.txt)" "# do_sys_openat2: 10 times, by 3 stacks" "ten times, by three ways"
is "$(ways stacks.txt | cut -d' ' -f1 | tr '\n' ' ')" "6 3 1 " "each way with its own number"
is "$(ways stacks.txt | cut -d' ' -f2 | sort -u)" do_sys_openat2 "each begins in the function"
like "$(ways stacks.txt | sed -n 1p)" ' __x64_sys_openat do_syscall_64 entry_SYSCALL_64' "openat's callers"
like "$(ways stacks.txt | sed -n 2p)" ' __x64_sys_open do_syscall_64 entry_SYSCALL_64' "open's callers"
like "$(ways stacks.txt | sed -n 3p)" ' __x64_sys_creat do_syscall_64 entry_SYSCALL_64' "creat's callers"
like "$(sed -n 3p stacks.txt)" '^ +6 +60\.00%  do_sys_openat2\+0x[0-9a-f]+$' "count, share and the first frame with its offset"
run ftrun --no-follow --stack=do_sys_openat2 -- opens
is "$(ways | cut -d' ' -f1 | tr '\n' ' ')" "3 2 1 " "without the child"
kill $other

# The same recording in other ways.
ftrun -i run.dat -R stack >again
ok "-i shows the same" cmp stacks.txt again
ftrun -i run.dat --stack=do_sys_openat2 >again
ok "-i --stack=FUNC too" cmp stacks.txt again
is "$(ftrun -i run.dat --stack=vfs_open)" "" "-i --stack of another function: nothing"
trace-cmd report run.dat 2>/dev/null | sed -n 's/.*=> \([^0]\)/\1/p' | sort | uniq -c >theirs
ways stacks.txt | while read -r n frames; do for f in $frames; do yes "$f" | head -n "$n"; done; done | sort | uniq -c >ours
ok "trace-cmd reads the same frames as often" cmp ours theirs
is "$(grep -o 'do_sys_openat2 [0-9]*$' x.folded | tr '\n' ' ')" "do_sys_openat2 3 do_sys_openat2 2 do_sys_openat2 1 do_sys_openat2 4 " \
	"folded: each task's ways, weighed by their number"
is "$(grep -c '"stack":\["do_sys_openat2+0x' x.jsonl)" "$(grep -c . x.jsonl)" "jsonl: each event has its stack"
like "$(cat x.svg)" 'do_sys_openat2' "a flame graph of them"

# Beside the graph, which the kernel draws at the top level where it has no instances.
run ftrun --stack=do_sys_openat2 -l do_sys_openat2 -R graph -- opens
status_is 0 "with the graph: status"
is "$(grep -c '/\* do_sys_openat2 \*/$' "$T/err") $(grep -c '^ => do_sys_openat2$' "$T/err") $(functions | grep -c '^do_sys_openat2$')" "10 10 10" \
	"with the graph: each call, its event and its stack"
run ftrun -c --stack=do_sys_openat2 -- opens
is "$(grep -cE '^ +[46]  do_sys_openat2  opens-[0-9]+$' "$T/err")" 2 "-c counts the function and not its stacks"
run ftrun -R stack -e 'sched:sched_process_f*' -- opens
like "$err" '^# sched_process_fork: 1 time, by 1 stack$' "-R stack: of an event"
like "$(ways)" ' kernel_clone ' "-R stack: the event's callers"

# Two functions, one by an older name.
run ftrun --stack=_do_fork,do_sys_openat2 -- opens
is "$(grep '^# ' "$T/err" | tr '\n' ' ')" "# do_sys_openat2: 10 times, by 3 stacks # _do_fork: 1 time, by 1 stack " "two functions, and a renamed one"
like "$err" '^ftrun: --stack=_do_fork: kernel_clone here' "the renamed one is said"
refuses 'stack=do_sys_opnat2: no such function.*near: do_sys_openat2' 'a misspelled function' --stack=do_sys_opnat2
run ftrun --stack=irqentry_enter -- touch "$T/ran"
like "$status $err" 'ftrun: --stack=irqentry_enter: .*; the kernel lets no probe be there' "a function that must not be probed"
ok "a function that must not be probed: the command was not run" [ ! -e "$T/ran" ]
refuses 'takes functions of the kernel' 'a glob' --stack='vfs_*'
refuses 'stacks of what' 'a report of stacks that are not asked for' -R stack

# Killed in the middle, in both stages; somebody's own stacktrace option is as it was.
echo 1 >"$TRACING/options/stacktrace"
for option in '-q' '-l do_sys_openat2'; do
	# shellcheck disable=SC2086
	killed_with_probes "$option" $option --stack=do_sys_openat2
	# shellcheck disable=SC2086
	run ftrun $option --stack=do_sys_openat2 -R stack -- opens
	like "$err" '# do_sys_openat2: 10 times, by 3 stacks' "with somebody's stacktrace on ($option)"
	unmarked "somebody's option is as it was ($option)"
done
echo 0 >"$TRACING/options/stacktrace"
