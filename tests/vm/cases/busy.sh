# Another tracer at the top level, set up by hand: refused or undisturbed, and everything of it is as before
cd "$TRACING" || exit
echo 'vfs_*' >set_ftrace_filter
echo 'do_exit:traceoff:count=1' >>set_ftrace_filter
echo 'vfs_write' >set_ftrace_notrace
echo 3 >max_graph_depth
echo "$$" >set_ftrace_pid
echo 2000 >buffer_size_kb
echo 1 >options/funcgraph-proc
echo function_graph >current_tracer
cd "$T" || exit

mark
run ftrun -l 'si_*info' -- tasks
if has_instances; then
	status_is 0 "in an instance beside it: works"
	is "$(functions | grep -vc '^si_')" 0 "only functions that match"
	like "$(functions)" '^si_meminfo' "and they are there"
else
	complains 'busy|in use|active|tracing' "the top level is taken"
	like "$err" 'function_graph' "names the tracer"
	like "$err" '--force' "says the way out"
	mark
	run ftrun --force -l 'si_*info' -- tasks
	status_is 0 "--force: works"
	is "$(functions | grep -vc '^si_')" 0 "--force: only functions that match"
	like "$(functions)" '^si_meminfo' "--force: and they are there"
fi
# It goes on recording, and which functions the kernel has patched for it is the kernel's affair.
settings() { grep -v -e '/stats:' -e '/enabled_functions:' "$@"; }
settings mark >was
fingerprint | settings >now
ok "all that the other set is as it was" cmp -s was now
cmp -s was now || diag "$(diff was now)"

cd "$TRACING" || exit
echo nop >current_tracer
echo '!do_exit:traceoff:count=1' >>set_ftrace_filter
echo >set_ftrace_filter
echo >set_ftrace_notrace
echo 0 >max_graph_depth
echo >set_ftrace_pid
echo 1408 >buffer_size_kb
echo 0 >options/funcgraph-proc
