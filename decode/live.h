/* SPDX-License-Identifier: MIT */
/* A trace in pieces: what struct trace has besides when it is live. */
#ifndef FTRUN_LIVE_H
#define FTRUN_LIVE_H

#include "scan.h"
#include "walk.h"

struct kept; /* a walk that was put away */

struct task_state {
	struct kept *before;	    /* owned: the walk at the window's begin; NULL: not begun */
	struct kept *behind;	    /* owned: and at its end; NULL: not walked */
	char *comm;		    /* owned */
	int asked, hidden, counted; /* counted: among trace_totals.tasks */
};

struct live {
	struct scan scan;
	struct recording_cpu *cpus; /* owned, their data too; len is what was fed and not dropped */
	size_t *room;		    /* owned: bytes allocated of each CPU's data */
	struct task_state *tasks;   /* owned */
	size_t tasks_cap, nr_tasks; /* nr_tasks: as many have a state */
	uint32_t *free;		    /* owned: places of tasks that have ended */
	size_t nr_free, free_cap;
	uint64_t *fed_ns;  /* owned: the last record fed of each CPU */
	int *behind;	   /* owned: 1: of that CPU more is recorded than was fed */
	uint64_t noted_ns; /* the latest record that is known */
	uint64_t sure_ns;  /* that of the mark before: whatever is not recorded yet is later */
	uint64_t until_ns; /* the window's end */
	int open;	   /* 1: there is a window */
	int last;	   /* 1: it is the last */
};

/* As trace_new() and trace_free() need them. */
int live_new(struct trace *t);
void live_free(struct trace *t);

/* trace_hide() and trace_walk() of a live trace. */
size_t live_hide(struct trace *t, int (*foreign)(void *ctx, const struct trace_task *task),
		 void *ctx);
int live_walk(struct trace *t, size_t index, trace_sink_fn *sink, void *ctx);

/* Makes room for what is kept of the tasks that the scan has found; before it had_free places were free. */
int live_grow(struct trace *t, size_t had_free);

/* Counts the task, when it has more than strays, in trace_totals.tasks. */
void live_count(struct trace *t, size_t index);

/* Every walk goes to the end of the window, whether or not somebody wanted to see it. */
int live_settle(struct trace *t);

/* Walks the task's runs from w as it is, or from the start when w is fresh: walk.c's own. */
int walk_start(struct walk *w, struct trace *t, size_t index, trace_sink_fn *sink, void *ctx);
int walk_runs(struct walk *w);

#endif
