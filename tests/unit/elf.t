#!/bin/bash
# tests/unit/elf.t: functions' file offsets as elf_function() finds them, against nm and readelf, in 64- and 32-bit programs,
# PIE and not, a library and objects; then damaged files, under the sanitizers.
set -u

cd "$(dirname "$0")/../.." || exit
mkdir -p build/unit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${CC:-cc}" -std=c11 -D_GNU_SOURCE -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -Wall -Wextra -Wshadow \
	-o build/unit/elf tests/unit/elf.c util/elf.c util/near.c || { echo "Bail out! does not build"; exit 1; }

nr=0
result() { # result STATUS NAME
	nr=$((nr + 1))
	if [[ $1 == 0 ]]; then echo "ok $nr - $2"; else echo "not ok $nr - $2"; fi
}

cat >"$work/small.c" <<'C'
int callee(int a, int b) { return a + b; }
int caller(void) { return callee(8, 9); }
int _start(void) { return caller(); }
C
small() { # small NAME OPTION...: a program without libc, so that one compiler does for both word sizes
	local name=$1
	shift
	cc -O1 -ffreestanding -nostdlib -fno-stack-protector -fcf-protection=none "$@" -o "$work/$name" "$work/small.c" 2>"$work/err" ||
		{ sed 's/^/# /' "$work/err"; rm -f "$work/$name"; }
}
small pie64 -static-pie -fPIE
small exec64 -static -no-pie
small exec64_text_elsewhere -static -no-pie -Wl,-Ttext=0x7654321
[[ $(uname -m) != x86_64 ]] || { small pie32 -m32 -static-pie -fPIE; small exec32 -m32 -static -no-pie; small lib32.so -m32 -shared -fPIC; }
small lib64.so -shared -fPIC

# What nm says is an address; readelf says which segment holds it and where that lies in the file.
expected() { # expected FILE: "name offset"
	nm -D --defined-only "$1" 2>/dev/null | cat - <(nm --defined-only "$1" 2>/dev/null) | awk '$2 ~ /^[Tt]$/ { print $3, $1 }' |
		sed 's/@[^ ]*//' | sort -u >"$work/addresses"
	# Labels of assembly code that are not declared functions are none here.
	readelf -sW "$1" 2>/dev/null | awk '$4 == "FUNC" { sub(/@.*/, "", $8); print $8 }' | sort -u >"$work/functions"
	readelf -lW "$1" | awk '$1 == "LOAD" && / R?.?E /{ print $2, $3, $5 }' >"$work/segments"
	while read -r name addr; do
		while read -r offset from size; do
			if ((16#$addr >= from && 16#$addr < from + size)); then
				printf '%s %x\n' "$name" $((16#$addr - from + offset))
			fi
		done <"$work/segments"
	done < <(join "$work/addresses" "$work/functions") | sort -u
}
for file in "$work"/pie* "$work"/exec* "$work"/lib* ./ftrun; do
	[[ -e $file ]] || continue
	expected "$file" | awk '{ nr[$1]++; line[$1] = $0 } END { for (n in nr) if (nr[n] == 1) print line[n] }' | sort | head -400 >"$work/want"
	cut -d' ' -f1 "$work/want" | ./build/unit/elf "$file" | sort >"$work/got"
	# -95: an ifunc, whose code is chosen at run time.
	grep -v -- ' -95$' "$work/got" >"$work/found"
	[[ -s $work/found ]] && join "$work/want" <(cut -d' ' -f1 "$work/found") | diff "$work/found" - >"$work/diff"
	result $? "$(basename "$file"): $(wc -l <"$work/want") functions where nm and readelf have them"
	[[ ! -s $work/diff ]] || head -5 "$work/diff" | sed 's/^/# /'
done

# Whole lists, of a program with symbols and of a stripped one.
for file in "$work/exec64" ./ftrun "$(command -v bash)"; do
	readelf -sW "$file" | awk '/^Symbol table/ { t = $3 } $4 ~ /FUNC/ && $7 != "UND" { print t, $8 }' >"$work/symbols"
	grep -q symtab "$work/symbols" && table=symtab || table=dynsym
	sed -n "s/^[^ ]*${table}[^ ]* //p" "$work/symbols" | sed 's/@.*//' | LC_ALL=C sort | uniq -c | awk '{ print $2, $1 }' >"$work/want"
	./ftrun -L"$file:" | awk -F'\t' '{ print $1, $3 }' | LC_ALL=C sort >"$work/got"
	[[ -s $work/want ]] && LC_ALL=C sort "$work/want" | diff "$work/got" - >"$work/diff"
	result $? "ftrun -L$(basename "$file"): lists the $(wc -l <"$work/want") names of $table"
	head -5 "$work/diff" | sed 's/^/# /'
done
[[ $(./ftrun -L"$work/exec64:call*" | cut -f1 | tr '\n' ' ') == 'callee caller ' ]]
result $? "ftrun -L with a glob"

# Static probes, as <sys/sdt.h> makes them and readelf prints them.
for bits in 64 32; do
	[[ $bits == 64 || $(uname -m) == x86_64 ]] || continue
	cat >"$work/sdt.c" <<-'C'
		#define _SDT_HAS_SEMAPHORES 1
		#include <sys/sdt.h>
		volatile unsigned short demo_two_semaphore __attribute__((section(".probes"), visibility("hidden")));
		volatile unsigned short demo_none_semaphore __attribute__((section(".probes"), visibility("hidden")));
		int _start(int a, char **b) { DTRACE_PROBE2(demo, two, a, b); DTRACE_PROBE(demo, none); DTRACE_PROBE2(demo, two, a + 1, b); return 0; }
	C
	cc -m$bits -I"/usr/include/$(cc -print-multiarch)" -O1 -ffreestanding -nostdlib -static -no-pie -fno-stack-protector -o "$work/sdt$bits" "$work/sdt.c"
	./build/unit/elf -n "$work/sdt$bits" >"$work/got"
	readelf -n "$work/sdt$bits" | awk '
		/Provider:/ { p = $2 } /Name:/ { n = $2 } /Location:/ { l = $2; s = $6; sub(",", "", l) }
		/Arguments:/ { sub(/.*Arguments: ?/, ""); print p, n, l, s, $0 }' | sed -E 's/ 0x0*([0-9a-f])/ \1/g' >"$work/want"
	[[ $(wc -l <"$work/want") == 3 ]] && diff "$work/got" "$work/want" >"$work/diff"
	result $? "static probes of a $bits-bit program, as readelf prints them"
	head -5 "$work/diff" | sed 's/^/# /'
done

cp "$work/exec64" "$work/stripped" && strip "$work/stripped"
[[ $(echo callee | ./build/unit/elf "$work/stripped") == 'callee -61' ]]
result $? "a stripped program says so"
[[ $(echo nosuch | ./build/unit/elf "$work/exec64") == 'nosuch -2' ]]
result $? "a function that is not there"
echo callee | ./build/unit/elf tests/unit/elf.c >/dev/null
[[ $? == 2 ]]
result $? "a file that is no ELF"

for name in exec64 pie32 sdt64; do
	[[ -e $work/$name ]] || continue
	strip -R .comment -R .note.gnu.build-id -R .eh_frame "$work/$name" --keep-symbol=callee -o "$work/cut" 2>/dev/null || cp "$work/$name" "$work/cut"
	./build/unit/elf -r "$work/cut" >"$work/err" 2>&1
	result $? "$name: each byte damaged, and cut at each"
	head -5 "$work/err" | sed 's/^/# /'
done
echo "1..$nr"
