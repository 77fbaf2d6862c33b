/* SPDX-License-Identifier: MIT */
/* Which functions: globs to the kernel's lists, and an error for each that means nothing. */
#ifndef FTRUN_FILTER_H
#define FTRUN_FILTER_H

#include "capture.h"

/*
 * Refuses, before anything is set up, what the kernel would take for something else than a function:
 * "name:traceoff" installs a trigger, a number is a line of a file, "!" removes. Dies, naming option.
 */
void filter_check(const char *option, const struct words *globs);

/*
 * Sets set_ftrace_filter or set_ftrace_notrace of the stage to the functions that match one of globs
 * and belong to one of modules (none: any), and those that match one of also. A glob that matches nothing is taken for a name of another
 * kernel (functions.h), with a remark; when it is none, or with opt->exact, dies and says why.
 */
void filter_set(const struct capture_options *opt, const char *option, const char *file,
		const struct words *globs, const struct words *modules, const struct words *also);

/*
 * To be called when both set_ftrace_filter and set_ftrace_notrace are set: dies when they leave no function, which
 * Linux 7.2 takes for all functions.
 */
void filter_check_left(void);

/*
 * Appends to globs what opt->graph stands for on this kernel, for the decoder. Dies in the same way.
 */
void filter_translate_graph(const struct capture_options *opt, const char *option,
			    struct words *globs);

/* Sets the whole machine's set_graph_function to opt->graph in the same way. */
void filter_set_graph(const struct capture_options *opt, const char *option);

#endif
