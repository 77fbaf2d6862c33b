# -n: leave functions out
run ftrun -l 'si_*info' -n si_swapinfo -- tasks
status_is 0 "status"
unlike "$(functions)" '^si_swapinfo' "left out"
like "$(functions)" '^si_meminfo' "the others are there"
run ftrun -l 'si_*info' -n '*_swap*' -- tasks
unlike "$(functions)" 'swap' "a glob"
like "$(functions)" '^si_meminfo' "a glob: the others are there"
refuses nosuchfunction "no match" -n nosuchfunction
refuses 'si_meminfo|nothing' "nothing left to trace" -l si_meminfo -n si_meminfo
