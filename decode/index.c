/* SPDX-License-Identifier: MIT */
/*
 * The scan: every record is looked at once, in the order of time over all CPUs (a heap holds the
 * CPUs by their next record). A change of pid on a CPU, a gap, and a task's move from CPU to CPU
 * begin a new run: where the kernel recorded one task only, nothing else tells that it was elsewhere
 * in between. What is kept grows with the number of context switches.
 */
#include "scan.h"

#include <errno.h>
#include <stdlib.h>

/* plain is a constant at each call, here and below: see record_load_plain(). */
static inline __attribute__((always_inline)) int scan_record(struct scan *s, struct cpu_scan *c,
							     const int plain)
{
	struct trace *t = s->t;
	int pid = (int)record_load_plain(t, c->r.data, t->pid, 4, plain);

	if ((c->run.task == NO_TASK || pid != c->run_pid) && scan_open_run(s, c, pid) < 0)
		return -ENOMEM;
	if (c->cut)
		scan_continue_run(s, c);
	c->nr[c->type->kind]++;
	c->run_events++;
	c->run.end = (uint64_t)(c->pos - c->cpu->data);
	c->last_ns = c->time_ns;
	return 0;
}

/* Goes to the next sub-buffer. Returns 1, 0 when there is none, or -ENOMEM. */
static int next_page(struct scan *s, struct cpu_scan *c)
{
	uint32_t size = s->t->layout.size;
	const uint8_t *page;

	if (c->cpu->len - c->next_page < size)
		return 0;
	page = c->cpu->data + c->next_page;
	c->next_page += size;
	if (subbuf_load(&s->t->layout, page, &c->sb) < 0) {
		s->t->totals.bad_subbufs++;
		c->gap = 1;
		c->pos = c->sb.end = page;
		return scan_close_run(s, c) < 0 ? -ENOMEM : 1;
	}
	c->pos = c->sb.data;
	c->time_ns = c->sb.time_ns;
	if (!c->sb.gap)
		return 1;
	c->gap = 1;
	c->lost += c->sb.lost;
	c->known_lost += c->sb.lost;
	c->unknown_gaps += !c->sb.lost;
	return scan_close_run(s, c) < 0 ? -ENOMEM : 1;
}

/* Goes to the next record that can be decoded. Returns 1, 0 at the CPU's end, or -ENOMEM. */
static inline __attribute__((always_inline)) int next_record(struct scan *s, struct cpu_scan *c,
							     const int plain)
{
	const struct subbuf_layout *layout = &s->t->layout;
	struct trace *t = s->t;
	int ret;

	for (;;) {
		while ((ret = subbuf_next(layout, &c->pos, c->sb.end, &c->time_ns, &c->r, plain)) >
		       0) {
			c->type = record_type(t, &c->r, plain);
			if (c->type)
				return 1;
			ret = index_load_type(t, &c->r);
			if (ret < 0)
				return ret;
			c->type = ret ? record_type(t, &c->r, plain) : NULL;
			if (c->type)
				return 1;
			t->totals.bad_records++;
		}
		t->totals.bad_records += ret < 0;
		c->pos = c->sb.end;
		ret = next_page(s, c);
		if (ret <= 0)
			return ret;
	}
}

static void count_records(struct trace_totals *total, const struct cpu_scan *c)
{
	total->entries += c->nr[FORMAT_ENTRY];
	total->exits += c->nr[FORMAT_EXIT];
	total->events += c->nr[FORMAT_EVENT];
}

/* The stats know of every overrun; the pages' own numbers are part of it. */
static void count_lost(const struct scan *s, const struct cpu_scan *c)
{
	const struct recording_stats *st = &c->cpu->stats;
	struct trace_totals *total = &s->t->totals;

	if (st->overrun > c->known_lost)
		total->lost += st->overrun;
	else
		total->lost_gaps += c->unknown_gaps;
	if (st->overrun <= c->known_lost)
		total->lost += c->known_lost;
	total->lost += st->dropped + st->commit_overrun;
}

/* Puts the CPU at place i of the heap where it belongs; the earliest is at 0. */
static void sift(struct cpu_scan **heap, size_t nr, size_t i)
{
	struct cpu_scan *c = heap[i];

	for (size_t kid; (kid = 2 * i + 1) < nr; i = kid) {
		kid += kid + 1 < nr && heap[kid + 1]->time_ns < heap[kid]->time_ns;
		if (heap[kid]->time_ns >= c->time_ns)
			break;
		heap[i] = heap[kid];
	}
	heap[i] = c;
}

/* When the CPU at the top is no longer the earliest. */
static uint64_t second_ns(struct cpu_scan *const *heap, size_t nr)
{
	uint64_t ns = nr > 1 ? heap[1]->time_ns : UINT64_MAX;

	return nr > 2 && heap[2]->time_ns < ns ? heap[2]->time_ns : ns;
}

