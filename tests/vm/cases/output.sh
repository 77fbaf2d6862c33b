# -o: where the graph goes, and what happens when it cannot
run ftrun -l '*icmp*' -o graph.txt -- ping -c1 127.0.0.1
is "$status $(wc -c <"$T/err")" '0 0' "-o FILE: nothing on stderr"
like "$(functions graph.txt)" '^icmp_rcv$' "-o FILE: the graph is there"
run ftrun -l '*icmp*' -o - -- status 9
is "$status" 9 "-o -: status"
run ftrun -l '*icmp*' -o - -- ping -c1 127.0.0.1
like "$(functions out)" '^icmp_rcv$' "-o -: the graph is on stdout"
like "$out" '1 packets received' "-o -: so is ping's output"
run ftrun -l '*icmp*' -t -- ping -c1 127.0.0.1
like "$err" '[0-9]+\.[0-9]{6} .*\|.*icmp_rcv' "-t: absolute times"

refuses '/no/such/folder' "a file that cannot be made" -l icmp_rcv -o /no/such/folder/x.txt
refuses "$T" "a folder" -l icmp_rcv -o "$T"

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
run ftrun -l '*icmp*' -o /dev/full -R graph -- ping -c1 127.0.0.1
is "$status" 125 "/dev/full: status 125"
like "$err" 'No space left' "/dev/full: says so"
