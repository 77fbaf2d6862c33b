# The main job: the icmp functions of this ping, as a graph with durations, and no others
# On a busy machine the kernel may leave a packet to ksoftirqd, which is not this ping: then once more.
for _ in 1 2 3 4 5; do
	run ftrun --filter='*icmp*' -- ping -c1 127.0.0.1
	[ "$(functions | grep -c '^icmp_rcv$')" = 2 ] && break
done
status_is 0 "ping's status"
like "$out" '1 packets received' "ping's own output is on stdout"
unlike "$out" 'icmp_' "the graph is not on stdout"
unlike "$err" 'PING' "nothing of ping's is on stderr"

functions >"$T/names"
is "$(grep -vc icmp "$T/names")" 0 "only functions that match"
for f in icmp_rcv icmp_echo icmp_reply; do
	like "$(cat "$T/names")" "^$f(\.|\$)" "$f is there"
done
like "$err" '[0-9]+\.[0-9]+ us +\|' "with durations"

# Others ping at the same time: this ping alone receives one request and one reply.
ping -q 127.0.0.1 -i 0.05 >/dev/null 2>&1 &
other=$!
for _ in 1 2 3 4 5; do
	run ftrun --filter=icmp_rcv -- sh -c 'ping -c1 127.0.0.1; sleep 1'
	[ "$(functions | sort | uniq -c | tr -s ' ')" = ' 2 icmp_rcv' ] && break
done
kill $other
is "$(functions | sort | uniq -c | tr -s ' ')" " 2 icmp_rcv" "two icmp_rcv, none of the other ping's"
