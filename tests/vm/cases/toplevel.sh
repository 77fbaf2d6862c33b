# All that others have set at the top level comes back: long lists, names that occur twice, sizes per CPU, triggers
cd "$TRACING" || exit
echo 'vfs_* tcp_* *icmp*' | tr ' ' '\n' | while read -r glob; do echo "$glob" >>set_ftrace_filter; done
# Names that stand for several functions, of which only one is meant: its line number.
twice=$(cut -d' ' -f1 available_filter_functions | sort | uniq -d | head -n 3)
for name in $twice; do
	grep -n "^$name\( \|\$\)" available_filter_functions | tail -n 1 | cut -d: -f1 >>set_ftrace_filter
done
echo 'do_exit:traceoff:count=0' >>set_ftrace_filter
echo 'ip_*' >set_ftrace_notrace
printf 'vfs_read\nvfs_write\n' >set_graph_function
echo 'icmp_echo' >set_graph_notrace
echo 100 >per_cpu/cpu0/buffer_size_kb
echo 300 >per_cpu/cpu1/buffer_size_kb
clock=$(sed 's/.*\[\(.*\)\].*/\1/' trace_clock)
echo mono >trace_clock
echo 0 >options/function-fork
echo 1 >options/sleep-time
printf '1\n2\n' >set_event_pid
echo 1 >events/sched/sched_switch/enable
echo 'prev_pid == 1' >events/sched/sched_switch/filter
echo 'traceoff:1 if prev_pid == 99999' >events/sched/sched_switch/trigger
echo 0 >tracing_on
echo >trace
cd "$T" || exit

mark
like "$(wc -l <"$TRACING/set_ftrace_filter")" '^[1-9][0-9][0-9]+$' "hundreds of functions are listed"
run ftrun -l '*icmp*' -D 5 -- ping -c1 127.0.0.1
status_is 0 "works"
unmarked "all of it is back"
ftrun -q -l '*icmp*' -D 5 -- sh -c 'echo >there; exec sleep 60' 2>/dev/null &
await test -e there
kill -KILL $!
wait $!
put_back() { fingerprint | cmp -s - mark; }
await put_back
unmarked "and after a SIGKILL, too"

if ! has_instances; then
	echo 1 >"$TRACING/tracing_on"
	echo hello >"$TRACING/trace_marker"
	echo 0 >"$TRACING/tracing_on"
	refuses "holds somebody" "a trace that is not read yet" -l icmp_rcv
	like "$(cat "$TRACING/trace")" hello "which is still there"
	run ftrun --force -l icmp_rcv -- true
	status_is 0 "--force loses it"
fi

cd "$TRACING" || exit
echo '!traceoff:1' >events/sched/sched_switch/trigger
echo 0 >events/sched/sched_switch/filter
echo 0 >events/sched/sched_switch/enable
echo >set_event_pid
echo "$clock" >trace_clock
echo 1408 >buffer_size_kb
echo >set_graph_notrace
echo >set_graph_function
echo '!do_exit:traceoff:count=0' >>set_ftrace_filter
echo >set_ftrace_notrace
echo >set_ftrace_filter
echo 1 >tracing_on
