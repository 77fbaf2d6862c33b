# --check and ftrun alone say what this machine can do, and how to get what it cannot
run ftrun --check
status_is 0 "--check: a command can be traced here"
like "$out" '^yes tracefs +/sys/kernel/tracing$' "tracefs"
like "$out" '^yes rights +root$' "rights"
like "$out" '^yes tracer +function_graph$' "tracer"
like "$out" '^yes lockdown ' "lockdown"
if has_instances; then
	like "$out" '^yes stage +a private instance' "stage: an instance"
else
	like "$out" '^yes stage +the top level' "stage: the top level"
fi
for what in retval args; do
	if [ -e "$TRACING/options/funcgraph-$what" ]; then
		like "$out" "^yes $what " "$what"
	else
		like "$out" "^no +$what .*CONFIG_[A-Z_]*=y\$" "$what: and what it takes"
	fi
done
run ftrun
status_is 125 "ftrun alone is a mistake"
like "$err" '^usage: ftrun' "and shows the usage"
like "$err" '^yes tracefs ' "and what can be done"
is "$(grep '^Example: ' "$T/err" | sed 's/^Example: //')" "ftrun --filter='*icmp*' -- ping -c1 127.0.0.1" "and an example"
like "$(wc -l <"$T/err")" '^([0-9]|1[0-9]|2[0-3])$' "on one screen"
run sh -c "$(sed -n 's/^Example: //p' "$T/err")"
status_is 0 "which works"

run su tester -c 'ftrun --check'
status_is 1 "another user cannot"
like "$out" '^no +tracefs .*not root.*sudo' "and is told why"
echo 0 >/proc/sys/kernel/ftrace_enabled
run ftrun --check
echo 1 >/proc/sys/kernel/ftrace_enabled
status_is 1 "switched off by sysctl"
like "$out" '^no +enabled .*sysctl kernel.ftrace_enabled=1' "and how to switch it on"
if ! has_instances; then
	echo function >"$TRACING/current_tracer"
	run ftrun --check
	echo nop >"$TRACING/current_tracer"
	status_is 1 "somebody else at the top level"
	like "$out" '^no +stage .*where function runs now' "is named"
fi
