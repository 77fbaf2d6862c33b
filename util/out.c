/* SPDX-License-Identifier: MIT */
/*
 * One buffer, flushed when full. Errors stick: after the first one the buffer is emptied without
 * being written, so that reports run to their end unharmed and the closer tells the user.
 *
 * Escaping works a run at a time: bytes that need nothing are found by a table and copied together.
 */
#include "out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* From which length on, and how much at a time. */
#define AHEAD_FROM (1024 * 1024)
#define AHEAD_LEN  (16 * 1024 * 1024)

int out_init(struct out *o, int fd)
{
	*o = (struct out){.fd = fd};
	o->buffer = malloc(OUT_BUFFER_LEN + OUT_RESERVE_MAX);
	return o->buffer ? 0 : -ENOMEM;
}

/*
 * To find place for a page at a time costs a file system half of the time that writing takes. The
 * file keeps its length, so nobody sees the empty part; where it cannot be had, nothing is lost. Not
 * under a limit, which some file systems apply to the empty part, with a signal.
 */
static void reserve_ahead(struct out *o, size_t len)
{
	struct rlimit limit;

	if (o->written >= AHEAD_FROM && o->written + len > o->reserved) {
		o->ahead = !getrlimit(RLIMIT_FSIZE, &limit) && limit.rlim_cur == RLIM_INFINITY &&
			   !fallocate(o->fd, FALLOC_FL_KEEP_SIZE, (off_t)o->written, AHEAD_LEN);
		if (o->ahead)
			o->reserved = o->written + AHEAD_LEN;
	}
	o->written += len;
}

static void write_all(struct out *o, const char *p, size_t len)
{
	if (o->ahead)
		reserve_ahead(o, len);
	while (len && o->fd >= 0 && !o->error) {
		ssize_t n = write(o->fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			o->error = n ? -errno : -EIO;
			return;
		}
		p += n;
		len -= (size_t)n;
	}
}

/* Pieces of one size, a power of two, cost a file system less than any others. */
void out_write_full(struct out *o)
{
	write_all(o, o->buffer, OUT_BUFFER_LEN);
	o->len -= OUT_BUFFER_LEN;
	memmove(o->buffer, o->buffer + OUT_BUFFER_LEN, o->len);
}

int out_flush(struct out *o)
{
	write_all(o, o->buffer, o->len);
	o->len = 0;
	return o->error;
}

int out_fini(struct out *o)
{
	if (o->buffer)
		out_flush(o);
	if (o->reserved && ftruncate(o->fd, lseek(o->fd, 0, SEEK_CUR)) && !o->error)
		o->error = -errno;
	free(o->buffer);
	o->buffer = NULL;
	return o->error;
}

void out_mem(struct out *o, const void *data, size_t len)
{
	if (len > OUT_RESERVE_MAX) {
		out_flush(o);
		write_all(o, data, len);
		o->total += len;
		return;
	}
	if (len)
		out_commit(o, (char *)memcpy(out_reserve(o, len), data, len) + len);
}

void out_str(struct out *o, const char *s)
{
	out_mem(o, s, strlen(s));
}

void out_char(struct out *o, char c)
{
	char *p = out_reserve(o, 1);

	*p++ = c;
	out_commit(o, p);
}

static int nr_digits(uint64_t v)
{
	int n = 1;

	for (; v >= 10000; v /= 10000)
		n += 4;
	return n + (v >= 10) + (v >= 100) + (v >= 1000);
}

/* Writes the n last digits of v. */
static char *put_digits(char *p, uint64_t v, int n)
{
	for (int i = n; i > 0; v /= 10)
		p[--i] = (char)('0' + v % 10);
	return p + n;
}

char *out_put_u64(char *p, uint64_t v)
{
	return put_digits(p, v, nr_digits(v));
}

char *out_put_u64_pad(char *p, uint64_t v, int width)
{
	int n = nr_digits(v);

	for (; width > n; width--)
		*p++ = ' ';
	return put_digits(p, v, n);
}

void out_u64(struct out *o, uint64_t v)
{
	out_commit(o, out_put_u64(out_reserve(o, 20), v));
}

void out_printf(struct out *o, const char *fmt, ...)
{
	char *p = out_reserve(o, OUT_RESERVE_MAX), *large;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(p, OUT_RESERVE_MAX, fmt, ap);
	va_end(ap);
	if (n >= 0 && n < OUT_RESERVE_MAX) {
		out_commit(o, p + n);
		return;
	}
	va_start(ap, fmt);
	n = vasprintf(&large, fmt, ap);
	va_end(ap);
	if (n < 0) {
		o->error = o->error ? o->error : -ENOMEM;
		return;
	}
	out_mem(o, large, (size_t)n);
	free(large);
}

