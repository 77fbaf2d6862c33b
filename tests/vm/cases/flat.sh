# The flat tracer: each call with its caller, only the command's, and no graph
run ftrun --tracer=function -l vfs_open -l 'do_filp_open' -- cat /etc/passwd
status_is 0 "the command's status"
like "$err" '/\* function: vfs_open <-(do_open|do_o_path|path_openat)[a-z0-9.]* \*/' "a function and its caller"
like "$err" '/\* function: do_fil[pe]_open <-do_sys_openat2 \*/' "and another"
is "$(functions | wc -l)" 0 "no graph"
run ftrun --tracer=function -l vfs_open -e sched:sched_process_exec -o run.dat -- cat /etc/passwd
like "$(ftrun -i run.dat)" 'sched_process_exec: ' "events beside it, from a recording"
reads "$(trace-cmd report run.dat 2>&1)" 'function: +vfs_open <-- ' "trace-cmd reads it"
refuses 'takes function or function_graph' 'an unknown tracer' --tracer=wakeup
refuses 'is a flat list' 'a depth of a flat list' --tracer=function -D 3
