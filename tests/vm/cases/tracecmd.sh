# trace-cmd records at the top level meanwhile: refused or undisturbed, and its recording is whole
clock=$(sed 's/.*\[\(.*\)\].*/\1/' "$TRACING/trace_clock")
trace-cmd record -o other.dat -p function_graph -l 'vfs_*' sh -c 'echo >there; while [ ! -e stop ]; do usleep 10000; done' >log 2>&1 &
await test -e there
run ftrun -l 'si_*info' -- tasks
if has_instances; then
	status_is 0 "in an instance beside it: works"
	is "$(functions | grep -vc '^si_')" 0 "only functions that match"
else
	complains 'busy|in use|active|tracing' "the top level is taken"
fi
touch stop
wait $!
is $? 0 "trace-cmd ends well"
trace-cmd report -i other.dat >text 2>/dev/null
like "$(grep -c vfs_ text)" '^[1-9]' "and has recorded"
is "$(grep -c si_meminfo text)" 0 "and has nothing of ours"

# What trace-cmd itself leaves otherwise.
trace-cmd reset
echo "$clock" >"$TRACING/trace_clock"
echo 1408 >"$TRACING/buffer_size_kb"
umount /sys/kernel/debug 2>/dev/null
