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

/* The sysctl that switches all functions off: 1 unless it is 0. */
int tracer_is_enabled(void);

/*
 * At the end of a run, before anything of it is put back: what somebody else has switched off
 * meanwhile, or NULL. full: recording was stopped by ourselves. (The tracer nobody can change, as long as
 * the buffer's readers are open.)
 */
const char *tracer_stopped_by(const struct capture_options *opt, int full);

#endif
