/* SPDX-License-Identifier: MIT */
/*
 * Counts and durations, per function or per function and group: what summary, csv and hist show.
 * A group is a system call, task, CPU or calling function. Memory follows the number of different
 * pairs, not that of calls.
 */
#ifndef FTRUN_REPORT_STATS_H
#define FTRUN_REPORT_STATS_H

#include "hist.h"
#include "names.h"
#include "report.h"

#define STATS_WHOLE	UINT32_MAX /* cell.name: the group itself, e.g. whole system calls */
#define STATS_UNGROUPED UINT32_MAX /* cell.group: outside all groups, or BY_NONE */

struct stats_cell {
	uint32_t group, name; /* numbers in stats.names */
	uint64_t count;	      /* calls that returned */
	uint64_t total_ns;    /* of calls that were not made inside a call of the same function */
	uint64_t sum_ns;      /* of all; count times the average */
	uint64_t self_ns, min_ns, max_ns;
	struct hist hist;
	uint64_t group_ns, key; /* stats_sort()'s own */
	const char *label;
};

/* A task's line: what it did altogether. */
struct stats_task {
	const struct trace_task *task;
	uint64_t calls, self_ns;
};

struct stats {
	struct names names;
	struct stats_cell *cells; /* owned */
	size_t nr, cap;
	struct keymap index; /* cell + 1 by group and name, until they are sorted */
	struct hist_pool pool;
	struct stats_task *tasks; /* owned, as many as trace_tasks() */
	size_t nr_tasks;
	uint64_t calls, self_ns;
	uint64_t unfinished; /* calls that had not returned; not in any cell */
	uint64_t unopened;   /* calls that began before the trace; counted as they are */
	uint64_t gapped;     /* calls within which events were lost: their self time is too large */
};

/*
 * Walks all tasks. only, when not NULL, is a glob: other functions are not counted. s must be
 * zeroed first, and is to be freed after a failure too. Of a live trace it takes the window, and adds to
 * what s has from the windows before, until that is sorted; but a system call (BY_SYSCALL) is known
 * within one window only. Returns 0 or -errno.
 */
int stats_collect(struct stats *s, struct trace *trace, enum report_by by, const char *only);
void stats_fini(struct stats *s);

/*
 * Orders the cells: groups by their time, largest first, the ungrouped last; in a group the group's
 * own cell first, then by sort key, largest first, then by name. Returns 0 or -ENOMEM.
 */
int stats_sort(struct stats *s, enum report_sort sort);

uint64_t stats_quantile(const struct stats *s, const struct stats_cell *cell, unsigned permille);

/* "" for STATS_WHOLE and STATS_UNGROUPED. */
const char *stats_name(const struct stats *s, uint32_t id);

#endif
