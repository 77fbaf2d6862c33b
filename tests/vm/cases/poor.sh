# Poor circumstances: no /run, /run full, small limits, no standard descriptors, a CPU that goes away, a reader in the way
set -- ftrun -q -l '*_sys_sysinfo' -o graph.txt
calls() { grep -c '_sys_sysinfo' graph.txt; }

(ulimit -f 1; ulimit -n 16; run "$@" -- tasks; is "$status $(calls)" '0 1' "small limits for files")
run "$@" -- sh -c 'ulimit -n'
is "$out" "$(ulimit -n)" "the command's own limits are as before"

mount -t tmpfs -o size=4k full /run
dd if=/dev/zero of=/run/fill bs=4k 2>/dev/null
run "$@" -- tasks
is "$status $(calls)" '0 1' "/run is full"
umount /run
mkdir elsewhere
mount --bind elsewhere /run
chmod 777 /run
mkdir -m 777 /run/ftrun
run "$@" -- tasks
is "$status $(calls)" '0 1' "/run/ftrun can be written by everybody"
is "$(find /run/ftrun -type f)" '' "and is not trusted"
umount /run

"$@" -- tasks <&- >&- 2>&-
is "$? $(calls)" '0 1' "no standard descriptors"

"$@" -- sh -c 'echo 0 >/sys/devices/system/cpu/cpu1/online; tasks; echo 1 >/sys/devices/system/cpu/cpu1/online; tasks' 2>/dev/null
is "$? $(calls)" '0 2' "a CPU that goes and comes back"
is "$(cat /sys/devices/system/cpu/cpu1/online)" 1 "it is back"

run "$@" -- ftrun -q -l '*_sys_sysinfo' -o inner.txt -- tasks
if has_instances; then
	is "$status $(calls) $(grep -c '_sys_sysinfo' inner.txt)" '0 1 1' "ftrun traces ftrun"
else
	status_is 125 "ftrun traces ftrun: the inner one is refused"
fi

mount -o remount,ro /sys/kernel/tracing
refuses 'Read-only' "tracefs is read-only" -l icmp_rcv
mount -o remount,rw /sys/kernel/tracing
