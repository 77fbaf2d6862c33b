/* SPDX-License-Identifier: MIT */
/*
 * Call chains that returned an error. A call that fails is joined with the call inside it that
 * failed last: that one is taken for the cause, so a chain ends in the innermost function that
 * failed, which is marked. Calls that failed inside one that then succeeded, or before the one that
 * mattered, are chains of their own. Equal chains are shown once, with their number, in the order
 * in which they first came about.
 *
 * The tree is that of paths.h with labels "func() = -ENOENT" for names. The kernel records
 * registers: what a function that returns nothing left there may look like an error.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "../util/mem.h"
#include "errname.h"
#include "paths.h"
#include "report.h"

/* A call that failed, and in it the one that failed last. */
struct fail {
	uint32_t func;
	unsigned error;
	uint32_t inner; /* index + 1 in fails; 0: none. Of a free one: the next free one */
};

struct open_call {
	uint32_t func;
	uint32_t inner; /* as in struct fail */
};

struct failed {
	struct trace *trace;
	struct names functions, labels;
	struct keymap label_of; /* label + 1 by function and error */
	struct paths chains;
	struct fail *fails; /* owned */
	size_t nr_fails, fails_cap;
	uint32_t free_fail;	 /* index + 1 */
	struct open_call *stack; /* owned */
	size_t depth, cap;
	uint32_t task_label;
	int has_retval; /* 1: some return value was recorded */
};

static int new_label(struct failed *f, uint32_t func, unsigned error, uint32_t *id)
{
	const char *name = f->functions.list[func].text, *error_name = errname_text(error);
	char *label;
	int len, err;

	if (!error)
		len = asprintf(&label, "%s()", name);
	else if (error_name)
		len = asprintf(&label, "%s() = -%s", name, error_name);
	else
		len = asprintf(&label, "%s() = -%u", name, error);
	if (len < 0)
		return -ENOMEM;
	err = names_add(&f->labels, label, (size_t)len, id);
	free(label);
	return err;
}

/* One step down the tree of chains. */
static int descend(struct failed *f, uint32_t func, unsigned error, uint32_t *node)
{
	uint32_t *found, id;
	int err = keymap_find(&f->label_of, keymap_pair(func, error), &found);

	if (!err && !*found) {
		err = new_label(f, func, error, &id);
		if (!err)
			*found = id + 1;
	}
	return err ? err : paths_child(&f->chains, *node, *found - 1, node);
}

/* Counts the chain that begins with fails[at - 1] inside the present calls, and frees it. */
static int count_chain(struct failed *f, uint32_t at)
{
	uint32_t node;
	int err = paths_child(&f->chains, PATHS_ROOT, f->task_label, &node);

	for (size_t i = 0; i < f->depth && !err; i++)
		err = descend(f, f->stack[i].func, 0, &node);
	while (at) {
		struct fail *fail = &f->fails[at - 1];
		uint32_t inner = fail->inner;

		if (!err)
			err = descend(f, fail->func, fail->error, &node);
		fail->inner = f->free_fail;
		f->free_fail = at;
		at = inner;
	}
	if (!err)
		f->chains.nodes[node].calls++;
	return err;
}

static int new_fail(struct failed *f, const struct fail *fail, uint32_t *at)
{
	if (f->free_fail) {
		*at = f->free_fail;
		f->free_fail = f->fails[*at - 1].inner;
	} else {
		if (f->nr_fails >= UINT32_MAX - 1 ||
		    mem_grow(&f->fails, &f->fails_cap, f->nr_fails, sizeof(*f->fails)))
			return -ENOMEM;
		*at = (uint32_t)++f->nr_fails;
	}
	f->fails[*at - 1] = *fail;
	return 0;
}

/* A call ended that is no longer on the stack; inner failed in it. */
static int end_call(struct failed *f, const struct trace_item *item, uint32_t func, uint32_t inner)
{
	struct fail fail = {.func = func, .inner = inner};
	struct open_call *caller = f->depth ? &f->stack[f->depth - 1] : NULL;
	uint32_t at;
	int err;

	if (item->flags & TRACE_HAS_RETVAL) {
		f->has_retval = 1;
		fail.error = errname_of_retval(item->retval);
	}
	if (!fail.error && !inner)
		return 0;
	err = new_fail(f, &fail, &at);
	if (err || !caller || !fail.error)
		return err ? err : count_chain(f, at);
	if (caller->inner)
		err = count_chain(f, caller->inner);
	caller->inner = at;
	return err;
}

static int take(void *ctx, const struct trace_item *item)
{
	struct failed *f = ctx;
	uint32_t func;
	int err;

	if (item->kind == TRACE_EVENT || item->kind == TRACE_LOST)
		return 0;
	err = names_function(&f->functions, f->trace, item->func, &func);
	if (err)
		return err;
	if (item->kind == TRACE_OPEN) {
		if (mem_grow(&f->stack, &f->cap, f->depth, sizeof(*f->stack)))
			return -ENOMEM;
		f->stack[f->depth++] = (struct open_call){.func = func};
		return 0;
	}
	if (item->kind == TRACE_LEAF || item->flags & TRACE_NO_ENTRY || !f->depth)
		return end_call(f, item, func, 0);
	f->depth--;
	return end_call(f, item, func, f->stack[f->depth].inner);
}

static void put_line(const struct failed *f, uint32_t node, struct out *out)
{
	const struct path_node *n = &f->chains.nodes[node];

	if (n->calls)
		out_printf(out, "%8llu  ", (unsigned long long)n->calls);
	else
		out_str(out, "          ");
	for (uint32_t i = 1; i < n->depth; i++)
		out_str(out, "  ");
	names_out(&f->labels, n->name, OUT_TEXT, out);
	out_str(out, n->calls ? "  <- failed first\n" : "\n");
}

static void put_chains(const struct failed *f, struct out *out)
{
	uint32_t node = f->chains.nodes[PATHS_ROOT].first;

	if (node)
		out_str(out, "   times  chain\n");
	else
		out_str(out, "No function returned an error.\n");
	for (; node; node = paths_next(&f->chains, node))
		put_line(f, node, out);
}

static int walk_task(struct failed *f, size_t index, const struct trace_task *task)
{
	int err = names_task(&f->labels, task, 0, &f->task_label);

	f->depth = 0;
	f->nr_fails = 0;
	f->free_fail = 0;
	return err ? err : trace_walk(f->trace, index, take, f);
}

static int failed_run(struct trace *trace, const struct report_options *opt, struct out *out)
{
	struct failed f = {.trace = trace};
	size_t nr;
	const struct trace_task *tasks = trace_tasks(trace, &nr);
	int err = paths_init(&f.chains);

	(void)opt;
	for (size_t i = 0; i < nr && !err; i++)
		err = walk_task(&f, i, &tasks[i]);
	if (!err && !f.has_retval)
		err = -ENODATA;
	if (!err)
		put_chains(&f, out);
	names_fini(&f.functions);
	names_fini(&f.labels);
	keymap_fini(&f.label_of);
	paths_fini(&f.chains);
	free(f.fails);
	free(f.stack);
	return err;
}

const struct report_ops report_failed = {
	.name = "failed",
	.help = "call chains that returned an error",
	.run = failed_run,
};
