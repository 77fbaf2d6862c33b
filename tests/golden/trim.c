/* SPDX-License-Identifier: MIT */
/*
 * trim IN OUT [EVENT...]: makes a recording small enough to be kept. Of the symbols stay those that
 * hold an address which occurs in the pages, each with its successor, so that its size is still
 * known; of the formats the ftrace events and the named ones; the pages are left alone.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../recording/recording.h"

struct symbol {
	uint64_t addr;
	const char *line;
	size_t len;
	int used;
};

static void die(const char *what)
{
	fprintf(stderr, "trim: %s\n", what);
	exit(1);
}

static int by_addr(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->addr < y->addr ? -1 : x->addr > y->addr;
}

static struct symbol *parse(struct recording_blob text, size_t *nr)
{
	struct symbol *s = malloc(text.len / 8 * sizeof(*s) + sizeof(*s));

	*nr = 0;
	while (s && text.len) {
		const char *end = memchr(text.data, '\n', text.len);
		size_t len = end ? (size_t)(end - text.data) + 1 : text.len;

		if (end && len > 8)
			s[(*nr)++] =
				(struct symbol){strtoull(text.data, NULL, 16), text.data, len, 0};
		text.data += len;
		text.len -= len;
	}
	if (!*nr)
		die("no symbols");
	qsort(s, *nr, sizeof(*s), by_addr);
	return s;
}

static void mark(struct symbol *s, size_t nr, uint64_t addr)
{
	size_t low = 0, high = nr;

	while (high - low > 1) {
		size_t mid = (low + high) / 2;

		if (s[mid].addr <= addr)
			low = mid;
		else
			high = mid;
	}
	if (addr >> 48 != 0xffff || addr < s[low].addr || addr - s[low].addr > 65536)
		return;
	addr = s[low].addr;
	while (low && s[low - 1].addr == addr)
		low--;
	for (; low < nr && s[low].addr == addr; low++)
		s[low].used = 1;
	if (low < nr)
		s[low].used = 1;
}

static void trim_symbols(struct recording *rec)
{
	size_t nr, len = 0;
	struct symbol *s = parse(rec->kallsyms, &nr);
	char *kept = malloc(rec->kallsyms.len);

	for (size_t i = 0; i < rec->nr_cpus; i++)
		for (uint64_t at = 0; at + 8 <= rec->cpus[i].len; at += 4) {
			uint64_t v;

			memcpy(&v, rec->cpus[i].data + at, sizeof(v));
			mark(s, nr, v);
		}
	for (size_t i = 0; i < nr; i++)
		if (s[i].used) {
			memcpy(kept + len, s[i].line, s[i].len);
			len += s[i].len;
		}
	free(s);
	if (recording_own_heap(rec, kept) < 0)
		die("out of memory");
	rec->kallsyms = (struct recording_blob){kept, len};
}

static int is_named(struct recording_blob text, char **events)
{
	size_t len;

	for (; *events; events++) {
		len = strlen(*events);
		if (text.len > len + 7 && !memcmp(text.data + 6, *events, len) &&
		    text.data[6 + len] == '\n')
			return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct recording rec;
	char why[256];
	size_t nr = 0;
	int fd;

	if (argc < 3 || (fd = open(argv[1], O_RDONLY)) < 0)
		die("usage: trim IN OUT [EVENT...]");
	recording_init(&rec);
	if (tracedat_read(&rec, fd, why, sizeof(why)) < 0)
		die(why);
	trim_symbols(&rec);
	for (size_t i = 0; i < rec.nr_formats; i++)
		if (!strcmp(rec.formats[i].system, "ftrace") ||
		    is_named(rec.formats[i].text, argv + 3))
			rec.formats[nr++] = rec.formats[i];
	rec.nr_formats = nr;
	rec.printk.len = 0;
	fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0 || tracedat_write(&rec, fd) < 0)
		die("cannot write");
	recording_fini(&rec);
	return 0;
}
