# The kernel is locked down while the command runs: for integrity nothing changes; for confidentiality what is left is named
# boot: panic=-1
private=0
has_instances || private=1
lockdown=/sys/kernel/security/lockdown
mark
run ftrun -l "${SYS}sysinfo" -D 5 -- sh -c "tasks; echo integrity >$lockdown; tasks"
is "$status $(functions | wc -l)" '0 2' "for integrity: works on"
unmarked "for integrity: everything is put back"

# A tracer's files cannot be opened any more, so what an instance of our own is for shows: removing it takes no file.
run ftrun -l "${SYS}sysinfo" -- sh -c "tasks; echo confidentiality >$lockdown; tasks; exit 3"
status_is 125 "for confidentiality: an error"
like "$err" '^ftrun: .*: the kernel is locked down: confidentiality' "says why"
if [ $private = 0 ]; then
	is "$(grep -c 'put back' "$T/err")" 0 "nothing is left behind"
	is "$(ls "$TRACING/instances")" '' "the instance is gone"
	is "$(find /run/ftrun -name '[0-9]*'; pidof ftrun ftrun-guard)" '' "so are journal and guard"
else
	for file in current_tracer set_ftrace_filter set_ftrace_pid; do
		like "$err" "^ftrun: .*/$file: could not be put back" "$file is named"
	done
	unlike "$err" 'tracing_cpumask|trace_clock' "what was not changed is not"
fi
refuses 'locked down' "the next run" -l si_meminfo
