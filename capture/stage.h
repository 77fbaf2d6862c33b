/* SPDX-License-Identifier: MIT */
/* Where a run records, and the settings it makes there. */
#ifndef FTRUN_STAGE_H
#define FTRUN_STAGE_H

#include <stdint.h>
#include <stdnoreturn.h>

#include "../tracefs.h"
#include "capture.h"
#include "event.h"

struct stage {
	int top;	    /* 1: the top level; 0: an instance of our own */
	int knobs;	    /* 1: the whole machine's knobs are ours to set */
	int limited;	    /* 1: they limit what is recorded, and are not ours */
	uint64_t buffer_kb; /* per CPU, as the kernel rounded it */
	int lock;	    /* what belongs to the whole machine; -1: not held */
	int instance;	    /* the directory of our own instance, which its lock holds; -1: none */
};

#define STAGE_NONE                 \
	{                          \
		0, 0, 0, 0, -1, -1 \
	}

/* 1 where a run gets a private instance, 0 where it has to borrow the top level. tracefs is found. */
int stage_has_instances(void);

/*
 * Before the guard is started: finds tracefs, looks whether tracing is to be had, decides on the stage,
 * takes the lock and clears up after dead ftruns. s is STAGE_NONE before. Dies with the reason when it
 * cannot be.
 */
void stage_choose(struct stage *s, const struct capture_options *opt);

/*
 * After the guard is started: makes the instance, or takes everybody's settings at the top level out
 * of the way. Recording is off, no tracer set.
 */
void stage_enter(struct stage *s, const struct capture_options *opt);

/*
 * Makes all settings, in the order that costs least, for pids (tasks, or with opt->pids processes, as
 * the initial pid namespace numbers them) and events, and sets the tracer. Recording stays off. Dies
 * when something is refused.
 */
void stage_arm(struct stage *s, const struct capture_options *opt, const struct words *pids,
	       const struct events *events, struct capture_result *result);

/*
 * Between choosing and arming. stage_take_top() locks the top level and dies when it is in use;
 * stage_is_empty(): a list of the top level has no entry; stage_lists(): tracefs_lists() that dies of an
 * error; stage_cannot() dies because the kernel refused file with -errno.
 */
void stage_take_top(struct stage *s, const struct capture_options *opt);
int stage_is_empty(const char *file);
int stage_lists(enum tracefs_dir dir, const char *file, const char *word);
noreturn void stage_cannot(int error, const char *file);

/* Lets go of the instance, so that it can be removed. */
void stage_let_go(struct stage *s);

/* Lets go of the lock; after everything is back. */
void stage_unlock(struct stage *s);

/* Recording on or off; dies when the kernel refuses. */
void stage_record(int on);

#endif
