# Settings that others left while no tracer runs: they do not colour the trace, and are as before after it
cd "$TRACING" || exit
echo 'vfs_*' >set_ftrace_filter
echo 'si_meminfo' >set_ftrace_notrace
echo 'vfs_read' >set_graph_function
echo "${SYS}sysinfo" >set_graph_notrace
echo 1 >max_graph_depth
echo 1000000 >tracing_thresh
echo 1 >set_ftrace_pid
echo 0 >tracing_on
echo 64 >buffer_size_kb
echo 1 >options/funcgraph-tail
echo 0 >options/overwrite
echo 1 >tracing_cpumask
echo 1 >events/sched/sched_switch/enable
echo 'prev_pid == 0' >events/sched/sched_switch/filter
cd "$T" || exit

mark
run ftrun -l "si_*info,${SYS}sysinfo" -- taskset 2 tasks
if has_instances && [ "$status" = 125 ]; then
	# Limits of the whole machine that only their owner may lift.
	skip "the trace is whole" "ftrun refuses: $err"
else
	status_is 0 "status"
	for f in si_meminfo si_swapinfo; do
		like "$(functions)" "^$f\$" "$f is there"
	done
	is "$(functions | grep -vc -e '^si_' -e sysinfo)" 0 "only functions that match"
fi
unmarked "all that others set is as it was"

cd "$TRACING" || exit
echo 0 >events/sched/sched_switch/enable
echo 0 >events/sched/sched_switch/filter
echo 3 >tracing_cpumask
echo 1 >options/overwrite
echo 0 >options/funcgraph-tail
echo 1408 >buffer_size_kb
echo 1 >tracing_on
echo >set_ftrace_pid
echo 0 >tracing_thresh
echo 0 >max_graph_depth
echo >set_graph_notrace
echo >set_graph_function
echo >set_ftrace_notrace
echo >set_ftrace_filter
