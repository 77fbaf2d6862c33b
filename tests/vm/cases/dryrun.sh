# --dry-run: checks as a run does, prints shell commands that do the same, and changes nothing
# shellcheck disable=SC2016 # $retval and $0 are for others
true
still() { fingerprint -s | cmp -s still -; }
fingerprint -s >still

prints() { # prints DESCRIPTION ARGUMENT...: ftrun --dry-run does, runs nothing and leaves no mark; the text is in $T/script
	prints_what=$1
	shift
	run ftrun --dry-run "$@"
	status_is 0 "$prints_what: status"
	cp out script
	is "$(grep -vcE "^(echo|printf|mkdir|rmdir|mount|umount|cat|sh -c|env|sleep|while|kill|\{ sleep) " script)" 0 "$prints_what: plain commands"
	ok "$prints_what: left no mark" still
}

works() { # works SHELL ERE DESCRIPTION: what the last one printed, typed into this shell, shows that and leaves no mark
	status=0
	"$1" <script >out 2>err || status=$?
	is "$status $(cat err)" '0 ' "$3, in $1: no complaint"
	like "$(cat out)" "$2" "$3, in $1"
	ok "$3, in $1: left no mark" still
}

shells='sh'
has dash && shells='sh dash bash'
mark
prints "a filter" -l '*icmp*' -- ping -c1 127.0.0.1
unlike "$out" 'bytes from' "a filter: the command was not run"
for sh in $shells; do
	works "$sh" '\| +icmp_rcv\(\)' "a filter: the trace"
	like "$(cat out)" '^64 bytes from' "a filter: the command's own output"
done
unmarked "a filter: no mark anywhere"
if has bash; then
	(cat script; echo exit) >typed
	onpty bash --norc -i <typed >out 2>&1
	like "$(cat out)" '\| +icmp_rcv\(\)' "a filter, pasted into a terminal: the trace"
	unmarked "a filter, pasted into a terminal: no mark anywhere"
fi

prints "many functions" -l 'vfs_*,ksys_*,si_*' -n si_swapinfo -D 2 -- tasks
ok "many functions: lines that a terminal takes" [ "$(awk 'length > 1000' script | wc -l)" = 0 ]
works sh ' +si_meminfo\(\)' "many functions"
unlike "$(cat out)" 'si_swapinfo' "many functions: but those that are left out"

prints "-g" -g vfs_open -D 2 -b 64 --no-follow -- cat /etc/passwd
works "${shells##* }" 'vfs_open\(\) \{' "-g, -D, -b"

prints "an event" -e 'sched:sched_process_exec if filename ~ "*bin*" && pid != 0' -- /bin/busybox true
works "${shells##* }" 'sched_process_exec: filename=/bin/busybox' "an event with a filter"

prints "probes" -k "callee:callee a=$ARG1:s32" -k 'callee:callee%return ret=$retval:s32' -k 'do_sys_openat2%return' -- callee
works sh 'callee: .* a=8$' "probes: the argument"
like "$(cat out)" 'callee__return: .* ret=17$' "probes: the result"
unmarked "probes: no mark anywhere"

prints "odd arguments" -l vfs_write -- sh -c 'printf "%s." "$@"' sh "it's" 'a  b' '$HOME' '' '*' '\t' '!x'
works sh "^it's\.a  b\.\\\$HOME\.\.\*\.\\\\t\.!x\." "odd arguments"

sh -c 'while :; do usleep 20000; done' &
victim=$!
prints "-p" -p $victim -d 3s -l '*sys_clock_nanosleep'
works sh 'sys_clock_nanosleep\(\)' "-p with -d: the trace"
prints "-p with a command" -p $victim -e sched:sched_process_fork -- sh -c 'sleep 1; echo done'
works sh '^done$' "-p with a command: its output"
like "$(cat out)" "sched_process_fork: .*pid=$victim child" "-p with a command: the trace"
cat >until_off <<-END
	#!/bin/sh
	for i in \$(seq 100); do
		cat $TRACING/instances/by-hand-*/tracing_on $TRACING/tracing_on 2>/dev/null | head -n 1 | grep -q 0 && echo off && exit
		usleep 100000
	done
END
chmod +x until_off
prints "-d" -d 300ms -l '*sys_clock_nanosleep' -- ./until_off
works "${shells##* }" '^off$' "-d with a command: recording ends before it"
prints "-p to the end" -p $victim -l '*sys_clock_nanosleep'
(sleep 2; kill $victim) &
works sh 'sys_clock_nanosleep\(\)' "-p until it ends"

if has dash; then
	chmod 755 .
	prints "-u" -u tester -l vfs_write -- sh -c 'id; echo $HOME $LOGNAME'
	# busybox's sh takes its own setpriv, which cannot do it.
	sed -i 's/^sh -c/dash -c/' script
	works dash "^$(su tester -c id | sed 's/[()]/./g')$" "-u: ids and groups"
	like "$(cat out)" '^/tmp tester$' "-u: HOME and LOGNAME"
	like "$(cat out)" 'vfs_write\(\)' "-u: the trace"
fi

umount "$TRACING"
fingerprint -s >still
prints "tracefs that is not mounted" -l si_meminfo -- tasks
works sh 'si_meminfo\(\)' "tracefs that is not mounted"
mount -t tracefs tracefs "$TRACING"
fingerprint -s >still
unmarked "tracefs that is not mounted: as before"

# All that can be found out beforehand is, and then nothing is printed.
refused() { # refused STATUS ERE DESCRIPTION ARGUMENT...
	refused_status=$1
	refused_why=$2
	refused_what=$3
	shift 3
	run ftrun --dry-run "$@"
	is "$status $out" "$refused_status " "$refused_what: status, and no commands"
	like "$err" "^ftrun: .*($refused_why)" "$refused_what: says why"
}
refused 125 'no_such_fn: no such function' "a function that is none" -l 'vfs_*' -g no_such_fn -- true
refused 125 'filter of sched:sched_switch' "a filter that the kernel refuses" -e 'sched:sched_switch if nosuch == 1' -- true
refused 125 'callee has no function' "a probe that cannot be" -k callee:nosuch -- true
refused 127 'nosuchcommand: command not found' "a command that is not there" -l vfs_open -- nosuchcommand
refused 126 'cannot execute' "a command that cannot be executed" -l vfs_open -- /etc/passwd
refused 125 '/nonexistent/x: No such file' "an output in no folder" -l vfs_open -o /nonexistent/x -- true
refused 125 'no such user' "a user that is none" -u nosuch -l vfs_open -- true
refused 125 'no such process' "a process that is none" -p 4194000 -- true
refused 125 '--force would lose' "--force" --force -l vfs_open -- true
refused 125 'room|memory' "a buffer that is too large" -b 900G -l vfs_open -- true
echo kept >kept
prints "outputs" -l vfs_open -o kept -o new.dat -- true
is "$(cat kept; ls new.dat 2>&1)" "kept
ls: new.dat: No such file or directory" "outputs are neither truncated nor made"
run su tester -c "ftrun --dry-run -l vfs_open -- true"
is "$status $out" "125 " "not root"
ok "refused: left no mark" still

# Killed, in what takes longest.
for wait in 20000 100000 400000 1500000; do
	ftrun --dry-run -g vfs_open -k do_sys_openat2 -- true >killed.out 2>&1 &
	usleep $wait
	kill -KILL $! 2>/dev/null
	wait $!
	await still
	ok "killed after $wait us: left no mark" still
done
