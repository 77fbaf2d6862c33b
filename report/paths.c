/* SPDX-License-Identifier: MIT */
/*
 * The tree is an array of nodes with a hash table on (parent, name). While a task is walked, a
 * stack holds the node of every open call; what a call's children took is summed there, because an
 * unfinished call's own time is known by nobody else.
 */
#include "paths.h"

#include <errno.h>
#include <stdlib.h>

#include "../util/mem.h"

struct open_call {
	uint32_t node;
	uint64_t start_ns, children_ns;
};

struct collect {
	struct paths *paths;
	struct names *names;
	struct trace *trace;
	const struct trace_task *task;
	uint32_t task_node;
	struct open_call *stack; /* owned */
	size_t depth, cap;
	int of_stacks; /* no functions were recorded */
};

void paths_fini(struct paths *paths)
{
	free(paths->nodes);
	keymap_fini(&paths->children);
	*paths = (struct paths){0};
}

static int add_node(struct paths *paths, uint32_t parent, uint32_t name, uint32_t *node)
{
	struct path_node *up;

	if (paths->nr >= UINT32_MAX ||
	    mem_grow(&paths->nodes, &paths->cap, paths->nr, sizeof(*paths->nodes)))
		return -ENOMEM;
	*node = (uint32_t)paths->nr++;
	paths->nodes[*node] = (struct path_node){.parent = parent, .name = name};
	if (*node == PATHS_ROOT)
		return 0;
	up = &paths->nodes[parent];
	paths->nodes[*node].depth = up->depth + 1;
	if (up->last)
		paths->nodes[up->last].next = *node;
	else
		up->first = *node;
	up->last = *node;
	return 0;
}

int paths_init(struct paths *paths)
{
	uint32_t root;

	return paths->nr ? 0 : add_node(paths, PATHS_ROOT, 0, &root);
}

int paths_child(struct paths *paths, uint32_t parent, uint32_t name, uint32_t *node)
{
	uint32_t *found;
	int err = keymap_find(&paths->children, keymap_pair(parent, name), &found);

	if (!err && !*found)
		err = add_node(paths, parent, name, found);
	if (!err)
		*node = *found;
	return err;
}

uint32_t paths_next(const struct paths *paths, uint32_t node)
{
	const struct path_node *nodes = paths->nodes;

	if (nodes[node].first)
		return nodes[node].first;
	while (node != PATHS_ROOT && !nodes[node].next)
		node = nodes[node].parent;
	return nodes[node].next;
}

size_t paths_deepest(const struct paths *paths)
{
	size_t deepest = 0;

	for (size_t i = 0; i < paths->nr; i++)
		if (paths->nodes[i].depth > deepest)
			deepest = paths->nodes[i].depth;
	return deepest;
}

void paths_chain(const struct paths *paths, uint32_t node, uint32_t *names)
{
	for (uint32_t i = paths->nodes[node].depth; i--; node = paths->nodes[node].parent)
		names[i] = paths->nodes[node].name;
}

/* The node of the call that encloses the present item, or of the task. */
static uint32_t caller(const struct collect *c)
{
	return c->depth ? c->stack[c->depth - 1].node : c->task_node;
}

static int enter(struct collect *c, const struct trace_item *item, uint32_t *node)
{
	uint32_t name;
	int err = names_function(c->names, c->trace, item->func, &name);

	if (!err)
		err = paths_child(c->paths, caller(c), name, node);
	if (!err)
		c->paths->nodes[*node].calls++;
	return err;
}

static void spend(struct collect *c, uint32_t node, uint64_t duration_ns, uint64_t self_ns)
{
	c->paths->nodes[node].self_ns += self_ns;
	if (c->depth)
		c->stack[c->depth - 1].children_ns += duration_ns;
}

static int open_call(struct collect *c, const struct trace_item *item)
{
	struct open_call *call;
	uint32_t node;
	int err = enter(c, item, &node);

	if (err)
		return err;
	if (mem_grow(&c->stack, &c->cap, c->depth, sizeof(*c->stack)))
		return -ENOMEM;
	call = &c->stack[c->depth++];
	*call = (struct open_call){.node = node, .start_ns = item->ts_ns};
	return 0;
}

