# Filters: globs, exact names, lists in every form, and never "trace everything"
wanted='si_meminfo si_swapinfo '

same() { # same DESCRIPTION OPTION...: tasks under these options shows the two functions and no other
	same_what=$1
	shift
	run ftrun "$@" -- tasks
	is "$status $(functions | sort -u | tr '\n' ' ')" "0 $wanted" "$same_what"
}
same "-l twice" -l si_meminfo -l si_swapinfo
same "a comma list" --filter=si_meminfo,si_swapinfo
same "a space list" --filter 'si_meminfo si_swapinfo'
same "as the script took it" filter=si_meminfo filter=si_swapinfo
same "a function twice" -l si_meminfo,si_meminfo -l 'si_swapinf[o]' -l 'si_?eminfo'

run ftrun -l 'si_m*' -- tasks
is "$(functions | grep -vc '^si_m')" 0 "a glob at the end: no others"
like "$(functions)" '^si_meminfo$' "a glob at the end: there"
run ftrun -l '*i_meminfo' -- tasks
is "$(functions | sort -u)" si_meminfo "a glob at the start"

refuses nosuchfunction "no match" -l nosuchfunction
refuses nosuchfunction "no match for a glob" -l '*nosuchfunction*'
refuses nosuchfunction "one good, one bad" -l si_meminfo -l nosuchfunction
refuses nosuchfunction "bad first" -l nosuchfunction,si_meminfo
refuses si_meminfo "a near name is offered" -l si_memifno
refuses 'filter|empty' "an empty filter" --filter=
refuses nosuchfunction "the script's form" filter=nosuchfunction
