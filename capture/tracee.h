/* SPDX-License-Identifier: MIT */
/*
 * The command: forked behind a gate, prepared, and then let go in a way that leaves nothing of
 * ftrun's own in the trace.
 */
#ifndef FTRUN_TRACEE_H
#define FTRUN_TRACEE_H

#include <signal.h>
#include <sys/types.h>

/* What the command is to inherit as ftrun got it. */
struct tracee_origin {
	sigset_t mask;
	int sigchld_ignored; /* 1: SIGCHLD was ignored */
};

struct tracee_gate; /* memory shared with the child */

struct tracee {
	pid_t pid;
	int gate_fd;		  /* our end of the first gate; -1 once the command was let go */
	struct tracee_gate *gate; /* the second gate; owned */
	int off_cpu;		  /* 1: it has ended, and was seen to have left its CPU for good */
	const char *command;	  /* borrowed, for messages */
};

#define TRACEE_NONE                  \
	{                            \
		0, -1, NULL, 0, NULL \
	}

struct user; /* util/user.h */

/*
 * Forks the child. It becomes user (NULL: stays), finds argv[0] as execvp(3) would, and waits. Dies
 * with 126 or 127, as env(1) does, when argv[0] cannot be found or executed.
 */
void tracee_fork(struct tracee *t, char **argv, const struct user *user,
		 const struct tracee_origin *origin);

/* Lets the waiting child write text to fd, and returns when it has. */
void tracee_say(const struct tracee *t, int fd, const char *text);

/*
 * Brings the child from sleep to the second gate, where it turns in user space. From then on it makes
 * no system call but execve(2). Returns also when somebody has killed it meanwhile.
 */
void tracee_wake(struct tracee *t);

/*
 * Has the command ended? 1 and its status, or 0. When it has been stopped, as by a terminal, ftrun is stopped
 * and continued with it. A parent knows of its child's end before the child has taken its last steps; this
 * returns when it has, if the kernel tells (off_cpu).
 */
int tracee_wait(struct tracee *t, int *status);

/* Opens the second gate. */
void tracee_release(struct tracee *t);

/* Ends a child that was not released, and waits for its end. */
void tracee_abort(struct tracee *t);

/*
 * After the child has ended: 0 when it had executed the command, else execve's errno, from which
 * tracee_exec_failed() makes the message and the exit status 126 or 127.
 */
int tracee_exec_error(const struct tracee *t);
int tracee_exec_status(const char *command, int error);

#endif
