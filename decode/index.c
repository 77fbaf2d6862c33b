/* SPDX-License-Identifier: MIT */
/*
 * The scan: every record is looked at once, in the order of time over all CPUs (a heap holds the
 * CPUs by their next record). A change of pid on a CPU, a gap, and a task's move from CPU to CPU
 * begin a new run: where the kernel recorded one task only, nothing else tells that it was elsewhere
 * in between. What is kept grows with the number of context switches.
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
	struct cpu_scan **holders; /* owned: of each task, the CPU that has its open run, or NULL */
	size_t holders_cap;
};

/* A CPU being scanned. */
struct cpu_scan {
	const struct recording_cpu *cpu;
	uint64_t next_page; /* offset in cpu->data */
	struct subbuf sb;
	const uint8_t *pos; /* behind the next record, which is the following three */
	uint64_t time_ns;
	struct record r;
	const struct trace_event_type *type;

	struct run run; /* task NO_TASK: none open */
	int run_pid;
	uint64_t run_events, run_exits; /* run_exits: of the CPU, before the run */
	uint64_t last_ns;
	uint64_t nr[3]; /* records of each enum format_kind */
	uint64_t lost;	/* lost since the last record, where the pages tell the number */
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
static int64_t task_of(struct scan *s, const struct cpu_scan *c, int tid)
{
	int cpu = tid ? -1 : (int)c->cpu->cpu;
	struct trace *t = s->t;
	size_t slot;

	if (grow_table(s) < 0 || t->nr_tasks >= NO_TASK - 1)
		return -ENOMEM;
	slot = task_slot(s, tid, cpu);
	if (!s->table.slots[slot]) {
		if (mem_grow(&t->tasks, &s->table.cap, t->nr_tasks, sizeof(*t->tasks)) < 0 ||
		    mem_grow(&s->holders, &s->holders_cap, t->nr_tasks, sizeof(*s->holders)) < 0)
			return -ENOMEM;
		s->holders[t->nr_tasks] = NULL;
		t->tasks[t->nr_tasks] =
			(struct trace_task){.tid = tid, .cpu = cpu, .comm = "<...>"};
		s->table.slots[slot] = (uint32_t)++t->nr_tasks;
	}
	return s->table.slots[slot] - 1;
}

static int close_run(struct scan *s, struct cpu_scan *c)
{
	struct trace *t = s->t;
	struct trace_task *task;

	if (c->run.task == NO_TASK)
		return 0;
	if (mem_grow(&t->runs, &s->runs_cap, t->nr_runs, sizeof(*t->runs)) < 0)
		return -ENOMEM;
	t->runs[t->nr_runs++] = c->run;
	task = &t->tasks[c->run.task];
	if (!task->nr_events || c->run.first_ns < task->first_ns)
		task->first_ns = c->run.first_ns;
	if (c->last_ns > task->last_ns)
		task->last_ns = c->last_ns;
	task->nr_events += c->run_events;
	task->nr_exits += c->nr[FORMAT_EXIT] - c->run_exits;
	s->holders[c->run.task] = NULL;
	c->run.task = NO_TASK;
	return 0;
}

static int note_gap(struct scan *s, const struct cpu_scan *c)
{
	struct trace *t = s->t;

	if (mem_grow(&t->gaps, &s->gaps_cap, t->nr_gaps, sizeof(*t->gaps)) < 0)
		return -ENOMEM;
	t->gaps[t->nr_gaps++] = (struct gap){.from_ns = c->last_ns, .to_ns = c->time_ns};
	return 0;
}

/* Begins a run of pid's with the present record; one that the task has on another CPU ends. */
static int open_run(struct scan *s, struct cpu_scan *c, int pid)
{
	int64_t task;

	if (close_run(s, c) < 0 || (c->gap && note_gap(s, c) < 0))
		return -ENOMEM;
	task = task_of(s, c, pid);
	if (task < 0 || (s->holders[task] && close_run(s, s->holders[task]) < 0))
		return -ENOMEM;
	s->holders[task] = c;
	c->run = (struct run){
		.begin = (uint64_t)(c->r.data - c->r.header_len - c->cpu->data),
		.base_ns = c->time_ns - c->r.delta_ns,
		.first_ns = c->time_ns,
		.gap = (uint32_t)c->gap,
		.lost = c->lost,
		.cpu = (uint32_t)(c->cpu - s->t->rec->cpus),
		.task = (uint32_t)task,
	};
	c->run_pid = pid;
	c->run_events = 0;
	c->run_exits = c->nr[FORMAT_EXIT];
	c->gap = 0;
	c->lost = 0;
	return 0;
}

/* plain is a constant at each call, here and below: see record_load_plain(). */
static inline __attribute__((always_inline)) int scan_record(struct scan *s, struct cpu_scan *c,
							     const int plain)
{
	struct trace *t = s->t;
	int pid = (int)record_load_plain(t, c->r.data, t->pid, 4, plain);

	if ((c->run.task == NO_TASK || pid != c->run_pid) && open_run(s, c, pid) < 0)
		return -ENOMEM;
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
		return close_run(s, c) < 0 ? -ENOMEM : 1;
	}
	c->pos = c->sb.data;
	c->time_ns = c->sb.time_ns;
	if (!c->sb.gap)
		return 1;
	c->gap = 1;
	c->lost += c->sb.lost;
	c->known_lost += c->sb.lost;
	c->unknown_gaps += !c->sb.lost;
	return close_run(s, c) < 0 ? -ENOMEM : 1;
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
static void count_lost(struct scan *s, const struct cpu_scan *c)
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
static inline __attribute__((always_inline)) int scan_until(struct scan *s, struct cpu_scan *c,
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

static int scan_merged(struct scan *s, struct cpu_scan **heap, size_t nr)
{
	for (size_t i = nr / 2; i-- > 0;)
		sift(heap, nr, i);
	while (nr) {
		struct cpu_scan *c = heap[0];
		uint64_t until_ns = second_ns(heap, nr);
		int ret =
			s->t->plain ? scan_until(s, c, until_ns, 1) : scan_until(s, c, until_ns, 0);

		if (ret < 0)
			return ret;
		if (!ret)
			heap[0] = heap[--nr];
		sift(heap, nr, 0);
	}
	return 0;
}

static int scan_cpus(struct scan *s, struct cpu_scan *cpus, struct cpu_scan **heap)
{
	const struct recording *rec = s->t->rec;
	size_t nr = 0;
	int ret = 0;

	for (size_t i = 0; i < rec->nr_cpus && ret >= 0; i++) {
		cpus[i] = (struct cpu_scan){.cpu = &rec->cpus[i], .run.task = NO_TASK};
		if (rec->cpus[i].cpu > s->t->totals.highest_cpu)
			s->t->totals.highest_cpu = rec->cpus[i].cpu;
		ret = next_record(s, &cpus[i], 0);
		if (ret > 0)
			heap[nr++] = &cpus[i];
	}
	if (ret >= 0)
		ret = scan_merged(s, heap, nr);
	for (size_t i = 0; i < rec->nr_cpus && ret >= 0; i++) {
		count_records(&s->t->totals, &cpus[i]);
		count_lost(s, &cpus[i]);
		ret = close_run(s, &cpus[i]);
	}
	return ret < 0 ? ret : 0;
}

int index_scan(struct trace *t)
{
	struct scan s = {.t = t};
	struct cpu_scan *cpus = calloc(t->rec->nr_cpus + 1, sizeof(*cpus));
	struct cpu_scan **heap = calloc(t->rec->nr_cpus + 1, sizeof(*heap));
	int ret = cpus && heap ? scan_cpus(&s, cpus, heap) : -ENOMEM;

	free(cpus);
	free(heap);
	free(s.holders);
	free(s.table.slots);
	if (!ret)
		ret = index_sort(t);
	for (size_t i = 0; i < t->nr_tasks && !ret; i++) {
		const struct trace_task *task = &t->tasks[i];

		if (!i || task->first_ns < t->totals.first_ns)
			t->totals.first_ns = task->first_ns;
		if (task->last_ns > t->totals.last_ns)
			t->totals.last_ns = task->last_ns;
	}
	return ret;
}
