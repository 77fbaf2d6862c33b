/* SPDX-License-Identifier: MIT */
/* Which tasks are recorded, and whether there are any left. */
#ifndef FTRUN_PIDS_H
#define FTRUN_PIDS_H

#include "../util/words.h"

enum pids_follow { PIDS_ALONE, PIDS_FOLLOW };

/*
 * The processes that who names: a pid, or a name as pidof(8) takes it. Says which ones a name stands
 * for, and which are kernel threads, unless quiet is 1. Dies when one names nothing that is alive.
 */
struct words pids_find(const struct words *who, int quiet);

/*
 * Limits the stage to the tasks in pids and, with PIDS_FOLLOW, to what they create: functions, and
 * where events is 1 events. attach 1: pids are processes, and all their threads are meant; 0: they
 * are tasks, or none, which has to change before recording begins. Returns the tasks that may be inside of calls by then, 0 at the end: those of processes;
 * a command's only waits to be let go. Owned by the caller.
 */
int *pids_arm(const struct words *pids, enum pids_follow follow, int attach, int events);

/*
 * What is left of the tasks that the kernel follows, or without follow of pids. A task that has ended
 * is on the kernel's list until it has left the CPU for good and a little longer: PIDS_ENDING. One that
 * is known to have, gone, does not count; 0: none.
 */
enum pids_left { PIDS_NONE, PIDS_ENDING, PIDS_LEFT };
enum pids_left pids_left(const struct words *pids, enum pids_follow follow, int gone);

#endif
