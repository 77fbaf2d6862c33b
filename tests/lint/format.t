#!/bin/bash
# tests/lint/format.t: clang-format 14 with the tree's .clang-format leaves these rooms as they are. ftrun.c, tracefs.c and the
# tests' programs are laid out by hand.
set -u

cd "$(dirname "$0")/../.." || exit
nr=0
for room in recording decode report capture util tests/bench tests/fuzz tests/golden; do
	nr=$((nr + 1))
	wrong=''
	while read -r file; do
		[[ ! -f $file ]] || clang-format "$file" | cmp -s - "$file" || wrong+=" $file"
	done < <(git ls-files --cached --others --exclude-standard -- "$room/*.c" "$room/*.h")
	if [[ -z $wrong ]]; then echo "ok $nr - $room"; else echo "not ok $nr - $room:$wrong"; fi
done
echo "1..$nr"
