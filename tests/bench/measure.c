/* SPDX-License-Identifier: MIT */
/*
 * measure [-b FIRST] RUNS COMMAND...: runs each shell command RUNS times, in turns, so that whatever
 * else the machine does meets them all; then prints for each a line: the median wall time and the
 * median processor time in microseconds, and the largest memory in KB. A command that fails ends it.
 * FIRST is run before each of them and not measured.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS_MAX 99

struct figures {
	long wall_us[RUNS_MAX], cpu_us[RUNS_MAX], mem_kb;
};

static long now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}

static long us(struct timeval t)
{
	return t.tv_sec * 1000000L + t.tv_usec;
}

static void run(const char *command, struct figures *f, int nr)
{
	struct rusage ru;
	long start = now_us();
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &ru) < 0 || status) {
		fprintf(stderr, "measure: %s: status %d\n", command, status);
		exit(1);
	}
	f->wall_us[nr] = now_us() - start;
	f->cpu_us[nr] = us(ru.ru_utime) + us(ru.ru_stime);
	if (ru.ru_maxrss > f->mem_kb)
		f->mem_kb = ru.ru_maxrss;
}

static int by_value(const void *a, const void *b)
{
	const long *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static long median(long *values, int nr)
{
	qsort(values, (size_t)nr, sizeof(*values), by_value);
	return values[nr / 2];
}

int main(int argc, char **argv)
{
	const char *first = argc > 2 && !strcmp(argv[1], "-b") ? argv[2] : "";
	int skip = *first ? 2 : 0, runs = argc > skip + 2 ? atoi(argv[skip + 1]) : 0;
	struct figures *all = calloc((size_t)argc, sizeof(*all));

	if (runs < 1 || runs > RUNS_MAX || !all)
		return 2;
	for (int nr = 0; nr < runs; nr++)
		for (int i = skip + 2; i < argc; i++) {
			if (*first && system(first))
				return 1;
			run(argv[i], &all[i], nr);
		}
	for (int i = skip + 2; i < argc; i++)
		printf("%ld %ld %ld\n", median(all[i].wall_us, runs), median(all[i].cpu_us, runs),
		       all[i].mem_kb);
	free(all);
	return 0;
}
