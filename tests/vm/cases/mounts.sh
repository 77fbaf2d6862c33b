# tracefs elsewhere, or nowhere
mark
umount /sys/kernel/tracing
mkdir "a b"
mount -t tracefs nodev "a b"
run ftrun -l icmp_rcv -- ping -c1 127.0.0.1
is "$status $(functions | sort -u)" "0 icmp_rcv" "mounted elsewhere, at a path with a blank"
is "$(grep -c tracefs /proc/mounts)" 1 "and not mounted once more"
umount "a b"

run ftrun -l icmp_rcv -- ping -c1 127.0.0.1
is "$status $(functions | sort -u)" "0 icmp_rcv" "mounted nowhere"
is "$(grep -c tracefs /proc/mounts)" 0 "and after the run mounted nowhere"
umount /sys/kernel/tracing 2>/dev/null
mount -t tracefs tracefs /sys/kernel/tracing
unmarked "settings are as before"
