/* SPDX-License-Identifier: MIT */
/*
 * totals FILE: what the decoder counts in a recording, in one line: entries, exits, sum of the exits'
 * durations in ns, other events, lost events.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../decode/trace.h"
#include "../../recording/recording.h"

static int add(void *ctx, const struct trace_item *item)
{
	uint64_t *sum = ctx;

	if (item->kind == TRACE_CLOSE || item->kind == TRACE_LEAF)
		*sum += item->duration_ns;
	return 0;
}

int main(int argc, char **argv)
{
	const struct trace_options opt = {0};
	const struct trace_totals *t;
	struct recording rec;
	struct trace *trace;
	char why[256];
	uint64_t sum = 0;
	size_t nr;
	int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;

	recording_init(&rec);
	if (fd < 0 || tracedat_read(&rec, fd, why, sizeof(why)) < 0 ||
	    trace_new(&trace, &rec, &opt, why, sizeof(why)) < 0)
		return 1;
	trace_tasks(trace, &nr);
	for (size_t i = 0; i < nr; i++)
		if (trace_walk(trace, i, add, &sum) < 0)
			return 1;
	t = trace_totals(trace);
	printf("entries %ju exits %ju ns %ju events %ju lost %ju\n", (uintmax_t)t->entries,
	       (uintmax_t)t->exits, (uintmax_t)sum, (uintmax_t)t->events, (uintmax_t)t->lost);
	trace_free(trace);
	recording_fini(&rec);
	return 0;
}
