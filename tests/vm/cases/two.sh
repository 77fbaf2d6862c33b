# Two ftruns at once
ftrun -l "${SYS}sysinfo" -- sh -c 'echo >there; while [ ! -e stop ]; do usleep 10000; done; tasks fork' >/dev/null 2>first &
first=$!
await test -e there
run ftrun -l "${SYS}getpriority,si_meminfo" -- tasks
if has_instances; then
	is "$status $(functions | sort -u)" "0 si_meminfo" "the second has its own"
else
	complains "in use by pid $first, ftrun, since [0-9][0-9]:[0-9][0-9];" "the second is refused"
fi
touch stop
wait "$first"
is "$? $(functions first | sort | uniq -c | tr -s ' ')" "0  2 ${SYS}sysinfo" "the first has its own"
