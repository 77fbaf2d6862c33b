/* SPDX-License-Identifier: MIT */
/* --dry-run: a run as shell commands. */
#ifndef FTRUN_DRYRUN_H
#define FTRUN_DRYRUN_H

#include "../util/script.h"
#include "../util/user.h"
#include "capture.h"

/* Dies where the commands would not do what the run does. After tracer_check(), before anything else. */
void dryrun_check(const struct capture_options *opt);

/*
 * Adds what lies between arming and undoing: the command, which limits the stage to itself, or with
 * pids (tasks or processes) what is waited for; and then the trace. user may be NULL. While tracefs
 * records into s.
 */
void dryrun_command(struct script *s, const struct capture_options *opt, char **argv,
		    const struct user *user, const struct words *pids, int events);

/* The text to stdout, unless failed; frees it. Returns the exit status. Dies when it cannot be written. */
int dryrun_print(struct script *s, int failed);

#endif
