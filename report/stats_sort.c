/* SPDX-License-Identifier: MIT */
/* The order of a summary's lines. */
#include "stats.h"

#include <errno.h>
#include <stdlib.h>

const char *stats_name(const struct stats *s, uint32_t id)
{
	return id == STATS_WHOLE ? "" : s->names.list[id].text;
}

uint64_t stats_quantile(const struct stats *s, const struct stats_cell *cell, unsigned permille)
{
	uint64_t rank = hist_rank(cell->count, permille), v;

	if (rank <= 1)
		return cell->min_ns;
	if (rank >= cell->count)
		return cell->max_ns;
	v = hist_quantile(&s->pool, &cell->hist, cell->count, permille);
	if (v < cell->min_ns)
		return cell->min_ns;
	return v > cell->max_ns ? cell->max_ns : v;
}

static uint64_t sort_key(const struct stats_cell *cell, enum report_sort sort)
{
	switch (sort) {
	case SORT_TOTAL:
		return cell->total_ns;
	case SORT_SELF:
		return cell->self_ns;
	case SORT_AVG:
		return cell->count ? cell->sum_ns / cell->count : 0;
	case SORT_MAX:
		return cell->max_ns;
	case SORT_COUNT:
		return cell->count;
	case SORT_NAME:
		break;
	}
	return 0;
}

/* Larger numbers first. */
static int descending(uint64_t a, uint64_t b)
{
	return (a < b) - (a > b);
}

static int compare(const void *pa, const void *pb)
{
	const struct stats_cell *a = pa, *b = pb;
	int order;

	order = (a->group == STATS_UNGROUPED) - (b->group == STATS_UNGROUPED);
	if (!order)
		order = descending(a->group_ns, b->group_ns);
	if (!order)
		order = (a->group > b->group) - (a->group < b->group);
	if (!order)
		order = (b->name == STATS_WHOLE) - (a->name == STATS_WHOLE);
	if (!order)
		order = descending(a->key, b->key);
	return order ? order : strcmp(a->label, b->label);
}

int stats_sort(struct stats *s, enum report_sort sort)
{
	uint64_t *group_ns = calloc(s->names.nr + 1, sizeof(*group_ns));

	if (!group_ns)
		return -ENOMEM;
	for (size_t i = 0; i < s->nr; i++)
		if (s->cells[i].group != STATS_UNGROUPED)
			group_ns[s->cells[i].group] += s->cells[i].self_ns;
	for (size_t i = 0; i < s->nr; i++) {
		struct stats_cell *cell = &s->cells[i];

		if (cell->group != STATS_UNGROUPED)
			cell->group_ns = group_ns[cell->group];
		cell->key = sort_key(cell, sort);
		cell->label = stats_name(s, cell->name);
	}
	free(group_ns);
	keymap_fini(&s->index); /* what it says is void now */
	if (s->nr)
		qsort(s->cells, s->nr, sizeof(*s->cells), compare);
	return 0;
}
