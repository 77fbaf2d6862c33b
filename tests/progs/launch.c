// SPDX-License-Identifier: MIT
/*
 * launch [-a SECONDS] [-b SIGNAL] [-i SIGNAL] [-c FD] [-o FD=PATH] [-0 NAME] COMMAND...: exec a command with the signal blocked, the
 * signal ignored, the descriptor closed or opened, or another argv[0]; each option may be given several times.
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void open_as(const char *arg)
{
	char path[256];
	int to, fd;

	if (sscanf(arg, "%d=%255s", &to, path) != 2 || (fd = open(path, O_RDWR | O_CREAT, 0666)) < 0)
		err(125, "%s", arg);
	if (fd != to) {
		dup2(fd, to);
		close(fd);
	}
}

int main(int argc, char **argv)
{
	char *name = NULL, *path;
	sigset_t block;
	int o;

	sigemptyset(&block);
	while ((o = getopt(argc, argv, "+a:b:i:c:o:0:")) != -1) {
		if (o == 'a')
			alarm(atoi(optarg));
		else if (o == 'b')
			sigaddset(&block, atoi(optarg));
		else if (o == 'i')
			signal(atoi(optarg), SIG_IGN);
		else if (o == 'c')
			close(atoi(optarg));
		else if (o == 'o')
			open_as(optarg);
		else if (o == '0')
			name = optarg;
		else
			return 125;
	}
	sigprocmask(SIG_BLOCK, &block, NULL);
	argv += optind;
	if (!argv[0])
		return 125;
	path = argv[0];
	if (name)
		argv[0] = name;
	execvp(path, argv);
	return 127;
}
