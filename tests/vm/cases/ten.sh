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
end=$(($(cut -d. -f1 /proc/uptime) + 25))
n=0
bad=''
while [ $n -lt 100 ] && [ "$(cut -d. -f1 /proc/uptime)" -lt $end ]; do
	ftrun -q -l '*_sys_sysinfo' -o graph.txt -- tasks || bad="$bad $n"
	[ "$(grep -c _sys_sysinfo graph.txt)" = 1 ] || bad="$bad $n: $(cat graph.txt)"
	n=$((n + 1))
done
is "$bad" '' "$n in turn"
if has_instances; then
	[ "$(grep -c sysinfo "$neighbour/trace")" -gt "$n" ]
	ok_line $? "and meanwhile a neighbour has its own"
	rmdir "$neighbour"
	wait "$caller"
fi
is "$(find "$TRACING/instances" -mindepth 1 -maxdepth 1 | wc -l) $(find /run/ftrun -name '[0-9]*' | wc -l)" '0 0' "no instances, no journals"
