/* SPDX-License-Identifier: MIT */
#include "comms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/mem.h"

#define COMM_LEN 16 /* TASK_COMM_LEN of the kernel, NUL included */

struct comms_slot {
	int tid; /* 0: free; the idle task needs no name from here */
	char comm[COMM_LEN];
};

static struct comms_slot *slot_of(const struct comms *c, int tid)
{
	size_t i = (unsigned)tid * 2654435761U;

	for (;; i++) {
		i &= c->cap - 1;
		if (!c->slots[i].tid || c->slots[i].tid == tid)
			return &c->slots[i];
	}
}

static void grow(struct comms *c)
{
	struct comms old = *c;

	c->cap = c->cap ? c->cap * 2 : 256;
	c->slots = xcalloc(c->cap, sizeof(*c->slots));
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].tid)
			*slot_of(c, old.slots[i].tid) = old.slots[i];
	free(old.slots);
}

static void put(struct comms *c, int tid, const char *comm, size_t len)
{
	struct comms_slot *s;

	if (tid <= 0)
		return;
	if (c->nr * 2 >= c->cap)
		grow(c);
	s = slot_of(c, tid);
	c->nr += !s->tid;
	s->tid = tid;
	len = len < COMM_LEN ? len : COMM_LEN - 1;
	memcpy(s->comm, comm, len);
	s->comm[len] = 0;
}

int comms_look(struct comms *c)
{
	char *text, *line, *save, *comm;
	int ret = tracefs_read(TRACEFS_TOP, "saved_cmdlines", &text);
	long tid;

	if (ret < 0)
		return ret;
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		tid = strtol(line, &comm, 10);
		if (*comm == ' ' && strcmp(comm + 1, "<...>"))
			put(c, (int)tid, comm + 1, strlen(comm + 1));
	}
	free(text);
	return 0;
}

const char *comms_name(const struct comms *c, int tid)
{
	return c->cap && tid > 0 ? slot_of(c, tid)->comm : "";
}

void comms_fini(struct comms *c)
{
	free(c->slots);
	*c = (struct comms){NULL, 0, 0};
}

void comms_add(struct comms *c, int tid, const char *path)
{
	const char *base = strrchr(path, '/');

	base = base ? base + 1 : path;
	if (c->nr && slot_of(c, tid)->tid)
		return;
	put(c, tid, base, strlen(base));
}

void comms_finish(struct comms *c, struct recording *rec)
{
	char *text = xmalloc(c->nr * (COMM_LEN + 12) + 1), *p = text;

	for (size_t i = 0; i < c->cap; i++)
		if (c->slots[i].tid)
			p += sprintf(p, "%d %s\n", c->slots[i].tid, c->slots[i].comm);
	comms_fini(c);
	if (recording_own_heap(rec, text))
		die("out of memory");
	rec->cmdlines = (struct recording_blob){text, (size_t)(p - text)};
}
