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
# What is recorded finds no room: the recording ends there, and what it has is shown. The command is not disturbed.
for kb in 4 64 600; do
	TMPDIR=$T/small on_disk $kb ftrun --max-size=1G -l 'vfs_*,ksys_*,fput' -o "$T/graph" -- dd if=/dev/zero of=/dev/null bs=1 count=4000
	status_is 0 "$kb KB for what is recorded: the command's status"
	like "$err" '^ftrun: the recording found no more room \(No space left on device; TMPDIR chooses' "$kb KB for what is recorded: said"
	like "$err" '4000\+0 records' "$kb KB for what is recorded: the command went on to its end"
	unlike "$err" 'could not be read|events were lost' "$kb KB for what is recorded: what there is is whole"
	[ $kb -lt 64 ] || ok "$kb KB for what is recorded: and it is shown" [ "$(functions "$T/graph" | wc -l)" -gt $((kb * 5)) ]
done
TMPDIR=$T/small on_disk 64 ftrun --strict --max-size=1G -l 'vfs_*,ksys_*,fput' -o "$T/graph" -- dd if=/dev/zero of=/dev/null bs=1 count=4000
status_is 125 "no room for what is recorded, --strict: an error"
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
