#!/bin/bash
# tests/unit/live.t: recordings of real kernels, fed to a live trace in pieces of any size, hand out what the whole does
# (live.c, with each option that leaves something out), and the live reports then say the same (viewer.c). Under the sanitizers.
set -u

cd "$(dirname "$0")/../.." || exit
mkdir -p build/unit
for program in live viewer ended; do
	"${CC:-cc}" -std=c11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
		-Wall -Wextra -Wshadow -o build/unit/$program tests/unit/$program.c tests/unit/pages.c decode/*.c recording/*.c \
		report/*.c util/*.c || { echo "Bail out! $program.c does not build"; exit 1; }
done
nr=0
for file in tests/golden/*/*.dat tests/report/*.dat; do
	wrong=
	for seed in {1..12}; do
		said=$(build/unit/live "$file" "$seed" 2>&1) || wrong+="# seed $seed: $said"$'\n'
	done
	for kind in graph counts; do
		said=$(build/unit/viewer "$file" $nr $kind 2>&1) || wrong+="# $kind: $said"$'\n'
	done
	nr=$((nr + 1))
	[[ -z $wrong ]] && echo "ok $nr - $file" || echo "not ok $nr - $file"
	printf %s "$wrong"
done
nr=$((nr + 1))
said=$(build/unit/ended 2>&1) && echo "ok $nr - tasks that have ended are forgotten" || echo "not ok $nr - tasks that have ended are forgotten"
[[ -z $said ]] || echo "# $said"
echo "1..$nr"
