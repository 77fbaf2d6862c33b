# A machine with one CPU
# boot: nr_cpus=1
run ftrun -l icmp_rcv -- ping -c1 127.0.0.1
is "$status $(functions | sort -u)" "0 icmp_rcv" "works"
