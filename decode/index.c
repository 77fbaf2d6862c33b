/* SPDX-License-Identifier: MIT */
/*
 * The scan: every record's header, type and pid are looked at once. Each change of pid on a CPU,
 * and each gap, begins a new run. What is kept grows with the number of context switches.
 */
#include "index.h"

#include <errno.h>
#include <stdlib.h>

#include "../util/mem.h"

#define NO_TASK UINT32_MAX

/* tid (of idle tasks with the CPU) to index in tasks; open addressing, slots hold index + 1. */
struct task_table {
	uint32_t *slots;
	size_t nr_slots, cap; /* cap: of tasks */
};

struct scan {
	struct trace *t;
	struct task_table table;
	size_t runs_cap, gaps_cap;

	/* of the CPU being scanned */
	const struct recording_cpu *cpu;
	struct run run; /* task NO_TASK: none open */
	int run_pid;
	uint64_t run_events, last_ns;
	uint64_t lost; /* lost since the last record, where the pages tell the number */
	int gap;
	uint64_t known_lost, unknown_gaps;
};

static size_t task_slot(const struct scan *s, int tid, int cpu)
{
	uint64_t key = (uint64_t)(uint32_t)tid << 32 | (uint32_t)cpu;
	size_t i = (size_t)(key * 0x9e3779b97f4a7c15ULL >> 40);
	const struct trace_task *task;

	for (;; i++) {
		i &= s->table.nr_slots - 1;
		if (!s->table.slots[i])
			return i;
		task = &s->t->tasks[s->table.slots[i] - 1];
		if (task->tid == tid && task->cpu == cpu)
			return i;
	}
}

