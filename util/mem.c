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

/* Resizes the array that a pointer of any type points to. Returns it, or NULL with nothing changed. */
static void *resize(void *array_ptr, size_t nr, size_t size)
{
	void *old, *resized;

	memcpy(&old, array_ptr, sizeof(old));
	resized = reallocarray(old, nr, size);
	if (resized)
		memcpy(array_ptr, &resized, sizeof(resized));
	return resized;
}

int mem_grow(void *array_ptr, size_t *cap, size_t nr, size_t size)
{
	size_t want = *cap ? *cap : 16;

	if (nr < *cap)
		return 0;
	while (want <= nr) {
		if (want > SIZE_MAX / 2)
			return -ENOMEM;
		want *= 2;
	}
	if (!resize(array_ptr, want, size))
		return -ENOMEM;
	*cap = want;
	return 0;
}

int mem_extend(void *array_ptr, size_t *nr, size_t want, size_t size)
{
	unsigned char *array;

	if (want <= *nr)
		return 0;
	array = resize(array_ptr, want, size);
	if (!array)
		return -ENOMEM;
	memset(array + *nr * size, 0, (want - *nr) * size);
	*nr = want;
	return 0;
}
