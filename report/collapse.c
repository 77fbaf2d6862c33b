/* SPDX-License-Identifier: MIT */
/*
 * Repeated sub-trees. Rows wait in a buffer of fixed size. Each level of the tree remembers the
 * hash of the last sub-tree finished there; when the next one has the same, its rows are taken out
 * of the buffer again and one row with a count stands in their place:
 *
 *   0)   0.512 us    |    vfs_read();
 *   0) # 2411.520 us |    [comment: 4710 more of vfs_read()]
 *
 * Inner repetitions collapse first, so an outer one compares what is left. When the buffer is full
 * all of it is written, and the sub-trees that are open then are kept as they are.
 *
 * The hash covers functions, order and depth, not times; of events, the bytes of their own fields.
 */
#include <stdlib.h>
#include <string.h>

#include "graph.h"

#define BUFFER_LEN (1U << 20)
#define LEVELS	   514 /* the deepest stack of calls, and what is inside */
#define WRITTEN	   SIZE_MAX

struct level {
	uint64_t last_hash; /* of the last sub-tree finished here; 0 none */
	size_t repeats_at;  /* where the row that counts its repetitions belongs; WRITTEN */
	uint64_t repeats, total_ns;

	uint64_t hash; /* of the sub-tree that is open here */
	size_t start;  /* where its rows begin; WRITTEN when they are out */
};

struct collapse {
	struct level levels[LEVELS];
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
	for (size_t i = 0; i < LEVELS; i++)
		c->levels[i].start = c->levels[i].repeats_at = WRITTEN;
}

void collapse_flush(struct collapse *c, struct graph *g)
{
	write_rows(c, g);
	memset(c->levels, 0, sizeof(c->levels));
}

/* A sub-tree is complete: a repetition of the one before it, or the first of its kind. */
static void finish(struct collapse *c, struct graph *g, struct level *level, uint64_t hash,
		   const struct trace_item *last)
{
	if (hash != level->last_hash || level->start == WRITTEN) {
		level->last_hash = hash;
		level->repeats_at = WRITTEN;
		return;
	}
	if (level->repeats_at == WRITTEN) {
		level->repeats_at = level->start;
		level->repeats = level->total_ns = 0;
	}
	level->repeats++;
	level->total_ns += last->duration_ns;
	/* One row for one row would gain nothing. */
	if (level->repeats == 1 && last->kind != TRACE_CLOSE)
		return;
	c->len = (size_t)(graph_put_repeats(g, c->buffer + level->repeats_at, last, level->repeats,
					    level->total_ns) -
			  c->buffer);
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
	struct level *level = &c->levels[at];
	uint64_t hash;

	if (BUFFER_LEN - c->len < GRAPH_ROW_MAX)
		write_rows(c, g);
	if (item->kind != TRACE_CLOSE || (item->flags & TRACE_NO_ENTRY))
		level->start = c->len;
	if (item->kind != TRACE_END)
		c->len = (size_t)(graph_put_row(g, c->buffer + c->len, item) - c->buffer);
	if (item->kind == TRACE_OPEN) {
		level->hash = item_hash(c, item);
		level[1].last_hash = 0;
		return;
	}
	hash = item->kind == TRACE_CLOSE && !(item->flags & TRACE_NO_ENTRY) ? level->hash
									    : item_hash(c, item);
	finish(c, g, level, hash, item);
	if (at)
		level[-1].hash = mix(level[-1].hash, hash);
}
