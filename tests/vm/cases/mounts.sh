# tracefs elsewhere, or nowhere
mark
umount /sys/kernel/tracing
mkdir "a b"
mount -t tracefs nodev "a b"
run ftrun -l si_meminfo -- tasks
is "$status $(functions | sort -u)" "0 si_meminfo" "mounted elsewhere, at a path with a blank"
is "$(grep -c tracefs /proc/mounts)" 1 "and not mounted once more"
umount "a b"

run ftrun -l si_meminfo -- tasks
is "$status $(functions | sort -u)" "0 si_meminfo" "mounted nowhere"
is "$(grep -c tracefs /proc/mounts)" 0 "and after the run mounted nowhere"
umount /sys/kernel/tracing 2>/dev/null
mount -t tracefs tracefs /sys/kernel/tracing
unmarked "settings are as before"
