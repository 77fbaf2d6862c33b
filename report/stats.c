/* SPDX-License-Identifier: MIT */
/*
 * One pass over every task. By system call, what a task does before its system call is known waits
 * in a list: entry work belongs to the call that sys_enter, in the same outermost function, names.
 * The list is emptied with every outermost function, and at PENDING_MAX.
 */
#include "stats.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>

#include "../util/mem.h"
#include "syscalls.h"

#define PENDING_MAX 4096

struct call {
	uint32_t name;
	int outermost; /* 1: not made inside a call of the same function */
	uint64_t duration_ns, self_ns;
};

struct per_name {
	uint32_t active; /* open calls in the present task */
	enum { WANTED_UNKNOWN, WANTED_NO, WANTED_YES } wanted;
};

struct collect {
	struct stats *s;
	struct trace *trace;
	enum report_by by;
	const char *only;
	struct stats_task *task;
	int fresh; /* 1: the task's first item is yet to come */
	uint32_t task_name;
	unsigned cpu; /* of cpu_name */
	uint32_t cpu_name;
	struct per_name *per_name; /* owned */
	size_t nr_per_name;
	struct syscalls syscalls;
	struct call *pending; /* owned */
	size_t nr_pending, pending_cap;
};

void stats_fini(struct stats *s)
{
	names_fini(&s->names);
	free(s->cells);
	keymap_fini(&s->index);
	free(s->pool.rows);
	free(s->tasks);
	*s = (struct stats){0};
}

static int find_cell(struct stats *s, uint32_t group, uint32_t name, struct stats_cell **cell)
{
	uint32_t *found;
	int err = keymap_find(&s->index, keymap_pair(group, name), &found);

	if (err)
		return err;
	if (!*found) {
		if (s->nr >= UINT32_MAX - 1 ||
		    mem_grow(&s->cells, &s->cap, s->nr, sizeof(*s->cells)))
			return -ENOMEM;
		s->cells[s->nr++] = (struct stats_cell){group, name, .min_ns = UINT64_MAX};
		*found = (uint32_t)s->nr;
	}
	*cell = &s->cells[*found - 1];
	return 0;
}

static int count(struct stats *s, uint32_t group, const struct call *call)
{
	struct stats_cell *cell;
	int err = find_cell(s, group, call->name, &cell);

	if (err)
		return err;
	cell->count++;
	cell->sum_ns += call->duration_ns;
	cell->self_ns += call->self_ns;
	if (call->outermost)
		cell->total_ns += call->duration_ns;
	if (call->duration_ns < cell->min_ns)
		cell->min_ns = call->duration_ns;
	if (call->duration_ns > cell->max_ns)
		cell->max_ns = call->duration_ns;
	return hist_add(&s->pool, &cell->hist, call->duration_ns);
}

static int flush_pending(struct collect *c, uint32_t group)
{
	int err = 0;

	for (size_t i = 0; i < c->nr_pending && !err; i++)
		err = count(c->s, group, &c->pending[i]);
	c->nr_pending = 0;
	return err;
}

static int wait_for_syscall(struct collect *c, const struct call *call)
{
	if (mem_grow(&c->pending, &c->pending_cap, c->nr_pending, sizeof(*c->pending)))
		return -ENOMEM;
	c->pending[c->nr_pending++] = *call;
	return 0;
}

static int group_of_cpu(struct collect *c, unsigned cpu, uint32_t *group)
{
	char text[24];
	int err = 0;

	if (c->cpu != cpu) {
		int len = snprintf(text, sizeof(text), "CPU %u", cpu);

		err = names_add(&c->s->names, text, (size_t)len, &c->cpu_name);
		c->cpu = cpu;
	}
	*group = c->cpu_name;
	return err;
}

static int group_call(struct collect *c, const struct trace_item *item, const struct call *call)
{
	uint32_t group = STATS_UNGROUPED;
	int err = 0;

	switch (c->by) {
	case BY_SYSCALL:
		if (c->syscalls.current == SYSCALL_NONE)
			return wait_for_syscall(c, call);
		group = c->syscalls.current;
		break;
	case BY_TASK:
		group = c->task_name;
		break;
	case BY_CPU:
		err = group_of_cpu(c, item->cpu, &group);
		break;
	case BY_PARENT:
		if (item->nr_frames)
			err = names_function(&c->s->names, c->trace,
					     item->frames[item->nr_frames - 1].func, &group);
		break;
	case BY_NONE:
		break;
	}
	return err ? err : count(c->s, group, call);
}

static int matches(const char *glob, const char *label)
{
	const char *module = strstr(label, " [");
	char *bare;
	int yes;

	if (!module || !fnmatch(glob, label, 0))
		return !fnmatch(glob, label, 0);
	bare = strndup(label, (size_t)(module - label));
	yes = bare && !fnmatch(glob, bare, 0);
	free(bare);
	return yes;
}

static int per_name(struct collect *c, uint32_t name, struct per_name **out)
{
	if (name >= c->nr_per_name &&
	    mem_extend(&c->per_name, &c->nr_per_name, c->s->names.cap, sizeof(*c->per_name)))
		return -ENOMEM;
	*out = &c->per_name[name];
	if ((*out)->wanted == WANTED_UNKNOWN)
		(*out)->wanted = !c->only || matches(c->only, c->s->names.list[name].text)
					 ? WANTED_YES
					 : WANTED_NO;
	return 0;
}

