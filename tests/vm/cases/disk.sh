# A disk that is full at every write of a report or of what is recorded: a message names the file, and nothing is left
mkdir small
on_disk() { # on_disk KB COMMAND...
	mount -t tmpfs -o size="$1k" small small
	shift
	run "$@"
	umount small
}
mark
# Each kind on ever larger disks, up to one that is large enough.
for kind in dat txt svg jsonl; do
	kb=4 odd='' tried=0
	while :; do
		on_disk $kb ftrun -q -l '*_sys_*' -o small/x.$kind -- sh -c 'tasks; tasks fork'
		[ "$status" != 0 ] || break
		tried=$((tried + 1))
		[ "$status $err" = "125 ftrun: small/x.$kind: No space left on device" ] || odd="$odd $kb KB: $status $err"
		[ $kb -lt 100000 ] || break
		kb=$((kb * 16))
	done
	is "$odd" '' ".$kind: named each time ($tried times), until there is room"
done
odd=''
for kb in 4 64; do
	TMPDIR=$T/small on_disk $kb ftrun --max-size=1G -q -l 'vfs_*,ksys_*,fput' -- dd if=/dev/zero of=/dev/null bs=1 count=4000
	[ "$status $(grep -c 'the spool of what was read from it (TMPDIR .*: No space left on device' "$T/err")" = '125 1' ] ||
		odd="$odd $kb KB: $status $(tail -n 3 "$T/err")"
done
is "$odd" '' "what is recorded finds no room: said, with the way out"
unmarked "and nothing is left of it in the kernel"

odd=''
for option in -h -V --check --list-events -L --why=vfs_read; do
	status=0
	ftrun $option >/dev/full 2>err || status=$?
	[ "$status $(grep -cE "^ftrun: (stdout|$option): No space left on device" err)" = '125 1' ] || odd="$odd $option: $status $(cat err)"
done
is "$odd" '' "answers to a full disk"
status=0
ftrun -q -l si_meminfo -o - -- tasks >/dev/full 2>err || status=$?
is "$status $(cat err)" '125 ftrun: stdout: No space left on device' "a report to a full disk"
