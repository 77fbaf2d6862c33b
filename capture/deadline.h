/* SPDX-License-Identifier: MIT */
/* -d: a time at which recording ends. */
#ifndef FTRUN_DEADLINE_H
#define FTRUN_DEADLINE_H

#include <stdint.h>
#include <time.h>

/* Sets end to ns from now; 0: leaves it zero, which is never. */
void deadline_set(struct timespec *end, uint64_t ns);

/* Milliseconds until end, at most max (-1: any number); 0: the time has come. */
long deadline_left(const struct timespec *end, long max);

#endif
