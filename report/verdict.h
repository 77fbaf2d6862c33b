/* SPDX-License-Identifier: MIT */
/* report_verdict() in steps, for a live trace. */
#ifndef FTRUN_REPORT_VERDICT_H
#define FTRUN_REPORT_VERDICT_H

#include "names.h"
#include "report.h"

/* Zeroed: nothing was counted yet. */
struct verdict {
	struct names names; /* of functions */
	struct trace *trace;
	uint64_t calls, stacks;
};

/* Adds a trace, or a live trace's window. Returns 0 or -errno. */
int verdict_collect(struct verdict *v, struct trace *trace);

/* Cut to len; after verdict_collect(), while the trace exists. */
void verdict_text(const struct verdict *v, const char *stage, char *buf, size_t len);
void verdict_fini(struct verdict *v);

#endif
