// SPDX-License-Identifier: MIT
/*
 * status N: exit with status N. status -N: die of signal N, whatever it was blocked or ignored as.
 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 0;
	sigset_t one;

	if (n >= 0)
		_exit(n);
	signal(-n, SIG_DFL);
	sigemptyset(&one);
	sigaddset(&one, -n);
	sigprocmask(SIG_UNBLOCK, &one, NULL);
	kill(getpid(), -n);
	pause();
	return 0;
}
