# --interval: the summary of each interval while it is recorded; together they count what the summary of all counts
loop='while :; do usleep 10000; done'

# "NAME COUNT" of each row of tables, summed by name.
sums() { # sums FILE
	awk '$1 ~ /^[0-9]+$/ && NF >= 11 { n = $11; for (i = 12; i <= NF; i++) n = n " " $i; s[n] += $1 } END { for (n in s) print n, s[n] }' "$1" | sort
}
event_sums() { # event_sums FILE: of "COUNT EVENT TASK [VALUE]", without the tasks' names, which may change
	awk '$1 ~ /^[0-9]+$/ && NF >= 3 && NF < 8 && $3 ~ /-[0-9]+$/ { sub(/.*-/, "", $3); s[$2 " " $3 " " $4] += $1 } END { for (n in s) print n, s[n] }' "$1" | sort
}

run ftrun --interval=200ms -l 'vfs_*' -o t.txt -o t.dat -- sh -c 'for i in 1 2 3 4 5 6 7 8; do cat /proc/self/stat >/dev/null; usleep 100000; done'
status_is 0 "times: the status"
like "$err" 'none lost' "times: nothing was lost"
ftrun -q -i t.dat -c -o whole.txt
sums t.txt >a
sums whole.txt >b
ok "times: the counts of all intervals are those of the whole" cmp -s a b
is "$([ "$(grep -c '^# [0-9]*\.[0-9]* s$' t.txt)" -gt 2 ]; echo $?)" 0 "times: each table has its time"
like "$(cat a)" '^vfs_read [1-9]' "times: vfs_read is there"

run ftrun --interval=200ms --by=task -l 'vfs_*' -o t.txt -o t.dat -- sh -c 'for i in 1 2 3; do cat /proc/self/stat >/dev/null; usleep 150000; done'
ftrun -q -i t.dat --by=task -o whole.txt
sums t.txt >a
sums whole.txt >b
ok "--by=task: the same" cmp -s a b

run ftrun --interval=150ms -l '*sys_clock_nanosleep' --hist='*sys_clock_nanosleep' -o t.txt -- sh -c 'usleep 200000; usleep 200000'
like "$(cat t.txt)" 'sys_clock_nanosleep: [1-9][0-9]* calls' "--hist: a histogram"

# While the process still runs.
sh -c "$loop" &
victim=$!
ftrun --interval=300ms -p $victim -e sched:sched_process_fork -e sched:sched_process_exit --by=parent_pid -o e.txt -o e.dat 2>e.err &
mine=$!
ok "events: a table is there while the run goes on" await grep -q sched_process_fork e.txt
ok "events: and another one" await sh -c "[ \$(grep -c '^# ' e.txt) -ge 3 ]"
ok "ftrun is still at it" kill -0 $mine
kill -INT $mine
status=0
wait $mine || status=$?
is "$status" 0 "SIGINT ends it: its status"
ftrun -q -i e.dat --by=parent_pid -o whole.txt
event_sums e.txt >a
event_sums whole.txt >b
ok "events: the counts of all intervals are those of the whole" cmp -s a b
like "$(cat a)" "^sched_process_fork $victim $victim [1-9]" "events: by a field"

timeout 20 ftrun --interval=100ms -p $victim -e sched:sched_process_fork -o - 2>pipe.err | head -n 3 >head.txt
is "$(wc -l <head.txt) $(grep -c . pipe.err)" '3 0' "| head ends it, without noise"
kill $victim
wait $victim
refuses '--interval: shows the summary' 'another kind' --interval=1 -R flame
refuses '--by=syscall' 'system calls' --interval=1 --by=syscall
refuses 'takes a time' 'no time' --interval=often
