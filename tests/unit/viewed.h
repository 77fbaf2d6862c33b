/* SPDX-License-Identifier: MIT */
/* What the tests of live reports share: tasks that are all wanted and alive, and the text that was written. */
#ifndef FTRUN_TEST_VIEWED_H
#define FTRUN_TEST_VIEWED_H

#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

#include "../../decode/trace.h"

static inline const char *viewed_name(void *ctx, int tid)
{
	(void)ctx;
	(void)tid;
	return "task";
}

static inline int viewed_is_not(void *ctx, int tid)
{
	(void)ctx;
	(void)tid;
	return 0;
}

/* Decoding as it is without options. */
static inline void viewed_decode(void *ctx, struct trace_options *opt)
{
	(void)ctx;
	(void)opt;
}

/* All of a file, which is closed; the caller frees it. */
static inline char *viewed_text(int fd)
{
	off_t len = lseek(fd, 0, SEEK_END);
	char *text = calloc(1, (size_t)len + 1);

	if (len < 0 || !text || pread(fd, text, (size_t)len, 0) != len)
		abort();
	close(fd);
	return text;
}

#endif
