/* SPDX-License-Identifier: MIT */
/*
 * Showing a recording while it is made: a thread that hands the spool's new pages to a viewer. It is the
 * readers that read; recording and the end of the run never wait for what the viewer does.
 */
#ifndef FTRUN_VIEWING_H
#define FTRUN_VIEWING_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "capture.h"

/* What a CPU's reader and the thread share. */
struct viewing_cpu {
	const atomic_uint *round;   /* the round that is asked for */
	const atomic_ullong *freed; /* bytes of all spools that were given back */
	atomic_uint done;	    /* the last round that the reader has ended */
	atomic_ullong len;	    /* bytes of the spool then */
	int keep;	/* 1: nothing is given back: the recording is wanted as a whole, too */
	atomic_int tid; /* the reader's */
	int spool;	/* owned, the thread's own */
	uint64_t limit; /* the thread's: bytes that are known to be there */
	uint64_t fed;	/* the thread's: bytes that the viewer has got */
};

struct viewing; /* the thread and what it shows */

/*
 * What the viewer has to know; the formats of events are to be added to viewing_recording(). header is the
 * recording with header_page, tid the command's as the kernel's tracer numbers it (0: none), pid the
 * same task here, of which nothing is shown before it has executed the command. Dies.
 */
struct viewing *viewing_new(const struct capture_options *opt, const struct capture_result *result,
			    const struct recording *header, int tid, int pid, const char *command);
struct recording *viewing_recording(struct viewing *l);

/* The CPUs, before viewing_start(). The thread gets a descriptor of its own for the spool. Dies. */
struct viewing_cpu *viewing_add_cpu(struct viewing *l, unsigned cpu, int spool);

/* Tells the viewer and starts the thread. Dies. */
void viewing_start(struct viewing *l);

/* 1 when the viewer wants no more. NULL: 0. */
int viewing_is_over(const struct viewing *l);

/* The spool has len bytes and will have no more. */
void viewing_end_cpu(struct viewing_cpu *c, uint64_t len);

/*
 * All CPUs have ended: the viewer gets the rest. rec has the stats; NULL: nothing is to be shown, the
 * command was never executed. Does not wait.
 */
void viewing_end(struct viewing *l, const struct recording *rec);

/*
 * Waits until the viewer is done, and frees l, but for its recording. Returns 0 or -errno: of the
 * viewer, or of reading the spool.
 */
int viewing_join(struct viewing *l);

#endif
