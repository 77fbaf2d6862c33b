/* SPDX-License-Identifier: MIT */
#include "mem.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "err.h"

static void *checked(void *p)
{
	if (!p)
		die("out of memory");
	return p;
}

void *xmalloc(size_t len)
{
	return checked(malloc(len ? len : 1));
}

void *xcalloc(size_t nr, size_t size)
{
	return checked(calloc(nr ? nr : 1, size ? size : 1));
}

void *xreallocarray(void *p, size_t nr, size_t size)
{
	return checked(reallocarray(p, nr ? nr : 1, size ? size : 1));
}

char *xstrdup(const char *s)
{
	return checked(strdup(s));
}

char *xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	return checked(n < 0 ? NULL : s);
}

int mem_grow(void *array_ptr, size_t *cap, size_t nr, size_t size)
{
	size_t want = *cap ? *cap : 16;
	void *old, *grown;

	if (nr < *cap)
		return 0;
	while (want <= nr) {
		if (want > SIZE_MAX / 2)
			return -ENOMEM;
		want *= 2;
	}
	memcpy(&old, array_ptr, sizeof(old));
	grown = reallocarray(old, want, size);
	if (!grown)
		return -ENOMEM;
	memcpy(array_ptr, &grown, sizeof(grown));
	*cap = want;
	return 0;
}

int mem_extend(void *array_ptr, size_t *nr, size_t want, size_t size)
{
	unsigned char *old, *grown;

	if (want <= *nr)
		return 0;
	memcpy(&old, array_ptr, sizeof(old));
	grown = reallocarray(old, want, size);
	if (!grown)
		return -ENOMEM;
	memset(grown + *nr * size, 0, (want - *nr) * size);
	memcpy(array_ptr, &grown, sizeof(grown));
	*nr = want;
	return 0;
}
