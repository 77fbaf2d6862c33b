# Counting: how often each event or probe happened in each task, and by the values of a field
# shellcheck disable=SC2016 # $arg2 is the kernel's
run ftrun -c -e sched:sched_process_exec -e sched:sched_process_fork -- sh -c '/bin/true; /bin/true; /bin/true; exit 0'
status_is 0 "the command's status"
is "$(head -1 "$T/err" | tr -s ' ')" " count event task" "a table of events alone"
like "$err" '^ +3  sched_process_fork  sh-[0-9]+$' "the shell forked three times"
is "$(grep -cE '^ +1  sched_process_exec  [a-z]+-[0-9]+$' "$T/err")" 4 "and each of four tasks executed once"

# A UDP datagram to a port without listener: the kernel frees it, and says so.
if has bash; then
	run ftrun -c -e skb:kfree_skb -- bash -c 'for i in 1 2 3 4 5; do echo x >/dev/udp/127.0.0.1/9; done; exit 3'
	status_is 3 "the status of a command whose packets are counted"
	like "$err" '^ +([5-9]|[1-9][0-9]+)  kfree_skb +bash-[0-9]+$' "kfree_skb counted for each task"
else
	skip "packets that are dropped" "only bash can send them"
fi
run ftrun -c --by=comm -e sched:sched_process_exit -- sh -c '/bin/true; /bin/true; exit 0'
is "$(head -1 "$T/err" | tr -s ' ')" " count event task comm" "--by=FIELD: a column for it"
is "$(grep -cE '^ +1  sched_process_exit  true-[0-9]+ +true$' "$T/err")" 2 "--by=FIELD: its values"
run ftrun -c -k 'do_sys_openat2 path=+0($arg2):ustring' --by=path -- sh -c 'for i in 1 2 3; do read x </etc/passwd; done; read x </etc/group'
like "$err" '^ +3  do_sys_openat2  sh-[0-9]+  /etc/passwd$' "a probe's argument"
like "$err" '^ +1  do_sys_openat2  sh-[0-9]+  /etc/group$' "and its other value"
run ftrun -c --by=nosuch -e sched:sched_process_exec -- true
like "$err" '^ftrun: --by=nosuch: .*no event in the trace has such a field$' "a field that no event has"
is "$status" 125 "a field that no event has: status"

run ftrun -c -l do_sys_openat2 -e sched:sched_process_exec -- cat /etc/passwd
like "$err" 'do_sys_openat2$' "functions with events: the functions"
like "$err" '^ +1  sched_process_exec ' "functions with events: the events"
