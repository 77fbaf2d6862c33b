/* SPDX-License-Identifier: MIT */
/*
 * The scan's tasks and runs. A task has one open run at most: one that begins on another CPU ends it.
 */
#include "scan.h"

#include <errno.h>
#include <stdlib.h>

#include "../util/mem.h"

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

static int fill_table(struct scan *s, size_t nr_slots)
{
	uint32_t *slots = calloc(nr_slots, sizeof(*slots));

	if (!slots)
		return -ENOMEM;
	free(s->table.slots);
	s->table.slots = slots;
	s->table.nr_slots = nr_slots;
	for (uint32_t i = 0; i < s->t->nr_tasks; i++)
		if (s->t->tasks[i].cpu != FREE_CPU)
			slots[task_slot(s, s->t->tasks[i].tid, s->t->tasks[i].cpu)] = i + 1;
	return 0;
}

int scan_rehash(struct scan *s)
{
	return s->table.nr_slots ? fill_table(s, s->table.nr_slots) : 0;
}

static int grow_table(struct scan *s)
{
	if (s->t->nr_tasks < s->table.nr_slots / 2)
		return 0;
	return fill_table(s, s->table.nr_slots ? s->table.nr_slots * 2 : 64);
}

/* A place for a new task; its index, or -ENOMEM. */
static int64_t add_task(struct scan *s)
{
	struct trace *t = s->t;

	if (s->nr_free)
		return s->free[--s->nr_free];
	if (mem_grow(&t->tasks, &s->table.cap, t->nr_tasks, sizeof(*t->tasks)) < 0 ||
	    mem_grow(&s->holders, &s->holders_cap, t->nr_tasks, sizeof(*s->holders)) < 0)
		return -ENOMEM;
	return (int64_t)t->nr_tasks++;
}

/* Finds or makes the task; its index, or -ENOMEM. */
static int64_t task_of(struct scan *s, const struct cpu_scan *c, int tid)
{
	int cpu = tid ? -1 : (int)c->cpu->cpu;
	struct trace *t = s->t;
	size_t slot;

	if (grow_table(s) < 0 || t->nr_tasks >= NO_TASK - 1)
		return -ENOMEM;
	slot = task_slot(s, tid, cpu);
	if (!s->table.slots[slot]) {
		int64_t i = add_task(s);

		if (i < 0)
			return i;
		s->holders[i] = NULL;
		t->tasks[i] = (struct trace_task){.tid = tid, .cpu = cpu, .comm = "<...>"};
		s->table.slots[slot] = (uint32_t)i + 1;
	}
	return s->table.slots[slot] - 1;
}

/* Adds the open run to the trace's. */
static int add_run(struct scan *s, const struct cpu_scan *c)
{
	struct trace *t = s->t;
	struct trace_task *task = &t->tasks[c->run.task];

	if (mem_grow(&t->runs, &s->runs_cap, t->nr_runs, sizeof(*t->runs)) < 0)
		return -ENOMEM;
	t->runs[t->nr_runs++] = c->run;
	if (!task->nr_events || c->run.first_ns < task->first_ns)
		task->first_ns = c->run.first_ns;
	if (c->last_ns > task->last_ns)
		task->last_ns = c->last_ns;
	task->nr_events += c->run_events;
	task->nr_exits += c->nr[FORMAT_EXIT] - c->run_exits;
	return 0;
}

int scan_close_run(struct scan *s, struct cpu_scan *c)
{
	if (c->run.task == NO_TASK)
		return 0;
	if (!c->cut && add_run(s, c) < 0)
		return -ENOMEM;
	s->holders[c->run.task] = NULL;
	c->run.task = NO_TASK;
	c->cut = 0;
	return 0;
}

static int note_gap(struct scan *s, struct cpu_scan *c)
{
	struct trace *t = s->t;

	if (!c->gap || c->gap_noted)
		return 0;
	c->gap_noted = 1;
	if (mem_grow(&t->gaps, &s->gaps_cap, t->nr_gaps, sizeof(*t->gaps)) < 0)
		return -ENOMEM;
	t->gaps[t->nr_gaps++] = (struct gap){.from_ns = c->last_ns, .to_ns = c->time_ns};
	return 0;
}

/* The run of task's that begins with the present record. */
static struct run run_here(const struct scan *s, const struct cpu_scan *c, uint32_t task)
{
	return (struct run){
		.begin = (uint64_t)(c->r.data - c->r.header_len - c->cpu->data),
		.base_ns = c->time_ns - c->r.delta_ns,
		.first_ns = c->time_ns,
		.gap = (uint32_t)c->gap,
		.lost = c->lost,
		.cpu = (uint32_t)(c->cpu - s->t->cpus),
		.task = task,
	};
}

int scan_open_run(struct scan *s, struct cpu_scan *c, int pid)
{
	int64_t task;

	if (scan_close_run(s, c) < 0 || note_gap(s, c) < 0)
		return -ENOMEM;
	task = task_of(s, c, pid);
	if (task < 0 || (s->holders[task] && scan_close_run(s, s->holders[task]) < 0))
		return -ENOMEM;
	s->holders[task] = c;
	c->run = run_here(s, c, (uint32_t)task);
	c->run_pid = pid;
	c->run_events = 0;
	c->run_exits = c->nr[FORMAT_EXIT];
	c->gap = c->gap_noted = 0;
	c->lost = 0;
	return 0;
}

void scan_continue_run(const struct scan *s, struct cpu_scan *c)
{
	c->run = run_here(s, c, c->run.task);
	c->run.continues = 1;
	c->run_events = 0;
	c->run_exits = c->nr[FORMAT_EXIT];
	c->cut = 0;
}

int scan_cut(struct scan *s)
{
	for (size_t i = 0; i < s->t->rec->nr_cpus; i++) {
		struct cpu_scan *c = &s->cpus[i];

		if (c->run.task == NO_TASK || c->cut)
			continue;
		if (add_run(s, c) < 0)
			return -ENOMEM;
		c->cut = 1;
	}
	return 0;
}

int scan_close(struct scan *s)
{
	int ret = 0;

	for (size_t i = 0; i < s->t->rec->nr_cpus && !ret; i++)
		ret = scan_close_run(s, &s->cpus[i]);
	return ret;
}

void scan_drop(struct scan *s, size_t task)
{
	if (s->holders[task])
		s->holders[task]->run.task = NO_TASK;
	s->holders[task] = NULL;
}

int scan_note_gaps(struct scan *s)
{
	int ret = 0;

	for (size_t i = 0; i < s->nr_heap && !ret; i++)
		ret = note_gap(s, s->heap[i]);
	return ret;
}
