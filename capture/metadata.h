/* SPDX-License-Identifier: MIT */
/* What is needed to understand raw pages: formats, the clock, the machine. */
#ifndef FTRUN_METADATA_H
#define FTRUN_METADATA_H

#include "../recording/recording.h"
#include "capture.h"

/* header_page and header_event, and from them the size of a sub-buffer and of a long. Dies without. */
void metadata_header(struct recording *rec);

/* per_cpu/cpuN/stats of each CPU of rec; before the tracer is set to nop, which clears them. */
void metadata_stats(struct recording *rec);

/*
 * Everything else but symbols and names of tasks: clock, uname, names of parameters, and format files of
 * "ftrace": those of the graph, or where opt asks for more, or the recording is kept for other programs,
 * all of them and the formats of trace_printk().
 */
void metadata_rest(struct recording *rec, const struct capture_options *opt);

#endif
