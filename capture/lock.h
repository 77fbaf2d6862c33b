/* SPDX-License-Identifier: MIT */
/*
 * The lock of what belongs to the whole machine: the top level, and the knobs that instances share.
 * Every ftrun holds it, shared in an instance of its own, exclusive where it changes such things.
 */
#ifndef FTRUN_LOCK_H
#define FTRUN_LOCK_H

#include <stddef.h>

/*
 * Takes the lock, or changes how it is held; how is LOCK_EX or LOCK_SH of flock(2). *fd is -1 at
 * first; the caller owns it, and every process forked while it is open shares the lock. Somebody who
 * is just putting things back is waited for. Returns 0 or -errno: -EWOULDBLOCK, somebody has it.
 */
int lock_take(int *fd, int how);

/*
 * Takes a lock that others hold for a moment only, if need be after a minute's wait: a stopped process
 * must not stop everybody. Returns 0 or -errno, -EWOULDBLOCK when it is held even then.
 */
int lock_wait(int fd, int how);

/* Says in who[] which process has the lock: "pid 123, ftrun, since 12:03". 1: known, 0: not. */
int lock_owner(int fd, char *who, size_t len);

#endif
