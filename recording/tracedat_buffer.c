/* SPDX-License-Identifier: MIT */
/*
 * Where the data of each CPU are. A file may hold several buffers: the top level's and any number of
 * instances'. The first that has data is loaded, the top level's before the others.
 *
 * A sub-buffer's size: header_page tells it for the top level of the machine; the file's page size
 * tells the same, or, from a trace-cmd that does not know of other sizes than the page's, the page.
 * A buffer of version 7 has a page size of its own: where it differs from the file's it is right.
 */
#include "tracedat_reader.h"

#include <errno.h>
#include <string.h>

#define SUBBUF_MIN  256
#define SUBBUF_MAX  (64u << 20)
#define NR_CPUS_MAX 8192 /* more than kernels can be configured for */

struct recording_cpu *tracedat_cpu(struct tracedat_reader *r, uint64_t nr, int *err)
{
	struct recording *rec = r->rec;
	struct recording_cpu *cpu = NULL;

	*err = 0;
	for (size_t i = 0; i < rec->nr_cpus; i++)
		if (rec->cpus[i].cpu == nr)
			return &rec->cpus[i];
	if (nr >= NR_CPUS_MAX)
		*err = tracedat_say(r, -EINVAL, "is damaged: CPU number %ju", (uintmax_t)nr);
	else if (recording_add_cpu(rec, (unsigned)nr, &cpu) < 0)
		*err = tracedat_say(r, -ENOMEM, "out of memory");
	return cpu;
}

/* The number behind key in the line of header_page that describes field; 0 when there is none. */
static uint64_t page_field(struct recording_blob text, const char *field, const char *key)
{
	const char *end = text.data + text.len, *p, *line_end;
	uint64_t v = 0;

	p = text.len ? memmem(text.data, text.len, field, strlen(field)) : NULL;
	if (!p)
		return 0;
	line_end = memchr(p, '\n', (size_t)(end - p));
	end = line_end ? line_end : end;
	p = memmem(p, (size_t)(end - p), key, strlen(key));
	for (p = p ? p + strlen(key) : end; p < end && *p >= '0' && *p <= '9' && v < SUBBUF_MAX;
	     p++)
		v = v * 10 + (uint64_t)(*p - '0');
	return v;
}

static int set_sizes(struct tracedat_reader *r, uint64_t page_size)
{
	struct recording *rec = r->rec;
	uint64_t size = page_field(rec->header_page, " data;", "offset:") +
			page_field(rec->header_page, " data;", "size:");
	uint64_t long_size = page_field(rec->header_page, " commit;", "size:");

	if (!size || page_size != r->page_size)
		size = page_size;
	if (long_size)
		rec->long_size = (unsigned)long_size; /* the header's is that of trace-cmd */
	if (size < SUBBUF_MIN || size > SUBBUF_MAX)
		return tracedat_say(r, -EINVAL, "is damaged: sub-buffers of %ju bytes",
				    (uintmax_t)size);
	if (rec->long_size != 4 && rec->long_size != 8)
		return tracedat_say(r, -EINVAL, "is damaged: a long of %u bytes", rec->long_size);
	rec->subbuf_size = (uint32_t)size;
	return 0;
}

static int add_data(struct tracedat_reader *r, uint64_t nr, uint64_t offset, uint64_t len)
{
	uint64_t there = offset < r->len ? r->len - offset : 0;
	struct recording_cpu *cpu;
	int err;

	if (len > there)
		len = there;
	if (!len)
		return 0;
	r->data_len += len;
	if (r->data_len > r->len)
		return tracedat_say(r, -EINVAL, "is damaged: the CPUs' data overlap");
	cpu = tracedat_cpu(r, nr, &err);
	if (!cpu)
		return err;
	if (cpu->data)
		return tracedat_say(r, -EINVAL, "is damaged: it has CPU %ju twice", (uintmax_t)nr);
	cpu->data = r->file + offset;
	cpu->len = len - len % r->rec->subbuf_size;
	return 0;
}

/* One line of a buffer's table. Version 6 numbers its CPUs by their place. */
struct entry {
	uint64_t cpu, offset, len;
};

