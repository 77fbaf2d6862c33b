# Threads, children and theirs are followed; --no-follow traces the one task
sysinfo() { # sysinfo DESCRIPTION WANTED ARGUMENT...: so many calls of sysinfo are seen
	sysinfo_what=$1
	sysinfo_wanted=$2
	shift 2
	run ftrun "$@"
	is "$status $(functions | grep -c "^${SYS}sysinfo\$")" "0 $sysinfo_wanted" "$sysinfo_what"
	[ "$(functions | grep -c "^${SYS}sysinfo\$")" = "$sysinfo_wanted" ] || diag "$err" 20
}
set -- -l "${SYS}sysinfo"
sysinfo "the task itself" 1 "$@" -- tasks
sysinfo "a thread" 2 "$@" -- tasks thread
sysinfo "a child" 2 "$@" -- tasks fork
sysinfo "a grandchild" 2 "$@" -- tasks grandchild
sysinfo "a child by vfork and exec" 2 "$@" -- tasks vfork
sysinfo "many of each" 13 "$@" -- tasks thread fork grandchild vfork thread fork grandchild vfork thread fork grandchild vfork
# The kernel takes the first thread's number off the list when execve kills it, and gives that number to the thread that
# lives on: what that one calls is recorded until it is next switched out.
run ftrun -o "$T/graph" -l "${SYS}sysinfo" -- execthread tasks thread fork
status_is 0 "exec from a thread: status"
like "$(grep -c 'sysinfo()' "$T/graph")" '^[123]$' "exec from a thread: some of the three are there"
sysinfo "under a shell" 4 "$@" -- sh -c 'tasks fork | cat; tasks & tasks; wait'
sysinfo "-f is the default" 2 -f "$@" -- tasks fork
sysinfo "--no-follow" 1 --no-follow "$@" -- tasks thread fork grandchild vfork
sysinfo "a daemon that outlives the command" 2 "$@" -- tasks daemon
