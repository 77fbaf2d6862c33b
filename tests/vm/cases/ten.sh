# Ten ftruns at once: each has its own trace, or is refused by name; and a hundred in turn leave nothing
for i in 1 2 3 4 5 6 7 8 9 10; do
	ftrun -q -l '*_sys_sysinfo' -- sh -c 'tasks fork; sleep 1; tasks' 2>err.$i >/dev/null &
	echo $! >pid.$i
done
whole=0 refused=0 other=''
for i in 1 2 3 4 5 6 7 8 9 10; do
	wait "$(cat pid.$i)"
	status=$?
	if [ "$status $(grep -c '_sys_sysinfo' err.$i)" = '0 3' ]; then
		whole=$((whole + 1))
	elif [ $status = 125 ] && grep -q 'in use by' err.$i; then
		refused=$((refused + 1))
	else
		other="$other $status $(cat err.$i)"
	fi
done
if has_instances; then
	is "$whole $other" '10 ' "all ten have their own calls and no others"
else
	is "$((whole + refused)) $other" '10 ' "each has its own calls or is refused"
	[ $whole -gt 0 ]
	ok_line $? "and not all are refused"
fi

# Linux 6.12 puts the exits of all users' functions, whatever their tasks, into the buffer of the one that got the
# first of its 16 slots; by turns that is one of these.
if has_instances; then
	neighbour=$TRACING/instances/neighbour
	mkdir "$neighbour"
	echo '*_sys_sysinfo' >"$neighbour/set_ftrace_filter"
	echo function_graph >"$neighbour/current_tracer"
	while [ -d "$neighbour" ]; do tasks; done &
	caller=$!
fi
# What piles up: files that somebody has open (the kernel's own count of them is kept by the dozen), and memory of the
# kernel's own that it cannot take back, in KB.
open_files() { find /proc/[0-9]*/fd -type l 2>/dev/null | wc -l; }
kernel_kb() { sed -n 's/^\(SUnreclaim\|KernelStack\|PageTables\): *\([0-9]*\) kB/\2/p' /proc/meminfo | awk '{ kb += $1 } END { print kb }'; }
end=$(($(cut -d. -f1 /proc/uptime) + 25))
times=100
[ -z "${SWEEP-}" ] || { end=100000; times=2000; }
n=0
bad=''
ftrun -q -l '*_sys_sysinfo' -o graph.txt -- tasks
files=$(open_files) kb=$(kernel_kb)
while [ $n -lt $times ] && [ "$(cut -d. -f1 /proc/uptime)" -lt $end ]; do
	ftrun -q -l '*_sys_sysinfo' -o graph.txt -- tasks || bad="$bad $n"
	[ "$(grep -c _sys_sysinfo graph.txt)" = 1 ] || bad="$bad $n: $(cat graph.txt)"
	n=$((n + 1))
done
is "$bad" '' "$n in turn"
diag "open files $files, then $(open_files); kernel memory $kb KB, then $(kernel_kb) KB"
ok "no files stay open" [ "$(open_files)" -lt $((files + 16)) ]
# A run's own memory is megabytes: one page that every run left would not be seen, one buffer would.
ok "no memory stays taken" [ "$(kernel_kb)" -lt $((kb + 8192)) ]
if has_instances; then
	[ "$(grep -c sysinfo "$neighbour/trace")" -gt "$n" ]
	ok_line $? "and meanwhile a neighbour has its own"
	rmdir "$neighbour"
	wait "$caller"
fi
is "$(find "$TRACING/instances" -mindepth 1 -maxdepth 1 | wc -l) $(find /run/ftrun -name '[0-9]*' | wc -l)" '0 0' "no instances, no journals"
