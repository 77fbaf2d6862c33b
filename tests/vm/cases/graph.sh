# -g: a function and everything that it calls
roots() { # the functions that are called at depth 0
	sed -n 's/^[^/]*|  \([A-Za-z_][A-Za-z0-9_.]*\)(.*/\1/p' "$T/err"
}
run ftrun -g icmp_rcv -- ping -c1 127.0.0.1
status_is 0 "status"
is "$(roots | sort -u)" icmp_rcv "icmp_rcv is the only root"
like "$(functions | sort -u)" '^icmp_echo(\.|$)' "icmp_echo is below it"
[ "$(functions | sort -u | wc -l)" -gt 10 ]
ok_line $? "and all that they call"

run ftrun -g icmp_rcv -D 1 -- ping -c1 127.0.0.1
is "$(functions | sort | uniq -c | tr -s ' ')" ' 2 icmp_rcv' "-D 1: the root alone"
run ftrun -g icmp_rcv -D 2 -- ping -c1 127.0.0.1
unlike "$(cat "$T/err")" '\|      [a-z]' "-D 2: nothing deeper than two"
like "$(cat "$T/err")" '\|    [a-z]' "-D 2: two"

run ftrun -g icmp_rcv -l '*icmp*' -- ping -c1 127.0.0.1
is "$(functions | grep -vc icmp)" 0 "with a filter: only functions that match"
is "$(roots | sort -u)" icmp_rcv "with a filter: only below the root"

refuses nosuchfunction "no such root" -g nosuchfunction
refuses nosuchfunction "one root good, one bad" -g icmp_rcv -g nosuchfunction
