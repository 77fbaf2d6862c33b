/* SPDX-License-Identifier: MIT */
/*
 * busy COUNT FILE: what dd if=/dev/zero of=/dev/null bs=1 does, COUNT times, measuring itself: FILE
 * gets its wall time and its processor time in microseconds, as measure.c prints them.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static long now_us(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}

int main(int argc, char **argv)
{
	int zero = open("/dev/zero", O_RDONLY), null = open("/dev/null", O_WRONLY);
	long count = argc == 3 ? atol(argv[1]) : 0;
	long wall = now_us(CLOCK_MONOTONIC), cpu = now_us(CLOCK_PROCESS_CPUTIME_ID);
	FILE *out;
	char byte;

	if (!count || zero < 0 || null < 0)
		return 2;
	while (count--)
		if (read(zero, &byte, 1) != 1 || write(null, &byte, 1) != 1)
			return 1;
	wall = now_us(CLOCK_MONOTONIC) - wall;
	cpu = now_us(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	out = fopen(argv[2], "w");
	if (!out || fprintf(out, "%ld %ld 0\n", wall, cpu) < 0 || fclose(out))
		return 1;
	return 0;
}
