/* SPDX-License-Identifier: MIT */
/*
 * -k and --stack: probes in kernel functions (kprobe_events) and in programs and libraries (uprobe_events). They
 * are events of a group that no other run has, and belong to the whole machine while they exist.
 */
#ifndef FTRUN_PROBE_H
#define FTRUN_PROBE_H

#include "capture.h"
#include "event.h"

/*
 * Defines the probes of --stack, which are FUNC or MODULE:FUNC, then those of -k, and adds each to
 * list. A definition of -k is "PLACE[%return] [ARGUMENT...]
 * [if FILTER]", where PLACE is FUNC, MODULE:FUNC, FUNC+OFFSET, BINARY:FUNC or BINARY:OFFSET and the
 * arguments are the kernel's own (Documentation/trace/kprobetrace.rst). To be called before the stage
 * is made: what is undone last must be journaled first, and a probe in use cannot be removed. Dies,
 * with the kernel's reason and caret, when one is refused.
 */
void probes_define(struct events *list, const struct capture_options *opt);

/* How often the kernel could not run one of list's kernel probes, for any process. Before the restore. */
unsigned long long probes_missed(const struct events *list);

#endif
