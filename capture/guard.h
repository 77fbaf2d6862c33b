/* SPDX-License-Identifier: MIT */
/*
 * The guard: a process that outlives ftrun just long enough to undo what a killed ftrun could not.
 */
#ifndef FTRUN_GUARD_H
#define FTRUN_GUARD_H

struct guard {
	int pid;       /* its process; 0: none yet */
	int alive;     /* our end of a socket; its closing tells the guard that we are gone; -1 */
	int journal;   /* what is to be undone; -1: nothing yet */
	char name[32]; /* of the journal in /run/ftrun; empty: it has none */
};

#define GUARD_NONE            \
	{                     \
		0, -1, -1, "" \
	}

/*
 * Opens a journal (in /run/ftrun, where the next ftrun finds it, else in memory), tells tracefs of
 * it and starts the guard, which shares lock_fd and keeps no other descriptor of ours. Before the first
 * change, and after the last fork. Dies when it cannot; guard_end() is right for a half-started one.
 */
void guard_start(struct guard *g, int lock_fd);

/*
 * After our own restore: lets the guard go and waits until it has. With failed > 0 something could
 * not be put back: the guard goes on trying, and is not waited for.
 */
void guard_end(struct guard *g, int failed);

/*
 * Plays the journals whose ftrun and guard are both dead; guards that are at work, and the dying, are
 * waited for as long as patience_ms. Returns the number of failures.
 */
int guard_recover(int patience_ms);

#endif
