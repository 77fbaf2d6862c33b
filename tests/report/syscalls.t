#!/bin/bash
# tests/report/syscalls.t: the summary by system call, of recordings with raw_syscalls' events (KERNEL.dat, made by record),
# against trace-cmd's listing of the same file, as syscalls.pl cuts it up.
set -u

cd "$(dirname "$0")/../.." || exit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nr=0
for dat in tests/report/*.dat; do
	kernel=$(basename "$dat" .dat)
	./ftrun -i "$dat" -R csv --by=syscall -o "$work/ours.csv" 2>/dev/null
	perl tests/report/syscalls.pl "$dat" "$work/ours.csv" "Linux $kernel"
	nr=$((nr + 4))

	# A number is named by a table; the function that it ran has the same name.
	grep -E '^[a-z_0-9]+,__(x64|arm64)_sys_' "$work/ours.csv" | cut -d, -f1-3 | sort >"$work/told"
	if [[ -s $work/told ]] &&
		awk -F, '{ sub(/^__(x64|arm64)_sys_(new)?/, "", $2) } $1 != $2 { exit 1 }' "$work/told"; then
		echo "ok - Linux $kernel: numbers are named as the functions are"
	else
		echo "not ok - Linux $kernel: numbers are named as the functions are"
		sed 's/^/# /' "$work/told"
	fi
	nr=$((nr + 1))
done
echo "1..$nr"
