# Counting: how often each event or probe happened in each task, and by the values of a field
# shellcheck disable=SC2016 # $arg2 is the kernel's
run ftrun -c -e sched:sched_process_exec -e sched:sched_process_fork -- sh -c '/bin/true; /bin/true; /bin/true; exit 0'
status_is 0 "the command's status"
is "$(head -1 "$T/err" | tr -s ' ')" " count event task" "a table of events alone"
like "$err" '^ +3  sched_process_fork  sh-[0-9]+$' "the shell forked three times"
is "$(grep -cE '^ +1  sched_process_exec  [a-z]+-[0-9]+$' "$T/err")" 4 "and each of four tasks executed once"

# Packets that the kernel drops: a known number in each task, and what the kernel itself tells an instance of somebody else's
# about the same tasks.
other=$TRACING/instances/other
independent() { # independent COMMAND...: as run, counted by that instance too
	mkdir "$other"
	echo 1 >"$other/options/event-fork"
	echo 1 >"$other/events/skb/kfree_skb/enable"
	run ftrun -c -e skb:kfree_skb -- sh -c "echo \$\$ >$other/set_event_pid; $1"
	sed -n 's/^ *\([^ ]*-[0-9]*\) .* kfree_skb: .*/\1/p' "$other/trace" | sort | uniq -c | sed 's/^ *//' >theirs
	rmdir "$other"
	sed -n 's/^ *\([0-9]*\)  kfree_skb  \([^ ]*\)$/\1 \2/p' "$T/err" | sort -k2 >ours
}
independent 'exec drops 5 3'
status_is 0 "drops: status"
is "$(sort -n ours | tr '\n' ' ')" "3 drops-${out#* } 5 drops-${out% *} " "five drops in one task, three in its child, and no others"
ok "as many as another instance has of each task" cmp ours theirs
run ftrun -c --by=location -e skb:kfree_skb -- drops 5 3
is "$(sed -n 's/^ *\([0-9]*  kfree_skb\)  *drops-[0-9]*  *\([^ ]*\)$/\1 \2/p' "$T/err" | tr '\n' ';')" \
	"5  kfree_skb unix_release_sock;3  kfree_skb unix_release_sock;" "by the function that drops them"
if has bash; then
	independent "exec bash -c 'for i in 1 2 3 4 5; do echo x >/dev/udp/127.0.0.1/9; done; exit 3'"
	status_is 3 "datagrams to a port without listener: status"
	ok "datagrams to a port without listener: some are dropped" [ -s ours ]
	ok "datagrams to a port without listener: as many as another instance has" cmp ours theirs
else
	skip "datagrams to a port without listener" "only bash can send them"
fi
run ftrun -c --by=comm -e sched:sched_process_exit -- sh -c '/bin/true; /bin/true; exit 0'
is "$(head -1 "$T/err" | tr -s ' ')" " count event task comm" "--by=FIELD: a column for it"
is "$(grep -cE '^ +1  sched_process_exit  true-[0-9]+ +true$' "$T/err")" 2 "--by=FIELD: its values"
run ftrun -c -k 'do_sys_openat2 path=+0($arg2):ustring' --by=path -- sh -c 'for i in 1 2 3; do read x </etc/passwd; done; read x </etc/group'
like "$err" '^ +3  do_sys_openat2  sh-[0-9]+  /etc/passwd$' "a probe's argument"
like "$err" '^ +1  do_sys_openat2  sh-[0-9]+  /etc/group$' "and its other value"
refuses 'by=nosuch: no event that is recorded has such a field; there are: filename, pid, old_pid$' "a field that no event has" \
	-c --by=nosuch -e sched:sched_process_exec
refuses 'by=pth: no event .*; there are: path$' "a misspelled argument of a probe" -c --by=pth -k 'do_sys_openat2 path=+0($arg2):ustring'
refuses 'by=nosuch: neither syscall, task, cpu nor parent; fields are for -e and -k' "a field of no events" -c --by=nosuch
run ftrun -c -o run.dat -e sched:sched_process_exec -- true
run ftrun -i run.dat --by=nosuch
like "$status $err" '^125 ftrun: --by=nosuch: .*no event in the trace has such a field$' "a field that no event in a recording has"

run ftrun -c -l do_sys_openat2 -e sched:sched_process_exec -- cat /etc/passwd
like "$err" 'do_sys_openat2$' "functions with events: the functions"
like "$err" '^ +1  sched_process_exec ' "functions with events: the events"
