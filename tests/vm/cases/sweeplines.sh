# The faults of the other sweeps while probes and events are in place, on a process that runs already, and in a dry run: no mark
nap='while :; do usleep 2000; done'
sh -c "$nap" &
sweep_victim=$!
for line in kprobe probes stack event dryrun attach; do
	[ "$(uname -m)" = x86_64 ] || [ $line = event ] || [ $line = stack ] || continue
	sweep $line "all of these, with probes, events or -p" 61 8 KILL BOTH TERM INT HUP ENOSPC EBUSY EINTR ENOMEM EPERM
done
kill $sweep_victim
wait $sweep_victim
