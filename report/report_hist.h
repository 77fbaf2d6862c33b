/* SPDX-License-Identifier: MIT */
#ifndef FTRUN_REPORT_HIST_TEXT_H
#define FTRUN_REPORT_HIST_TEXT_H

#include "report.h"

/*
 * Draws the durations of the functions that opt->hist, a glob, matches: one histogram of powers of
 * two each, and with opt->by one for each group. Returns 0, -ENOENT when there is no call of such a
 * function in the trace, or -ENOMEM.
 */
int report_hist(struct trace *trace, const struct report_options *opt, struct out *out);

#endif
