/* SPDX-License-Identifier: MIT */
/* What the kernel says of a filter or a definition that it refused: the last entry of error_log. */
#ifndef FTRUN_ERRORLOG_H
#define FTRUN_ERRORLOG_H

#include <stddef.h>

#include "../tracefs.h"

/*
 * Puts the kernel's reason into why, "" when it gave none, and prints its copy of the command with
 * the caret below the place, two lines. Only an entry whose command is this one counts.
 */
void errorlog_say(enum tracefs_dir dir, const char *command, char *why, size_t len);

/* The reason alone; nothing is printed. */
void errorlog_reason(enum tracefs_dir dir, const char *command, char *why, size_t len);

#endif
