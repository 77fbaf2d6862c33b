/* SPDX-License-Identifier: MIT */
/*
 * Memory that cannot fail, for the rooms that may die (ftrun.c, tracefs.c, capture/): these exit
 * with a message when memory is out. recording/, decode/ and report/ use malloc and return -ENOMEM.
 */
#ifndef FTRUN_MEM_H
#define FTRUN_MEM_H

#include <stddef.h>
#include <stdlib.h>

void *xmalloc(size_t len);
void *xcalloc(size_t nr, size_t size);

/* Resizes to nr * size bytes, overflow checked. */
void *xreallocarray(void *p, size_t nr, size_t size);

char *xstrdup(const char *s);

/* printf into a new string, which the caller frees. */
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Grows an array by doubling so that it has room for element nr. *cap is its capacity in elements.
 * Returns 0, or -ENOMEM with the array as it was.
 */
int mem_grow(void *array_ptr, size_t *cap, size_t nr, size_t size);

/*
 * Gives an array of *nr elements as many as want when it has fewer; the new ones are zeroed. Returns 0,
 * or -ENOMEM with the array as it was.
 */
int mem_extend(void *array_ptr, size_t *nr, size_t want, size_t size);

#endif
