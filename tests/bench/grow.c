/* SPDX-License-Identifier: MIT */
/*
 * grow IN OUT EVENTS [TASKS]: a recording of EVENTS function_graph records, made of a real one.
 *
 * The longest stretch of one task in which every entry has its exit is taken from IN's first CPU and
 * laid end to end, with times that go on rising, in pages as the kernel fills them. With TASKS, each
 * stretch in turn belongs to the next of so many tasks. Everything else is IN's.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../decode/index.h"
#include "../../decode/subbuf.h"
#include "../../recording/recording.h"

#define FIRST_TID 1000
#define MAX_DELTA (1u << 27)

struct item {
	const uint8_t *raw; /* the record, its header first */
	uint32_t len;
	uint64_t time;
	int is_entry, is_exit;
};

struct pages {
	uint8_t *data;
	size_t len, cap; /* bytes; len is that of whole pages and the one being filled */
	size_t fill;	 /* bytes of records in the last page */
	uint64_t time;	 /* of the last record */
	uint32_t size, header;
};

static void die(const char *what)
{
	fprintf(stderr, "grow: %s\n", what);
	exit(1);
}

static uint32_t id_of(const struct recording *rec, const char *event)
{
	for (size_t i = 0; i < rec->nr_formats; i++) {
		const char *text = rec->formats[i].text.data, *id = strstr(text, "ID: ");

		if (!strncmp(text + 6, event, strlen(event)) && text[6 + strlen(event)] == '\n' &&
		    id)
			return (uint32_t)atoi(id + 4);
	}
	die("no such event");
	return 0;
}

static struct item *read_items(const struct recording *rec, const struct subbuf_layout *layout,
			       size_t *nr)
{
	uint32_t entry = id_of(rec, "funcgraph_entry"), exit_id = id_of(rec, "funcgraph_exit");
	struct item *items = calloc(rec->cpus[0].len / 4, sizeof(*items));

	*nr = 0;
	for (uint64_t at = 0; at < rec->cpus[0].len; at += layout->size) {
		struct subbuf sb;
		struct record r;
		const uint8_t *pos;
		uint64_t time;

		if (subbuf_load(layout, rec->cpus[0].data + at, &sb) < 0)
			die("a bad page");
		pos = sb.data;
		time = sb.time_ns;
		while (subbuf_next(layout, &pos, sb.end, &time, &r, 0) > 0) {
			uint32_t id = (uint32_t)load_uint(r.data, 2, 0);

			items[(*nr)++] = (struct item){
				.raw = r.data - r.header_len,
				.len = r.len + r.header_len,
				.time = time,
				.is_entry = id == entry,
				.is_exit = id == exit_id,
			};
		}
	}
	return items;
}

/* The longest run of items that begins and ends outside of the calls in it. */
static void longest_balanced(const struct item *items, size_t nr, size_t *from, size_t *len)
{
	*len = 0;
	for (size_t i = 0; i < nr; i++) {
		int open = 0;

		for (size_t k = i; k < nr && open >= 0 && (items[k].is_entry || items[k].is_exit);
		     k++) {
			open += items[k].is_entry ? 1 : -1;
			if (!open && k + 1 - i > *len) {
				*from = i;
				*len = k + 1 - i;
			}
		}
	}
	if (!*len)
		die("no call is whole");
}

static void close_page(struct pages *p)
{
	uint64_t commit = p->fill;

	if (p->len)
		memcpy(p->data + p->len - p->size + 8, &commit, sizeof(commit));
}

static void open_page(struct pages *p, uint64_t time)
{
	close_page(p);
	if (p->len + p->size > p->cap) {
		p->cap = p->cap ? p->cap * 2 : 1 << 20;
		p->data = realloc(p->data, p->cap);
		if (!p->data)
			die("out of memory");
	}
	memset(p->data + p->len, 0, p->size);
	memcpy(p->data + p->len, &time, sizeof(time));
	p->len += p->size;
	p->fill = 0;
	p->time = time;
}

static void put(struct pages *p, const struct item *item, uint64_t time, uint32_t tid)
{
	uint64_t delta = time - p->time;
	uint8_t *to;
	uint32_t head, extend[2];

	if (!p->len || p->header + p->fill + item->len + 8 > p->size) {
		open_page(p, time);
		delta = 0;
	}
	to = p->data + p->len - p->size + p->header + p->fill;
	if (delta >= MAX_DELTA) {
		extend[0] = 30 | (uint32_t)(delta % MAX_DELTA) << 5;
		extend[1] = (uint32_t)(delta / MAX_DELTA);
		memcpy(to, extend, sizeof(extend));
		to += sizeof(extend);
		p->fill += sizeof(extend);
		delta = 0;
	}
	memcpy(to, item->raw, item->len);
	memcpy(&head, to, sizeof(head));
	head = (head & 31) | (uint32_t)delta << 5;
	memcpy(to, &head, sizeof(head));
	memcpy(to + (head & 31 ? 4 : 8) + 4, &tid, sizeof(tid)); /* common_pid */
	p->fill += item->len;
	p->time = time;
}

/* Names for the tasks, as saved_cmdlines has them. */
static void name_tasks(struct recording *rec, uint32_t nr_tasks)
{
	size_t len = 0;
	char *text = malloc(nr_tasks * 32 + 1);

	for (uint32_t i = 0; i < nr_tasks; i++)
		len += (size_t)sprintf(text + len, "%u task%u\n", FIRST_TID + i, i);
	if (recording_copy(rec, &rec->cmdlines, text, len) < 0)
		die("out of memory");
	free(text);
}

int main(int argc, char **argv)
{
	struct recording rec;
	struct subbuf_layout layout;
	struct pages pages = {0};
	struct item *items;
	char why[256];
	size_t nr, from, len, events;
	uint64_t time, span;
	uint32_t nr_tasks;
	int fd;

	if (argc < 4 || (fd = open(argv[1], O_RDONLY)) < 0)
		die("usage: grow IN OUT EVENTS [TASKS]");
	events = strtoul(argv[3], NULL, 10);
	nr_tasks = argc > 4 ? (uint32_t)atoi(argv[4]) : 1;
	recording_init(&rec);
	if (tracedat_read(&rec, fd, why, sizeof(why)) < 0 || subbuf_layout_load(&layout, &rec) < 0)
		die(why);
	items = read_items(&rec, &layout, &nr);
	longest_balanced(items, nr, &from, &len);
	pages.size = layout.size;
	pages.header = layout.data_offset;
	time = items[from].time;
	span = items[from + len - 1].time - time + 1000;
	for (size_t done = 0; done < events; done += len)
		for (size_t i = 0; i < len; i++)
			put(&pages, &items[from + i], items[from + i].time + done / len * span,
			    FIRST_TID + (uint32_t)(done / len % nr_tasks));
	close_page(&pages);
	name_tasks(&rec, nr_tasks);
	rec.nr_cpus = 1;
	rec.cpus[0] = (struct recording_cpu){.data = pages.data, .len = pages.len};
	fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0 || tracedat_write(&rec, fd) < 0)
		die("cannot write");
	printf("%zu events, %zu to a stretch\n", (events + len - 1) / len * len, len);
	free(pages.data);
	free(items);
	recording_fini(&rec);
	return 0;
}
