/* SPDX-License-Identifier: MIT */
/*
 * A recording owns memory through one singly linked list of chunks; every pointer in the struct
 * points into one of them. The two arrays (formats, cpus) grow by realloc and are freed apart.
 */
#include "recording.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../util/mem.h"

#define POPULATE_MAX (1ULL << 30) /* more might not fit in memory */

struct recording_chunk {
	struct recording_chunk *next;
	void *p;
	size_t map_len; /* 0: a heap block */
};

void recording_init(struct recording *rec)
{
	*rec = (struct recording){.long_size = 8, .subbuf_size = 4096};
}

void recording_fini(struct recording *rec)
{
	for (struct recording_chunk *c = rec->chunks, *next; c; c = next) {
		next = c->next;
		if (c->map_len)
			munmap(c->p, c->map_len);
		else
			free(c->p);
		free(c);
	}
	free(rec->formats);
	free(rec->cpus);
	recording_init(rec);
}

static int own(struct recording *rec, void *p, size_t map_len)
{
	struct recording_chunk *c = malloc(sizeof(*c));

	if (!c)
		return -ENOMEM;
	*c = (struct recording_chunk){.next = rec->chunks, .p = p, .map_len = map_len};
	rec->chunks = c;
	return 0;
}

int recording_own_heap(struct recording *rec, void *p)
{
	return own(rec, p, 0);
}

int recording_own_map(struct recording *rec, void *p, size_t len)
{
	return own(rec, p, len);
}

int recording_map_flags(uint64_t len)
{
	return len <= POPULATE_MAX ? MAP_POPULATE : 0;
}

/* A NUL behind the copy, not counted in a blob's length, makes it a string too. */
static char *copy(struct recording *rec, const void *data, size_t len)
{
	char *p = len < SIZE_MAX ? malloc(len + 1) : NULL;

	if (!p)
		return NULL;
	if (len)
		memcpy(p, data, len);
	p[len] = '\0';
	if (recording_own_heap(rec, p) < 0) {
		free(p);
		return NULL;
	}
	return p;
}

int recording_copy(struct recording *rec, struct recording_blob *blob, const void *data, size_t len)
{
	char *p = copy(rec, data, len);

	if (!p)
		return -ENOMEM;
	*blob = (struct recording_blob){.data = p, .len = len};
	return 0;
}

/* Room for element nr of an array that has no capacity beside it: grows at powers of two. */
static int grow(void *array_ptr, size_t nr, size_t size)
{
	size_t cap = nr;

	return nr & (nr - 1) ? 0 : mem_grow(array_ptr, &cap, nr, size);
}

int recording_add_format(struct recording *rec, const char *system, const void *text, size_t len)
{
	struct recording_format f = {0};

	f.system = copy(rec, system, strlen(system));
	if (!f.system || recording_copy(rec, &f.text, text, len) < 0)
		return -ENOMEM;
	if (grow(&rec->formats, rec->nr_formats, sizeof(f)) < 0)
		return -ENOMEM;
	rec->formats[rec->nr_formats++] = f;
	return 0;
}

int recording_add_cpu(struct recording *rec, unsigned cpu_nr, struct recording_cpu **cpu)
{
	if (grow(&rec->cpus, rec->nr_cpus, sizeof(*rec->cpus)) < 0)
		return -ENOMEM;
	*cpu = &rec->cpus[rec->nr_cpus++];
	**cpu = (struct recording_cpu){.cpu = cpu_nr};
	return 0;
}
