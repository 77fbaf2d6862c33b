/* SPDX-License-Identifier: MIT */
/*
 * Reads trace.dat. The file is mapped and stays so: pages and large texts are used where they lie.
 *
 * Version 6 is one sequence: metadata, number of CPUs, options, a table of where each CPU's data are.
 * Version 7 is a chain of option sections whose options point to everything else. Either way the
 * options are walked more than once, each time for one purpose, because what one of them means may
 * depend on a later one: first what holds for the whole file, then the buffers, then the chosen
 * buffer's statistics.
 *
 * Nothing in the file is believed: every offset goes through tracedat_at(), the walk over option sections
 * may not take more bytes than the file has, and neither may the data of all CPUs together.
 */
#include "tracedat_reader.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../util/mem.h"

int tracedat_say(struct tracedat_reader *r, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(r->why, r->why_len, fmt, ap);
	va_end(ap);
	return err;
}

void tracedat_remark(struct tracedat_reader *r, const char *text)
{
	size_t len = r->why_len ? strlen(r->why) : 0;

	if (r->why_len)
		snprintf(r->why + len, r->why_len - len, "%s%s", len ? "; " : "", text);
}

int tracedat_cut(struct tracedat_reader *r)
{
	r->rec->truncated = 1;
	return 0;
}

struct tracedat_cursor tracedat_at(const struct tracedat_reader *r, uint64_t offset)
{
	struct tracedat_cursor c = {.end = r->file + r->len, .big_endian = r->rec->big_endian};

	c.cut = offset > r->len;
	c.p = c.cut ? c.end : r->file + offset;
	return c;
}

int tracedat_section(struct tracedat_reader *r, uint64_t offset, unsigned id,
		     struct tracedat_cursor *c)
{
	unsigned found, flags;
	uint64_t len;

	*c = tracedat_at(r, offset);
	found = (unsigned)tracedat_number(c, 2);
	flags = (unsigned)tracedat_number(c, 2);
	tracedat_number(c, 4); /* its description */
	len = tracedat_number(c, 8);
	if (c->cut)
		return tracedat_cut(r);
	if (found != id)
		return tracedat_say(r, -EINVAL, "is damaged: section %u where %u should be", found,
				    id);
	if (flags & TRACEDAT_COMPRESSED)
		return tracedat_say(r, -ENOTSUP,
				    "is compressed: rewrite it with `trace-cmd convert "
				    "--compression none -i FILE -o NEW.dat'");
	if (len <= (size_t)(c->end - c->p))
		c->end = c->p + len;
	return 1;
}

/* Hands each option from *c on to fn. Returns 0 with *next the next section (0: none), or -errno. */
static int options_in(struct tracedat_reader *r, struct tracedat_cursor *c, tracedat_option_fn *fn,
		      uint64_t *next)
{
	*next = 0;
	for (;;) {
		unsigned id = (unsigned)tracedat_number(c, 2);
		struct recording_blob data;
		struct tracedat_cursor option = *c;
		int err;

		if (c->cut)
			return tracedat_cut(r);
		if (id == OPTION_DONE && r->version == 6)
			return 0;
		data = tracedat_blob(c, tracedat_number(c, 4));
		if (c->cut)
			return tracedat_cut(r);
		option.p = (const uint8_t *)data.data;
		option.end = option.p + data.len;
		if (id == OPTION_DONE) {
			*next = tracedat_number(&option, 8);
			return 0;
		}
		err = fn(r, id, &option);
		if (err < 0)
			return err;
	}
}

static int each_option(struct tracedat_reader *r, tracedat_option_fn *fn)
{
	uint64_t at = r->options, walked = 0;

	while (at) {
		struct tracedat_cursor c = tracedat_at(r, at);
		const uint8_t *start = c.p;
		int err = r->version == 6 ? 1 : tracedat_section(r, at, OPTION_DONE, &c);

		if (err <= 0)
			return err;
		err = options_in(r, &c, fn, &at);
		if (err < 0)
			return err;
		walked += (uint64_t)(c.p - start);
		if (walked > r->len)
			return tracedat_say(r, -EINVAL,
					    "is damaged: its options go round in a circle");
	}
	return 0;
}

static int read_metadata(struct tracedat_reader *r, struct tracedat_cursor *c)
{
	static int (*const parts[])(struct recording *, struct tracedat_cursor *) = {
		tracedat_header_info, tracedat_ftrace_events, tracedat_event_formats,
		tracedat_kallsyms,    tracedat_printk,	      tracedat_cmdlines,
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && !c->cut; i++) {
		int err = parts[i](r->rec, c);

		if (err == -ENOMEM)
			return tracedat_say(r, err, "out of memory");
		if (err < 0)
			return tracedat_say(r, err, "is damaged: part %zu of its header", i + 1);
	}
	return 0;
}

/* What follows the metadata in version 6: options, then the top level's table. */
static int read_tail_v6(struct tracedat_reader *r, struct tracedat_cursor *c)
{
	uint64_t none;
	int err;

	r->nr_cpus = tracedat_number(c, 4);
	if (tracedat_word(c, TRACEDAT_OPTIONS)) {
		r->options = (uint64_t)(c->p - r->file);
		err = options_in(r, c, tracedat_option_meta, &none);
		if (err < 0)
			return err;
	}
	if (tracedat_word(c, TRACEDAT_FLYRECORD))
		return tracedat_table_v6(r, c, (struct recording_blob){.data = ""});
	if (tracedat_word(c, TRACEDAT_LATENCY)) {
		r->nr_texts++;
		return 0;
	}
	if (c->cut || c->end - c->p < TRACEDAT_TAG_LEN)
		return tracedat_cut(r);
	return tracedat_say(r, -EINVAL, "is damaged: its header does not end as it should");
}

