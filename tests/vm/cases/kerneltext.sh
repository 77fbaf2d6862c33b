# The graph of a frozen buffer is byte for byte what the kernel's own trace file says of it
cd "$TRACING" || exit
size=$(sed 's/.*expanded: \([0-9]*\).*/\1/' buffer_size_kb)

# freeze NAME GLOB COMMAND...: trace it on one CPU; keep the kernel's text, also with tasks named, and the buffer.
freeze() {
	name=$T/$1
	echo 0 >tracing_on
	echo "$2" >set_ftrace_filter
	echo function_graph >current_tracer
	shift 2
	# shellcheck disable=SC2016
	taskset 1 sh -c 'echo $$ >set_ftrace_pid; echo 1 >tracing_on; exec "$@"' sh "$@" >/dev/null 2>&1
	echo 0 >tracing_on
	cat trace >"$name.text"
	echo 1 >options/funcgraph-proc
	cat trace >"$name.proc"
	echo 0 >options/funcgraph-proc
	trace-cmd extract -o "$name.dat" --compression none >"$name.log" 2>&1
	echo nop >current_tracer
	echo >set_ftrace_pid
}

# A task's rows alone. Where tasks change the kernel may name a call that ends: it looks at the CPU, not at the task.
rows_of() { # rows_of TASK FILE
	grep -e "$1 *|" "$2" | sed 's,} /\* .*,},'
}

same() { # same NAME DESCRIPTION
	ftrun -i "$T/$1.dat" -o - 2>"$T/err" | grep -v '^CPU:. \[LOST' >"$T/$1.graph"
	tasks=$(sed -n 's/^ .) *\([^ ]*-[0-9]*\) *| .*/\1/p' "$T/$1.proc" | sort -u)
	# shellcheck disable=SC2086
	set -- "$1" "$2" $tasks
	if [ $# -le 3 ]; then
		ok "$2" cmp "$T/$1.graph" "$T/$1.text"
		return
	fi
	for task in $tasks; do
		rows_of "$task" "$T/$1.proc" >"$T/wanted"
		rows_of "$task" "$T/$1.graph" >"$T/got"
		ok "$2: $task" cmp "$T/got" "$T/wanted"
	done
}

echo 8192 >buffer_size_kb
freeze ping '*icmp*' ping -c1 127.0.0.1
same ping "filtered"
freeze all '' dd if=/dev/zero of=/dev/null bs=1 count=500
same all "all functions, with interrupts"
echo 64 >buffer_size_kb
freeze tail '*lock*' ls -l /proc/self/fd
same tail "begun in the middle"
ok "... where more was lost" [ "$(wc -c <"$T/tail.text")" -gt 2000 ]

echo >set_ftrace_filter
echo "$size" >buffer_size_kb
echo 1 >tracing_on
umount /sys/kernel/debug 2>/dev/null
cd "$T" || exit
