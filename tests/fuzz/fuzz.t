#!/bin/bash
# tests/fuzz/fuzz.t: a short run of each fuzz target under the sanitizers; bounded by inputs, so it says the same every time.
set -u

cd "$(dirname "$0")/../.." || exit
nr=0
for target in file pages btf; do
	nr=$((nr + 1))
	if said=$(tests/fuzz/run "$target" 2>&1); then echo "ok $nr - $said"; else echo "not ok $nr - $target"; fi
	[[ $said == *inputs ]] || echo "# ${said//$'\n'/$'\n'# }"
done
echo "1..$nr"
