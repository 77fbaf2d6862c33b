# -n: leave functions out
run ftrun -l '*icmp*' -n 'icmp_reply*' -- ping -c1 127.0.0.1
status_is 0 "status"
unlike "$(functions)" '^icmp_reply' "left out"
like "$(functions)" '^icmp_echo' "the others are there"
run ftrun -l '*icmp*' -n '*icmp_r*' -- ping -c1 127.0.0.1
unlike "$(functions)" 'icmp_r' "a glob"
like "$(functions)" '^icmp_echo' "a glob: the others are there"
refuses nosuchfunction "no match" -n nosuchfunction
refuses 'icmp' "nothing left to trace" -l icmp_rcv -n icmp_rcv
