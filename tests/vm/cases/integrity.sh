# A kernel locked down for integrity alone can trace
# boot: lockdown=integrity
run ftrun -l icmp_rcv -- ping -c1 127.0.0.1
is "$status $(functions | sort -u)" "0 icmp_rcv" "works"
