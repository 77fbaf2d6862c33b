# --args and --retval: what functions were called with and what they returned, or why that cannot be had
if [ -e "$TRACING/options/funcgraph-args" ]; then
	run ftrun --args -l ksys_write,do_sys_openat2 -o "$T/graph" -- sh -c 'echo four >file'
	status_is 0 "--args: status"
	like "$(cat "$T/graph")" 'ksys_write\(fd=0x1, buf=0x[0-9a-f]+, count=0x5\);' "--args: descriptor 1, a buffer, five bytes"
	like "$(cat "$T/graph")" 'do_sys_openat2\(dfd=-100, filename=0x[0-9a-f]+, how=0x[0-9a-f]+\)' "--args: AT_FDCWD, a number below zero"
	run ftrun --args -l ksys_write -o "$T/trace.dat" -- sh -c 'echo four'
	like "$(ftrun -i "$T/trace.dat")" 'ksys_write\(fd=0x1, buf=0x[0-9a-f]+, count=0x5\);' "--args: kept in the recording"
	ftrun -i "$T/trace.dat" -o "$T/again.dat"
	like "$(ftrun -i "$T/again.dat")" 'ksys_write\(fd=0x1, buf=0x[0-9a-f]+, count=0x5\);' "--args: and in a copy of it"
	is "$(trace-cmd report "$T/trace.dat" 2>&1 >"$T/report")" "" "--args: trace-cmd reads it without a complaint"
	like "$(cat "$T/report")" 'ksys_write' "--args: trace-cmd reads it"
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
