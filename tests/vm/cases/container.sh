# In another pid namespace, where the command's number is not the kernel's: this command is traced, and only this
set -- ftrun -l '*_sys_sysinfo'
# Somebody outside has the numbers that commands get inside.
unshare -p -f sh -c 'mount -t proc proc /proc; exec "$@"' sh "$@" -- tasks fork >out 2>err
status=$?
umount /proc 2>/dev/null
[ -d /proc/1 ] || mount -t proc proc /proc
is "$status $(grep -c '_sys_sysinfo' err)" '0 2' "the command and its child"
unshare -p -f sh -c '"$@"; echo $?' sh "$@" -- tasks fork >out 2>err
is "$(cat out) $(grep -c '_sys_sysinfo' err)" '0 2' "with the /proc of outside"
unshare -p -f "$@" -p 1 -d 1ms >out 2>err
is "$?" 125 "-p: refused"
like "$(cat err)" '^ftrun: -p.*pid namespace' "-p: says why"