/*
 * The usual case in few instructions: records of the run's task, in this sub-buffer, up to that time,
 * with nothing special about them. Stops at the first of another kind.
 */
static void scan_plain(const struct trace *t, struct cpu_scan *c, uint64_t until_ns)
{
	const uint8_t *p = c->pos, *const end = c->sb.end;
	const struct trace_event_type *type;
	uint64_t time_ns = c->time_ns;
	struct record r;
	uint32_t head;

	while (end - p >= 4) {
		head = (uint32_t)load_uint(p, 4, 0);
		r.data = p + 4;
		r.len = (head & 31) * 4;
		if (r.len - 4 > 108 || r.len > (size_t)(end - r.data))
			break; /* no short event */
		type = record_type(t, &r, 1);
		if (!type || (int)record_load_plain(t, r.data, t->pid, 4, 1) != c->run_pid ||
		    time_ns + (head >> 5) > until_ns)
			break;
		subbuf_prefetch(p);
		time_ns += head >> 5;
		c->nr[type->kind]++;
		c->run_events++;
		p = r.data + r.len;
	}
	c->run.end = (uint64_t)(p - c->cpu->data);
	c->pos = p;
	c->time_ns = c->last_ns = time_ns;
}

/* Scans c's records up to that time. Returns 1, 0 at the CPU's end, or -ENOMEM. */
static inline __attribute__((always_inline)) int scan_cpu(struct scan *s, struct cpu_scan *c,
							  uint64_t until_ns, const int plain)
{
	int ret;

	do {
		if (scan_record(s, c, plain) < 0)
			return -ENOMEM;
		if (plain)
			scan_plain(s->t, c, until_ns);
		ret = next_record(s, c, plain);
	} while (ret > 0 && c->time_ns <= until_ns);
	return ret;
}

int scan_until(struct scan *s, uint64_t until_ns)
{
	struct cpu_scan *c;
	uint64_t second;
	int ret;

	for (size_t i = 0; i < s->t->rec->nr_cpus; i++) {
		c = &s->cpus[i];
		if (c->in_heap)
			continue;
		c->in_heap = ret = next_record(s, c, 0);
		if (ret < 0)
			return ret;
		if (ret)
			s->heap[s->nr_heap++] = c;
	}
	for (size_t i = s->nr_heap / 2; i-- > 0;)
		sift(s->heap, s->nr_heap, i);
	while (s->nr_heap && s->heap[0]->time_ns <= until_ns) {
		c = s->heap[0];
		second = second_ns(s->heap, s->nr_heap);
		second = second < until_ns ? second : until_ns;
		ret = s->t->plain ? scan_cpu(s, c, second, 1) : scan_cpu(s, c, second, 0);
		if (ret < 0)
			return ret;
		c->in_heap = ret;
		if (!ret)
			s->heap[0] = s->heap[--s->nr_heap];
		if (s->nr_heap)
			sift(s->heap, s->nr_heap, 0);
	}
	return 0;
}

void scan_count(const struct scan *s)
{
	struct trace_totals *totals = &s->t->totals;

	totals->lost = totals->lost_gaps = 0;
	totals->entries = totals->exits = totals->events = 0;
	for (size_t i = 0; i < s->t->rec->nr_cpus; i++) {
		count_records(totals, &s->cpus[i]);
		count_lost(s, &s->cpus[i]);
	}
}

int scan_init(struct scan *s, struct trace *t)
{
	size_t nr = t->rec->nr_cpus;

	*s = (struct scan){.t = t};
	s->cpus = calloc(nr + 1, sizeof(*s->cpus));
	s->heap = calloc(nr + 1, sizeof(*s->heap));
	if (!s->cpus || !s->heap)
		return -ENOMEM;
	for (size_t i = 0; i < nr; i++) {
		s->cpus[i] = (struct cpu_scan){.cpu = &t->cpus[i], .run.task = NO_TASK};
		if (t->cpus[i].cpu > t->totals.highest_cpu)
			t->totals.highest_cpu = t->cpus[i].cpu;
	}
	return 0;
}

void scan_fini(struct scan *s)
{
	free(s->cpus);
	free(s->heap);
	free(s->holders);
	free(s->table.slots);
}

int index_scan(struct trace *t)
{
	struct scan s;
	int ret = scan_init(&s, t);

	if (!ret)
		ret = scan_until(&s, UINT64_MAX);
	if (!ret)
		ret = scan_close(&s);
	if (!ret)
		scan_count(&s);
	scan_fini(&s);
	if (!ret)
		ret = index_sort(t);
	t->totals.tasks = t->nr_tasks;
	for (size_t i = 0; i < t->nr_tasks && !ret; i++) {
		const struct trace_task *task = &t->tasks[i];

		if (!i || task->first_ns < t->totals.first_ns)
			t->totals.first_ns = task->first_ns;
		if (task->last_ns > t->totals.last_ns)
			t->totals.last_ns = task->last_ns;
	}
	return ret;
}
