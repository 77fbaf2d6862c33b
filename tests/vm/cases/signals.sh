# Signals reach the command as they would without ftrun, and ftrun still reports and restores
# The command says when it is there, so that no signal comes before ftrun has armed and released it.
ready='echo $$ >pid; echo ready >there;'
started() { await test -s there; }

finish() { # wait for the background ftrun, with its status in $status
	status=0
	wait "$!" || status=$?
	err=$(cat err)
	rm -f there pid
}

for signal in TERM HUP USR1 WINCH 37; do
	ftrun -l '*nanosleep*' -- sh -c "trap 'echo got $signal; exit 42' $signal; $ready while :; do usleep 10000; done" >out 2>err &
	started
	kill -$signal $!
	finish
	is "$status $(cat out)" "42 got $signal" "SIG$signal is forwarded, and the command's status kept"
	like "$err" 'nanosleep' "SIG$signal: the graph is shown"
done

ftrun -l '*nanosleep*' -- sh -c "$ready exec sleep 20" >out 2>err &
started
sleep 1
kill -TERM $!
finish
is "$status" 143 "death by a forwarded SIGTERM is repeated"
like "$err" 'nanosleep' "and the graph is shown"

# What does not fit the terminal would wait in a pager.
export PAGER=cat
# On a terminal the kernel signals the whole foreground group: the command decides, ftrun waits.
(started; usleep 200000; printf '\003') | timeout 30 onpty ftrun -l '*nanosleep*' -- \
	sh -c "trap 'echo caught; exit 7' INT; $ready while :; do usleep 10000; done" >out
status=$?
is "$status" 7 "Ctrl-C: the command's status"
like "$(cat out)" 'caught' "Ctrl-C: reaches the command"
is "$(grep -c caught out)" 1 "Ctrl-C: once"
like "$(cat out)" 'nanosleep' "Ctrl-C: the graph is shown"
rm -f there

(started; usleep 200000; printf '\003') | timeout 30 onpty ftrun -l '*nanosleep*' -- sh -c "$ready exec sleep 20" >out
is "$?" 130 "Ctrl-C: death by it is repeated"
rm -f there

(started; usleep 200000; printf '\034') | timeout 30 onpty ftrun -l '*nanosleep*' -- sh -c "$ready exec sleep 20" >out
is "$?" 131 "Ctrl-\\: death by it is repeated"
rm -f there

(started; usleep 200000; printf '\032') | timeout 30 onpty ftrun -l '*nanosleep*' -- sh -c "$ready sleep 1; echo on; exit 5" >out
is "$?" 5 "Ctrl-Z and fg: the command's status"
like "$(cat out)" '\[stopped\]' "Ctrl-Z: the shell sees the job stop"
like "$(tr -d '\r' <out)" '^on$' "Ctrl-Z and fg: the command goes on"
rm -f there

# Stopped and continued by somebody else: ftrun just waits.
ftrun -l '*nanosleep*' -- sh -c "$ready sleep 1; exit 6" >out 2>err &
started
kill -STOP "$(cat pid)"
usleep 300000
kill -CONT "$(cat pid)"
finish
is "$status" 6 "the command alone stopped and continued"

# ftrun stopped: the command goes on, and is waited for.
ftrun -l '*nanosleep*' -- sh -c "$ready sleep 1; echo on >went; exit 7" >out 2>err &
started
kill -STOP $!
await test -e went
kill -CONT $!
finish
is "$status" 7 "ftrun alone stopped and continued"
like "$err" 'nanosleep' "ftrun alone stopped: the graph is whole"

# An alarm that was set before ftrun was executed, as in perl -e 'alarm 5; exec @ARGV'.
run launch -a 1 ftrun -q -l '*nanosleep*' -- sleep 20
status_is 142 "an inherited alarm is the command's"
