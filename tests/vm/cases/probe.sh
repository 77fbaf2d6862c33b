# Probes: kernel functions and user functions, entry and return, with the values that they really had; no mark, even killed
# shellcheck disable=SC2016 # $retval and $arg2 are the kernel's
true
texts() { # the comments of the last run's graph, without what is before
	sed -n 's|.*/\* \(.*\) \*/$|\1|p' "$T/err"
}
# The classic user probe: main calls callee(8, 9), which returns 17.
for program in callee callee.pie; do
	run ftrun -k "$program:callee a=$ARG1:s32 b=$ARG2:s32" -k "/bin/$program:callee%return ret=\$retval:s32" -- $program
	status_is 0 "$program: its status"
	is "$(texts)" "callee: a=8 b=9
callee__return: ret=17" "$program: entry and return with their values"
done
offset=$(ftrun -v -k callee:callee -- true 2>&1 | sed -n 's/.*callee:\(0x[0-9a-f]*\).*/\1/p' | head -1)
run ftrun -k "callee.stripped:$offset a=$ARG1:s32" -- callee.stripped
like "$(texts)" "^at_$offset: a=8$" "a stripped program by its offset"
refuses 'callee.stripped has no symbols \(it is stripped\)' 'a stripped program by name' -k callee.stripped:callee
refuses 'has no function calee; near: callee' 'a misspelled user function' -k callee:calee
refuses 'neither a loaded module nor a program or library' 'an unknown binary' -k nosuch:main
if has bash; then
	run ftrun -k 'bash:main' -k "libc.so.6:malloc size=$ARG1:u64" -- bash -c 'exit 4'
	status_is 4 "a library: the command's status"
	like "$(texts)" '^malloc: size=[1-9][0-9]*$' "a library found as the loader finds it"
else
	skip "a library found as the loader finds it" "all programs of this guest are static"
fi

# Static probes: one in two places, one that the program guards with a counter; with their own arguments, or others.
if [ "$(uname -m)" = x86_64 ]; then
	run ftrun -k usdt:demo:first -k usdt:demo:loop -k /bin/usdt:demo:guarded -- usdt
	is "$status $out" "0 guarded" "static probes: the guarded one is reached"
	is "$(texts)" "first: arg1=8 arg2=-9
loop: arg1=0
loop: arg1=1
loop: arg1=2
loop: arg1=7
guarded: arg1=5" "static probes with their arguments"
	is "$(usdt)" "" "static probes: the counter is down again"
	run ftrun -k 'usdt:demo:first number=+0(%sp):s64 if number < 0' -- usdt
	is "$(texts)" "first: number=-9" "a static probe with other arguments"
	refuses 'has no probe demo:lop; near: demo:loop' 'a misspelled static probe' -k usdt:demo:lop
	refuses 'has no static probes' 'a program without any' -k callee:demo:loop
	refuses 'a static probe has no return' 'a return' -k 'usdt:demo:loop%return'
else
	skip "static probes" "the program for it is built with this machine's <sys/sdt.h> only"
fi

# fork, under a name of older kernels: the new pid is the real child's.
run ftrun -k '_do_fork' -k '_do_fork%return pid=$retval:s32' -- sh -c '/bin/busybox true & echo $!; wait'
is "$(texts | sed 's/ret_ip=[^ ]* //')" "_do_fork
_do_fork__return: pid=$out" "fork's entry, and its return: the pid of the child that there was"

# openat's path, and its result; at its place in the graph.
echo hello >"$T/some file"
run ftrun -k "do_sys_openat2 path=+0($ARG2):ustring if path ~ \"*some*\"" -k 'do_sys_openat2%return fd=$retval:s32' -- cat "$T/some file"
is "$out" hello "cat's output"
is "$(texts | sed 's/ret_ip=[^ ]* //')" "do_sys_openat2: path=$T/some file
do_sys_openat2__return: fd=3" "the path, and the descriptor"
run ftrun -l do_sys_openat2 -k 'do_sys_openat2 path=+0($arg2):ustring' -- cat "$T/some file"
like "$err" "do_sys_openat2: path=$T/some file" "with \$arg2, and the graph"
like "$(functions)" '^do_sys_openat2$' "the graph is there too"

# execsnoop's job: who executes what, and what comes of it.
run ftrun -k "${SYS}execve file=+0(+$ARGS_AT($ARG1)):ustring" -e syscalls:sys_exit_execve -- \
	sh -c '/bin/busybox true; ./nosuchfile; exit 0'
is "$(texts | sed 's/__syscall_nr=[0-9]* //')" "${SYS}execve: file=/bin/sh
sys_exit_execve: ret=0
${SYS}execve: file=/bin/busybox
sys_exit_execve: ret=0
${SYS}execve: file=./nosuchfile
sys_exit_execve: ret=-2" "execsnoop: each file and what came of it"

# The same on any architecture, and with the name of what could not be executed: struct filename begins with its name.
run ftrun -k 'do_open_execat file=+0(+0($arg2)):string' -e syscalls:sys_exit_execve -- sh -c '/bin/busybox true; ./nosuchfile; exit 0'
is "$(texts | sed 's/__syscall_nr=[0-9]* //' | tr '\n' ' ')" "do_open_execat: file=/bin/sh sys_exit_execve: ret=0 do_open_execat: file=/bin/busybox \
sys_exit_execve: ret=0 do_open_execat: file=./nosuchfile sys_exit_execve: ret=-2 " "exec: each file and its result"

# Another kernel's name, with an argument that some kernels refuse first.
run ftrun -k 'sys_execve regs=$arg1' -- /bin/busybox true
like "$err" "^ftrun: -k sys_execve: ${SYS}execve here" "a function's other name, with an argument"
like "$(texts)" '^sys_execve: regs=0x[0-9a-f]+$' "a function's other name, with an argument: recorded"
run ftrun -k 'vfs_open x=$nosuch' -- true
like "$err" 'Invalid \$-va' "a bad argument of a good function: the kernel's reason"

# Refused by the kernel: its reason and its caret.
run ftrun -k 'do_sys_openat2 x=%nosuch' -- touch "$T/ran"
is "$status $(wc -l <"$T/err")" "125 3" "a bad argument: three lines"
like "$err" '^ftrun: -k do_sys_openat2 x=%nosuch: Invalid register name' "a bad argument: the kernel's reason"
like "$err" '^ftrun: +\^$' "a bad argument: the kernel's caret"
ok "a bad argument: the command was not run" [ ! -e "$T/ran" ]
run ftrun -k do_sys_openaat2 -- touch "$T/ran"
like "$(tail -1 "$T/err")" 'no such function.*near: do_sys_openat2' "a misspelled kernel function"

# In the recording, for others to read.
run ftrun -k "callee:callee a=$ARG1:s32" -o run.dat -- callee
like "$(ftrun -i run.dat)" 'callee: a=8' "-i reads it"
reads "$(trace-cmd report run.dat 2>&1)" 'callee: .*a=8' "trace-cmd reads it"

# Killed while probes are in place, in both stages.
for option in '-q' '-l do_sys_openat2'; do
	# shellcheck disable=SC2086
	killed_with_probes "$option" $option -k "do_sys_openat2 path=+0($ARG2):ustring" -k 'do_sys_openat2%return' -k callee:callee
done
