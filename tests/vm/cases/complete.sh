# Nothing is lost at the default settings, however busy the command
all_there() { # all_there DESCRIPTION
	status_is 0 "$1: the command's status"
	like "$err" ', none lost; ' "$1: none lost"
	unlike "$err" 'LOST|were lost|could not be read' "$1: no gap, no page that cannot be read"
}

run ftrun --strict -o "$T/graph" -- dd if=/dev/zero of=/dev/null bs=1 count=10000
all_there "one busy command"
ok "one busy command: every read is there" [ "$(grep -c ' ksys_read()' "$T/graph")" -ge 10000 ]
ok "one busy command: every write is there" [ "$(grep -c ' ksys_write()' "$T/graph")" -ge 10000 ]
rm -f "$T/graph"

# shellcheck disable=SC2016
run ftrun --strict -R jsonl -o /dev/null -- sh -c '
	for i in $(seq $(nproc)); do dd if=/dev/zero of=/dev/null bs=1 count=5000 2>/dev/null & done; wait'
all_there "busy on every CPU"

# 60 shells, each with two children, and the first one.
# shellcheck disable=SC2016
run ftrun --strict -l '*sys_exit_group' -o "$T/graph" -- sh -c 'for i in $(seq 60); do (sh -c "/bin/true & /bin/true" &); done'
all_there "a burst of short processes"
ok "a burst of short processes: each one's exit is there" [ "$(grep -c 'sys_exit_group()' "$T/graph")" -ge 181 ]

# A parent knows of its child's end before the child has made its last steps, up to the switch to another task.
for option in --follow --no-follow; do
	missed=''
	for _ in $(seq 12); do
		run ftrun --strict "$option" -l do_task_dead,__traceiter_sched_switch -o "$T/graph" -- true
		[ "$status $(functions "$T/graph" | tail -n 2 | tr '\n' ' ')" = '0 do_task_dead __traceiter_sched_switch ' ] ||
			missed="$missed; status $status, $err, $(tail -n 5 "$T/graph")"
	done
	is "$missed" '' "a command's last steps with $option: all there, 12 times"
done

# It may end just after it was asked whether it has: here the question's answer is a quarter of a second old.
what="a command that ends between two looks: its last steps are waited for"
if has strace; then
	run strace -o "$T/calls" -e trace=waitid,wait4,openat -e inject=waitid:delay_exit=250000 ftrun --no-follow -l do_task_dead -o "$T/graph" -- true
	ok "$what" grep -q '"/proc/[0-9]*/syscall"' "$T/calls"
	like "$(functions "$T/graph")" '^do_task_dead$' "$what, and there"
else
	skip "$what" "strace is not in this guest"
fi
