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

# A module that goes while its functions are in somebody's list, and one that comes back at another place.
printf '%s\n' vfs_read dummy_xmit 'xdp_rxq_*' >"$TRACING/set_ftrace_filter"
wanted=$(cat "$TRACING/set_ftrace_filter")
run ftrun -l si_meminfo -- sh -c 'rmmod dummy; insmod /lib/modules/dummy.ko numdummies=1'
status_is 0 "the module goes and comes: the status"
is "$(grep -v dummy "$TRACING/set_ftrace_filter")" "$(echo "$wanted" | grep -v dummy)" "others' list has all that is not its own"
run ftrun -l si_meminfo -- rmmod dummy
is "$status $(grep -c 'put back' "$T/err")" '0 0' "the module goes: no complaint"
is "$(cat "$TRACING/set_ftrace_filter")" "$(echo "$wanted" | grep -v dummy)" "others' list has all but its functions"
echo >"$TRACING/set_ftrace_filter"
insmod /lib/modules/dummy.ko numdummies=1
ip link set dummy0 up

ip link set dummy0 down
rmmod dummy
