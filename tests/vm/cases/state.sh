# The command finds everything as it would without ftrun
export ODD='a b
c' EMPTY=''
same() { # same DESCRIPTION LAUNCH-OPTION... -- ARGUMENT...: what `state` sees is what it sees without ftrun
	same_what=$1
	shift
	same_launch=
	while [ "$1" != -- ]; do same_launch="$same_launch $1"; shift; done
	shift
	rm -f plain traced seven twohundred
	# shellcheck disable=SC2086 # options without blanks
	how launch $same_launch state plain "$@" >out 2>err </dev/null
	plain=$(cat out)
	# shellcheck disable=SC2086
	how launch $same_launch ftrun -l 'si_*info' -- state traced "$@" >out 2>err </dev/null
	is "$(cat out)" "$plain" "$same_what: ends alike"
	ok "$same_what: state was seen" test -s plain
	if cmp -s plain traced; then ok_line 0 "$same_what"; else ok_line 1 "$same_what"; diag "$(diff plain traced)"; fi
}
same "plain" --
same "arguments" -- 'a b' '*' '' "$(printf 'new\nline')" -h --filter=x -- '\a' "'" '"'
same "signals blocked" -b 1 -b 2 -b 10 -b 15 -b 17 -b 64 --
same "signals ignored" -i 1 -i 2 -i 3 -i 10 -i 13 -i 15 -i 17 -i 20 --
same "stdin closed" -c 0 --
same "stdout closed" -c 1 --
same "stderr closed" -c 2 --
same "all three closed" -c 0 -c 1 -c 2 --
same "more descriptors" -o 7=seven -o 200=twohundred --
(ulimit -n 64; ulimit -c 0; umask 077; renice -n 5 -p $$ >/dev/null; same "limits and umask" --)

mkdir -p 'in here' && cd 'in here' && same "a folder with a blank" --
cd ..
env -i PATH=/bin state plain >/dev/null 2>/dev/null
env -i PATH=/bin ftrun -l 'si_*info' -- state traced >/dev/null 2>/dev/null
is "$(grep -v '^argument 1' traced)" "$(grep -v '^argument 1' plain)" "an empty environment"

printf 'some\0bytes\n' >in
run ftrun -l 'si_*info' -- cat <in
ok "stdin and stdout pass through" cmp in out
