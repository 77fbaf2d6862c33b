# -g: a function and everything that it calls
run ftrun -g "${SYS}sysinfo" -- tasks
status_is 0 "status"
is "$(roots | sort -u)" "${SYS}sysinfo" "it is the only root"
like "$(functions | sort -u)" '^si_meminfo$' "si_meminfo is below it"
[ "$(functions | sort -u | wc -l)" -gt 4 ]
ok_line $? "and all that they call"

run ftrun -g "${SYS}sysinfo" -D 1 -- tasks
is "$(functions | sort | uniq -c | tr -s ' ')" " 1 ${SYS}sysinfo" "-D 1: the root alone"
run ftrun -g "${SYS}sysinfo" -D 2 -- tasks
unlike "$(cat "$T/err")" '\|      [a-z]' "-D 2: nothing deeper than two"
like "$(cat "$T/err")" '\|    [a-z]' "-D 2: two"

run ftrun -g "${SYS}sysinfo" -l "${SYS}sysinfo,si_*info" -- tasks
is "$(functions | grep -vc -e '^si_' -e sysinfo)" 0 "with a filter: only functions that match"
is "$(roots | sort -u)" "${SYS}sysinfo" "with a filter: only below the root"

refuses nosuchfunction "no such root" -g nosuchfunction
refuses nosuchfunction "one root good, one bad" -g "${SYS}sysinfo" -g nosuchfunction

# -g with -l: FUNC is recorded beside what matches, or nothing would ever begin.
run ftrun -g ksys_write -l vfs_write -o "$T/graph" -- sh -c 'echo >/dev/null; cat /etc/passwd >/dev/null'
status_is 0 "-g with -l: status"
is "$(functions "$T/graph" | sort -u | tr '\n' ' ')" "ksys_write vfs_write " "-g with -l: FUNC and what matches inside it"

# Where somebody else runs function_graph, the whole machine's knobs are not ours: the decoder does it.
other=$TRACING/instances/other
mkdir "$other"
if grep -q function_graph "$other/available_tracers"; then
	echo schedule >"$other/set_ftrace_filter"
	echo function_graph >"$other/current_tracer"
	run ftrun -g sys_write -l vfs_write -o "$T/graph" -- sh -c 'echo >/dev/null'
	status_is 0 "-g beside another function_graph: status"
	is "$(functions "$T/graph" | tr '\n' ' ')" "${SYS}write vfs_write " "-g beside another function_graph: the same graph"
	refuses 'graph=no_such_fn: no such function' "-g beside another function_graph: a name that is none" -g no_such_fn
	echo nop >"$other/current_tracer"
fi
rmdir "$other"
