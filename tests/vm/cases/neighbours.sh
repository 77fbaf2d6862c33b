# perf ftrace, trace-cmd and readers of trace_pipe before, during and after: everybody has its own, or is refused
calls=__x64_sys_sysinfo
if [ "$(uname -m)" != x86_64 ]; then
	skip "neighbours" "there is no perf in this guest"
	return
fi
other() { timeout 60 perf ftrace -T $calls -a -- "$@"; }
# What perf and trace-cmd themselves leave otherwise.
tidy() {
	echo nop >"$TRACING/current_tracer"
	echo 1 >"$TRACING/tracing_on"
	echo 1 >"$TRACING/options/irq-info" 2>/dev/null
	echo >"$TRACING/set_ftrace_filter"
	echo >"$TRACING/trace"
	umount /sys/kernel/debug 2>/dev/null
}
waiting='echo >there; while [ ! -e stop ]; do usleep 10000; done; tasks fork'
begin() { rm -f there stop; "$@" & mine=$!; await test -e there; }
end() { touch stop; status=0; wait $mine || status=$?; err=$(cat first); }

mark
other tasks >out 2>err
is "$? $(grep -c $calls out)" '0 1' "perf ftrace alone"
tidy
unmarked "and what it leaves is put back by hand"

# perf is there first.
begin other sh -c "$waiting" >first 2>log
run ftrun -l $calls -- tasks
if has_instances; then
	is "$status $(functions | wc -l)" '0 1' "beside perf ftrace: its own trace"
	end
	# And ftrun's own calls.
	like "$status $(grep -c $calls first)" '^0 ([3-9]|[1-9][0-9])$' "perf ftrace sees the same task, and its own"
else
	complains 'current_tracer: is function: somebody else is tracing' "beside perf ftrace: refused"
	end
	is "$status $(grep -c $calls first)" '0 2' "perf ftrace has its own"
fi
tidy
unmarked "nobody else's settings have changed"

# ftrun is there first.
for tool in "perf ftrace -T $calls -a -- tasks" 'trace-cmd record -e sched:sched_process_exec -o other.dat tasks'; do
	begin ftrun -l $calls -- sh -c "$waiting" >/dev/null 2>first
	# shellcheck disable=SC2086 # words
	timeout 60 $tool >log 2>&1
	theirs=$?
	end
	is "$status" 0 "$tool: ftrun ends well"
	if has_instances; then
		is "$theirs $(functions first | wc -l)" '0 2' "$tool: both have their own"
	else
		isnt "$theirs" 0 "$tool: is refused"
		like "$err" 'tracing_on: somebody else switched it off' "$tool: but switches recording off before, which is said"
	fi
	tidy
	unmarked "$tool: nobody else's settings have changed"
done

begin ftrun -l $calls -- sh -c "$waiting" >/dev/null 2>first
cd "$TRACING" || exit
for pipe in instances/ftrun-*/trace_pipe trace_pipe; do
	[ ! -e "$pipe" ] || break
done
timeout 5 cat "$pipe" >"$T/log" 2>&1
is "$?" 1 "nobody can read events away with trace_pipe"
cd "$T" || exit
like "$(cat log)" 'busy' "which the kernel says"
end
is "$status $(functions first | wc -l)" '0 2' "they are all in the trace"
timeout 20 cat "$TRACING/trace_pipe" >log 2>&1 &
reader=$!
await sh -c "ls -l /proc/[0-9]*/fd 2>/dev/null | grep -q trace_pipe"
run ftrun -l $calls -- tasks
if has_instances; then
	is "$status $(functions | wc -l)" '0 1' "a reader of the top level's trace_pipe"
else
	complains 'current_tracer: busy: somebody reads trace_pipe' "a reader of trace_pipe"
fi
kill $reader
wait $reader

run ftrun -l $calls -- tasks
is "$status $(functions | wc -l)" '0 1' "after all of them"
unmarked "nobody's settings have changed"
