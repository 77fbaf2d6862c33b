/* SPDX-License-Identifier: MIT */
/*
 * A buffered writer with a sticky error: writers never check, the one who closes does. Numbers are
 * formatted by hand because printf(3) would be most of the cost of a report of a million lines.
 *
 * Space is reserved first, then filled: out_reserve() returns room for that many bytes, so a line's
 * pieces are appended without a bounds check each.
 */
#ifndef FTRUN_OUT_H
#define FTRUN_OUT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define OUT_BUFFER_LEN	262144
#define OUT_RESERVE_MAX 4096 /* the most that out_reserve() may be asked for */

struct out {
	int fd;		/* borrowed: the caller opened it and closes it; -1 throws away */
	int error;	/* first failure as -errno, or 0; nothing is written after it */
	uint64_t total; /* bytes accepted so far, flushed or not */
	int ahead;	/* 1: fd is an empty file of ours: a large one gets its place in advance */
	uint64_t written, reserved; /* of such a file: bytes in it, bytes that it has place for */
	size_t len;		    /* bytes waiting in buffer */
	char *buffer; /* owned; OUT_BUFFER_LEN bytes, and OUT_RESERVE_MAX for what is over */
};

/* Starts writing to fd. Returns 0 or -ENOMEM. */
int out_init(struct out *o, int fd);

/* Writes what waits (EINTR and short writes handled). Returns 0 or the sticky -errno. */
int out_flush(struct out *o);

/* Flushes and frees the buffer; returns as out_flush(). fd stays open. */
int out_fini(struct out *o);

/* Writes the first OUT_BUFFER_LEN bytes of what waits. */
void out_write_full(struct out *o);

/* Room for len <= OUT_RESERVE_MAX bytes; fill from the returned pointer, then out_commit(end). */
static inline char *out_reserve(struct out *o, size_t len)
{
	if (o->len + len > OUT_BUFFER_LEN + OUT_RESERVE_MAX)
		out_write_full(o);
	return o->buffer + o->len;
}

static inline void out_commit(struct out *o, const char *end)
{
	size_t len = (size_t)(end - o->buffer) - o->len;

	o->len += len;
	o->total += len;
}

/* Any length. */
void out_mem(struct out *o, const void *data, size_t len);
void out_str(struct out *o, const char *s);
void out_char(struct out *o, char c);
void out_u64(struct out *o, uint64_t v);
void out_printf(struct out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Appends decimal v to p, no NUL; returns the end. At most 20 bytes. */
char *out_put_u64(char *p, uint64_t v);

/* The same, right-aligned in a field of width blanks (wider numbers are not cut). */
char *out_put_u64_pad(char *p, uint64_t v, int width);

/* Text from the kernel or a file, made harmless for the place it goes to. Any length. */
enum out_escape {
	OUT_TEXT, /* control characters and what is not UTF-8 as \xNN (a terminal, a text file) */
	OUT_JSON, /* inside a JSON string: quotes not added; invalid UTF-8 as U+FFFD */
	OUT_XML,  /* element text or attribute value; what XML 1.0 forbids as U+FFFD */
	OUT_CSV,  /* a field, quoted where RFC 4180 asks for it; else as OUT_TEXT */
};
void out_escaped(struct out *o, enum out_escape how, const char *s, size_t len);

#endif