/* Length of the well-formed UTF-8 sequence at s (RFC 3629, table in section 4); 0: ill-formed. */
static size_t utf8_len(const unsigned char *s, size_t len)
{
	unsigned char c = s[0], low = 0x80, high = 0xbf;
	size_t n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;

	if (c < 0x80)
		return 1;
	if (c < 0xc2 || c > 0xf4 || len < n)
		return 0;
	if (c == 0xe0)
		low = 0xa0;
	else if (c == 0xed)
		high = 0x9f;
	else if (c == 0xf0)
		low = 0x90;
	else if (c == 0xf4)
		high = 0x8f;
	if (s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

static int is_control(unsigned char c)
{
	return c < ' ' || c == 0x7f;
}

/* 1 when byte c may have to be written otherwise. */
static int is_special(enum out_escape how, unsigned char c)
{
	switch (how) {
	case OUT_JSON:
		return is_control(c) || c == '"' || c == '\\' || c >= 0x80;
	case OUT_XML:
		return is_control(c) || strchr("<>&\"'", c) || c >= 0x80;
	default:
		return is_control(c) || c >= 0x80;
	}
}

static void escape_hex(struct out *o, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	const char text[] = {'\\', 'x', hex[c >> 4], hex[c & 15]};

	out_mem(o, text, sizeof(text));
}

/* XML 1.0, Char: of the controls DEL and the three above, no U+FFFE and U+FFFF, which are EF BF BE
 * and BF. */
static int xml_allows(const char *s, size_t len)
{
	if (len == 1)
		return !is_control((unsigned char)*s) || *s == 0x7f;
	return memcmp(s, "\xef\xbf\xbe", 3) && memcmp(s, "\xef\xbf\xbf", 3);
}

static void escape_xml(struct out *o, const char *s, size_t len)
{
	switch (*s) {
	case '<':
		out_str(o, "&lt;");
		return;
	case '>':
		out_str(o, "&gt;");
		return;
	case '&':
		out_str(o, "&amp;");
		return;
	case '"':
		out_str(o, "&quot;");
		return;
	case '\'':
		out_str(o, "&#39;");
		return;
	case '\t':
	case '\n':
	case '\r': /* as references: an attribute value would turn them into blanks */
		out_printf(o, "&#%d;", *s);
		return;
	}
	if (xml_allows(s, len))
		out_mem(o, s, len);
	else
		out_str(o, "\xef\xbf\xbd");
}

static void escape_json(struct out *o, const char *s, size_t len)
{
	unsigned char c = (unsigned char)*s;

	if (c == '"' || c == '\\')
		out_printf(o, "\\%c", c);
	else if (is_control(c))
		out_printf(o, "\\u%04x", c);
	else
		out_mem(o, s, len);
}

/* Writes the character at s; returns how many bytes of s it was. */
static size_t escape_one(struct out *o, enum out_escape how, const char *s, size_t len)
{
	size_t n = 1;

	if (how == OUT_JSON || how == OUT_XML) {
		n = utf8_len((const unsigned char *)s, len);
		if (!n)
			out_str(o, "\xef\xbf\xbd");
		else if (how == OUT_JSON)
			escape_json(o, s, n);
		else
			escape_xml(o, s, n);
		return n ? n : 1;
	}
	n = utf8_len((const unsigned char *)s, len);
	if (n > 1 && memcmp(s, "\xc2\xa0", 2) >= 0) { /* U+0080 to U+009F are controls too */
		out_mem(o, s, n);
		return n;
	}
	escape_hex(o, (unsigned char)*s);
	return 1;
}

static void escape_runs(struct out *o, enum out_escape how, const char *s, size_t len)
{
	size_t run;

	while (len) {
		for (run = 0; run < len && !is_special(how, (unsigned char)s[run]); run++)
			;
		out_mem(o, s, run);
		s += run;
		len -= run;
		if (!len)
			return;
		run = escape_one(o, how, s, len);
		s += run;
		len -= run;
	}
}

/* RFC 4180: a field with a comma or a quote is quoted, its quotes doubled. */
static void escape_csv(struct out *o, const char *s, size_t len)
{
	const char *end = s + len;

	if (!memchr(s, '"', len) && !memchr(s, ',', len)) {
		escape_runs(o, OUT_CSV, s, len);
		return;
	}
	out_char(o, '"');
	for (const char *quote; (quote = memchr(s, '"', (size_t)(end - s))); s = quote + 1) {
		escape_runs(o, OUT_CSV, s, (size_t)(quote - s));
		out_str(o, "\"\"");
	}
	escape_runs(o, OUT_CSV, s, (size_t)(end - s));
	out_char(o, '"');
}

void out_escaped(struct out *o, enum out_escape how, const char *s, size_t len)
{
	if (how == OUT_CSV)
		escape_csv(o, s, len);
	else
		escape_runs(o, how, s, len);
}