static struct entry next_entry(struct tracedat_reader *r, struct tracedat_cursor *c, uint64_t i)
{
	struct entry e = {.cpu = i};

	if (r->version == 7)
		e.cpu = tracedat_number(c, 4);
	e.offset = tracedat_number(c, 8);
	e.len = tracedat_number(c, 8);
	return e;
}

/* Loads a buffer of nr CPUs if it is the first with data; steps over its table in any case. */
static int load_table(struct tracedat_reader *r, struct tracedat_cursor *c, uint64_t nr,
		      struct recording_blob name, uint64_t page_size)
{
	struct tracedat_cursor table = *c;
	uint64_t sum = 0;
	int err = 0;

	if (nr > NR_CPUS_MAX)
		return tracedat_say(r, -EINVAL, "is damaged: %ju CPUs", (uintmax_t)nr);
	for (uint64_t i = 0; i < nr; i++)
		sum |= next_entry(r, c, i).len;
	if (c->cut)
		tracedat_cut(r);
	if (!sum || r->buffer.data) {
		r->nr_others += sum != 0;
		return 0;
	}
	r->buffer = name;
	err = set_sizes(r, page_size);
	for (uint64_t i = 0; !err && i < nr; i++) {
		struct entry e = next_entry(r, &table, i);

		if (e.offset > r->len || e.len > r->len - e.offset || e.len % r->rec->subbuf_size)
			tracedat_cut(r);
		err = add_data(r, e.cpu, e.offset, e.len);
	}
	return err;
}

int tracedat_table_v6(struct tracedat_reader *r, struct tracedat_cursor *c,
		      struct recording_blob name)
{
	struct recording_blob was = r->buffer;
	int err = load_table(r, c, r->nr_cpus, name, r->page_size);

	if (!err && r->has_clock && r->buffer.data != was.data) {
		struct recording_blob text = tracedat_blob(c, tracedat_number(c, 8));

		if (text.len)
			r->rec->clock = tracedat_clock(text);
	}
	return err;
}

/* Version 6: the option tells where the instance's table is. */
static int instance_v6(struct tracedat_reader *r, uint64_t offset, struct recording_blob name)
{
	struct tracedat_cursor c = tracedat_at(r, offset);

	if (tracedat_word(&c, TRACEDAT_FLYRECORD))
		return tracedat_table_v6(r, &c, name);
	return tracedat_cut(r);
}

static int buffer_v7(struct tracedat_reader *r, uint64_t offset, struct tracedat_cursor *c,
		     struct recording_blob name)
{
	const char *clock = tracedat_string(c);
	uint64_t page_size = tracedat_number(c, 4), nr = tracedat_number(c, 4);
	struct recording_blob was = r->buffer;
	struct tracedat_cursor section;
	int err = tracedat_section(r, offset, OPTION_BUFFER, &section);

	if (err > 0)
		err = load_table(r, c, nr, name, page_size);
	if (!err && *clock && r->buffer.data != was.data)
		r->rec->clock = (struct recording_blob){.data = clock, .len = strlen(clock)};
	return err;
}

static int option_buffer(struct tracedat_reader *r, unsigned id, struct tracedat_cursor *c,
			 int is_top)
{
	uint64_t offset;
	const char *name;

	if (id != OPTION_BUFFER && id != OPTION_BUFFER_TEXT)
		return 0;
	offset = tracedat_number(c, 8);
	name = tracedat_string(c);
	if (c->cut || is_top != !*name)
		return 0;
	if (id == OPTION_BUFFER_TEXT) {
		r->nr_texts++;
		return 0;
	}
	if (r->version == 7)
		return buffer_v7(r, offset, c, (struct recording_blob){name, strlen(name)});
	return instance_v6(r, offset, (struct recording_blob){name, strlen(name)});
}

int tracedat_option_top(struct tracedat_reader *r, unsigned id, struct tracedat_cursor *c)
{
	return option_buffer(r, id, c, 1);
}

int tracedat_option_instance(struct tracedat_reader *r, unsigned id, struct tracedat_cursor *c)
{
	return option_buffer(r, id, c, 0);
}
