// SPDX-License-Identifier: MIT
/*
 * onpty COMMAND...: run a command on a terminal of its own, as the foreground job of a shell would be. What comes on stdin
 * is typed into the terminal, what the terminal shows comes on stdout. When the job stops, "[stopped]" is printed, and half a
 * second later it is continued, as by fg. Exits with the job's status, 128 + N if it died of signal N.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* The job's shell: leads the session, so that the job's group is not orphaned and can be stopped. */
static int be_shell(int tty, char **argv)
{
	pid_t job;
	int status;

	setsid();
	ioctl(tty, TIOCSCTTY, 0);
	signal(SIGTTOU, SIG_IGN);
	job = fork();
	if (!job) {
		setpgid(0, 0);
		tcsetpgrp(tty, getpid());
		signal(SIGTTOU, SIG_DFL);
		for (int fd = 0; fd < 3; fd++)
			dup2(tty, fd);
		close(tty);
		execvp(argv[0], argv);
		err(127, "%s", argv[0]);
	}
	setpgid(job, job);
	while (waitpid(job, &status, WUNTRACED) == job && WIFSTOPPED(status)) {
		dprintf(tty, "[stopped]\n");
		usleep(500000);
		tcsetpgrp(tty, job);
		kill(-job, SIGCONT);
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Copies what there is from one descriptor to the other; 0 at the end. */
static int copy(int from, int to)
{
	char buf[4096];
	ssize_t len = read(from, buf, sizeof(buf));

	return len > 0 && write(to, buf, len) == len;
}

int main(int argc, char **argv)
{
	struct pollfd in[2] = { { .events = POLLIN }, { .fd = 0, .events = POLLIN } };
	int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), tty, status;
	pid_t shell;

	if (argc < 2 || terminal < 0 || grantpt(terminal) || unlockpt(terminal))
		err(125, "pty");
	in[0].fd = terminal;
	shell = fork();
	if (!shell) {
		tty = open(ptsname(terminal), O_RDWR | O_CLOEXEC);
		close(terminal);
		_exit(be_shell(tty, argv + 1));
	}
	do {
		if (poll(in, 2, -1) < 0)
			err(125, "poll");
		if (in[1].revents && !copy(0, terminal))
			in[1].fd = -1;
		/* Nobody has the terminal open yet, or nobody any more: both look alike. */
		if (in[0].revents && !copy(terminal, 1))
			usleep(10000);
	} while (waitpid(shell, &status, WNOHANG) == 0);
	while (poll(in, 1, 100) > 0 && copy(terminal, 1))
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
