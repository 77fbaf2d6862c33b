/* SPDX-License-Identifier: MIT */
/*
 * convert IN OUT big|little LONG: IN's function_graph records as a kernel of that byte order and with
 * longs of LONG bytes would have written them. Addresses lose their upper half where longs are short.
 * What trace-cmd says of OUT tells whether the conversion is right.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../decode/format.h"
#include "../../decode/subbuf.h"
#include "../../recording/recording.h"

enum { FUNC, DEPTH, OVERRUN, CALLTIME, RETTIME, NR_FIELDS };
static const char *const names[NR_FIELDS] = {"func", "depth", "overrun", "calltime", "rettime"};

struct kind {
	struct trace_event_type in;
	unsigned id, nr_fields;
};

struct target {
	int big;
	unsigned long_size;
	uint8_t *to; /* where the next byte goes */
};

static void die(const char *what)
{
	fprintf(stderr, "convert: %s\n", what);
	exit(1);
}

static void put(struct target *t, uint64_t v, unsigned len)
{
	for (unsigned i = 0; i < len; i++)
		*t->to++ = (uint8_t)(v >> 8 * (t->big ? len - 1 - i : i));
}

/* The header of a record: 5 bits of type or length, 27 of time, from the lowest bit or the highest. */
static void put_head(struct target *t, uint32_t type, uint32_t delta)
{
	put(t, t->big ? type << 27 | delta : delta << 5 | type, 4);
}

static unsigned size_of(const struct target *t, int field)
{
	static const unsigned sizes[NR_FIELDS] = {0, 4, 4, 8, 8};

	return field == FUNC ? t->long_size : sizes[field];
}

static void put_record(struct target *t, const struct kind *k, const uint8_t *data, uint64_t delta)
{
	unsigned len = 8;

	for (unsigned i = 0; i < k->nr_fields; i++)
		len += size_of(t, (int)i);
	if (delta >> 27) {
		put_head(t, 30, delta & 0x7ffffff);
		put(t, delta >> 27, 4);
		delta = 0;
	}
	put_head(t, len / 4, (uint32_t)delta);
	put(t, k->id, 2);
	put(t, data[2], 1);
	put(t, data[3], 1);
	put(t, load_uint(data + 4, 4, 0), 4);
	for (unsigned i = 0; i < k->nr_fields; i++) {
		const struct trace_field *f = format_field(&k->in, names[i]);

		put(t, f ? load_uint(data + f->offset, f->size, 0) : 0, size_of(t, (int)i));
	}
}

static const char *format_text(const struct target *t, const struct kind *k, const char *name)
{
	static char text[2048];
	size_t len = (size_t)sprintf(
		text,
		"name: %s\nID: %u\nformat:\n"
		"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
		"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
		"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"
		"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n",
		name, k->id);
	unsigned at = 8;

	for (unsigned i = 0; i < k->nr_fields; i++) {
		len += (size_t)sprintf(text + len,
				       "\tfield:%s %s;\toffset:%u;\tsize:%u;\tsigned:%d;\n",
				       i == FUNC      ? "unsigned long"
				       : i == DEPTH   ? "int"
				       : i == OVERRUN ? "unsigned int"
						      : "unsigned long long",
				       names[i], at, size_of(t, (int)i), i == DEPTH);
		at += size_of(t, (int)i);
	}
	sprintf(text + len,
		k->nr_fields == 2
			? "\nprint fmt: \"--> %%ps (%%d)\", (void *)REC->func, REC->depth\n"
			: "\nprint fmt: \"<-- %%ps (%%d)\", (void *)REC->func, REC->depth\n");
	return text;
}

static void load_kind(struct kind *k, const struct recording *rec, const char *name,
		      unsigned nr_fields)
{
	for (size_t i = 0; i < rec->nr_formats; i++) {
		if (format_parse(&k->in, "ftrace", rec->formats[i].text.data,
				 rec->formats[i].text.len, rec->long_size) < 0)
			continue;
		if (!strcmp(k->in.name, name)) {
			k->id = k->in.id;
			k->nr_fields = nr_fields;
			return;
		}
		format_free(&k->in);
	}
	die(name);
}

