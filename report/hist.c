/* SPDX-License-Identifier: MIT */
/* A chain of rows, one for each power of two that occurs; the row used last is tried first. */
#include "hist.h"

#include <errno.h>

#include "../util/mem.h"

#define OCTAVES 59

static unsigned log2_u64(uint64_t v)
{
	return 63 - (unsigned)__builtin_clzll(v | 1);
}

static unsigned octave_of(uint64_t v)
{
	return v < HIST_STEPS ? 0 : log2_u64(v) - 5;
}

static unsigned step_of(uint64_t v, unsigned octave)
{
	return octave ? (unsigned)(v >> (octave - 1)) & (HIST_STEPS - 1) : (unsigned)v;
}

/* The middle of a step. */
static uint64_t value_of(unsigned octave, unsigned step)
{
	uint64_t width;

	if (!octave)
		return step;
	width = 1ULL << (octave - 1);
	return (HIST_STEPS + step) * width + (width - 1) / 2;
}

static int find_row(struct hist_pool *pool, struct hist *hist, unsigned octave)
{
	uint32_t *link = &hist->first, at;

	while (*link && pool->rows[*link - 1].octave != octave)
		link = &pool->rows[*link - 1].next;
	at = *link;
	if (at) {
		*link = pool->rows[at - 1].next;
	} else {
		if (pool->nr >= UINT32_MAX ||
		    mem_grow(&pool->rows, &pool->cap, pool->nr, sizeof(*pool->rows)))
			return -ENOMEM;
		pool->rows[pool->nr++] = (struct hist_row){.octave = octave};
		at = (uint32_t)pool->nr;
	}
	pool->rows[at - 1].next = hist->first;
	hist->first = at;
	return 0;
}

int hist_add(struct hist_pool *pool, struct hist *hist, uint64_t value)
{
	unsigned octave = octave_of(value);
	uint32_t *count;

	if (!hist->first || pool->rows[hist->first - 1].octave != octave) {
		int err = find_row(pool, hist, octave);

		if (err)
			return err;
	}
	count = &pool->rows[hist->first - 1].counts[step_of(value, octave)];
	*count += *count != UINT32_MAX;
	return 0;
}

static void sort_rows(const struct hist_pool *pool, const struct hist *hist,
		      const struct hist_row *rows[OCTAVES])
{
	for (unsigned i = 0; i < OCTAVES; i++)
		rows[i] = NULL;
	for (uint32_t at = hist->first; at; at = pool->rows[at - 1].next)
		rows[pool->rows[at - 1].octave] = &pool->rows[at - 1];
}

uint64_t hist_quantile(const struct hist_pool *pool, const struct hist *hist, uint64_t nr,
		       unsigned permille)
{
	const struct hist_row *rows[OCTAVES];
	uint64_t rank = hist_rank(nr, permille), seen = 0, value = 0;

	sort_rows(pool, hist, rows);
	for (unsigned o = 0; o < OCTAVES; o++)
		for (unsigned step = 0; rows[o] && step < HIST_STEPS; step++) {
			if (!rows[o]->counts[step])
				continue;
			value = value_of(o, step);
			seen += rows[o]->counts[step];
			if (seen >= rank)
				return value;
		}
	return value;
}

void hist_powers(const struct hist_pool *pool, const struct hist *hist, uint64_t counts[64])
{
	const struct hist_row *rows[OCTAVES];

	for (unsigned i = 0; i < 64; i++)
		counts[i] = 0;
	sort_rows(pool, hist, rows);
	for (unsigned o = 0; o < OCTAVES; o++)
		for (unsigned step = 0; rows[o] && step < HIST_STEPS; step++)
			counts[log2_u64(value_of(o, step))] += rows[o]->counts[step];
}
