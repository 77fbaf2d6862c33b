/* SPDX-License-Identifier: MIT */
/* What is different when a person is looking: colour, and a pager for what is longer than a screen. */
#ifndef FTRUN_TERMINAL_H
#define FTRUN_TERMINAL_H

#include <sys/types.h>

/* 1 when fd is a terminal that takes colours and NO_COLOR is not set. */
int terminal_colour(int fd);

struct pager {
	pid_t pid; /* 0: none is running */
	int fd;	   /* where to write: the pager, or what pager_start() was given */
};

/*
 * Starts $PAGER (less, unless told otherwise; "cat" and "": none) between the caller and fd when fd is
 * a terminal. Where that fails, p->fd is fd itself. As git does, LESS=FRX is set unless LESS is: less
 * then ends by itself when everything fits on the screen.
 */
void pager_start(struct pager *p, int fd);

/* Closes the pipe and waits until the reader has had enough. */
void pager_wait(struct pager *p);

#endif
