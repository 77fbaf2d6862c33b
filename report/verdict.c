/* SPDX-License-Identifier: MIT */
/* The run in one line: "1234 calls of 56 functions and 7 events in 2 tasks, 1.234ms; Linux 6.12.1, stage". */
#include <stdio.h>
#include <string.h>

#include "../recording/recording.h"
#include "duration.h"
#include "verdict.h"

static int count(void *ctx, const struct trace_item *item)
{
	struct verdict *v = ctx;
	uint32_t id;

	v->stacks += item->kind == TRACE_EVENT && trace_is_stack(item);
	if (item->kind != TRACE_OPEN && item->kind != TRACE_LEAF &&
	    !(item->kind == TRACE_CLOSE && item->flags & TRACE_NO_ENTRY))
		return 0;
	v->calls++;
	return names_function(&v->names, v->trace, item->func, &id);
}

/* The release in "Linux host release machine"; *len 0 when unknown. */
static const char *kernel_release(const struct recording *rec, size_t *len)
{
	const char *at = rec->uname.data, *end = at ? at + rec->uname.len : at;

	for (int word = 0; at && word < 2; word++) {
		at = memchr(at, ' ', (size_t)(end - at));
		at = at ? at + 1 : NULL;
	}
	*len = 0;
	while (at && at + *len < end && at[*len] != ' ' && at[*len] != '\n' && at[*len])
		++*len;
	return at;
}

static const char *plural(uint64_t nr)
{
	return nr == 1 ? "" : "s";
}

static int lost_text(const struct trace_totals *t, char *buf, size_t len)
{
	if (t->lost)
		return snprintf(buf, len, "%s%llu event%s LOST", t->lost_gaps ? "more than " : "",
				(unsigned long long)t->lost, plural(t->lost));
	if (t->lost_gaps)
		return snprintf(buf, len, "events LOST in %llu place%s",
				(unsigned long long)t->lost_gaps, plural(t->lost_gaps));
	return snprintf(buf, len, "none lost");
}

/* Calls and events; the calls only where there are some, or nothing else. */
static void what_text(const struct verdict *v, uint64_t events, char *buf, size_t len)
{
	int n = 0;

	if (v->calls || !events)
		n = snprintf(buf, len, "%llu call%s of %zu function%s%s",
			     (unsigned long long)v->calls, plural(v->calls), v->names.nr,
			     plural(v->names.nr), events ? " and " : "");
	if (events)
		snprintf(buf + n, len - (size_t)n, "%llu event%s", (unsigned long long)events,
			 plural(events));
}

int verdict_collect(struct verdict *v, struct trace *trace)
{
	size_t nr;
	int err = 0;

	v->trace = trace;
	trace_tasks(trace, &nr);
	for (size_t i = 0; i < nr && !err; i++)
		err = trace_walk(trace, i, count, v);
	return err;
}

void verdict_text(const struct verdict *v, const char *stage, char *buf, size_t len)
{
	const struct trace_totals *totals = trace_totals(v->trace);
	char time[DURATION_LEN], lost[64], what[128];
	size_t release_len;
	const char *release = kernel_release(trace_recording(v->trace), &release_len);

	lost_text(totals, lost, sizeof(lost));
	duration_text(time, totals->last_ns - totals->first_ns);
	what_text(v, totals->events - v->stacks, what, sizeof(what));
	snprintf(buf, len, "%s in %llu task%s, %s, %s; %s%.*s%s%s", what,
		 (unsigned long long)totals->tasks, plural(totals->tasks), time, lost,
		 release_len ? "Linux " : "an unknown kernel", (int)release_len,
		 release_len ? release : "", stage ? ", " : "", stage ? stage : "");
}

void verdict_fini(struct verdict *v)
{
	names_fini(&v->names);
}

int report_verdict(struct trace *trace, const char *stage, char *buf, size_t len)
{
	struct verdict v = {.calls = 0};
	int err = verdict_collect(&v, trace);

	verdict_text(&v, stage, buf, len);
	verdict_fini(&v);
	return err;
}
