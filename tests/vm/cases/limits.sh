# -D and --min: how deep, how long
run ftrun -l "${SYS}sysinfo,si_*info" -D 1 -- tasks
status_is 0 "-D 1: status"
like "$(functions)" "^${SYS}sysinfo\$" "-D 1: there"
unlike "$(functions)" '^si_' "-D 1: nothing is nested"

nanosleep="${SYS}nanosleep,${SYS}clock_nanosleep"
run ftrun -l "$nanosleep" -- sh -c 'usleep 1; usleep 300000; usleep 1'
is "$(functions | wc -l)" 3 "without --min: three naps"
# On a busy machine a short nap may take a while: the limit is far from both.
for min in 1s 1000ms 1000000; do
	run ftrun --min=$min -l "$nanosleep" -- sh -c 'usleep 1; usleep 1500000; usleep 1'
	is "$status $(grep -c nanosleep "$T/err")" '0 1' "--min=$min: one"
done
run ftrun --min=10s -l "$nanosleep" -- sh -c 'usleep 1'
is "$status $(functions | wc -l)" '0 0' "--min=10s: none, and that is no error"

for bad in x -1 10x 1.5.5 99999999999999999999 ''; do
	refuses min "--min='$bad'" --min="$bad" -l si_meminfo
done
for bad in x -1 1.5 99999999999999999999 ''; do
	refuses depth "--depth='$bad'" --depth="$bad" -l si_meminfo
done
for bad in x -1 0 99999999999999999999T '' 4X; do
	refuses buffer "--buffer='$bad'" --buffer="$bad" -l si_meminfo
done
