/* SPDX-License-Identifier: MIT */
/* What the kernel's tracer writes into its files, and what it takes. */
#ifndef FTRUN_SETTING_H
#define FTRUN_SETTING_H

#include <stddef.h>

/*
 * What has to be written to have the text again that a file reads now: the marked word of
 * "[local] global", the number in "7 (expanded: 1408)", "0" for an event's filter that is "none",
 * an event's enable without the "*" that tells of a trigger, else the text without its newline.
 * *text is moved to its start, and may be changed; its length is returned.
 */
size_t setting_value(char **text);

#endif
