/* SPDX-License-Identifier: MIT */
/* The inside of a run: capture.c begins and ends it, wait.c is what it does in between. */
#ifndef FTRUN_RUN_H
#define FTRUN_RUN_H

#include <time.h>

#include "capture.h"
#include "comms.h"
#include "deadline.h"
#include "drain.h"
#include "event.h"
#include "guard.h"
#include "pids.h"
#include "signals.h"
#include "stage.h"
#include "tracee.h"
#include "viewing.h"

struct capture {
	const struct capture_options *opt;
	struct signals signals;
	struct tracee tracee; /* pid 0: no command */
	int tid; /* the command's first task in the initial pid namespace; 0: none, or -p */
	struct words pids; /* what is recorded: the command, or with -p processes */
	struct events events;
	struct timespec end; /* of -d, CLOCK_MONOTONIC; tv_sec 0: none */
	struct stage stage;
	struct guard guard;
	struct drain *drain;
	struct viewing *viewing; /* NULL: nobody looks on, or the run is over */
	struct comms comms;
	struct script *script; /* --dry-run: what is written goes there too; else NULL */
	int described;	       /* 1: the recording has what explains its pages */
};

/* Gives rec what explains its pages, if it was not given before. */
void run_describe(struct capture *r, struct recording *rec);

/*
 * Waits until the command has ended: 1 and its status, or until the time is up: 0. With follow, names
 * of tasks are gathered meanwhile, often enough for a few thousand new tasks a second.
 */
int run_wait_command(struct capture *r, int *status);

/*
 * Waits until no task is left, the time is up or the recording is full. With follow, what the command
 * left behind is part of it. A signal ends the waiting: by then it is ftrun that it is meant for.
 * The last steps of a task, after its parent knows of its end, are part of it too: the kernel's list
 * of tasks, which is emptied a few ticks later, is waited for with something useful to do, and not
 * forever where that is put off (CONFIG_RCU_LAZY).
 */
void run_wait_tasks(struct capture *r, struct recording *rec);

#endif
