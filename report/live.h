/* SPDX-License-Identifier: MIT */
/* Reports of a run while it lasts: the graph call by call (--live), the summary by intervals (--interval). */
#ifndef FTRUN_REPORT_LIVE_H
#define FTRUN_REPORT_LIVE_H

#include "../recording/recording.h"
#include "report.h"

struct live_report;

/*
 * Makes a report to fd, which is borrowed, and the viewer that fills it. interval_ns 0: the graph.
 * decode fills in, before anything is recorded, what of it is to be left out. opt is copied, but not its
 * strings. Returns 0 or -ENOMEM.
 */
int live_report_new(struct live_report **out,
		    void (*decode)(void *ctx, struct trace_options *decode), void *ctx,
		    const struct report_options *opt, uint64_t interval_ns, int fd);
const struct recording_viewer *live_report_viewer(struct live_report *r);

/* When the viewer has seen the end: the trace for its totals (NULL: nothing ran), and the verdict. */
struct trace *live_report_trace(const struct live_report *r);
void live_report_verdict(const struct live_report *r, const char *stage, char *buf, size_t len);
void live_report_free(struct live_report *r);

#endif
