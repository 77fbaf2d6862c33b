/* SPDX-License-Identifier: MIT */
#include "deadline.h"

void deadline_set(struct timespec *end, uint64_t ns)
{
	if (!ns)
		return;
	clock_gettime(CLOCK_MONOTONIC, end);
	ns += (uint64_t)end->tv_nsec;
	end->tv_sec += (time_t)(ns / 1000000000);
	end->tv_nsec = (long)(ns % 1000000000);
}

long deadline_left(const struct timespec *end, long max)
{
	struct timespec now;
	long ms;

	if (!end->tv_sec)
		return max;
	clock_gettime(CLOCK_MONOTONIC, &now);
	ms = (long)(end->tv_sec - now.tv_sec) * 1000 +
	     (end->tv_nsec - now.tv_nsec + 999999) / 1000000;
	return ms < 0 ? 0 : max >= 0 && ms > max ? max : ms;
}
