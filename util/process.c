/* SPDX-License-Identifier: MIT */
#include "process.h"

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "err.h"

void process_refuse_setuid(void)
{
	if (getauxval(AT_SECURE))
		die("refuses to run set-uid or with capabilities of its file: everybody could then "
		    "run anything as root; call it with sudo");
}

void process_hold_fds(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

int process_end_as(int wait_status)
{
	sigset_t all;
	int sig;

	if (!WIFSIGNALED(wait_status))
		return WEXITSTATUS(wait_status);
	sig = WTERMSIG(wait_status);
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	signal(sig, SIG_DFL);
	sigfillset(&all);
	sigdelset(&all, sig);
	sigprocmask(SIG_SETMASK, &all, NULL);
	raise(sig);
	return 128 + sig;
}

/* The 22nd field of /proc/TID/stat; the second, the name in parentheses, may hold anything. */
long long process_started(int tid)
{
	char path[64], line[1024], *p = NULL;
	long long ticks = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", tid);
	f = fopen(path, "re");
	if (!f)
		return -1;
	if (fgets(line, sizeof(line), f))
		p = strrchr(line, ')');
	for (int field = 2; p && field < 22; field++)
		p = strchr(p + 1, ' ');
	if (p && sscanf(p, "%lld", &ticks) != 1)
		ticks = -1;
	fclose(f);
	return ticks;
}

ssize_t process_read(const char *task, const char *file, char *buf, size_t len)
{
	char path[300];
	ssize_t n = -1;
	int fd;

	snprintf(path, sizeof(path), "/proc/%s/%s", task, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, buf, len - 1);
		close(fd);
	}
	buf[n > 0 ? n : 0] = 0;
	return n;
}

int process_name(int tid, char *name, size_t len)
{
	char task[16];
	ssize_t n;

	snprintf(task, sizeof(task), "%d", tid);
	n = process_read(task, "comm", name, len);
	name[strcspn(name, "\n")] = 0;
	return n > 0 ? 0 : -1;
}

int process_has_executed(int pid)
{
	char task[16], own[4096], its[4096];
	ssize_t own_len, len;

	snprintf(task, sizeof(task), "%d", pid);
	own_len = process_read("self", "cmdline", own, sizeof(own));
	len = process_read(task, "cmdline", its, sizeof(its));
	return len < 0 || (len > 0 && (len != own_len || memcmp(its, own, (size_t)len) != 0));
}

#define PROC_PID_INIT_INO 0xeffffffcUL /* include/linux/proc_ns.h */

int process_ids_are_global(void)
{
	struct stat st;

	return stat("/proc/self/ns/pid", &st) == 0 && st.st_ino == PROC_PID_INIT_INO;
}

void process_lift_limits(void)
{
	static const struct {
		int which;
		rlim_t want;
	} lift[] = {{RLIMIT_FSIZE, RLIM_INFINITY},
		    {RLIMIT_CPU, RLIM_INFINITY},
		    {RLIMIT_AS, RLIM_INFINITY},
		    {RLIMIT_DATA, RLIM_INFINITY},
		    {RLIMIT_NOFILE, 65536}};
	struct rlimit now, more;

	for (size_t i = 0; i < sizeof(lift) / sizeof(*lift); i++) {
		if (getrlimit(lift[i].which, &now))
			continue;
		more.rlim_max = now.rlim_max > lift[i].want ? now.rlim_max : lift[i].want;
		more.rlim_cur = more.rlim_max;
		/* Beyond the hard limit only with the right to; else up to it. */
		now.rlim_cur = now.rlim_max;
		if (setrlimit(lift[i].which, &more))
			setrlimit(lift[i].which, &now);
	}
}
