#!/bin/bash
# tests/unit/btf.t: names of parameters from BTF, built by hand and by the compiler, under the sanitizers.
set -u

cd "$(dirname "$0")/../.." || exit
mkdir -p build/unit
"${CC:-cc}" -std=c11 -D_GNU_SOURCE -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -Wall -Wextra -Wshadow \
	-o build/unit/btf tests/unit/btf.c util/btf.c util/mem.c util/err.c || { echo "Bail out! does not build"; exit 1; }
cat >build/unit/many.c <<'END'
struct big { long a, b; };
union either { int a; char *b; };
enum choice { A, B };
typedef const volatile unsigned int word;
int many(int a, const char *b, word c, enum choice d, struct big e, _Bool f, ...) { return a + c + d + e.a + f + *b; }
void few(void) { }
signed char small(union either u, short *restrict s, signed char c, unsigned long long v) { return u.a + *s + c + v; }
END
if ! gcc -gbtf -c -o build/unit/many.o build/unit/many.c || ! objcopy --dump-section .BTF=build/unit/btf.bin build/unit/many.o /dev/null; then
	echo "Bail out! gcc -gbtf does not work"
	exit 1
fi
exec build/unit/btf build/unit/btf.bin 'small u:UNION8 s:p8 c:d1 v:x8
few
many a:d4 b:p8 c:x4 d:e4 e:STRUCT16 f:x1 :?0
'
