# The command gets no descriptor of ftrun's, and with -u no way back to root; what is shown of it is harmless
exec 7</etc/passwd
fds >list
plain=$(cat list)
ftrun -q -l icmp_rcv -o x.txt -o y.dat -- fds >list
is "$(cat list)" "$plain" "descriptors: the same as without ftrun"
ftrun -q -u tester -l icmp_rcv -o x.txt -- fds >list
is "$(cat list)" "$plain" "descriptors: with -u too"
exec 7<&-

run ftrun -q -u tester -l icmp_rcv -o x.txt -- grep -E '^(Uid|Gid|Groups|Cap(Inh|Prm|Eff|Amb))' /proc/self/status
is "$(echo "$out" | tr '\t' ' ' | tr -s ' ' | sed 's/ $//')" "Uid: 1000 1000 1000 1000
Gid: 1000 1000 1000 1000
Groups: 50 1000
CapInh: 0000000000000000
CapPrm: 0000000000000000
CapEff: 0000000000000000
CapAmb: 0000000000000000" "-u: ids, groups and capabilities are the user's alone"
run ftrun -q -u tester -l icmp_rcv -o x.txt -- cat /sys/kernel/tracing/current_tracer
is "$status" 1 "-u: the tracer is out of reach"

esc=$(printf '\033')
run ftrun -l "x${esc}[2Jy" -- true
unlike "$(cat -v err)" '\^\[' "no escape from an argument reaches the terminal"
cp /bin/tasks "evil${esc}[31m"
run ftrun -l '*_sys_sysinfo' -- "./evil${esc}[31m" fork
unlike "$(cat -v err)" '\^\[' "nor from a task's name"
like "$err" 'evil' "which is shown"
