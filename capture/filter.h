/* SPDX-License-Identifier: MIT */
/* Which functions: globs to the kernel's lists, and an error for each that means nothing. */
#ifndef FTRUN_FILTER_H
#define FTRUN_FILTER_H

#include "../util/words.h"

/*
 * Refuses, before anything is set up, what the kernel would take for something else than a function:
 * "name:traceoff" installs a trigger, a number is a line of a file, "!" removes. Dies, naming option.
 */
void filter_check(const char *option, const struct words *globs);

/*
 * Sets set_ftrace_filter or set_ftrace_notrace of the stage to the functions that match one of globs
 * and belong to one of modules (none: any). Dies when one of the globs or modules matches nothing.
 */
void filter_set(const char *option, const char *file, const struct words *globs, const struct words *modules);

/* Sets the whole machine's set_graph_function to globs. Dies when one of them matches nothing. */
void filter_set_graph(const char *option, const struct words *globs);

#endif
