#!/bin/bash
# tests/unit/decode.t: decode/ and the graph on recordings built by hand (pages.c), under the sanitizers.
set -u

cd "$(dirname "$0")/../.." || exit
mkdir -p build/unit
"${CC:-cc}" -std=c11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
	-Wall -Wextra -Wshadow -o build/unit/decode tests/unit/decode.c tests/unit/pages.c decode/*.c report/graph*.c \
	report/collapse.c report/errname.c report/stacks.c report/names.c report/keymap.c recording/recording.c util/out.c util/mem.c util/err.c || { echo "Bail out! does not build"; exit 1; }
exec build/unit/decode
