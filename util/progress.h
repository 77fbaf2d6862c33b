/* SPDX-License-Identifier: MIT */
/*
 * A line on the terminal for what takes longer than a second; it is rewritten in place and erased at
 * the end. Where stderr is no terminal nothing is ever written.
 */
#ifndef FTRUN_PROGRESS_H
#define FTRUN_PROGRESS_H

#include <stdint.h>
#include <time.h>

struct progress {
	const char *what; /* borrowed: "writing graph.txt" */
	uint64_t total;	  /* bytes; 0: unknown, the amount is shown instead of a percentage */
	uint64_t done;
	uint64_t looked; /* done when the clock was last read */
	struct timespec start, shown;
	int on, visible;
};

/* Begins; on 0: stays silent. */
void progress_start(struct progress *p, const char *what, uint64_t total, int on);

/* len more bytes are done. Cheap: looks at the clock once a megabyte. */
void progress_add(struct progress *p, uint64_t len);

/* The amount is now done, whatever it was. Looks at the clock each time. */
void progress_set(struct progress *p, uint64_t done);

/* Erases the line. */
void progress_end(struct progress *p);

#endif
