/* SPDX-License-Identifier: MIT */
#ifndef FTRUN_REPORT_HIST_TEXT_H
#define FTRUN_REPORT_HIST_TEXT_H

#include "stats.h"

/*
 * Draws the durations in s, which were collected for opt->hist and sorted: one histogram of powers of
 * two for each function, and with opt->by one for each group. Returns 0, or -ENOENT when there are none.
 */
int report_hist(struct stats *s, const struct report_options *opt, struct out *out);

#endif
