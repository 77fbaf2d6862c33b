/* SPDX-License-Identifier: MIT */
/* Private instances: made, held by a lock while their owner lives, removed. */
#ifndef FTRUN_INSTANCE_H
#define FTRUN_INSTANCE_H

/*
 * Makes instances/ftrun-PID and makes it the stage. Returns its directory's descriptor, which the
 * caller owns: its flock(2) tells others that the owner lives. Or -errno.
 */
int instance_make(void);

/*
 * Stops and removes an instance ("instances/NAME"). 0: it is gone. -EBUSY: somebody holds it, be it an
 * owner whose killing is not over yet, or has a file of it open.
 */
int instance_remove(const char *dir);

/* Removes the instances whose ftrun is gone. Returns 0, or -errno, which was said, when they could not be looked for. */
int instance_reap(void);

#endif
