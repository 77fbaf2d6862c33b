/* SPDX-License-Identifier: MIT */
/*
 * The inside of a struct trace: event types by number, tasks, and runs. A run is a stretch of one
 * CPU's data in which all records are of one task.
 */
#ifndef FTRUN_INDEX_H
#define FTRUN_INDEX_H

#include "../recording/recording.h"
#include "format.h"
#include "subbuf.h"
#include "symbols.h"
#include "trace.h"

/*
 * A depth from here on is nonsense: the kernel's return stack holds 50 calls, from 6.11 on fewer
 * than 256 (one page of words, at least two each).
 */
#define DEPTH_MAX 512

struct run {
	uint64_t begin, end; /* bytes into the CPU's data: first record, behind the last one */
	uint64_t base_ns;    /* time before the first record's delta */
	uint64_t first_ns;
	uint64_t lost;	    /* with gap: how many events, 0 unknown */
	uint32_t gap;	    /* 1: events were lost just before */
	uint32_t cpu;	    /* index in rec->cpus */
	uint32_t task;	    /* index in tasks */
	uint32_t continues; /* 1: the task was nowhere else since its last run */
};

/* Names of parameters, by function: args.c. */
struct args {
	struct args_slot *slots; /* owned; NULL: none are known */
	size_t nr_slots;	 /* a power of two */
	int loaded;
};
void args_fini(struct args *args);

/* Events were lost on some CPU between these times. */
struct gap {
	uint64_t from_ns, to_ns;
	uint64_t earliest_ns; /* the least from_ns of this and all later ones */
};

struct trace {
	const struct recording *rec;	  /* borrowed */
	const struct recording_cpu *cpus; /* the pages: borrowed from rec or live, nr_cpus of rec */
	struct live *live;		  /* owned; NULL: the recording is whole */
	struct trace_options opt;
	struct subbuf_layout layout;
	struct format_at type, flags, preempt, pid; /* common fields */
	unsigned common_len;
	int plain; /* 1: record_load_plain() may be used */

	struct trace_event_type *types; /* owned */
	size_t nr_types;
	const struct trace_event_type **by_id; /* owned; NULL where no such event */
	size_t nr_ids;

	struct trace_task *tasks; /* owned, in order of their first record */
	size_t nr_tasks;
	uint64_t *orphans; /* owned: what the last walk of each task counted */
	char *comms;	   /* owned: what tasks' comm point into */
	struct run *runs;  /* owned, sorted by task, then time */
	size_t nr_runs;
	size_t *first_run; /* owned: of each task; [nr_tasks] is nr_runs */
	struct gap *gaps;  /* owned, sorted by to_ns */
	size_t nr_gaps;
	struct trace_totals totals;
	struct symbols symbols;
	struct args args;
};

/* Reads the format files into types, by_id and the common fields. As trace_new(). */
int index_formats(struct trace *t, char *why, size_t why_len);

/*
 * Parses the format file of a record's event if that has not been done: most of the events that a
 * trace.dat describes are not in it. Returns 1 when it was now, 0 when there is none, or -ENOMEM.
 */
int index_load_type(struct trace *t, const struct record *r);

/* Scans all pages: tasks, runs, gaps, totals. Returns 0 or -ENOMEM. */
int index_scan(struct trace *t);

/* Sorts what index_scan() found. Returns 0 or -ENOMEM. */
int index_sort(struct trace *t);

/* Sorts runs by task and time, and says in first_run, which has room for it, where each task's begin. */
void index_sort_runs(struct trace *t);

/* Sorts gaps by their end. */
void index_sort_gaps(struct trace *t);

/* Names the tasks from saved_cmdlines. Returns 0 or -ENOMEM. */
int index_comms(struct trace *t);

/* May the task have been inside of calls when recording began? */
int trace_may_be_open(const struct trace *t, const struct trace_task *task);

/*
 * Has the task, of the trace in ctx, nothing but exits that are another user's? What was lost may have
 * been their entries.
 */
int trace_is_stray(void *ctx, const struct trace_task *task);

static inline uint64_t record_load(const struct trace *t, const uint8_t *data, struct format_at at)
{
	return load_uint(data + at.offset, at.size, t->layout.swap);
}

/*
 * The same where it is known that a little-endian number of size bytes lies there (or begins there),
 * on a little-endian machine: trace.plain. That is the usual recording, and saves a third of the work.
 */
static inline __attribute__((always_inline)) uint64_t
record_load_plain(const struct trace *t, const uint8_t *data, struct format_at at, unsigned size,
		  const int plain)
{
	return plain ? load_uint(data + at.offset, size, 0) : record_load(t, data, at);
}

/*
 * The type of a record, NULL when it cannot be decoded: too short, unknown, or a call deeper than
 * can be. The scan counts those, the walk passes them by.
 */
static inline __attribute__((always_inline)) const struct trace_event_type *
record_type(const struct trace *t, const struct record *r, const int plain)
{
	const struct trace_event_type *type;
	uint64_t id;

	if (r->len < t->common_len)
		return NULL;
	id = record_load_plain(t, r->data, t->type, 2, plain);
	if (id >= t->nr_ids)
		return NULL;
	type = t->by_id[id];
	if (!type || r->len < type->min_len)
		return NULL;
	if (type->kind != FORMAT_EVENT &&
	    record_load_plain(t, r->data, type->depth, 4, plain) >= DEPTH_MAX)
		return NULL;
	return type;
}

#endif
