# The command line
run ftrun -h
is "$status $(wc -c <"$T/err")" '0 0' "-h: status 0, nothing on stderr"
like "$out" '[Uu]sage: ftrun' "-h: usage on stdout"
[ "$(wc -l <"$T/out")" -le 60 ]
ok_line $? "-h: fits a screen"
run ftrun --version
like "$status $out" '^0 ftrun [0-9]' "--version"
run ftrun
is "$status" 125 "nothing at all: status 125"
like "$err$out" '^usage: ftrun' "nothing at all: usage"
run ftrun -l si_meminfo
complains 'command' "no command"
refuses 'nosuchoption' "no such option" --nosuchoption
refuses "X" "no such letter" -X
run ftrun -l si_meminfo sh -c 'echo "$@"' x -h --version
is "$status $out" '0 -h --version' "options end at the command"
run ftrun -l si_meminfo filter=si_swapinfo tasks
is "$status $(functions | sort -u | tr '\n' ' ')" '0 si_meminfo si_swapinfo ' "filter=GLOB before the command"
run ftrun -q -l 'si_*info' -- tasks
like "$(functions)" '^si_meminfo$' "-q still shows the graph"
