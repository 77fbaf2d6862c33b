# -g: a function and everything that it calls
roots() { # the functions that are called at depth 0
	sed -n 's/^[^/]*|  \([A-Za-z_][A-Za-z0-9_.]*\)(.*/\1/p' "$T/err"
}
run ftrun -g __x64_sys_sysinfo -- tasks
status_is 0 "status"
is "$(roots | sort -u)" __x64_sys_sysinfo "it is the only root"
like "$(functions | sort -u)" '^si_meminfo$' "si_meminfo is below it"
[ "$(functions | sort -u | wc -l)" -gt 4 ]
ok_line $? "and all that they call"

run ftrun -g __x64_sys_sysinfo -D 1 -- tasks
is "$(functions | sort | uniq -c | tr -s ' ')" ' 1 __x64_sys_sysinfo' "-D 1: the root alone"
run ftrun -g __x64_sys_sysinfo -D 2 -- tasks
unlike "$(cat "$T/err")" '\|      [a-z]' "-D 2: nothing deeper than two"
like "$(cat "$T/err")" '\|    [a-z]' "-D 2: two"

run ftrun -g __x64_sys_sysinfo -l '__x64_sys_sysinfo,si_*info' -- tasks
is "$(functions | grep -vc -e '^si_' -e sysinfo)" 0 "with a filter: only functions that match"
is "$(roots | sort -u)" __x64_sys_sysinfo "with a filter: only below the root"

refuses nosuchfunction "no such root" -g nosuchfunction
refuses nosuchfunction "one root good, one bad" -g __x64_sys_sysinfo -g nosuchfunction
