/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#define LOOK_LEN (1 << 20)

static double seconds_since(const struct timespec *from)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - from->tv_sec) + (double)(now.tv_nsec - from->tv_nsec) / 1e9;
}

void progress_start(struct progress *p, const char *what, uint64_t total, int on)
{
	*p = (struct progress){.what = what, .total = total, .on = on && isatty(STDERR_FILENO)};
	if (p->on)
		clock_gettime(CLOCK_MONOTONIC, &p->start);
	p->shown = p->start;
}

static void look(struct progress *p)
{
	char line[96];
	int n;

	p->looked = p->done;
	if (seconds_since(&p->start) < 1 || seconds_since(&p->shown) < 0.2)
		return;
	/* A report may read the recording more than once: the percentage is of the reading under way. */
	if (p->total)
		n = snprintf(line, sizeof(line), "\rftrun: %.40s %llu%%\033[K", p->what,
			     (unsigned long long)(p->done % (p->total + 1) * 100 / p->total));
	else
		n = snprintf(line, sizeof(line), "\rftrun: %.40s %llu MB\033[K", p->what,
			     (unsigned long long)(p->done >> 20));
	if (write(STDERR_FILENO, line, (size_t)n) > 0)
		p->visible = 1;
	clock_gettime(CLOCK_MONOTONIC, &p->shown);
}

void progress_add(struct progress *p, uint64_t len)
{
	p->done += len;
	if (p->on && p->done - p->looked >= LOOK_LEN)
		look(p);
}

void progress_set(struct progress *p, uint64_t done)
{
	p->done = done;
	if (p->on)
		look(p);
}

void progress_end(struct progress *p)
{
	if (p->visible && write(STDERR_FILENO, "\r\033[K", 4) > 0)
		p->visible = 0;
	p->on = 0;
}
