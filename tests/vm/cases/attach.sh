# Attach: running processes, all their threads and what they create, until a time, a command or a signal ends it
loop='while :; do usleep 20000; done'
sh -c "$loop" &
victim=$!
run ftrun -p $victim -d 500ms -l '*sys_execve' -l '*sys_clock_nanosleep'
status_is 0 "-d: the status"
like "$(functions)" 'sys_clock_nanosleep' "children that it creates are followed"

printf '#!/bin/sh\n%s\n' "$loop" >loopsh
chmod +x loopsh
./loopsh &
named=$!
run ftrun -p loopsh -e syscalls:sys_enter_wait4 -- sleep 0.5
status_is 0 "-p NAME with a command: its status"
# A child that it has just forked is called so too, until it executes.
like "$err" "^ftrun: -p loopsh: (1 process: $named|2 processes: ($named, [0-9]+|[0-9]+, $named))$" "the matches are listed"
like "$err" 'sys_enter_wait4' "and recorded"
run ftrun -q -p $victim -e sched:sched_process_exec -- sh -c 'sleep 0.2; exit 7'
status_is 7 "the command's status"
unlike "$err" 'filename=/bin/sh' "the command itself is not recorded"

ftrun -p $victim,$named -e sched:sched_process_fork -o both.txt &
mine=$!
await grep -qs 1 "$TRACING/instances/ftrun-$mine/tracing_on"
sleep 1
kill -INT $mine
status=0
wait $mine || status=$?
is "$status" 0 "a signal ends it, with a report"
for pid in $victim $named; do
	like "$(cat both.txt)" "sched_process_fork: .*parent_pid=$pid " "process $pid is in it"
done

kill $victim $named
wait $victim $named

sh -c 'sleep 1; /bin/true' &
run ftrun -p $! -e sched:sched_process_exec
status_is 0 "ends when the process has"
like "$err" 'filename=/bin/true' "what it did last is there"

refuses 'no such process' 'a pid that does not exist' -p 4194000
refuses 'no process has this name' 'a name that does not exist' -p nosuchname
run ftrun -p 2 -d 100ms -e sched:sched_process_exec
like "$err" '^ftrun: -p 2: is a kernel thread$' "a kernel thread is said"

run ftrun -d 300ms -l '*sys_clock_nanosleep' -- sh -c 'usleep 10000; sleep 1; usleep 10000; exit 3'
status_is 3 "-d with a command that is recorded: its status"
