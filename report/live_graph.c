/* SPDX-License-Identifier: MIT */
/*
 * A call that goes on for long with much inside is printed in pieces of WAIT_MAX bytes, so that memory is
 * bounded. With --collapse its rows wait in the collapsing itself, which works within one outermost call.
 */
#include "live_graph.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../util/mem.h"

#define WAIT_MAX (1 << 20)
#define KEEP_MAX 16384 /* more room than this is not kept for the task's next call */

/* What a task has to say that was not printed. */
struct waiting {
	char *rows; /* owned */
	size_t len, cap;
	struct collapse *collapse; /* owned; NULL: no call is open, or no collapsing */
};

struct live_graph {
	struct graph *g;       /* owned; its collapse is that of the task at hand */
	struct waiting *tasks; /* owned; by index of the task */
	size_t nr;
	struct waiting *now;
	size_t index, last;	/* of the task at hand, and of what was printed last */
	struct collapse *spare; /* owned */
};

struct live_graph *live_graph_new(struct trace *trace, const struct report_options *opt,
				  struct out *out)
{
	struct live_graph *lg = calloc(1, sizeof(*lg));

	if (lg)
		lg->g = graph_new(trace, opt, out);
	if (!lg || !lg->g) {
		free(lg);
		return NULL;
	}
	lg->last = SIZE_MAX;
	graph_put_header(lg->g, 1);
	return lg;
}

static void forget(struct waiting *w)
{
	free(w->rows);
	collapse_free(w->collapse);
	*w = (struct waiting){.len = 0};
}

void live_graph_free(struct live_graph *lg)
{
	if (!lg)
		return;
	for (size_t i = 0; i < lg->nr; i++)
		forget(&lg->tasks[i]);
	free(lg->tasks);
	collapse_free(lg->spare);
	graph_free(lg->g);
	free(lg);
}

/* Between two tasks there is an empty line, as in the ordinary graph. */
static void separate(struct live_graph *lg)
{
	if (lg->last != lg->index && lg->last != SIZE_MAX)
		out_char(lg->g->out, '\n');
	lg->last = lg->index;
}

static void print_rows(struct live_graph *lg)
{
	struct waiting *w = lg->now;

	if (w->collapse) {
		separate(lg);
		collapse_flush(w->collapse, lg->g);
		collapse_free(lg->spare);
		lg->spare = w->collapse;
		w->collapse = lg->g->collapse = NULL;
	}
	if (!w->len)
		return;
	separate(lg);
	out_mem(lg->g->out, w->rows, w->len);
	w->len = 0;
	if (w->cap > KEEP_MAX)
		forget(w);
}

static int collapse_row(struct live_graph *lg, const struct trace_item *item)
{
	struct waiting *w = lg->now;

	if (!w->collapse) {
		w->collapse = lg->spare ? lg->spare : collapse_new();
		lg->spare = NULL;
	}
	if (!w->collapse)
		return -ENOMEM;
	lg->g->collapse = w->collapse;
	collapse_item(w->collapse, lg->g, item);
	return 0;
}

static int add_row(struct live_graph *lg, const struct trace_item *item)
{
	struct waiting *w = lg->now;

	if (item->kind == TRACE_END)
		return 0;
	if (mem_grow(&w->rows, &w->cap, w->len + GRAPH_ROW_MAX, 1))
		return -ENOMEM;
	w->len = (size_t)(graph_put_row(lg->g, w->rows + w->len, item) - w->rows);
	return 0;
}

static int take_item(void *ctx, const struct trace_item *item)
{
	struct live_graph *lg = ctx;
	int err = lg->g->opt->collapse ? collapse_row(lg, item) : add_row(lg, item);

	if (err)
		return err;
	if ((!item->nr_frames && item->kind != TRACE_OPEN) || lg->now->len >= WAIT_MAX)
		print_rows(lg);
	return lg->g->error;
}

int live_graph_take(struct live_graph *lg)
{
	size_t nr;
	const struct trace_task *tasks = trace_tasks(lg->g->trace, &nr);
	int err = mem_extend(&lg->tasks, &lg->nr, nr, sizeof(*lg->tasks));

	for (size_t i = 0; i < nr && !err; i++) {
		if (!trace_has_news(lg->g->trace, i))
			continue;
		lg->now = &lg->tasks[i];
		lg->index = i;
		graph_set_task(lg->g, &tasks[i]);
		err = trace_walk(lg->g->trace, i, take_item, lg);
		if (err || !tasks[i].ended)
			continue;
		print_rows(lg);
		forget(lg->now);
		/* Another may be the next to have this index. */
		lg->last = lg->last == i ? SIZE_MAX - 1 : lg->last;
	}
	return err;
}

void live_graph_flush(struct live_graph *lg)
{
	for (size_t i = 0; i < lg->nr; i++) {
		lg->now = &lg->tasks[i];
		lg->index = i;
		print_rows(lg);
	}
}
