// SPDX-License-Identifier: MIT
/*
 * drops N M: close a UNIX socket in which N datagrams wait, and in a child another one with M. The kernel frees each of them in
 * that close, so in the task that calls it: kfree_skb from unix_release_sock. Prints the two pids.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void drop(int n)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, fds))
		_exit(1);
	while (n-- > 0)
		if (send(fds[0], "x", 1, 0) != 1)
			_exit(1);
	close(fds[1]);
	close(fds[0]);
}

int main(int argc, char **argv)
{
	int status = 1;
	pid_t child;

	if (argc != 3)
		return 1;
	drop(atoi(argv[1]));
	child = fork();
	if (!child) {
		drop(atoi(argv[2]));
		_exit(0);
	}
	waitpid(child, &status, 0);
	printf("%d %d\n", (int)getpid(), (int)child);
	return status != 0;
}
