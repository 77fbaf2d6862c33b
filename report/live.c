/* SPDX-License-Identifier: MIT */
/*
 * The viewer: pages go to a live trace, whose windows go to the graph or to the summary, which is printed
 * when its interval is over. An interval has what was complete when it ended; the last has the rest.
 */
#include "live.h"

#include <errno.h>
#include <stdlib.h>

#include "../util/mem.h"
#include "live_graph.h"
#include "summary.h"
#include "verdict.h"

#define LOOKS_TO_GONE 10 /* a task is asked after every so many looks */
#define GONE_ROUNDS   3	 /* it ends when it was gone so long; its records have come by then */

struct live_report {
	struct recording_viewer viewer;
	void (*decode)(void *ctx, struct trace_options *decode);
	void *decode_ctx;
	struct report_options opt;
	uint64_t interval_ns, next_ns;
	struct out out;
	struct trace *trace;	  /* owned */
	struct live_graph *graph; /* owned; NULL: the summary */
	struct summary summary;
	struct verdict verdict;
	const struct recording_tasks *tasks; /* borrowed, during show() and end() */
	unsigned *gone; /* owned; by index of the task: since which round; 0: it is there */
	size_t nr_gone;
	unsigned rounds, looks;
};

static int begin(void *ctx, const struct recording *rec)
{
	struct live_report *r = ctx;
	struct trace_options decode = {.live = 1};
	char why[256];
	int err;

	r->decode(r->decode_ctx, &decode);
	err = trace_new(&r->trace, rec, &decode, why, sizeof(why));
	if (err || r->interval_ns)
		return err;
	r->graph = live_graph_new(r->trace, &r->opt, &r->out);
	return r->graph ? 0 : -ENOMEM;
}

static void next_round(void *ctx, int last)
{
	struct live_report *r = ctx;

	r->rounds++;
	if (last)
		trace_stop(r->trace);
	else
		trace_mark(r->trace);
}

static void newest(void *ctx, const uint8_t *page)
{
	struct live_report *r = ctx;

	trace_note(r->trace, page);
}

static uint64_t waiting(void *ctx, size_t cpu)
{
	struct live_report *r = ctx;

	return trace_waiting(r->trace, cpu);
}

static int take_pages(void *ctx, size_t cpu, const uint8_t *data, uint64_t len, uint64_t left)
{
	struct live_report *r = ctx;

	return trace_feed(r->trace, cpu, data, len, left);
}

static int is_foreign(void *ctx, const struct trace_task *task)
{
	struct live_report *r = ctx;

	return r->tasks->is_foreign(r->tasks->ctx, task->tid);
}

/* Names change: a shell's child becomes what it executes. */
static int name_tasks(struct live_report *r)
{
	size_t nr;
	const struct trace_task *tasks = trace_tasks(r->trace, &nr);
	const char *name;
	int err = 0;

	for (size_t i = 0; i < nr && !err; i++) {
		if (!trace_has_news(r->trace, i) || !tasks[i].tid)
			continue;
		name = r->tasks->name(r->tasks->ctx, tasks[i].tid);
		if (*name)
			err = trace_rename(r->trace, i, name);
	}
	return err;
}

static int is_over(void *ctx, const struct trace_task *task)
{
	struct live_report *r = ctx;
	size_t nr;
	unsigned *gone = &r->gone[task - trace_tasks(r->trace, &nr)];

	if (!r->tasks->is_gone(r->tasks->ctx, task->tid)) {
		*gone = 0;
		return 0;
	}
	if (!*gone)
		*gone = r->rounds;
	if (r->rounds - *gone < GONE_ROUNDS)
		return 0;
	*gone = 0;
	return 1;
}

/* Tasks that have ended are ended in the trace, which forgets them. */
static int end_tasks(struct live_report *r)
{
	size_t nr;

	trace_tasks(r->trace, &nr);
	if (mem_extend(&r->gone, &r->nr_gone, nr, sizeof(*r->gone)))
		return -ENOMEM;
	trace_end_tasks(r->trace, is_over, r);
	return 0;
}

static void put_heading(struct live_report *r, uint64_t elapsed_ns)
{
	out_printf(&r->out, "# %llu.%03llu s\n", (unsigned long long)(elapsed_ns / 1000000000),
		   (unsigned long long)(elapsed_ns / 1000000 % 1000));
}

static int print_interval(struct live_report *r, uint64_t elapsed_ns)
{
	int err;

	put_heading(r, elapsed_ns);
	err = summary_print(&r->summary, r->trace, &r->opt, &r->out);
	out_char(&r->out, '\n');
	return err;
}

/* Time to ask for tasks that have ended? With a table between two intervals, for its tasks keep their places. */
static int is_time_to_end(struct live_report *r, int over)
{
	return r->graph ? ++r->looks % LOOKS_TO_GONE == 0 : over;
}

/* Has the window looked at. */
static int look(struct live_report *r)
{
	int err;

	trace_hide(r->trace, is_foreign, r);
	err = name_tasks(r);
	if (!err)
		err = r->graph ? live_graph_take(r->graph)
			       : summary_collect(&r->summary, r->trace, &r->opt);
	return err ? err : verdict_collect(&r->verdict, r->trace);
}

static int show(void *ctx, uint64_t elapsed_ns, int idle, const struct recording_tasks *tasks)
{
	struct live_report *r = ctx;
	int over = r->interval_ns && elapsed_ns >= r->next_ns, err;

	r->tasks = tasks;
	err = trace_advance(r->trace);
	if (!err && idle && is_time_to_end(r, over))
		err = end_tasks(r);
	if (!err)
		err = look(r);
	if (!err && over) {
		err = print_interval(r, elapsed_ns);
		while (r->next_ns <= elapsed_ns)
			r->next_ns += r->interval_ns;
	}
	return err ? err : out_flush(&r->out);
}

static int end(void *ctx, uint64_t elapsed_ns, const struct recording_tasks *tasks)
{
	struct live_report *r = ctx;
	int err;

	r->tasks = tasks;
	err = trace_finish(r->trace);
	if (!err)
		err = look(r);
	if (!err && r->graph)
		live_graph_flush(r->graph);
	else if (!err)
		err = print_interval(r, elapsed_ns);
	return err ? err : out_flush(&r->out);
}

int live_report_new(struct live_report **out,
		    void (*decode)(void *ctx, struct trace_options *decode), void *ctx,
		    const struct report_options *opt, uint64_t interval_ns, int fd)
{
	struct live_report *r = *out = calloc(1, sizeof(*r));

	if (!r)
		return -ENOMEM;
	r->decode = decode;
	r->decode_ctx = ctx;
	r->opt = *opt;
	r->interval_ns = r->next_ns = interval_ns;
	r->summary.live = 1;
	r->viewer = (struct recording_viewer){
		.ctx = r,
		.begin = begin,
		.round = next_round,
		.newest = newest,
		.waiting = waiting,
		.pages = take_pages,
		.show = show,
		.end = end,
	};
	return out_init(&r->out, fd);
}

const struct recording_viewer *live_report_viewer(struct live_report *r)
{
	return &r->viewer;
}

struct trace *live_report_trace(const struct live_report *r)
{
	return r->trace;
}

void live_report_verdict(const struct live_report *r, const char *stage, char *buf, size_t len)
{
	verdict_text(&r->verdict, stage, buf, len);
}

void live_report_free(struct live_report *r)
{
	if (!r)
		return;
	live_graph_free(r->graph);
	summary_fini(&r->summary);
	verdict_fini(&r->verdict);
	trace_free(r->trace);
	free(r->gone);
	out_fini(&r->out);
	free(r);
}
