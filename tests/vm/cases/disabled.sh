# kernel.ftrace_enabled=0: an error, not an empty trace
echo 0 >/proc/sys/kernel/ftrace_enabled
refuses 'ftrace_enabled' "says which sysctl" -l si_meminfo
echo 1 >/proc/sys/kernel/ftrace_enabled
