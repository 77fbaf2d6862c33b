/* SPDX-License-Identifier: MIT */
/*
 * The live run: from options and a command to a recording, with the kernel's tracer as it was.
 * Everything here may die(); the atexit handler and the guard put the kernel back.
 */
#ifndef FTRUN_CAPTURE_H
#define FTRUN_CAPTURE_H

#include <signal.h>
#include <stdint.h>

#include "../recording/recording.h"
#include "../util/words.h"

struct capture_options {
	struct words filters; /* -l: globs; none: all functions */
	struct words notrace; /* -n */
	struct words graph;   /* -g */
	struct words modules; /* --module */
	struct words events;  /* -e: "SYSTEM:NAME[ if FILTER]" */
	struct words probes;  /* -k: see probe.h */
	struct words stacks;  /* --stack: functions whose callers are recorded */
	struct words pids;    /* -p: pids or names; none: only the command */
	uint64_t duration_ns; /* -d: record no longer than this; 0: to the end */
	unsigned depth;	      /* -D; 0: any */
	const char *tracer;   /* --tracer: as the kernel calls it; NULL: what the rest asks for */
	int args, retval;     /* 1: record arguments, return values; dies where the kernel cannot */
	int event_stacks;     /* 1: the kernel's stack at every event; --stack: always */
	const char *by_field; /* --by=FIELD: dies when no event that is recorded has it; NULL */
	int syscalls;	      /* 1: record entries and exits of system calls, for --by=syscall */
	int no_follow;	      /* 1: only the command's first task */
	int exact;	      /* 1: names of other kernels are not translated */
	int force; /* 1: also where another tracer is active, or the buffer holds something */
	int quiet; /* -q: no remarks */
	int keep;  /* 1: the recording is kept: other programs want all symbols, all formats */
	const char *user;		       /* -u, or NULL */
	uint64_t buffer_kb;		       /* -b, per CPU; 0: from the machine's memory */
	const struct recording_viewer *viewer; /* who looks on while it is recorded; NULL: nobody */
	struct recording *viewed; /* then: initialised, gets what the viewer's begin() is given */
	uint64_t max_size;	  /* --max-size in bytes; 0: from the free space */
};

/* What the kernel was not asked to do, and the decoder has to. */
struct capture_result {
	int status;	    /* the command's wait status; 0 without a command */
	long long started;  /* when the command was forked, in ticks since boot; 0 unknown */
	int *own_tids;	    /* ftrun's own tasks, 0 at the end; owned by who called capture_run() */
	int *open_tids;	    /* for trace_options.open_tids; NULL: not known; owned likewise */
	struct words graph; /* what -g stands for on this kernel, when that was not given to it */
	int depth_in_decoder; /* 1: -D was not given to the kernel */
	const char *stage;    /* "private instance" or "top level", for the verdict */
	int full; /* why recording stopped before the end: max_size -1, no room on the disk errno; 0 */
	const char *stopped_by; /* what somebody else switched off during the run; NULL: nothing */
	int viewer_error; /* -errno with which the viewer ended; -EPIPE: nobody read any more */
	int marks;	  /* things in the kernel that could not be put back, as was said */
};

struct capture; /* a run under way */

/*
 * Does all that comes before the first recorded event, undoes it, and prints on stdout both, and the
 * command's part in between, as shell commands; the command is not run. Returns the exit status.
 */
int capture_rehearse(const struct capture_options *opt, char **argv, struct capture **live);

/*
 * Runs argv under the tracer, or with pids records these until argv, which may be empty then and is
 * not recorded, has ended, until they have, or until a signal asks for the end. rec is initialised by the caller and gets what was recorded. On return
 * the command has ended and the kernel is as it was. With an exec failure, a bad filter and so on it
 * exits with a message (125, 126, 127). While *live is set, leaving through exit(3) has to call
 * capture_abort(*live).
 */
void capture_run(const struct capture_options *opt, char **argv, struct recording *rec,
		 struct capture_result *result, struct capture **live);

/*
 * Ends a run wherever it is: its readers, which keep the kernel's files busy, its changes to the
 * kernel, its guard, and the command, unless that was let go already. NULL: nothing.
 */
void capture_abort(struct capture *live);

/*
 * 1 when a task in the recording is not the command's: an idle task, one that is older than the
 * command, or one of ftrun's own. To be asked soon after the run, while such tasks are still there.
 */
int capture_is_foreign(const struct capture_result *result, int tid);

/*
 * Undoes what dead ftruns left behind: journals in /run/ftrun and instances without owner; what is being
 * undone just now is waited for as long as patience_ms. Returns the number of things that could not be undone.
 */
int capture_recover(int patience_ms);

#endif
