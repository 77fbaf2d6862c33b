# --args and --retval: what functions were called with and what they returned, or why that cannot be had
if [ -e "$TRACING/options/funcgraph-args" ]; then
	run ftrun --args -l ksys_write -o "$T/graph" -- sh -c 'echo four'
	status_is 0 "--args: status"
	like "$(cat "$T/graph")" 'ksys_write\(0x1, 0x[0-9a-f]+, 0x5, ' "--args: descriptor 1, a buffer, five bytes"
	run ftrun --args -l ksys_write -o "$T/trace.dat" -- sh -c 'echo four'
	like "$(ftrun -i "$T/trace.dat")" 'ksys_write\(0x1, 0x[0-9a-f]+, 0x5, ' "--args: kept in the recording"
else
	refuses 'args: .*Linux 6\.15 and CONFIG_FUNCTION_TRACE_ARGS' "--args on a kernel that has none" --args
fi
if grep -q retval "$TRACING/events/ftrace/funcgraph_exit/format"; then
	run ftrun --retval -l ksys_write -o "$T/graph" -- sh -c 'echo four'
	like "$(cat "$T/graph")" 'ksys_write\(\).*(ret=)?0x5' "--retval: five bytes"
else
	refuses 'retval: .*Linux 6\.5 and CONFIG_FUNCTION_GRAPH_RETVAL' "--retval on a kernel that has none" --retval
	refuses 'retval: .*Linux 6\.5 and CONFIG_FUNCTION_GRAPH_RETVAL' "-Z likewise" -Z
fi
