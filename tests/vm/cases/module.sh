# --module: the functions of one module
refuses dummy "a module that is not loaded" --module=dummy
insmod /lib/modules/dummy.ko numdummies=1
ip link set dummy0 up
ip addr add 10.0.0.1/24 dev dummy0
# The address settles, and nothing but our ping is sent any more.
sleep 1

mark
run ftrun --module=dummy -- ping -c1 -W1 10.0.0.9
status_is 1 "ping's status, for nobody answers"
like "$(functions)" '^dummy_xmit' "its functions are there"
is "$(functions | grep -vc dummy)" 0 "and no others"
run ftrun --module=dummy -l '*xmit*' -- ping -c1 -W1 10.0.0.9
is "$(functions | sort -u)" dummy_xmit "with a filter: those that are both"
refuses 'icmp_rcv' "a filter that matches nothing in it" --module=dummy -l icmp_rcv
refuses nosuchmodule "no such module" --module=nosuchmodule
unmarked "all of it left the module's settings alone"

ip link set dummy0 down
rmmod dummy
