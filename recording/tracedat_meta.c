/* SPDX-License-Identifier: MIT */
/*
 * A bounds-checked walk over a trace.dat's bytes, and with it the metadata sections: formats,
 * symbols, names. Large texts stay where they are in the file; only format files are copied, because
 * their list outlives any order of sections.
 */
#include "tracedat_reader.h"

#include <errno.h>
#include <string.h>

static size_t left(const struct tracedat_cursor *c)
{
	return (size_t)(c->end - c->p);
}

/* The next len bytes, or NULL with the cursor cut. */
static const uint8_t *take(struct tracedat_cursor *c, uint64_t len)
{
	const uint8_t *p = c->p;

	if (c->cut || len > left(c)) {
		c->cut = 1;
		c->p = c->end;
		return NULL;
	}
	c->p += len;
	return p;
}

uint64_t tracedat_number(struct tracedat_cursor *c, unsigned len)
{
	const uint8_t *p = take(c, len);
	uint64_t v = 0;

	for (unsigned i = 0; p && i < len; i++)
		v |= (uint64_t)p[i] << 8 * (c->big_endian ? len - 1 - i : i);
	return v;
}

struct recording_blob tracedat_blob(struct tracedat_cursor *c, uint64_t len)
{
	const uint8_t *p = take(c, len);

	return (struct recording_blob){.data = (const char *)p, .len = p ? (size_t)len : 0};
}

const char *tracedat_string(struct tracedat_cursor *c)
{
	const void *nul = left(c) ? memchr(c->p, '\0', left(c)) : NULL;
	const uint8_t *p = take(c, nul ? (size_t)((const uint8_t *)nul - c->p) + 1 : UINT64_MAX);

	return p ? (const char *)p : "";
}

int tracedat_word(struct tracedat_cursor *c, const char *word)
{
	size_t len = strlen(word) + 1;

	if (c->cut || left(c) < len || memcmp(c->p, word, len))
		return 0;
	c->p += len;
	return 1;
}

/* A section that begins with a word: a file that ends inside the word is cut, not wrong. */
static int expect(struct tracedat_cursor *c, const char *word)
{
	if (tracedat_word(c, word))
		return 0;
	if (left(c) > strlen(word))
		return -EINVAL;
	c->cut = 1;
	return 0;
}

int tracedat_header_info(struct recording *rec, struct tracedat_cursor *c)
{
	int err = expect(c, TRACEDAT_HEADER_PAGE);

	if (err < 0)
		return err;
	rec->header_page = tracedat_blob(c, tracedat_number(c, 8));
	err = expect(c, TRACEDAT_HEADER_EVENT);
	if (err < 0)
		return err;
	rec->header_event = tracedat_blob(c, tracedat_number(c, 8));
	return 0;
}

static int add_formats(struct recording *rec, struct tracedat_cursor *c, const char *system)
{
	for (uint64_t nr = tracedat_number(c, 4); nr && !c->cut; nr--) {
		struct recording_blob text = tracedat_blob(c, tracedat_number(c, 8));

		if (text.len && recording_add_format(rec, system, text.data, text.len) < 0)
			return -ENOMEM;
	}
	return 0;
}

int tracedat_ftrace_events(struct recording *rec, struct tracedat_cursor *c)
{
	return add_formats(rec, c, "ftrace");
}

int tracedat_event_formats(struct recording *rec, struct tracedat_cursor *c)
{
	for (uint64_t nr = tracedat_number(c, 4); nr && !c->cut; nr--) {
		const char *system = tracedat_string(c);
		int err = add_formats(rec, c, system);

		if (err < 0)
			return err;
	}
	return 0;
}

int tracedat_kallsyms(struct recording *rec, struct tracedat_cursor *c)
{
	rec->kallsyms = tracedat_blob(c, tracedat_number(c, 4));
	return 0;
}

int tracedat_printk(struct recording *rec, struct tracedat_cursor *c)
{
	rec->printk = tracedat_blob(c, tracedat_number(c, 4));
	return 0;
}

int tracedat_cmdlines(struct recording *rec, struct tracedat_cursor *c)
{
	rec->cmdlines = tracedat_blob(c, tracedat_number(c, 8));
	return 0;
}
