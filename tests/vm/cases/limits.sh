# -D and --min: how deep, how long
run ftrun -l '*icmp*' -D 1 -- ping -c1 127.0.0.1
status_is 0 "-D 1: status"
like "$(functions)" '^icmp_rcv$' "-D 1: there"
unlike "$err" '\|    *    [a-z]' "-D 1: nothing is nested"

nanosleep='__x64_sys_nanosleep,__x64_sys_clock_nanosleep'
run ftrun -l "$nanosleep" -- sh -c 'usleep 1; usleep 300000; usleep 1'
is "$(functions | wc -l)" 3 "without --min: three naps"
for min in 100ms 0.1s 100000us 100000; do
	run ftrun --min=$min -l "$nanosleep" -- sh -c 'usleep 1; usleep 300000; usleep 1'
	is "$status $(grep -c nanosleep "$T/err")" '0 1' "--min=$min: one"
done
run ftrun --min=10s -l "$nanosleep" -- sh -c 'usleep 1'
is "$status $(functions | wc -l)" '0 0' "--min=10s: none, and that is no error"

for bad in x -1 10x 1.5.5 99999999999999999999 ''; do
	refuses min "--min='$bad'" --min="$bad" -l icmp_rcv
done
for bad in x -1 1.5 99999999999999999999 ''; do
	refuses depth "--depth='$bad'" --depth="$bad" -l icmp_rcv
done
for bad in x -1 0 99999999999999999999T '' 4X; do
	refuses buffer "--buffer='$bad'" --buffer="$bad" -l icmp_rcv
done
