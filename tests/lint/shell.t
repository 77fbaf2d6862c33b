#!/bin/bash
# tests/lint/shell.t: every shell script here is clean in shellcheck's eyes, and begins with a comment that says how it works.
set -u

cd "$(dirname "$0")/../.." || exit
nr=0
while read -r file; do
	[[ $file == *.sh ]] || head -1 "$file" | grep -qE '^#!.*sh$' || continue
	nr=$((nr + 1))
	if said=$(shellcheck -x "$file" 2>&1); then echo "ok - $file: shellcheck"; else echo "not ok - $file: shellcheck"; fi
	[[ -z ${said-} ]] || echo "# ${said//$'\n'/$'\n'# }"
	nr=$((nr + 1))
	if grep -v -e '^#!' -e '^# shellcheck' "$file" | head -1 | grep -q '^# '; then
		echo "ok - $file: says what it is"
	else
		echo "not ok - $file: says what it is"
	fi
done < <(git ls-files --cached --others --exclude-standard | while read -r f; do [[ -L $f ]] || echo "$f"; done)
echo "1..$nr"
