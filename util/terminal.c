/* SPDX-License-Identifier: MIT */
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int terminal_colour(int fd)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return !(no && *no) && term && strcmp(term, "dumb") && isatty(fd);
}

/* The pager's side: the pipe becomes its input, the terminal its output. */
static void run_pager(const char *command, int from, int to)
{
	if (dup2(from, STDIN_FILENO) < 0 || dup2(to, STDOUT_FILENO) < 0)
		_exit(127);
	setenv("LESS", "FRX", 0);
	signal(SIGPIPE, SIG_DFL);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/* 1 when PATH has less; a shell would say that it has not, in the middle of a report. */
static int has_less(void)
{
	return access("/usr/bin/less", X_OK) == 0 || access("/bin/less", X_OK) == 0;
}

void pager_start(struct pager *p, int fd)
{
	const char *command = getenv("PAGER");
	int ends[2];

	*p = (struct pager){0, fd};
	if (!isatty(fd))
		return;
	if (!command)
		command = has_less() ? "less" : "";
	if (!*command || !strcmp(command, "cat") || pipe2(ends, O_CLOEXEC))
		return;
	p->pid = fork();
	if (p->pid == 0)
		run_pager(command, ends[0], fd);
	close(ends[0]);
	if (p->pid < 0) {
		p->pid = 0;
		close(ends[1]);
		return;
	}
	p->fd = ends[1];
	/* Ctrl-C is the pager's while it runs, and it may be left before the end. */
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
}

void pager_wait(struct pager *p)
{
	if (!p->pid)
		return;
	close(p->fd);
	while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
		;
	p->pid = 0;
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
}
