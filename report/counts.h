/* SPDX-License-Identifier: MIT */
/* How often each event happened: the part of the summary that is about events. */
#ifndef FTRUN_REPORT_COUNTS_H
#define FTRUN_REPORT_COUNTS_H

#include "names.h"
#include "report.h"

/* Zeroed: nothing was counted yet. */
struct counts {
	struct names names; /* of lines */
	uint64_t *nr;	    /* owned; by number of the name */
	size_t cap;
	int seen, has_field;		  /* events, and opt->by_field in one of them */
	struct trace *trace;		  /* what is being collected, and by whom */
	const struct report_options *opt; /* borrowed until counts_print() */
	const struct trace_task *task;
};

/*
 * Counts the events of a trace, or of a live trace's window: for each event and task, and with
 * opt->by_field for each value of that field. What --by=syscall recorded for itself is left out.
 * counts_fini() is right after a failure too. Returns 0 or -ENOMEM.
 */
int counts_collect(struct counts *c, struct trace *trace, const struct report_options *opt);
void counts_fini(struct counts *c);

/* A line for each, the most frequent first. Nothing when there are no events. Returns 0 or -ENOMEM. */
int counts_print(const struct counts *c, struct out *out);

#endif
