/* SPDX-License-Identifier: MIT */
/* The number that the kernel's tracer knows a task by, whatever pid namespace we are in. */
#ifndef FTRUN_REALTID_H
#define FTRUN_REALTID_H

#include "tracee.h"

/*
 * Learns the number of the waiting child in the initial pid namespace. The stage is ours, its buffer
 * empty and its tracer not yet set. Dies when the number cannot be learned.
 */
int realtid_learn(const struct tracee *t);

#endif