static void close_call(struct collect *c, const struct trace_item *item)
{
	const struct open_call *call;
	uint64_t duration = item->duration_ns, self = item->self_ns;

	if (!c->depth)
		return;
	call = &c->stack[--c->depth];
	if (item->kind == TRACE_END) {
		duration = item->ts_ns > call->start_ns ? item->ts_ns - call->start_ns : 0;
		self = duration > call->children_ns ? duration - call->children_ns : 0;
	}
	spend(c, call->node, duration, self);
}

/* A call without an entry: a leaf as far as the tree knows, of the part that was recorded. */
static int close_unopened(struct collect *c, const struct trace_item *item)
{
	uint64_t recorded = item->ts_ns - c->task->first_ns, self = item->self_ns;
	uint32_t node;
	int err = enter(c, item, &node);

	if (!err)
		spend(c, node, item->duration_ns, self < recorded ? self : recorded);
	return err;
}

/* The stack's frames from the outermost on, below the task. */
static int add_stack(struct collect *c, const struct trace_item *item)
{
	uint64_t frames[TRACE_STACK_MAX];
	size_t nr = trace_stack(c->trace, item, frames, TRACE_STACK_MAX);
	uint32_t node = c->task_node, name;
	int err = 0;

	for (size_t i = nr; i-- && !err;) {
		err = names_function(c->names, c->trace, frames[i], &name);
		if (!err)
			err = paths_child(c->paths, node, name, &node);
	}
	if (!err && nr)
		c->paths->nodes[node].calls++;
	return err;
}

static int take(void *ctx, const struct trace_item *item)
{
	struct collect *c = ctx;
	uint32_t node;
	int err;

	switch (item->kind) {
	case TRACE_OPEN:
		return open_call(c, item);
	case TRACE_LEAF:
		err = enter(c, item, &node);
		if (!err)
			spend(c, node, item->duration_ns, item->self_ns);
		return err;
	case TRACE_CLOSE:
		if (item->flags & TRACE_NO_ENTRY)
			return close_unopened(c, item);
		close_call(c, item);
		return 0;
	case TRACE_END:
		close_call(c, item);
		return 0;
	case TRACE_EVENT:
		return c->of_stacks ? add_stack(c, item) : 0;
	default:
		return 0;
	}
}

/* Children come after their parents, so one pass backwards sums every subtree. */
static void sum_up(struct paths *paths)
{
	for (size_t i = 0; i < paths->nr; i++) {
		paths->nodes[i].total_ns = paths->nodes[i].self_ns;
		paths->nodes[i].total_calls = paths->nodes[i].calls;
	}
	for (size_t i = paths->nr; i-- > 1;) {
		struct path_node *up = &paths->nodes[paths->nodes[i].parent];

		up->total_ns += paths->nodes[i].total_ns;
		up->total_calls += paths->nodes[i].total_calls;
	}
}

int paths_by_count(const struct trace *trace, int by_count)
{
	const struct trace_totals *totals = trace_totals(trace);

	return by_count || !(totals->entries || totals->exits);
}

int paths_collect(struct paths *paths, struct names *names, struct trace *trace, int merge_tasks)
{
	struct collect c = {.paths = paths, .names = names, .trace = trace};
	size_t nr;
	const struct trace_task *tasks = trace_tasks(trace, &nr);
	int err = paths_init(paths);

	c.of_stacks = paths_by_count(trace, 0);
	for (size_t i = 0; i < nr && !err; i++) {
		uint32_t name;

		c.task = &tasks[i];
		c.depth = 0;
		err = names_task(names, c.task, merge_tasks, &name);
		if (!err)
			err = paths_child(paths, PATHS_ROOT, name, &c.task_node);
		if (!err)
			err = trace_walk(trace, i, take, &c);
	}
	free(c.stack);
	if (!err)
		sum_up(paths);
	return err;
}
