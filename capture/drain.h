/* SPDX-License-Identifier: MIT */
/*
 * From the kernel's per-CPU buffers to the spool: one reader per CPU.
 */
#ifndef FTRUN_DRAIN_H
#define FTRUN_DRAIN_H

#include <stddef.h>
#include <stdint.h>

#include "../recording/recording.h"

struct viewing;
struct drain; /* the readers and their spool */

/*
 * Opens the stage's raw pipes, after its tracer was set. buffer_kb is the size of one CPU's buffer,
 * from which the interval follows; max_size bounds the spool in bytes. Dies when the spool cannot be
 * made or a pipe not be opened; *out is what drain_abort() then needs. viewing, when not NULL, looks on.
 */
void drain_open(struct drain **out, uint64_t buffer_kb, uint32_t subbuf_size, uint64_t max_size,
		struct viewing *viewing);

/* Starts the readers, for a run that will need them. */
void drain_start(struct drain *d);

/*
 * Until the readers run, the caller's wait loop stands in for them: takes what is there, and starts them
 * when that was anything. Returns how many ms the caller may wait before it calls again, at most
 * max_ms (-1: any time).
 */
long drain_look(struct drain *d, long max_ms);

/* Stops the readers and closes the pipes, wherever they are. NULL: nothing. d stays allocated. */
void drain_abort(struct drain *d);

/* The readers' thread ids, 0 behind the last; the caller frees them. */
int *drain_tids(const struct drain *d);

/* Bytes recorded so far and taken out of the kernel's buffers. */
uint64_t drain_len(const struct drain *d);

/*
 * Why nothing more is recorded: the spools have reached their bound, or there is no more room where they
 * are, as errno; else 0.
 */
#define DRAIN_BOUND (-1)
int drain_full(const struct drain *d);

/*
 * Stops the readers, reads what is left and closes the pipes; recording must be off by then. The
 * CPUs are added to rec, which owns their pages from then on. Frees d. Dies when a pipe or a spool failed:
 * a recording with a hole in it would pass for a whole one. Returns what drain_full() would.
 */
int drain_finish(struct drain *d, struct recording *rec);

#endif