static int finish_call(struct collect *c, const struct trace_item *item, uint32_t name)
{
	struct call call = {name, 0, item->duration_ns, item->self_ns};
	struct per_name *p;
	int err = per_name(c, name, &p);

	if (err)
		return err;
	if (item->kind == TRACE_CLOSE && !(item->flags & TRACE_NO_ENTRY) && p->active)
		p->active--;
	call.outermost = !p->active || c->by == BY_PARENT;
	c->s->unopened += !!(item->flags & TRACE_NO_ENTRY);
	c->s->gapped += !!(item->flags & TRACE_AFTER_GAP);
	c->s->calls++;
	c->s->self_ns += call.self_ns;
	c->task->calls++;
	c->task->self_ns += call.self_ns;
	return p->wanted == WANTED_YES ? group_call(c, item, &call) : 0;
}

static int count_item(struct collect *c, const struct trace_item *item, uint32_t name)
{
	struct per_name *p;
	int err;

	switch (item->kind) {
	case TRACE_OPEN:
		err = per_name(c, name, &p);
		if (!err)
			p->active++;
		return err;
	case TRACE_LEAF:
	case TRACE_CLOSE:
		return finish_call(c, item, name);
	case TRACE_END:
		c->s->unfinished++;
		return 0;
	default:
		return 0;
	}
}

static int is_outermost_end(const struct trace_item *item)
{
	return !item->nr_frames && (item->kind == TRACE_LEAF || item->kind == TRACE_CLOSE);
}

/* By system call: after the item, a call may have ended, and what waits may have found its own. */
static int attribute(struct collect *c, const struct trace_item *item)
{
	struct call whole = {STATS_WHOLE, 1, c->syscalls.done_ns, 0};
	int err = 0;

	if (c->syscalls.done_ns && !c->only)
		err = count(c->s, c->syscalls.current, &whole);
	if (err || !c->nr_pending)
		return err;
	if (c->nr_pending >= PENDING_MAX)
		err = syscalls_settle(&c->syscalls);
	if (err)
		return err;
	if (c->syscalls.current != SYSCALL_NONE)
		return flush_pending(c, c->syscalls.current);
	if (c->nr_pending >= PENDING_MAX ||
	    (c->syscalls.phase == SYSCALLS_OUTSIDE && is_outermost_end(item)))
		return flush_pending(c, STATS_UNGROUPED);
	return 0;
}

/* Calls that were entered before a live trace's window, the item's own among them. */
static int count_open(struct collect *c, const struct trace_item *item)
{
	int closes = item->kind == TRACE_CLOSE && !(item->flags & TRACE_NO_ENTRY), err = 0;
	struct per_name *p;
	uint32_t name;

	c->fresh = 0;
	for (unsigned i = 0; i < item->nr_frames + (unsigned)closes && !err; i++) {
		err = names_function(&c->s->names, c->trace,
				     i < item->nr_frames ? item->frames[i].func : item->func,
				     &name);
		if (!err)
			err = per_name(c, name, &p);
		if (!err)
			p->active++;
	}
	return err;
}

static int take(void *ctx, const struct trace_item *item)
{
	struct collect *c = ctx;
	uint32_t name = 0;
	int err = c->fresh ? count_open(c, item) : 0;

	if (err)
		return err;
	if (item->kind != TRACE_EVENT && item->kind != TRACE_LOST)
		err = names_function(&c->s->names, c->trace, item->func, &name);
	if (!err && c->by == BY_SYSCALL)
		err = syscalls_item(&c->syscalls, item, name);
	if (!err)
		err = count_item(c, item, name);
	if (!err && c->by == BY_SYSCALL)
		err = attribute(c, item);
	return err;
}

static int walk_task(struct collect *c, size_t index)
{
	int err;

	c->task = &c->s->tasks[index];
	c->fresh = 1;
	for (size_t i = 0; i < c->nr_per_name; i++)
		c->per_name[i].active = 0;
	syscalls_next_task(&c->syscalls);
	err = names_task(&c->s->names, c->task->task, 0, &c->task_name);
	if (!err)
		err = trace_walk(c->trace, index, take, c);
	if (!err && c->nr_pending)
		err = syscalls_settle(&c->syscalls);
	if (!err)
		err = flush_pending(c, c->syscalls.current);
	return err;
}

int stats_collect(struct stats *s, struct trace *trace, enum report_by by, const char *only)
{
	struct collect c = {.s = s, .trace = trace, .by = by, .only = only, .cpu = UINT32_MAX};
	size_t nr;
	const struct trace_task *tasks = trace_tasks(trace, &nr);
	/* There may be more tasks in a live trace's next window. */
	int err = mem_extend(&s->tasks, &s->nr_tasks, nr, sizeof(*s->tasks));

	if (err)
		return err;
	syscalls_init(&c.syscalls, trace, &s->names);
	for (size_t i = 0; i < nr && !err; i++) {
		s->tasks[i].task = &tasks[i];
		err = walk_task(&c, i);
	}
	syscalls_fini(&c.syscalls);
	free(c.per_name);
	free(c.pending);
	return err;
}
