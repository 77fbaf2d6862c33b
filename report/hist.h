/* SPDX-License-Identifier: MIT */
/*
 * A histogram of durations with a bounded error: each power of two is cut into 64 equal steps,
 * values below 128 ns have a step each. A quantile is the middle of its step, so it is at most
 * 1/128 (0.8%) away from the exact one, whatever the number of values.
 *
 * Memory: 264 bytes for each power of two that occurs, taken from a pool that many share.
 */
#ifndef FTRUN_REPORT_HIST_H
#define FTRUN_REPORT_HIST_H

#include <stddef.h>
#include <stdint.h>

#define HIST_STEPS 64

struct hist_row {
	uint32_t octave; /* 0: values 0 to 63; n: 2^(n+5) to 2^(n+6) - 1 */
	uint32_t next;	 /* index + 1 in the pool, 0: none */
	uint32_t counts[HIST_STEPS];
};

struct hist_pool {
	struct hist_row *rows; /* owned: free() it */
	size_t nr, cap;
};

/* Zeroed: empty. */
struct hist {
	uint32_t first; /* index + 1 in the pool */
};

/* Returns 0 or -ENOMEM. */
int hist_add(struct hist_pool *pool, struct hist *hist, uint64_t value);

/* Which of nr values in ascending order, from 1 on, is the quantile (nearest rank). */
static inline uint64_t hist_rank(uint64_t nr, unsigned permille)
{
	return nr / 1000 * permille + (nr % 1000 * permille + 999) / 1000;
}

/*
 * The smallest value that permille of all nr values do not exceed, nr being how many were added.
 * 0 when there are none.
 */
uint64_t hist_quantile(const struct hist_pool *pool, const struct hist *hist, uint64_t nr,
		       unsigned permille);

/* counts[i] becomes the number of values from 2^i to 2^(i+1) - 1; counts[0] takes 0 too. */
void hist_powers(const struct hist_pool *pool, const struct hist *hist, uint64_t counts[64]);

#endif
