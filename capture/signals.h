/* SPDX-License-Identifier: MIT */
/* The signals of a run: blocked from its beginning to its end, and read one by one. */
#ifndef FTRUN_SIGNALS_H
#define FTRUN_SIGNALS_H

#include <pthread.h>
#include <signal.h>

#include "tracee.h"

struct signals {
	/* what the run reads: everything that would end or stop it, and SIGCHLD */
	sigset_t watched;
	struct tracee_origin origin; /* what was set before, for the command */
};

/* Blocks what the run reads, and takes SIGCHLD back from a parent that ignored it. */
void signals_take(struct signals *s);

/* The next signal, waiting at most ms (-1: forever). Returns its number, or 0. */
int signals_next(const struct signals *s, siginfo_t *info, long ms);

/* 1 when the signal asks whoever gets it to end. */
int signals_ask_to_end(int sig);

/* The number of a waiting signal that would have ended ftrun had it not been blocked, or 0. */
int signals_ended_by(const struct signals *s);

/* Starts a thread that none of the process's signals goes to. Returns 0 or an errno. */
int signals_start_thread(pthread_t *thread, void *(*run)(void *arg), void *arg);

/* What came while we were busy was meant for the command; from here on signals end ftrun itself. */
void signals_give_back(const struct signals *s);

#endif
