# Events: shown where they happened, only the command's, filtered, as a graph or alone; mistakes are errors with a hint
run ftrun -e 'syscalls:sys_*_execve' -e sched:sched_process_exec -- /bin/busybox false
status_is 1 "the command's status"
is "$(grep -o '/\* [a-z_]*:' "$T/err" | tr -d '/* :' | tr '\n' ' ')" "sys_enter_execve sched_process_exec sys_exit_execve " \
	"the three events of an exec, in their order, and no others"
like "$err" 'sched_process_exec: filename=/bin/busybox pid=[0-9]+ old_pid=[0-9]+' "fields of all kinds"
like "$err" 'sys_exit_execve: .*ret=0( |$)' "the system call's result"
is "$(functions | wc -l)" 0 "-e alone records no functions"

run ftrun -l '*execve*' -e sched:sched_process_exec -- /bin/busybox true
like "$(grep -A99 'do_execveat_common' "$T/err" | grep -B99 '}')" 'sched_process_exec' "inside the call where it happened"

# Nobody else's events, though others exec all the time; all of the command's children's.
(while :; do /bin/busybox true; done) &
other=$!
run ftrun -e sched:sched_process_exec -- sh -c 'for i in 1 2 3; do /bin/true; done; sleep 1'
kill $other
is "$(grep -c sched_process_exec: "$T/err")" 5 "the shell's, three children's, sleep's, and none of others"

run ftrun -e 'sched:sched_process_exec if filename ~ "*/sleep"' -- sh -c 'cp /bin/busybox ./sleep; /bin/true; ./sleep 0'
is "$(grep -c sched_process_exec: "$T/err")" 1 "the kernel's filter"
run ftrun --no-follow -e sched:sched_process_exec -- sh -c '/bin/true; /bin/true; exit 0'
is "$(grep -c sched_process_exec: "$T/err")" 1 "--no-follow: the first task's alone"

refuses 'sched:sched_swich: no such event; near: sched:sched_switch' 'an event that does not exist' -e sched:sched_swich
run ftrun -e 'sched_switch if nothing == 1' -- touch "$T/ran"
is "$status $(wc -l <"$T/err")" "125 3" "a filter that the kernel refuses: the reason and its caret"
like "$err" '^ftrun: +Command: nothing == 1$' "a bad filter: the kernel's copy"
like "$err" "^ftrun: -e sched_switch if nothing == 1: .*: Field not found$" "a bad filter: says why"
ok "a bad filter: the command was not run" [ ! -e "$T/ran" ]

is "$(ftrun --list-events='sched:sched_process_e*' | sort | tr '\n' ' ')" "sched:sched_process_exec sched:sched_process_exit " "--list-events"

run ftrun -e sched:sched_process_exec -o run.dat -- /bin/busybox true
reads "$(trace-cmd report run.dat 2>&1)" 'sched_process_exec: +filename=/bin/busybox' "trace-cmd reads them in the recording"
like "$(ftrun -i run.dat)" 'sched_process_exec: filename=/bin/busybox' "so does -i"

# Somebody else's filter, left at the top level, is neither in force nor lost.
echo 'pid == 1' >"$TRACING/events/sched/sched_process_exec/filter"
mark
run ftrun -l '*execve*' -e sched:sched_process_exec -- /bin/busybox true
like "$err" 'sched_process_exec' "somebody's filter on the same event is not in force"
unmarked "somebody's filter is back"
echo 0 >"$TRACING/events/sched/sched_process_exec/filter"
