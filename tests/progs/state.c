// SPDX-License-Identifier: MIT
/*
 * state FILE [ARGUMENT...]: write to FILE what a process inherits over exec, one thing a line: descriptors and what they
 * are, signals blocked, ignored and pending, arguments, environment, credentials and capabilities, limits, scheduling,
 * umask, current folder, session and process group (as relations, not numbers). The same state gives the same file.
 */
#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

extern char **environ;

static int descriptor_is_open(int fd, char *target, size_t size)
{
	char path[64];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	len = readlink(path, target, size - 1);
	if (len < 0)
		return 0;
	target[len] = '\0';
	return 1;
}

/* Into a buffer before anything is opened here, which would be one descriptor more. */
static char *list_descriptors(void)
{
	static char all[1 << 16];
	char target[4096];
	size_t len = 0;

	for (int fd = 0; fd < 256; fd++)
		if (descriptor_is_open(fd, target, sizeof(target)))
			len += snprintf(all + len, sizeof(all) - len, "fd %d: %s flags %o cloexec %d\n", fd, target,
					fcntl(fd, F_GETFL), fcntl(fd, F_GETFD));
	return all;
}

/* The lines of /proc/self/status whose names are in the list. */
static void print_status(FILE *out)
{
	static const char *const names[] = {
		"Umask", "Uid", "Gid", "Groups", "SigPnd", "ShdPnd", "SigBlk", "SigIgn", "SigCgt", "CapInh",
		"CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp", "Cpus_allowed", "TracerPid",
	};
	char line[4096];
	FILE *f = fopen("/proc/self/status", "re");

	while (f && fgets(line, sizeof(line), f))
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
			if (!strncmp(line, names[i], strlen(names[i])) && line[strlen(names[i])] == ':')
				fputs(line, out);
	if (f)
		fclose(f);
}

static void print_limits(FILE *out)
{
	struct rlimit limit;

	for (int i = 0; i < RLIM_NLIMITS; i++)
		if (!getrlimit(i, &limit))
			fprintf(out, "limit %d: %llu %llu\n", i, (unsigned long long)limit.rlim_cur,
				(unsigned long long)limit.rlim_max);
}

static void print_rest(FILE *out)
{
	struct itimerval timer = { 0 };
	char cwd[4096] = "";
	int death = 0, subreaper = 0;

	getitimer(ITIMER_REAL, &timer);
	prctl(PR_GET_PDEATHSIG, &death);
	prctl(PR_GET_CHILD_SUBREAPER, &subreaper);
	fprintf(out, "cwd: %s\nnice: %d\npolicy: %d\npersonality: %x\ndumpable: %d\n", getcwd(cwd, sizeof(cwd)) ? cwd : "?",
		getpriority(PRIO_PROCESS, 0), sched_getscheduler(0), personality(0xffffffff), prctl(PR_GET_DUMPABLE));
	fprintf(out, "death signal: %d\nsubreaper: %d\ntimer slack: %d\nalarm: %d\n", death, subreaper,
		prctl(PR_GET_TIMERSLACK), timer.it_value.tv_sec || timer.it_value.tv_usec);
	fprintf(out, "session leader: %d\ngroup leader: %d\nsame group as before: %d\n", getsid(0) == getpid(),
		getpgrp() == getpid(), getpgid(getppid()) == getpgrp());
}

int main(int argc, char **argv)
{
	char *descriptors = list_descriptors();
	FILE *out;

	if (argc < 2 || !(out = fopen(argv[1], "we")))
		err(1, "state FILE");
	fputs(descriptors, out);
	print_status(out);
	print_limits(out);
	print_rest(out);
	for (int i = 0; i < argc; i++)
		fprintf(out, "argument %d: <%s>\n", i, i == 1 ? "FILE" : argv[i]);
	for (char **e = environ; *e; e++)
		fprintf(out, "environment: <%s>\n", *e);
	return 0;
}
