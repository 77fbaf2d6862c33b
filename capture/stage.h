/* SPDX-License-Identifier: MIT */
/* Where a run records, and the settings it makes there. */
#ifndef FTRUN_STAGE_H
#define FTRUN_STAGE_H

#include <stdint.h>

#include "capture.h"
#include "event.h"

struct stage {
	int top;	    /* 1: the top level; 0: an instance of our own */
	int knobs;	    /* 1: the whole machine's knobs are ours to set */
	uint64_t buffer_kb; /* per CPU, as the kernel rounded it */
};

/* 1 where a run gets a private instance, 0 where it has to borrow the top level. tracefs is found. */
int stage_has_instances(void);

/*
 * Before the guard is started: finds tracefs, looks whether tracing is to be had, clears up after dead
 * ftruns, decides on the stage and takes the lock. Dies with the reason when it cannot be.
 */
void stage_choose(struct stage *s, const struct capture_options *opt);

/*
 * Makes all settings, in the order that costs least, for pids (tasks, or with opt->pids processes, as
 * the initial pid namespace numbers them) and events, and sets the tracer. Recording stays off. Dies
 * when something is refused.
 */
void stage_arm(struct stage *s, const struct capture_options *opt, const struct words *pids,
	       const struct events *events, struct capture_result *result);

/* Recording on or off; dies when the kernel refuses. */
void stage_record(int on);

#endif
