/* SPDX-License-Identifier: MIT */
/*
 * Repetitions. Rows wait in a buffer of fixed size. Each level of the tree remembers the hashes of
 * the last sub-trees finished there. When the last few are the same as the few before them, their
 * rows are taken out of the buffer again, and one row with a number stands in their place:
 *
 *   0)   0.512 us    |    vfs_read();
 *   0) # 2411.520 us |    [comment: 4710 more of vfs_read()]
 *
 * Inner repetitions collapse first. When the buffer is full all of it is written, and what is open
 * then is kept as it is; so memory is bounded, whatever the trace.
 *
 * The hash covers functions, order and depth, not times; of events, the bytes of their own fields.
 */
#include <stdlib.h>
#include <string.h>

#include "graph.h"

#define BUFFER_LEN (1U << 20)
#define LEVELS	   514 /* the deepest stack of calls, and what is inside */
#define PERIOD_MAX 32  /* a loop's body has at most so many sub-trees */
#define KEPT	   (2 * PERIOD_MAX)
#define WRITTEN	   SIZE_MAX /* not in the buffer, or not to be taken out of it */

/* A finished sub-tree. */
struct sibling {
	uint64_t hash;
	uint64_t ns;
	size_t start; /* where its rows begin */
};

struct level {
	struct sibling last[KEPT]; /* a ring */
	size_t nr;		   /* finished here since the parent was entered */
	size_t period;		   /* sub-trees that repeat at present; 0 none do */
	size_t phase;		   /* of them the same again since the last repetition */
	uint64_t repeats, total_ns;
	size_t repeats_at; /* where the row with the number belongs */

	uint64_t hash; /* of the sub-tree that is open here */
	size_t start;
};

struct collapse {
	struct level levels[LEVELS];
	size_t nr_levels; /* that have been used since the last flush */
	uint64_t unique;
	size_t len;
	char buffer[BUFFER_LEN];
};

struct collapse *collapse_new(void)
{
	return calloc(1, sizeof(struct collapse));
}

void collapse_free(struct collapse *c)
{
	free(c);
}

static uint64_t mix(uint64_t hash, uint64_t v)
{
	hash = (hash ^ v) * 0x9e3779b97f4a7c15ULL;
	return hash ^ hash >> 29;
}

static void write_rows(struct collapse *c, struct graph *g)
{
	out_mem(g->out, c->buffer, c->len);
	c->len = 0;
	for (struct level *l = c->levels; l < c->levels + c->nr_levels; l++) {
		l->start = WRITTEN;
		l->period = 0;
		for (size_t i = 0; i < KEPT; i++)
			l->last[i].start = WRITTEN;
	}
}

void collapse_flush(struct collapse *c, struct graph *g)
{
	write_rows(c, g);
	for (size_t i = 0; i < c->nr_levels; i++)
		c->levels[i].nr = 0;
	c->nr_levels = 0;
}

/* The sub-tree that was finished n before the last one. */
static struct sibling *before(struct level *l, size_t n)
{
	return &l->last[(l->nr - 1 - n) % KEPT];
}

/* Is what was finished last, as often as that, the same as before? */
static int repeats(struct level *l, size_t period)
{
	for (size_t i = 0; i < period; i++)
		if (before(l, i)->hash != before(l, i + period)->hash)
			return 0;
	return before(l, period - 1)->start != WRITTEN;
}

/* The last period sub-trees are a repetition: a row with their number takes their place. */
static void take_out(struct collapse *c, struct graph *g, struct level *l,
		     const struct trace_item *last)
{
	l->phase = 0;
	if (!l->repeats++)
		l->repeats_at = before(l, l->period - 1)->start;
	for (size_t i = 0; i < l->period; i++)
		l->total_ns += before(l, i)->ns;
	/* One row for one row would gain nothing. */
	if (l->repeats == 1 && l->period == 1 && last->kind != TRACE_CLOSE)
		return;
	for (size_t i = 0; i < l->period; i++)
		before(l, i)->start = WRITTEN;
	c->len = (size_t)(graph_put_repeats(g, c->buffer + l->repeats_at, last, l->period,
					    l->repeats, l->total_ns) -
			  c->buffer);
}

static void finish(struct collapse *c, struct graph *g, struct level *l, uint64_t hash,
		   const struct trace_item *last)
{
	size_t longest;

	l->nr++;
	*before(l, 0) = (struct sibling){hash, last->duration_ns, l->start};
	if (l->period && before(l, l->period)->hash == hash) {
		if (++l->phase == l->period)
			take_out(c, g, l, last);
		return;
	}
	l->period = 0;
	longest = l->nr / 2 < PERIOD_MAX ? l->nr / 2 : PERIOD_MAX;
	for (size_t period = 1; period <= longest; period++) {
		if (!repeats(l, period))
			continue;
		l->period = period;
		l->repeats = l->total_ns = 0;
		take_out(c, g, l, last);
		return;
	}
}

static uint64_t event_hash(const struct trace_item *item)
{
	const struct trace_field *fields;
	uint64_t hash = mix(0, (uint64_t)(uintptr_t)item->event);
	size_t nr, at = 0;

	fields = trace_event_fields(item->event, &nr);
	if (nr)
		at = fields[0].offset;
	for (; at < item->data_len; at++)
		hash = mix(hash, item->data[at]);
	return hash;
}

/* The hash of an item by itself; what cannot be repeated gets one of its own. */
static uint64_t item_hash(struct collapse *c, const struct trace_item *item)
{
	switch (item->kind) {
	case TRACE_OPEN:
	case TRACE_LEAF:
		return mix(item->kind + 1, item->func);
	case TRACE_EVENT:
		return event_hash(item);
	default:
		return mix(0xdead, ++c->unique);
	}
}

void collapse_item(struct collapse *c, struct graph *g, const struct trace_item *item)
{
	size_t at = item->nr_frames < LEVELS - 1 ? item->nr_frames : LEVELS - 2;
	int closes = item->kind == TRACE_CLOSE && !(item->flags & TRACE_NO_ENTRY);
	struct level *l = &c->levels[at];
	uint64_t hash;

	if (c->nr_levels < at + 2)
		c->nr_levels = at + 2;
	if (BUFFER_LEN - c->len < GRAPH_ROW_MAX)
		write_rows(c, g);
	if (!closes)
		l->start = c->len;
	if (item->kind != TRACE_END)
		c->len = (size_t)(graph_put_row(g, c->buffer + c->len, item) - c->buffer);
	if (item->kind == TRACE_OPEN) {
		l->hash = item_hash(c, item);
		l[1].nr = l[1].period = 0;
		return;
	}
	hash = closes ? l->hash : item_hash(c, item);
	finish(c, g, l, hash, item);
	if (at)
		l[-1].hash = mix(l[-1].hash, hash);
}
