#!/bin/bash
# tests/lint/build.t: three compilers without a warning, one static binary that stays small, and what checkers say.
set -u

cd "$(dirname "$0")/../.." || exit
nr=0
result() { # result STATUS NAME [TEXT]
	nr=$((nr + 1))
	if [[ $1 == 0 ]]; then echo "ok $nr - $2"; else echo "not ok $nr - $2"; fi
	[[ -z ${3-} ]] || echo "# ${3//$'\n'/$'\n'# }"
}

for cc in gcc musl-gcc clang; do
	said=$(make -s CC=$cc CFLAGS='-O2 -g -Werror' OBJ=build/lint/$cc build/lint/$cc/ftrun 2>&1)
	status=$?
	[[ -z $said && $status == 0 ]]
	result $? "$cc has nothing to say" "$said"
done

musl=build/lint/musl-gcc/ftrun
! readelf -lW $musl | grep -qE 'INTERP|DYNAMIC'
result $? 'with musl it is static'
strip -o build/lint/stripped $musl
size=$(stat -c %s build/lint/stripped)
[[ $size -lt 400000 ]]
result $? "stripped, it has $size bytes, less than 400000"
build/lint/stripped -V >/dev/null
result $? 'and it runs'

# mem_grow() sets the caller's pointer through a void *, which cppcheck does not follow.
said=$(cppcheck -q -j2 --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
	--suppress=nullPointer:util/file.c ./*.c capture decode recording report util 2>&1)
result $? 'cppcheck' "$said"

# References to pages that are not installed here are none of its faults.
said=$(mandoc -T lint -W warning man/ftrun.1 2>&1)
result $? 'mandoc' "$said"
echo "1..$nr"
