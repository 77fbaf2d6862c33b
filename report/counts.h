/* SPDX-License-Identifier: MIT */
/* How often each event happened: the part of the summary that is about events. */
#ifndef FTRUN_REPORT_COUNTS_H
#define FTRUN_REPORT_COUNTS_H

#include "report.h"

/*
 * A line for each event and task, and with opt->by_field for each value of that field; the most
 * frequent first. Nothing when there are no events. What --by=syscall recorded for itself is left
 * out. Returns 0, -ENOMEM, or -ENOENT: there are events, and none has such a field.
 */
int counts_print(struct trace *trace, const struct report_options *opt, struct out *out);

#endif
