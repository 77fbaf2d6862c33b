/* SPDX-License-Identifier: MIT */
/* What is needed to understand raw pages: formats, symbols, names of tasks, the machine. */
#ifndef FTRUN_METADATA_H
#define FTRUN_METADATA_H

#include "../recording/recording.h"

/* header_page and header_event, and from them the size of a sub-buffer and of a long. Dies without. */
void metadata_header(struct recording *rec);

/* per_cpu/cpuN/stats of each CPU of rec; before the tracer is set to nop, which clears them. */
void metadata_stats(struct recording *rec);

/*
 * Everything else: the format files of SYSTEM "ftrace", symbols, names of tasks, clock, uname. Task
 * tid is called comm where the kernel has no name for it.
 */
void metadata_rest(struct recording *rec);

#endif
