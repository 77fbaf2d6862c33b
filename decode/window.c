/* SPDX-License-Identifier: MIT */
/*
 * The window of a live trace and what it looks at. Each CPU's pages lie in a block of their own, from the
 * page of the first record that was not scanned yet on. A scan goes up to the latest time that is known
 * for sure to be complete and cuts the runs there; the next window continues them.
 *
 * That time: when all CPUs are read one after the other, again and again, what was found by the end of
 * one round is older than anything that the next round leaves unread. So at each mark the latest record
 * of the mark before is safe, on whatever CPU it was, and no clock has to be asked.
 */
#include <errno.h>
#include <stdlib.h>

#include "live.h"

/* Moves everything of a CPU that points into its data. */
static void rebase(struct cpu_scan *c, const uint8_t *from, const uint8_t *to)
{
	const uint8_t **pointers[] = {&c->pos, &c->sb.data, &c->sb.end, &c->r.data};

	for (size_t i = 0; i < sizeof(pointers) / sizeof(*pointers); i++)
		if (*pointers[i])
			*pointers[i] = to + (*pointers[i] - from);
}

/* Drops the CPU's pages before that of its next record. */
static void drop_pages(struct trace *t, size_t cpu)
{
	struct cpu_scan *c = &t->live->scan.cpus[cpu];
	struct recording_cpu *rc = &t->live->cpus[cpu];
	uint8_t *data = (uint8_t *)(uintptr_t)rc->data;
	uint64_t drop = c->next_page;

	if (!rc->len)
		return;
	if (c->in_heap) {
		drop = (uint64_t)(c->r.data - data);
		drop -= drop % t->layout.size;
	} else {
		c->pos = c->sb.data = c->sb.end = c->r.data = NULL;
	}
	memmove(data, data + drop, rc->len - drop);
	rebase(c, data + drop, data);
	c->next_page -= drop;
	rc->len -= drop;
}

/* Of the gaps that are over only the latest still tells something: see gap_before() in walk.c. */
static void drop_gaps(struct trace *t, uint64_t until_ns)
{
	size_t over = 0;

	while (over < t->nr_gaps && t->gaps[over].to_ns <= until_ns)
		over++;
	if (over < 2)
		return;
	memmove(t->gaps, t->gaps + over - 1, (t->nr_gaps - over + 1) * sizeof(*t->gaps));
	t->nr_gaps -= over - 1;
}

/* Ends the window. */
static int settle(struct trace *t)
{
	struct live *l = t->live;
	int ret;

	if (!l->open)
		return 0;
	ret = live_settle(t);
	l->open = 0;
	t->nr_runs = 0;
	drop_gaps(t, l->until_ns);
	for (size_t i = 0; i < t->rec->nr_cpus; i++)
		drop_pages(t, i);
	return ret;
}

/* The time of the last record in a page; of its beginning when it has none. */
static uint64_t last_time(const struct trace *t, const uint8_t *page)
{
	struct subbuf sb;
	struct record r;
	uint64_t time_ns;

	if (subbuf_load(&t->layout, page, &sb) < 0)
		return 0;
	time_ns = sb.time_ns;
	while (subbuf_next(&t->layout, &sb.data, sb.end, &time_ns, &r, 0) > 0)
		;
	return time_ns;
}

static int grow_data(struct trace *t, size_t cpu, uint64_t len)
{
	struct live *l = t->live;
	struct recording_cpu *rc = &l->cpus[cpu];
	size_t room = (size_t)(rc->len + len) * 2;
	uint8_t *block;

	if (l->room[cpu] - rc->len >= len)
		return 0;
	block = malloc(room);
	if (!block)
		return -ENOMEM;
	if (rc->len)
		memcpy(block, rc->data, rc->len);
	rebase(&l->scan.cpus[cpu], rc->data, block);
	free((void *)(uintptr_t)rc->data);
	rc->data = block;
	l->room[cpu] = room;
	return 0;
}

int trace_feed(struct trace *t, size_t cpu, const uint8_t *data, uint64_t len, uint64_t left)
{
	struct live *l = t->live;
	struct recording_cpu *rc = &l->cpus[cpu];
	int ret = settle(t);

	l->behind[cpu] = left > 0;
	if (ret < 0 || !len)
		return ret;
	ret = grow_data(t, cpu, len);
	if (ret < 0)
		return ret;
	memcpy((uint8_t *)(uintptr_t)rc->data + rc->len, data, len);
	rc->len += len;
	l->fed_ns[cpu] = last_time(t, data + len - t->layout.size);
	return 0;
}

uint64_t trace_waiting(const struct trace *t, size_t cpu)
{
	const struct live *l = t->live;

	return l->cpus[cpu].len;
}

void trace_note(struct trace *t, const uint8_t *page)
{
	uint64_t ns = last_time(t, page);

	if (ns > t->live->noted_ns)
		t->live->noted_ns = ns;
}

void trace_mark(struct trace *t)
{
	t->live->sure_ns = t->live->noted_ns;
}

static void widen_totals(struct trace *t)
{
	struct trace_totals *totals = &t->totals;

	for (size_t i = 0; i < t->nr_tasks; i++) {
		const struct trace_task *task = &t->tasks[i];

		if (!task->nr_events)
			continue;
		live_count(t, i);
		if (!totals->first_ns || task->first_ns < totals->first_ns)
			totals->first_ns = task->first_ns;
		if (task->last_ns > totals->last_ns)
			totals->last_ns = task->last_ns;
	}
}

/* Scans up to that time: the new window. */
static int open_window(struct trace *t, uint64_t until_ns)
{
	struct live *l = t->live;
	size_t had_free;
	int ret = settle(t);

	if (ret < 0)
		return ret;
	had_free = l->nr_free;
	l->until_ns = until_ns;
	l->scan.free = l->free;
	l->scan.nr_free = l->nr_free;
	ret = scan_until(&l->scan, until_ns);
	if (!ret)
		ret = l->last ? scan_close(&l->scan) : scan_cut(&l->scan);
	if (!ret)
		ret = scan_note_gaps(&l->scan);
	l->nr_free = l->scan.nr_free;
	if (!ret)
		ret = live_grow(t, had_free);
	if (ret < 0)
		return ret;
	scan_count(&l->scan);
	index_sort_runs(t);
	index_sort_gaps(t);
	widen_totals(t);
	l->open = 1;
	return 0;
}

int trace_advance(struct trace *t)
{
	struct live *l = t->live;
	uint64_t until_ns = l->sure_ns;

	for (size_t i = 0; i < t->rec->nr_cpus; i++)
		if (l->behind[i] && l->fed_ns[i] < until_ns)
			until_ns = l->fed_ns[i];
	return open_window(t, until_ns);
}

void trace_stop(struct trace *t)
{
	t->live->noted_ns = t->live->sure_ns = UINT64_MAX;
}

int trace_finish(struct trace *t)
{
	int ret = settle(t);

	if (ret < 0)
		return ret;
	for (size_t i = 0; i < t->rec->nr_cpus; i++)
		t->live->cpus[i].stats = t->rec->cpus[i].stats;
	t->live->last = 1;
	return open_window(t, UINT64_MAX);
}
