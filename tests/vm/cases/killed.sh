# SIGKILL of ftrun: the kernel is put back all the same
mark
ftrun -l 'si_*info' -D 3 -- sh -c 'echo $$ >pid; exec sleep 60' >/dev/null 2>&1 &
await test -s pid
kill -KILL $!
wait $!
is $? 137 "killed"
back() { fingerprint | cmp -s - mark; }
await back
unmarked "everything is put back soon after"
kill "$(cat pid)"

# The guard with it, and --restore before either is quite dead.
ftrun -q -l 'si_*info' -D 3 -- sh -c 'echo $$ >pid2; exec sleep 60' >/dev/null 2>&1 &
await test -s pid2
kill -KILL $!
wait $!
usleep 5000
kill -KILL "$(pidof ftrun-guard)"
run ftrun --restore
status_is 0 "--restore at once"
unmarked "everything is put back when it ends"
kill "$(cat pid2)"

# Before the command runs, too.
for wait in 0 20000 50000 100000 200000; do
	rm -f pid
	ftrun -l 'si_*info' -- sh -c 'echo $$ >pid; exec sleep 60' >/dev/null 2>&1 &
	usleep $wait
	kill -KILL $!
	wait $!
	await back
	unmarked "killed after $wait us"
	[ ! -s pid ] || kill "$(cat pid)"
done
