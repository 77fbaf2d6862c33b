# -o: where the graph goes, and what happens when it cannot
run ftrun -l 'si_*info' -o graph.txt -- tasks
is "$status $(functions | wc -l)" '0 0' "-o FILE: no graph on stderr"
like "$(functions graph.txt)" '^si_meminfo$' "-o FILE: the graph is there"
run ftrun -q -l 'si_*info' -o graph.txt -- tasks
is "$status $(wc -c <"$T/err")" '0 0' "-q -o FILE: nothing on stderr"
run ftrun -l 'si_*info' -o - -- status 9
is "$status" 9 "-o -: status"
run ftrun -l 'si_*info' -o - -- sh -c 'echo hello; tasks'
like "$(functions out)" '^si_meminfo$' "-o -: the graph is on stdout"
like "$out" '^hello$' "-o -: so is the command's output"
run ftrun -l 'si_*info' -t -- tasks
like "$err" '[0-9]+\.[0-9]{6} .*\|.*si_meminfo' "-t: absolute times"

refuses '/no/such/folder' "a file that cannot be made" -l si_meminfo -o /no/such/folder/x.txt
refuses "$T" "a folder" -l si_meminfo -o "$T"

mkdir full
mount -t tmpfs -o size=64k full full
mark
for f in graph.txt recording.dat; do
	dd if=/dev/zero of=full/fill bs=4k count=15 2>/dev/null
	run ftrun -l 'vfs_*' -o full/$f -- sh -c 'dd if=/dev/zero of=/dev/null bs=1 count=3000 2>/dev/null; echo done'
	is "$out" 'done' "a full disk, $f: the command ran to its end"
	is "$status" 125 "a full disk, $f: status 125"
	like "$err" "^ftrun: .*$f.*No space left" "a full disk, $f: says so"
	rm full/fill
	rm -f full/$f
done
unmarked "a full disk: the kernel is restored"
umount full
run ftrun -l 'si_*info' -o /dev/full -R graph -- tasks
is "$status" 125 "/dev/full: status 125"
like "$err" 'No space left' "/dev/full: says so"
