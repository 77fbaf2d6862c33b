/* SPDX-License-Identifier: MIT */
/*
 * The guard: a process that outlives ftrun just long enough to undo what a killed ftrun could not.
 */
#ifndef FTRUN_GUARD_H
#define FTRUN_GUARD_H

struct guard {
	int pid;	/* its process */
	int alive;	/* pipe: our end; its closing tells the guard that we are gone */
	int journal;	/* what is to be undone */
};

/*
 * Opens a journal (in /run/ftrun, where the next ftrun finds it, else in memory), tells tracefs of
 * it and starts the guard. Before the first change. Dies when it cannot.
 */
void guard_start(struct guard *g);

/* After a complete restore: waits until the guard has gone. The journal is gone with it. */
void guard_end(struct guard *g);

/* Plays the journals whose ftrun and guard are both dead. Returns the number of failures. */
int guard_recover(void);

#endif
