# Live: each outermost call as it happens is, task by task, what the graph of the same recording is; ends as its reader does
loop='while :; do usleep 20000; done'

# A graph's rows by task, without the tasks' names, which change when they execute something.
by_task() { # by_task FILE
	awk 'match($0, /[0-9]\) [^|]*-[0-9]+ *\|/) {
		task = substr($0, RSTART + 3, RLENGTH - 4)
		sub(/.*-/, "", task)
		print task + 0, substr($0, 1, RSTART + 1) " " substr($0, RSTART + RLENGTH - 1)
	}' "$1" | sort -s -n -k1,1
}
tids() { # tids FILE
	by_task "$1" | cut -d' ' -f1 | uniq
}
same_tasks() { # same_tasks LIVE FILE.dat DESCRIPTION [OPTION...]: the two say the same of each task
	same_live=$1 same_dat=$2 same_what=$3
	shift 3
	ftrun -q -i "$same_dat" -o whole.txt "$@"
	by_task "$same_live" >a
	# What was not shown is tasks that nobody asked for, with their last steps before a switch.
	by_task whole.txt | awk 'FNR == NR { mine[$1]; next } $1 in mine' a - >b
	same_status=0
	[ -s a ] && cmp -s a b || same_status=1
	ok_line $same_status "$same_what: each task's rows are those of the graph"
	[ $same_status = 0 ] || diag "$(diff a b)" 10
}

# All functions, several tasks, two of them busy: what is shown is in nobody's way, nothing is lost, nothing torn.
busy='dd if=/dev/zero of=/dev/null bs=1 count=200 2>/dev/null'
run ftrun --live -o live.txt -o all.dat -- sh -c "$busy & $busy; usleep 300000; wait"
status_is 0 "a command: its status"
like "$err" 'none lost' "a command: nothing was lost"
same_tasks live.txt all.dat "a command"
is "$(tids live.txt | grep -c .)" 4 "the shell and its three children"
like "$(sed -n 5,6p live.txt)" 'sys_execve\(\) \{' "it begins with execve"

# With what decoding leaves out, and events inside.
run ftrun --live -t --min=20us -l 'vfs_*' -l '*sys_*' -e sched:sched_switch -o live.txt -o min.dat -- sh -c 'ls / >/dev/null; usleep 200000; ls /'
same_tasks live.txt min.dat "-t, --min and events" -t --min=20us
like "$(cat live.txt)" 'sched_switch: ' "the events are there"
run ftrun --live -D 2 -g '*_sys_openat' -n '*mutex*' -o live.txt -o g.dat -- sh -c 'cat /dev/null; cat /dev/null; true'
same_tasks live.txt g.dat "-D, -g and -n"
like "$(functions live.txt)" 'sys_openat' "-g: its function"
run ftrun --live -k "do_sys_openat2%return ret=\$retval" -o live.txt -- cat /dev/null
like "$(cat live.txt)" 'do_sys_openat2.*ret=' "a probe"
unlike "$(cat live.txt)" '\| +[a-z_0-9]+\(' "a probe alone: no functions"
run ftrun --live --collapse -l vfs_read -o live.txt -- dd if=/dev/zero of=/dev/null bs=1 count=300
like "$(cat live.txt)" 'vfs_read' "--collapse"

# While the process still runs, its calls are there; a process that it starts too.
sh -c "$loop" &
victim=$!
ftrun --live -p $victim -l '*sys_clock_nanosleep' -l kernel_clone -o live.txt -o p.dat 2>p.err &
mine=$!
ok "a call is shown while the run goes on" await grep -q 'sys_clock_nanosleep' live.txt
ok "ftrun is still at it" kill -0 $mine
await sh -c "[ \$(grep -c kernel_clone live.txt) -gt 5 ]"
is "$(sed -n 's/.*[0-9]) *\(.*\)-[0-9]* *|.*/\1/p' live.txt | grep -c ftrun)" 0 "nothing of ftrun's own"
kill -INT $mine
status=0
wait $mine || status=$?
is "$status" 0 "SIGINT ends it: its status"
like "$(cat p.err)" '^ftrun: [0-9]+ calls of [1-9] function.*none lost' "and the verdict"
same_tasks live.txt p.dat "an attach that was ended"

# Whoever reads has had enough.
status=0
timeout 20 ftrun --live -p $victim -l '*sys_clock_nanosleep' -l kernel_clone -o - 2>pipe.err | head -n 6 >head.txt
is "$(wc -l <head.txt)" 6 "| head: what it asked for"
is "$(cat pipe.err)" '' "| head: no noise"
ok "| head: it has ended" await gone ftrun
run sh -c "ftrun --live -o - -l vfs_read -- sh -c 'for i in 1 2 3 4 5 6; do cat /proc/self/stat >/dev/null; usleep 100000; done; echo >$T/finished' | head -n 5"
ok "| head: the command is not disturbed" await [ -e finished ]
run sh -c "ftrun --live -p $victim -d 400ms -l kernel_clone -o - 2>err2 >&-"
unlike "$(cat err2)" 'stdout|descriptor|[Pp]ipe' "closed stdout: nothing about it"

# Killed while it shows: nothing is left.
mark
ftrun --live -p $victim -k do_sys_openat2 -o live.txt 2>/dev/null &
mine=$!
await grep -q do_sys_openat2 live.txt
kill -KILL $mine
wait $mine
ok "killed: the guard ends too" await gone ftrun-guard
unmarked "killed: nothing is left"
kill $victim
wait $victim

run ftrun --live -- /nonexistent
status_is 127 "a command that does not exist"
refuses '--live: shows the graph' 'a summary' --live -c
refuses '--live: shows the graph' 'both' --live -C
refuses '-o x.svg: --live writes one text' 'a drawing' --live -o x.svg
