// SPDX-License-Identifier: MIT
/*
 * execthread COMMAND...: exec the command from a thread that is not the first one, which then takes over this process's
 * id while its own tid disappears.
 */
#include <err.h>
#include <pthread.h>
#include <unistd.h>

static void *in_thread(void *arg)
{
	char **argv = arg;

	execvp(argv[0], argv);
	err(127, "%s", argv[0]);
}

int main(int argc, char **argv)
{
	pthread_t thread;

	if (argc < 2 || pthread_create(&thread, NULL, in_thread, argv + 1))
		errx(1, "no command, or no thread");
	pthread_join(thread, NULL);
	return 1;
}
