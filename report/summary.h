/* SPDX-License-Identifier: MIT */
/* The summary in steps: of a whole trace at once, or of the windows of a live one, interval by interval. */
#ifndef FTRUN_REPORT_SUMMARY_H
#define FTRUN_REPORT_SUMMARY_H

#include "counts.h"
#include "stats.h"

/* Zeroed, but for live: nothing was collected yet. */
struct summary {
	int live; /* 1: tasks without calls are not listed, and what an interval lacks is no error */
	struct stats stats;
	struct counts counts;
	struct trace_totals before; /* of the trace when the last interval ended */
};

/* Adds a trace, or a live trace's window. Returns 0 or -errno. */
int summary_collect(struct summary *s, struct trace *trace, const struct report_options *opt);

/* Writes the table and starts anew. Returns 0 or -errno, as report_ops.run does. */
int summary_print(struct summary *s, struct trace *trace, const struct report_options *opt,
		  struct out *out);
void summary_fini(struct summary *s);

#endif