static int grow_table(struct scan *s)
{
	size_t want = s->table.nr_slots ? s->table.nr_slots * 2 : 64;
	uint32_t *slots;

	if (s->t->nr_tasks < s->table.nr_slots / 2)
		return 0;
	slots = calloc(want, sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	free(s->table.slots);
	s->table.slots = slots;
	s->table.nr_slots = want;
	for (uint32_t i = 0; i < s->t->nr_tasks; i++)
		slots[task_slot(s, s->t->tasks[i].tid, s->t->tasks[i].cpu)] = i + 1;
	return 0;
}

/* Finds or makes the task; its index, or -ENOMEM. */
static int64_t task_of(struct scan *s, int tid)
{
	int cpu = tid ? -1 : (int)s->cpu->cpu;
	struct trace *t = s->t;
	size_t slot;

	if (grow_table(s) < 0 || t->nr_tasks >= NO_TASK - 1)
		return -ENOMEM;
	slot = task_slot(s, tid, cpu);
	if (!s->table.slots[slot]) {
		if (mem_grow(&t->tasks, &s->table.cap, t->nr_tasks, sizeof(*t->tasks)) < 0)
			return -ENOMEM;
		t->tasks[t->nr_tasks] =
			(struct trace_task){.tid = tid, .cpu = cpu, .comm = "<...>"};
		s->table.slots[slot] = (uint32_t)++t->nr_tasks;
	}
	return s->table.slots[slot] - 1;
}

static int close_run(struct scan *s)
{
	struct trace *t = s->t;
	struct trace_task *task;

	if (s->run.task == NO_TASK)
		return 0;
	if (mem_grow(&t->runs, &s->runs_cap, t->nr_runs, sizeof(*t->runs)) < 0)
		return -ENOMEM;
	t->runs[t->nr_runs++] = s->run;
	task = &t->tasks[s->run.task];
	if (!task->nr_events || s->run.first_ns < task->first_ns)
		task->first_ns = s->run.first_ns;
	if (s->last_ns > task->last_ns)
		task->last_ns = s->last_ns;
	task->nr_events += s->run_events;
	s->run.task = NO_TASK;
	return 0;
}

static int note_gap(struct scan *s, uint64_t to_ns)
{
	struct trace *t = s->t;

	if (mem_grow(&t->gaps, &s->gaps_cap, t->nr_gaps, sizeof(*t->gaps)) < 0)
		return -ENOMEM;
	t->gaps[t->nr_gaps++] = (struct gap){.from_ns = s->last_ns, .to_ns = to_ns};
	return 0;
}

static int open_run(struct scan *s, const struct record *r, uint64_t time_ns, int pid)
{
	int64_t task;

	if (close_run(s) < 0 || (s->gap && note_gap(s, time_ns) < 0))
		return -ENOMEM;
	task = task_of(s, pid);
	if (task < 0)
		return -ENOMEM;
	s->run = (struct run){
		.begin = (uint64_t)(r->data - r->header_len - s->cpu->data),
		.base_ns = time_ns - r->delta_ns,
		.first_ns = time_ns,
		.gap = (uint32_t)s->gap,
		.lost = s->lost,
		.cpu = (uint32_t)(s->cpu - s->t->rec->cpus),
		.task = (uint32_t)task,
	};
	s->run_pid = pid;
	s->run_events = 0;
	s->gap = 0;
	s->lost = 0;
	return 0;
}

static int scan_records(struct scan *s, const struct subbuf *sb)
{
	struct trace *t = s->t;
	const struct trace_event_type *type;
	const uint8_t *pos = sb->data;
	uint64_t time_ns = sb->time_ns, nr[3] = {0};
	struct record r;
	int ret, pid;

	while ((ret = subbuf_next(&t->layout, &pos, sb->end, &time_ns, &r)) > 0) {
		type = record_type(t, &r);
		if (!type) {
			t->totals.bad_records++;
			continue;
		}
		pid = (int)record_load(t, r.data, t->pid);
		if ((s->run.task == NO_TASK || pid != s->run_pid) &&
		    open_run(s, &r, time_ns, pid) < 0)
			return -ENOMEM;
		nr[type->kind]++;
		s->run_events++;
		s->run.end = (uint64_t)(pos - s->cpu->data);
		s->last_ns = time_ns;
	}
	if (ret < 0)
		t->totals.bad_records++;
	t->totals.events += nr[FORMAT_EVENT];
	t->totals.entries += nr[FORMAT_ENTRY];
	t->totals.exits += nr[FORMAT_EXIT];
	return 0;
}

static int scan_subbuf(struct scan *s, const uint8_t *page)
{
	struct subbuf sb;

	if (subbuf_load(&s->t->layout, page, &sb) < 0) {
		s->t->totals.bad_subbufs++;
		s->gap = 1;
		return close_run(s);
	}
	if (sb.gap) {
		s->gap = 1;
		s->lost += sb.lost;
		s->known_lost += sb.lost;
		s->unknown_gaps += !sb.lost;
		if (close_run(s) < 0)
			return -ENOMEM;
	}
	return scan_records(s, &sb);
}

/* The stats know of every overrun; the pages' own numbers are part of it. */
static void count_lost(struct scan *s)
{
	const struct recording_stats *st = &s->cpu->stats;
	struct trace_totals *total = &s->t->totals;

	if (st->overrun > s->known_lost)
		total->lost += st->overrun;
	else
		total->lost_gaps += s->unknown_gaps;
	if (st->overrun <= s->known_lost)
		total->lost += s->known_lost;
	total->lost += st->dropped + st->commit_overrun;
}

static int scan_cpu(struct scan *s, const struct recording_cpu *cpu)
{
	uint32_t size = s->t->layout.size;
	int ret;

	s->cpu = cpu;
	if (cpu->cpu > s->t->totals.highest_cpu)
		s->t->totals.highest_cpu = cpu->cpu;
	s->run.task = NO_TASK;
	s->gap = 0;
	s->lost = s->known_lost = s->unknown_gaps = s->last_ns = 0;
	for (uint64_t at = 0; cpu->len - at >= size; at += size) {
		ret = scan_subbuf(s, cpu->data + at);
		if (ret < 0)
			return ret;
	}
	count_lost(s);
	return close_run(s);
}

static int compare_tasks(const void *va, const void *vb)
{
	const struct trace_task *const *a = va, *const *b = vb;

	if ((*a)->first_ns != (*b)->first_ns)
		return (*a)->first_ns < (*b)->first_ns ? -1 : 1;
	return *a < *b ? -1 : *a > *b;
}

static int compare_runs(const void *va, const void *vb)
{
	const struct run *a = va, *b = vb;

	if (a->task != b->task)
		return a->task < b->task ? -1 : 1;
	if (a->first_ns != b->first_ns)
		return a->first_ns < b->first_ns ? -1 : 1;
	if (a->cpu != b->cpu)
		return a->cpu < b->cpu ? -1 : 1;
	return a->begin < b->begin ? -1 : a->begin > b->begin;
}

static int compare_gaps(const void *va, const void *vb)
{
	const struct gap *a = va, *b = vb;

	return a->to_ns < b->to_ns ? -1 : a->to_ns > b->to_ns;
}

/* Tasks by their first record, and runs by task and time. */
static int sort_all(struct trace *t)
{
	size_t nr = t->nr_tasks;
	struct trace_task **order = calloc(nr + 1, sizeof(*order));
	struct trace_task *sorted = calloc(nr + 1, sizeof(*sorted));
	uint32_t *rank = calloc(nr + 1, sizeof(*rank));

	t->first_run = calloc(nr + 2, sizeof(*t->first_run));
	t->orphans = calloc(nr + 1, sizeof(*t->orphans));
	if (!order || !sorted || !rank || !t->first_run || !t->orphans) {
		free(order);
		free(sorted);
		free(rank);
		return -ENOMEM;
	}
	for (size_t i = 0; i < nr; i++)
		order[i] = &t->tasks[i];
	qsort(order, nr, sizeof(*order), compare_tasks);
	for (size_t i = 0; i < nr; i++) {
		sorted[i] = *order[i];
		rank[order[i] - t->tasks] = (uint32_t)i;
	}
	for (size_t i = 0; i < t->nr_runs; i++) {
		t->runs[i].task = rank[t->runs[i].task];
		t->first_run[t->runs[i].task + 1]++;
	}
	for (size_t i = 0; i < nr; i++)
		t->first_run[i + 1] += t->first_run[i];
	free(t->tasks);
	free(order);
	free(rank);
	t->tasks = sorted;
	if (t->nr_runs)
		qsort(t->runs, t->nr_runs, sizeof(*t->runs), compare_runs);
	if (t->nr_gaps)
		qsort(t->gaps, t->nr_gaps, sizeof(*t->gaps), compare_gaps);
	return 0;
}

int index_scan(struct trace *t)
{
	struct scan s = {.t = t};
	int ret = 0;

	for (size_t i = 0; i < t->rec->nr_cpus && !ret; i++)
		ret = scan_cpu(&s, &t->rec->cpus[i]);
	free(s.table.slots);
	if (!ret)
		ret = sort_all(t);
	for (size_t i = 0; i < t->nr_tasks && !ret; i++) {
		const struct trace_task *task = &t->tasks[i];

		if (!i || task->first_ns < t->totals.first_ns)
			t->totals.first_ns = task->first_ns;
		if (task->last_ns > t->totals.last_ns)
			t->totals.last_ns = task->last_ns;
	}
	return ret;
}
