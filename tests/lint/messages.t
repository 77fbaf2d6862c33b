#!/bin/bash
# tests/lint/messages.t: every message that ftrun has, one TAP line each, held to the same form; then mistakes that need no
# kernel, each of which gets one line, status 125 and nothing else.
#
# A message is "object: reason" or "object: reason; what to do": it begins with the thing and not with a capital letter, has
# no full stop, and does not say that something failed without saying what.
set -u

cd "$(dirname "$0")/../.." || exit
list=$(mktemp)
said=$(mktemp)
trap 'rm -f "$list" "$said"' EXIT
nr=0 begins='^[a-z0-9%/-]'

# Formats may go over several lines and be put together with PRIu64 and the like.
# shellcheck disable=SC2016 # perl's own dollars
git ls-files --cached --others --exclude-standard '*.c' ':!tests' | xargs perl -0777 -ne '
	while (/\b(die|die_errno|warn)\(\s*((?:"(?:[^"\\]|\\.)*"|\s|PRI[a-zA-Z0-9]+)+)[,)]/g) {
		my ($how, $text) = ($1, $2);
		$text =~ s/"\s*"//g;
		$text =~ s/^"|"\s*$//g;
		print "$how\t$text\n";
	}' | sort -u >"$list"
nr=$((nr + 1))
if [[ $(wc -l <"$list") -gt 50 ]]; then echo "ok - messages are found in the sources"; else echo "not ok - messages are found in the sources"; fi

while IFS=$'\t' read -r how text; do
	nr=$((nr + 1))
	why=
	[[ $text =~ $begins || $text == '  Command: %s' ]] || why="begins with a capital letter or a sign"
	[[ $text != *. && $text != *' ' && $text != *\\n* ]] || why="ends in a full stop, a blank or a newline"
	[[ $text != ftrun:* ]] || why="says ftrun twice"
	! grep -qiE '(^|[^a-z])(failed|failure|please|sorry|unable|invalid|illegal|error|oops|could not find)([^a-z]|$)|!$' <<<"$text" ||
		why="uses a word that tells nothing"
	[[ ${#text} -le 230 ]] || why="is too long"
	case $how in
	die_errno) [[ -n $text && $text != *: ]] || why="has an errno and no object" ;;
	die) [[ $text == *': '* || $text == *\(*\)* || $text == '%s' || $text == '%s=%s' || $text == 'out of memory' ]] ||
		why="is no \"object: reason\"" ;;
	esac
	if [[ -z $why ]]; then
		echo "ok - $how: ${text//#/\\#}"
	else
		echo "not ok - $how: ${text//#/\\#}"
		echo "# $why"
	fi
done <"$list"

mistake() { # mistake ERE ARGUMENT...
	local want=$1 status=0
	shift
	nr=$((nr + 1))
	COLUMNS=40 ./ftrun "$@" >"$said" 2>&1 </dev/null || status=$?
	if [[ $status == 125 && $(wc -l <"$said") == 1 ]] && grep -qE "^ftrun: .*($want)" "$said" && ! grep -q $'\e' "$said"; then
		echo "ok - ftrun ${*//#/\\#}: $(sed 's/#/\\#/g' "$said")"
	else
		echo "not ok - ftrun ${*//#/\\#}"
		echo "# status $status, wanted 125 and one line with: $want"
		sed 's/^/# /' "$said" | head -5
	fi
}

mistake '--flter: unknown option; near: filter' --flter=x true
mistake '-Y: unknown option' -Y true
mistake '-D: x: takes a number' -D x true
mistake '-D: 0: takes a number' -D 0 true
mistake '--depth: 1.5: takes a number' --depth=1.5 true
mistake '--min: 5parsecs: takes a time' --min=5parsecs true
mistake '-b: 3Q: takes a size' -b 3Q true
mistake '--max-size: -1: takes a size' --max-size=-1 true
mistake '-S: best: takes total\|self' -S best true
mistake '--quiet: takes no argument' --quiet=yes true
mistake '-l: takes GLOB' -l
mistake '--filter: \(empty\): takes GLOB' --filter= true
mistake 'no command' -c
mistake '-i /nonexistent: No such file' -i /nonexistent
mistake '-i /dev/null: ' -i /dev/null
mistake '-i x: reads a recording and runs no command' -i x true
mistake '-i x: --filter' -i x -l foo
mistake '-R nonsense: no such report' -R nonsense true
mistake '-o /nonexistent/x: No such file' -o /nonexistent/x true
mistake '--diff: takes two recordings' --diff one
mistake '--live: shows a run while it lasts' --live -i x
mistake '--live: shows the graph and nothing else' --live -c true
mistake '--live: shows the graph and --interval the summary' --live --interval=1 true
mistake '-o x.svg: --live writes one text' --live -o x.svg true
mistake '--interval: --by=syscall needs' --interval=1 --by=syscall true
mistake '--interval: often: takes a time' --interval=often true
mistake '--filter=12: not a function name or glob' -l 12 true
mistake '--filter=do_exit:traceoff: not a function name or glob' -l do_exit:traceoff true
mistake '--notrace=!x: not a function name or glob' -n '!x' true
echo "1..$nr"
