# Somebody switches recording off during a run: said at the end, with --strict an error, and never silently half a trace
calls=${SYS}sysinfo
export TRACING

mark
cat >off <<'END'
tasks
for d in $TRACING/instances/ftrun-* $TRACING; do
	[ ! -e "$d/$1" ] || break
done
echo "$2" >"$d/$1"
tasks
END
run ftrun -l "$calls" -- sh off tracing_on 0
status_is 0 "tracing_on: the command's status"
is "$(functions | wc -l)" 1 "tracing_on: what came before is there"
like "$err" '^ftrun: tracing_on: somebody else switched it off during the run' "tracing_on: said"
run ftrun --strict -q -l "$calls" -- sh off tracing_on 0
status_is 125 "tracing_on: --strict makes it an error"
run ftrun -l "$calls" -- sh off current_tracer nop
is "$status $(functions | wc -l) $(grep -c 'somebody else' "$T/err")" '0 2 0' "current_tracer: cannot be changed meanwhile"
run ftrun -l "$calls" -- sh -c 'tasks; echo 0 >/proc/sys/kernel/ftrace_enabled; tasks'
echo 1 >/proc/sys/kernel/ftrace_enabled
like "$err" '^ftrun: kernel.ftrace_enabled: somebody else switched it off' "kernel.ftrace_enabled: said"
run ftrun --max-size=16K -- dd if=/dev/zero of=/dev/null bs=1 count=500
unlike "$err" 'somebody else' "nobody else switches off at --max-size"
unmarked "all is as before"

# A trigger of somebody's, on a function: of the stage where it lies, so an instance of our own has none.
echo "$calls:traceoff" >>"$TRACING/set_ftrace_filter"
mark
run ftrun -l "$calls" -- sh -c 'tasks; tasks'
if has_instances; then
	is "$status $(functions | wc -l) $(grep -c 'somebody else' "$T/err")" '0 2 0' "a trigger at the top level does not concern an instance"
else
	is "$status $(grep -c 'somebody else switched' "$T/err")" '0 1' "a trigger at the top level: said"
fi
# Which of the two values tracing_on has is the trigger's affair.
grep -v "^$TRACING/tracing_on:" mark >was
fingerprint | grep -v "^$TRACING/tracing_on:" | cmp -s - was
ok_line $? "the trigger is still there"
echo "!$calls:traceoff" >>"$TRACING/set_ftrace_filter"
echo 1 >"$TRACING/tracing_on"
