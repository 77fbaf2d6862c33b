/* SPDX-License-Identifier: MIT */
/* One CPU's raw pipe and the spool that it is emptied into: an unlinked file. */
#ifndef FTRUN_READER_H
#define FTRUN_READER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "../recording/recording.h"
#include "viewing.h"

/* What all spools together may hold. */
struct spool_bound {
	atomic_ullong spooled;
	unsigned long long max_size; /* 0: to be taken from the free space */
	atomic_int full;	     /* recording was switched off for good: see drain_full() */
};

struct reader {
	struct spool_bound *bound;   /* borrowed */
	struct viewing_cpu *viewing; /* borrowed; NULL: nobody looks on */
	uint32_t subbuf_size;
	int interval_ms;
	int stop; /* borrowed: eventfd that ends the thread */
	pthread_t thread;
	int started;
	atomic_int tid;
	unsigned cpu;
	int raw;      /* per_cpu/cpuN/trace_pipe_raw */
	int spool;    /* unlinked file of our own */
	int pipe[2];  /* for splice */
	uint64_t len; /* bytes in the spool file */
	int error;    /* first failure of the pipe or the spool as errno, but for a full disk */
};

/* Opens pipe and spool of r->cpu. Dies. */
void reader_open(struct reader *r);

/* Takes the full pages that are there; all that there is, with the page that is being written. */
void reader_take_full(struct reader *r);
void reader_take_rest(struct reader *r);

/* The latter when a round is asked for that was not taken yet, and tells of it. */
void reader_take_round(struct reader *r);

/* Adds the CPU to rec, which then owns its pages; without pages where they were for a viewer only. */
void reader_hand_over(struct reader *r, struct recording *rec);

#endif
