/* SPDX-License-Identifier: MIT */
/*
 * What the scan found is put in order (tasks by their first record, runs by task and time), and the
 * tasks are named from saved_cmdlines.
 */
#include "index.h"

#include <errno.h>
#include <stdlib.h>

static int compare_tasks(const void *va, const void *vb)
{
	const struct trace_task *const *a = va, *const *b = vb;

	if ((*a)->first_ns != (*b)->first_ns)
		return (*a)->first_ns < (*b)->first_ns ? -1 : 1;
	return *a < *b ? -1 : *a > *b;
}

static int compare_runs(const void *va, const void *vb)
{
	const struct run *a = va, *b = vb;

	if (a->task != b->task)
		return a->task < b->task ? -1 : 1;
	if (a->first_ns != b->first_ns)
		return a->first_ns < b->first_ns ? -1 : 1;
	if (a->cpu != b->cpu)
		return a->cpu < b->cpu ? -1 : 1;
	return a->begin < b->begin ? -1 : a->begin > b->begin;
}

static int compare_gaps(const void *va, const void *vb)
{
	const struct gap *a = va, *b = vb;

	return a->to_ns < b->to_ns ? -1 : a->to_ns > b->to_ns;
}

void index_sort_gaps(struct trace *t)
{
	uint64_t earliest_ns = UINT64_MAX;

	if (t->nr_gaps)
		qsort(t->gaps, t->nr_gaps, sizeof(*t->gaps), compare_gaps);
	for (size_t i = t->nr_gaps; i-- > 0;) {
		if (t->gaps[i].from_ns < earliest_ns)
			earliest_ns = t->gaps[i].from_ns;
		t->gaps[i].earliest_ns = earliest_ns;
	}
}

void index_sort_runs(struct trace *t)
{
	memset(t->first_run, 0, (t->nr_tasks + 1) * sizeof(*t->first_run));
	for (size_t i = 0; i < t->nr_runs; i++)
		t->first_run[t->runs[i].task + 1]++;
	for (size_t i = 0; i < t->nr_tasks; i++)
		t->first_run[i + 1] += t->first_run[i];
	if (t->nr_runs)
		qsort(t->runs, t->nr_runs, sizeof(*t->runs), compare_runs);
}

int index_sort(struct trace *t)
{
	size_t nr = t->nr_tasks;
	struct trace_task **order = calloc(nr + 1, sizeof(*order));
	struct trace_task *sorted = calloc(nr + 1, sizeof(*sorted));
	uint32_t *rank = calloc(nr + 1, sizeof(*rank));

	t->first_run = calloc(nr + 2, sizeof(*t->first_run));
	t->orphans = calloc(nr + 1, sizeof(*t->orphans));
	if (!order || !sorted || !rank || !t->first_run || !t->orphans) {
		free(order);
		free(sorted);
		free(rank);
		return -ENOMEM;
	}
	for (size_t i = 0; i < nr; i++)
		order[i] = &t->tasks[i];
	qsort(order, nr, sizeof(*order), compare_tasks);
	for (size_t i = 0; i < nr; i++) {
		sorted[i] = *order[i];
		rank[order[i] - t->tasks] = (uint32_t)i;
	}
	for (size_t i = 0; i < t->nr_runs; i++)
		t->runs[i].task = rank[t->runs[i].task];
	free(t->tasks);
	free(order);
	free(rank);
	t->tasks = sorted;
	index_sort_runs(t);
	index_sort_gaps(t);
	return 0;
}

static int compare_tids(const void *va, const void *vb)
{
	const struct trace_task *const *a = va, *const *b = vb;

	return (*a)->tid < (*b)->tid ? -1 : (*a)->tid > (*b)->tid;
}

/* Gives the name to the task of that tid, if there is one among nr sorted ones. */
static void name_task(struct trace_task **by_tid, size_t nr, int tid, const char *comm)
{
	struct trace_task key = {.tid = tid}, *pkey = &key, **found;

	found = bsearch(&pkey, by_tid, nr, sizeof(*by_tid), compare_tids);
	if (found && tid)
		(*found)->comm = comm;
}

/* "tid comm\n" lines, copied to one block and cut up there. */
int index_comms(struct trace *t)
{
	const struct recording_blob *text = &t->rec->cmdlines;
	struct trace_task **by_tid = calloc(t->nr_tasks + 1, sizeof(*by_tid));
	char *p, *end, *comm;
	long tid;

	t->comms = malloc(text->len + 1);
	if (!t->comms || !by_tid) {
		free(by_tid);
		return -ENOMEM;
	}
	if (text->len)
		memcpy(t->comms, text->data, text->len);
	t->comms[text->len] = '\0';
	for (size_t i = 0; i < t->nr_tasks; i++) {
		by_tid[i] = &t->tasks[i];
		if (!t->tasks[i].tid)
			t->tasks[i].comm = "<idle>";
	}
	qsort(by_tid, t->nr_tasks, sizeof(*by_tid), compare_tids);
	for (p = t->comms, end = p + text->len; p < end; p += strlen(p) + 1) {
		char *eol = memchr(p, '\n', (size_t)(end - p));

		if (eol)
			*eol = '\0';
		tid = strtol(p, &comm, 10);
		if (comm > p && *comm == ' ')
			name_task(by_tid, t->nr_tasks, (int)tid, comm + 1);
	}
	free(by_tid);
	return 0;
}
