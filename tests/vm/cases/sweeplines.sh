# The faults of the other sweeps while probes and events are in place, and on a process that runs already: no mark
usleep_for_ever='while :; do usleep 2000; done'
sh -c "$usleep_for_ever" &
sweep_victim=$!
for line in kprobe probes event attach; do
	[ "$(uname -m)" = x86_64 ] || [ $line = event ] || continue
	sweep $line "SIGKILL" 149 12 KILL
	sweep $line "SIGKILL of ftrun and its guard, then --restore" 139 12 BOTH
	sweep $line "SIGTERM, SIGINT, SIGHUP" 151 12 TERM INT HUP
	sweep $line "ENOSPC, EBUSY, EINTR, ENOMEM, EPERM" 113 12 ENOSPC EBUSY EINTR ENOMEM EPERM
done
kill $sweep_victim
wait $sweep_victim
