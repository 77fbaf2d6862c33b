// SPDX-License-Identifier: MIT
/*
 * tasks [KIND...]: call sysinfo(2) exactly once in this task and once in one more task of each KIND: thread, fork,
 * grandchild, vfork, daemon. Each task but the daemon is waited for before the next starts, so a trace of
 * __x64_sys_sysinfo has one call for each argument, and one. The daemon outlives this process by 300 ms.
 */
#include <err.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

static void call(void)
{
	struct sysinfo info;

	if (sysinfo(&info))
		err(1, "sysinfo");
}

static void *in_thread(void *arg)
{
	call();
	return arg;
}

static void run_thread(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, in_thread, NULL))
		errx(1, "pthread_create");
	pthread_join(thread, NULL);
}

static void reap(pid_t pid)
{
	if (pid < 0 || waitpid(pid, NULL, 0) < 0)
		err(1, "fork");
}

static void run_fork(int deeper)
{
	pid_t pid = fork();

	if (!pid) {
		if (deeper)
			run_fork(0);
		else
			call();
		_exit(0);
	}
	reap(pid);
}

/* vfork's child shares our stack until it execs: the program that it becomes makes the call. */
static void run_vfork(void)
{
	pid_t pid = vfork();

	if (!pid) {
		execl("/proc/self/exe", "tasks", (char *)NULL);
		_exit(1);
	}
	reap(pid);
}

static void run_daemon(void)
{
	pid_t pid = fork();

	if (!pid) {
		setsid();
		if (fork())
			_exit(0);
		usleep(300000);
		call();
		_exit(0);
	}
	reap(pid);
}

int main(int argc, char **argv)
{
	call();
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "thread"))
			run_thread();
		else if (!strcmp(argv[i], "fork"))
			run_fork(0);
		else if (!strcmp(argv[i], "grandchild"))
			run_fork(1);
		else if (!strcmp(argv[i], "vfork"))
			run_vfork();
		else if (!strcmp(argv[i], "daemon"))
			run_daemon();
		else
			errx(2, "no kind of task '%s'", argv[i]);
	}
	return 0;
}