static int read_v6(struct tracedat_reader *r, struct tracedat_cursor *c)
{
	int err = read_metadata(r, c);

	if (err < 0)
		return err;
	err = read_tail_v6(r, c);
	return err < 0 ? err : each_option(r, tracedat_option_instance);
}

static int read_v7(struct tracedat_reader *r, struct tracedat_cursor *c)
{
	static tracedat_option_fn *const walks[] = {
		tracedat_option_meta,
		tracedat_option_top,
		tracedat_option_instance,
	};
	int err = 0;

	tracedat_string(c); /* how it is compressed, if it is: each section tells for itself */
	tracedat_string(c); /* the compressor's version */
	r->options = tracedat_number(c, 8);
	if (c->cut || !r->options)
		return tracedat_cut(r);
	for (size_t i = 0; !err && i < sizeof(walks) / sizeof(walks[0]); i++)
		err = each_option(r, walks[i]);
	return err;
}

/* The first bytes, whose numbers come before what they are read with. */
static int read_start(struct tracedat_reader *r, struct tracedat_cursor *c)
{
	const char *version;
	struct recording_blob magic = tracedat_blob(c, TRACEDAT_MAGIC_LEN);

	if (!magic.len || memcmp(magic.data, TRACEDAT_MAGIC, TRACEDAT_MAGIC_LEN))
		return tracedat_say(r, -EINVAL, "is not a trace.dat");
	version = tracedat_string(c);
	c->big_endian = r->rec->big_endian = tracedat_number(c, 1) == 1;
	r->rec->long_size = (unsigned)tracedat_number(c, 1);
	r->page_size = (uint32_t)tracedat_number(c, 4);
	if (c->cut)
		return tracedat_say(r, -EINVAL, "ends within its first bytes");
	r->version = strcmp(version, "6") ? strcmp(version, "7") ? 0 : 7 : 6;
	if (!r->version)
		return tracedat_say(
			r, -ENOTSUP,
			"is of a version that is not read; 6 and 7 are: rewrite it with "
			"`trace-cmd convert --file-version 7 --compression none -i FILE -o "
			"NEW.dat'");
	return 0;
}

static int by_number(const void *a, const void *b)
{
	const struct recording_cpu *x = a, *y = b;

	return x->cpu < y->cpu ? -1 : x->cpu > y->cpu;
}

static int read_file(struct tracedat_reader *r)
{
	struct tracedat_cursor c = tracedat_at(r, 0);
	struct recording *rec = r->rec;
	int err = read_start(r, &c);

	if (!err)
		err = r->version == 6 ? read_v6(r, &c) : read_v7(r, &c);
	if (!err && c.cut)
		tracedat_cut(r);
	if (!err)
		err = each_option(r, tracedat_option_stats);
	if (err < 0)
		return err;
	if (!r->buffer.data && r->nr_texts)
		return tracedat_say(r, -ENOTSUP,
				    "holds the text of a latency tracer, not a recording: "
				    "`trace-cmd report' prints it");
	if (rec->nr_cpus)
		qsort(rec->cpus, rec->nr_cpus, sizeof(*rec->cpus), by_number);
	if (r->nr_others)
		tracedat_remark(r, "other buffers in it were left out");
	return 0;
}

/* What cannot be mapped (a pipe) is read into a heap block. */
static int load_stream(struct tracedat_reader *r, int fd)
{
	size_t cap = 0;
	uint8_t *p = NULL;
	ssize_t n = 1;

	while (n) {
		int err = mem_grow(&p, &cap, r->len + 65536, 1);

		n = err ? -1 : read(fd, p + r->len, cap - r->len);
		if (n < 0 && !err && errno == EINTR)
			continue;
		if (n < 0) {
			err = err ? err : -errno;
			free(p);
			return err;
		}
		r->len += (size_t)n;
	}
	r->file = p;
	if (recording_own_heap(r->rec, p) == 0)
		return 0;
	free(p);
	return -ENOMEM;
}

static int load(struct tracedat_reader *r, int fd)
{
	struct stat st;
	void *p;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_size <= 0 || (uint64_t)st.st_size > SIZE_MAX)
		return load_stream(r, fd);
	p = mmap(NULL, (size_t)st.st_size, PROT_READ,
		 MAP_PRIVATE | recording_map_flags((uint64_t)st.st_size), fd, 0);
	if (p == MAP_FAILED)
		return load_stream(r, fd);
	r->file = p;
	r->len = (size_t)st.st_size;
	if (recording_own_map(r->rec, p, r->len) == 0)
		return 0;
	munmap(p, r->len);
	return -ENOMEM;
}

int tracedat_read(struct recording *rec, int fd, char *why, size_t why_len)
{
	struct tracedat_reader r = {.rec = rec, .why = why, .why_len = why_len};
	int err;

	if (why_len)
		why[0] = '\0';
	err = load(&r, fd);
	if (err < 0)
		return tracedat_say(&r, err, "%s", strerror(-err));
	return read_file(&r);
}
