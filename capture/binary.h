/* SPDX-License-Identifier: MIT */
/* Programs and libraries by name, and the places in them where a probe can be. */
#ifndef FTRUN_BINARY_H
#define FTRUN_BINARY_H

#include <stddef.h>
#include <stdint.h>

#include "../util/elf.h"

/*
 * The absolute path, owned by the caller, of a program (found through PATH) or library (a name with
 * ".so": found through LD_LIBRARY_PATH, the loader's cache and its usual folders); a name with a
 * slash is a path. NULL: there is none.
 */
char *binary_find(const char *name);

struct bytes {
	const char *data; /* a mapping; NULL: none */
	size_t len;
};

/* Maps a file that has to be ELF, until binary_close(). Dies with a message that begins with "OPTION ASKED: ". */
struct bytes binary_open(struct elf *e, const char *path, const char *option, const char *asked);
void binary_close(struct bytes b);

/*
 * The file offset of place in the file: a function, "function+offset", or a number, which is an
 * offset in the file or, if no code is there, an address as nm(1) shows it. Dies with a message that
 * begins with "-k ASKED: ", with the nearest names where that helps.
 */
uint64_t binary_place(const char *path, const char *place, const char *asked);

/*
 * The functions of a program or library, one a line, without versions; the caller frees it. Dies with a
 * message that begins with "-L ASKED: ".
 */
char *binary_functions(const char *path, const char *asked);

#endif
