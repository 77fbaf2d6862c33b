#!/bin/bash
# tests/lint/options.t: the option table, the usage text that is made from it and the man page say the same, in letters, names
# and arguments; the man page is clean in mandoc's eyes.
set -u

cd "$(dirname "$0")/../.." || exit
nr=0

ok_line() { # ok_line STATUS DESCRIPTION [DIAGNOSTIC]
	nr=$((nr + 1))
	if [[ $1 == 0 ]]; then echo "ok - $2"; else echo "not ok - $2"; fi
	[[ $1 == 0 || -z ${3-} ]] || echo "# ${3//$'\n'/$'\n'# }"
}

same() { # same A B DESCRIPTION: the same lines, in any order
	local said
	said=$(diff <(sort <<<"$1") <(sort <<<"$2") | grep '^[<>]')
	[[ -z $said && -n $1 ]]
	ok_line $? "$3" "$said"
}

# "-l, --filter=GLOB" of each line, however many blanks come before it.
usage=$(./ftrun -h)
in_usage=$(grep -oE '^ +(-[A-Za-z], )?--[a-z-]+[^ ]*' <<<"$usage" | sed 's/^ *//')
in_man=$(sed -nE '/^\.Sh OPTIONS/,/^\.Sh KINDS/s/^\.It Fl /Fl /p' man/ftrun.1 |
	sed -E 's/Fl Fl /--/; s/Fl /-/; s/ , /, /; s/ Ns Op = Ns Ar (.*)/[=\1]/; s/ Ns = Ns Ar /=/')
same "$in_usage" "$in_man" "usage text and man page have the same options (<: usage, >: man page)"

# The table's rows without a help text are other spellings of the row above.
other=$(sed -nE 's/^\t\{ ([^,]*), "([^"]*)", [^,]*, NULL, .*/\1 \2/p' ftrun.c)
while read -r letter name; do
	grep -qE "^ +(-., )?--$name(\$|[^a-z-])" <<<"$usage" && [[ $letter == 0 ]] && continue
	[[ $letter == 0 ]] && want="Fl Fl $name" || want="Fl ${letter//\'/}"
	grep -qE "^\.(It )?$want( |\$)" man/ftrun.1
	ok_line $? "the man page has the other spelling: $want"
done <<<"$other"

wide=$(grep -E '.{81}' <<<"$usage")
[[ -z $wide ]]
ok_line $? "the usage text fits 80 columns" "$wide"

letters=$(grep -oE '^ +-[A-Za-z]' <<<"$usage" | sort | uniq -d)
[[ -z $letters ]]
ok_line $? "no letter is used twice" "$letters"

kinds=$(sed -n '/^Reports:/,/\.$/p' <<<"$usage" | sed 's/^Reports://' | tr -d '\n' | sed 's/\.$//' | tr ',' '\n' |
	sed 's/^ *//')
in_man=$(sed -nE '/^\.Sh KINDS/,/^\.Ss/s/^\.It ([a-z]*|"") Ta ([.a-z]*|"") Ta.*/\1 \2/p' man/ftrun.1 | tr -d '"' |
	sed 's/^ *//; s/ *$//')
same "$kinds" "$in_man" "usage text and man page have the same kinds of report"

# Whether a page that is referred to is installed says nothing about this one.
said=$(mandoc -T lint man/ftrun.1 2>/dev/null | grep -v 'referenced manual not found')
[[ -z $said ]]
ok_line $? "mandoc -T lint" "$said"
echo "1..$nr"