/* One page for each; time goes on as it was. */
static void convert_page(struct target *t, const struct subbuf_layout *layout, const uint8_t *in,
			 const struct kind kinds[2])
{
	uint8_t *page = t->to, *data = page + 8 + t->long_size;
	struct subbuf sb;
	struct record r;
	const uint8_t *pos;
	uint64_t time, last;

	if (subbuf_load(layout, in, &sb) < 0)
		die("a bad page");
	pos = sb.data;
	time = last = sb.time_ns;
	t->to = data;
	while (subbuf_next(layout, &pos, sb.end, &time, &r, 0) > 0)
		for (int i = 0; i < 2; i++)
			if (load_uint(r.data, 2, 0) == kinds[i].id) {
				put_record(t, &kinds[i], r.data, time - last);
				last = time;
			}
	if (t->to > page + layout->size)
		die("a page has become too small");
	time = (uint64_t)(t->to - data);
	t->to = page;
	put(t, sb.time_ns, 8);
	put(t, time, t->long_size);
	t->to = page + layout->size;
}

/* The lower halves of the addresses. */
static void shorten_symbols(struct recording *rec)
{
	char *text = malloc(rec->kallsyms.len), *to = text;
	const char *p = rec->kallsyms.data, *end = p + rec->kallsyms.len, *next;

	for (; p < end; p = next) {
		next = memchr(p, '\n', (size_t)(end - p));
		next = next ? next + 1 : end;
		memcpy(to, p + 8, (size_t)(next - p) - 8);
		to += next - p - 8;
	}
	if (recording_copy(rec, &rec->kallsyms, text, (size_t)(to - text)) < 0)
		die("out of memory");
	free(text);
}

static void convert(struct recording *rec, struct target *t)
{
	struct kind kinds[2];
	struct subbuf_layout layout;
	uint8_t *pages;
	char text[512];

	load_kind(&kinds[0], rec, "funcgraph_entry", 2);
	load_kind(&kinds[1], rec, "funcgraph_exit", NR_FIELDS);
	if (subbuf_layout_load(&layout, rec) < 0)
		die("header_page");
	for (size_t i = 0; i < rec->nr_cpus; i++) {
		struct recording_cpu *c = &rec->cpus[i];

		pages = t->to = calloc(1, c->len + 1);
		for (uint64_t at = 0; at < c->len; at += layout.size)
			convert_page(t, &layout, c->data + at, kinds);
		c->data = pages;
		if (recording_own_heap(rec, pages) < 0)
			die("out of memory");
	}
	rec->nr_formats = 0;
	for (int i = 0; i < 2; i++) {
		const char *name = kinds[i].in.name, *format = format_text(t, &kinds[i], name);

		recording_add_format(rec, "ftrace", format, strlen(format));
	}
	sprintf(text,
		"\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
		"\tfield: local_t commit;\toffset:8;\tsize:%u;\tsigned:1;\n"
		"\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"
		"\tfield: char data;\toffset:%u;\tsize:%u;\tsigned:1;\n",
		t->long_size, 8 + t->long_size, layout.size - 8 - t->long_size);
	recording_copy(rec, &rec->header_page, text, strlen(text));
	if (t->long_size == 4)
		shorten_symbols(rec);
	for (int i = 0; i < 2; i++)
		format_free(&kinds[i].in);
}

int main(int argc, char **argv)
{
	struct recording rec;
	struct target t;
	char why[256] = "usage: convert IN OUT big|little LONG";
	int fd = argc == 5 ? open(argv[1], O_RDONLY) : -1;

	recording_init(&rec);
	if (fd < 0 || tracedat_read(&rec, fd, why, sizeof(why)) < 0)
		die(why);
	t = (struct target){.big = !strcmp(argv[3], "big"), .long_size = (unsigned)atoi(argv[4])};
	convert(&rec, &t);
	rec.big_endian = t.big;
	rec.long_size = t.long_size;
	fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0 || tracedat_write(&rec, fd) < 0)
		die("cannot write");
	recording_fini(&rec);
	return 0;
}
