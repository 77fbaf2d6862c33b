# Names of other kernels are understood with a remark, and what means nothing is explained, with the nearest names
functions_file=$TRACING/available_filter_functions

run ftrun -l sys_execve -- true
status_is 0 "sys_execve: traced"
like "$(functions)" '^__[a-z0-9]+_sys_execve$' "sys_execve: by the name that it has here"
like "$err" '^ftrun: --filter=sys_execve: taking __[a-z0-9]+_sys_execve ' "sys_execve: with a remark"
run ftrun -q -l SyS_execve,vfs_open,vfs_read,no_such_syscall -- true
complains '--filter=no_such_syscall: no such function' "a wrong name among right ones"
run ftrun -q -l 'sys_execv*,vfs_open,vfs_read' -- true
status_is 0 "three of them, with a glob"
like "$(functions)" '^__[a-z0-9]+_sys_execve$' "three of them: traced"
unlike "$err" '^ftrun: ' "-q: no remark"

run ftrun -l do_fork -- sh -c 'true & wait'
like "$err" '^ftrun: --filter=do_fork: taking (_do_fork|kernel_clone) \(renamed\)$' "do_fork: renamed"
like "$(functions)" '^(_do_fork|kernel_clone)$' "do_fork: traced by its new name"
run ftrun --exact -l do_fork -- true
complains '--filter=do_fork: is kernel_clone on this kernel \(renamed\)' "--exact takes no other name"
run ftrun -g do_fork -- sh -c 'true & wait'
# The kernel takes the root, then records it; an interrupt in between comes first, with all that it calls.
like "$(roots | grep -v -e irq -e interrupt | head -n 1)" '^(_do_fork|kernel_clone)$' "-g do_fork: the graph begins there"

base=$(sed -n 's/^\([a-z_0-9]*\)\.isra\.0$/\1/p' "$functions_file" | while read -r f; do grep -qE "^$f( |\$)" "$functions_file" || echo "$f"; done | head -n 1)
run ftrun -l "$base" -- true
status_is 0 "a name without its .isra.0 ($base)"
like "$err" "^ftrun: --filter=$base: taking $base\.\* \(as the compiler left it\)\$" "and the remark"
run ftrun -l "$base.constprop.7" -- true
status_is 0 "a name with another suffix"

run ftrun -l icmp_recv -- true
complains 'icmp_recv: no such function.*; near: .*icmp_rcv' "a wrong name: the nearest are named"
run ftrun -l '*icmq*' -- true
complains '\*icmq\*: no function matches; near: .*icmp' "a wrong glob: the same"
run ftrun -l zxqwvbnm_zxqwvbnm -- true
complains 'zxqwvbnm_zxqwvbnm: no such function' "nothing is near"
unlike "$err" 'near' "and nothing is named"
run ftrun -l init_task -- true
complains 'init_task: cannot be traced: it is data' "a variable"
run ftrun -l start_kernel -- true
complains 'start_kernel: cannot be traced: it ran when the kernel started' "an .init function"
noinstr=exc_page_fault
grep -q __arm64_sys "$functions_file" && noinstr=el1h_64_sync_handler
run ftrun -l $noinstr -- true
complains "$noinstr: cannot be traced: it is (noinstr|on the kernel|notrace)" "a function that must not be traced"
run ftrun -l 'vfs_*' --module=nonsense -- true
complains '--module=nonsense: no module' "a module that is not there"

modules=/lib/modules/$(uname -r)
mkdir -p "$modules"
cp /lib/modules/dummy.ko "$modules"
printf 'dummy.ko:\nother.ko.xz:\n' >"$modules/modules.dep"
echo 'alias symbol:other_exported other' >"$modules/modules.symbols"
run ftrun -l dummy_xmit -- true
complains 'dummy_xmit: is in module dummy, which is not loaded; modprobe dummy' "a module that is not loaded"
run ftrun --why=other_exported
is "$status $out" "1 other_exported: is in module other, which is not loaded; modprobe other" "a symbol that a compressed module exports"
run ftrun --why=other_static
like "$out" 'other_static: no such function.*\(1 are compressed' "one that is not exported"
insmod /lib/modules/dummy.ko
run ftrun --why=dummy_xmit
is "$status $out" "0 dummy_xmit: can be traced; it belongs to module dummy" "--why, once it is loaded"
run ftrun -L'dummy_x*'
is "$out" "dummy_xmit	dummy	1" "-L: name, module, count"
rmmod dummy
rm -r "$modules"

run ftrun -L
is "$(awk '{ n += $3 } END { print n }' "$T/out")" "$(wc -l <"$functions_file")" "-L: as many functions as the kernel has"
cut -f1 "$T/out" | sort -u >"$T/listed"
sed 's/ .*//' "$functions_file" | sort -u >"$T/kernel"
ok "-L: the same names" cmp "$T/listed" "$T/kernel"
run ftrun -L'icmp_r*'
is "$(cut -f1 "$T/out")" "$(sed 's/ .*//' "$functions_file" | grep '^icmp_r' | sort -u)" "-L with a glob"
run ftrun -Lno_such_*
is "$status$out" 1 "-L of nothing: status 1"
like "$err" '^ftrun: -L: no_such_\*: no function matches' "-L of nothing: says so"

# The table of renamed functions: each of these has a name that this kernel knows.
for name in __do_execve_file do_unlinkat vfs_statx_fd generic_make_request del_timer_sync try_to_del_timer_sync \
	__alloc_pages_nodemask kmem_cache_alloc_trace find_get_page __page_cache_alloc vma_merge __kmalloc; do
	run ftrun --why=$name
	like "$out" '(can be traced|is [a-z_0-9.*]+ on this kernel)' "known on every kernel: $name"
done
