# Filters: globs, exact names, lists in every form, and never "trace everything"
wanted='icmp_rcv ip_rcv '

same() { # same DESCRIPTION OPTION...: a ping under these options shows the two functions and no other
	same_what=$1
	shift
	run ftrun "$@" -- ping -c1 127.0.0.1
	is "$status $(functions | sort -u | tr '\n' ' ')" "0 $wanted" "$same_what"
}
same "-l twice" -l icmp_rcv -l ip_rcv
same "a comma list" --filter=icmp_rcv,ip_rcv
same "a space list" --filter 'icmp_rcv ip_rcv'
same "as the script took it" filter=icmp_rcv filter=ip_rcv
same "a function twice" -l icmp_rcv,icmp_rcv -l 'ip_rc[v]' -l 'icmp_?cv'

run ftrun -l 'icmp_r*' -- ping -c1 127.0.0.1
is "$(functions | grep -vc '^icmp_r')" 0 "a glob at the end: no others"
like "$(functions)" '^icmp_rcv$' "a glob at the end: there"
run ftrun -l '*cmp_rcv' -- ping -c1 127.0.0.1
is "$(functions | sort -u)" icmp_rcv "a glob at the start"

refuses nosuchfunction "no match" -l nosuchfunction
refuses nosuchfunction "no match for a glob" -l '*nosuchfunction*'
refuses nosuchfunction "one good, one bad" -l icmp_rcv -l nosuchfunction
refuses nosuchfunction "bad first" -l nosuchfunction,icmp_rcv
refuses icmp_rcv "a near name is offered" -l icmp_rvc
refuses 'filter|empty' "an empty filter" --filter=
refuses nosuchfunction "the script's form" filter=nosuchfunction
