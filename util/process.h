/* SPDX-License-Identifier: MIT */
/* How a process begins and ends when it stands in for another. */
#ifndef FTRUN_PROCESS_H
#define FTRUN_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Dies when the program was given more rights than its caller has (set-uid, set-gid, capabilities):
 * whoever may call it could run anything as root.
 */
void process_refuse_setuid(void);

/*
 * Closed standard descriptors must not become files of ours, least of all files of tracefs: opens
 * /dev/null, close-on-exec, in their place.
 */
void process_hold_fds(void);

/*
 * Ends as a command with this wait status did: returns its exit status, or dies of the signal that
 * it died of, without a core file of our own.
 */
int process_end_as(int wait_status);

/* Our own files may grow, and be many; a command forked before keeps the limits that it inherited. */
void process_lift_limits(void);

/* When a task started, in clock ticks since boot; -1 when there is no such task (any more). */
long long process_started(int tid);

/*
 * The first len - 1 bytes of /proc/TASK/FILE, NUL-terminated; task is a number, or "self". Returns how
 * many, or -1: no such task.
 */
ssize_t process_read(const char *task, const char *file, char *buf, size_t len);

/* A task's name as it is now, at most 15 bytes of it. Returns 0, or -1 when there is no such task. */
int process_name(int tid, char *name, size_t len);

/* 1 when a forked child is no copy of this process any more: has executed something else, or ended. */
int process_has_executed(int pid);

/* 1 when process ids mean the same here as for the kernel: we are in the initial pid namespace. */
int process_ids_are_global(void);

#endif
