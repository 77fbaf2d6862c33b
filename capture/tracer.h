/* SPDX-License-Identifier: MIT */
/* Which tracer the options ask for. */
#ifndef FTRUN_TRACER_H
#define FTRUN_TRACER_H

#include "capture.h"

/* Its name for the kernel: "function_graph", "function" for a flat list, or "nop" where only
 * events are to be recorded. */
const char *tracer_name(const struct capture_options *opt);
int tracer_is_graph(const struct capture_options *opt);
int tracer_has_functions(const struct capture_options *opt);

/* Dies when --tracer is no tracer of ours, or does not go with the other options. */
void tracer_check(const struct capture_options *opt);

/* Makes it the stage's. Dies, with the reason, when the kernel refuses. */
void tracer_set(const struct capture_options *opt);

#endif
