/* SPDX-License-Identifier: MIT */
/*
 * The scan's state, for who scans a recording piece by piece (live.c): pages may be added at the end of
 * a CPU's data between two steps. Pointers into the data move with it: see live.c.
 */
#ifndef FTRUN_SCAN_H
#define FTRUN_SCAN_H

#include "index.h"

#define NO_TASK	 UINT32_MAX
#define FREE_CPU -2 /* of a task whose place may be taken by another */

/* tid (of idle tasks with the CPU) to index in tasks; open addressing, slots hold index + 1. */
struct task_table {
	uint32_t *slots;
	size_t nr_slots, cap; /* cap: of tasks */
};

struct scan {
	struct trace *t;
	struct cpu_scan *cpus;	/* owned; as many as the recording has */
	struct cpu_scan **heap; /* owned: those that have a next record, the earliest first */
	size_t nr_heap;
	struct task_table table;
	size_t runs_cap, gaps_cap;
	struct cpu_scan **holders; /* owned: of each task, the CPU that has its open run, or NULL */
	size_t holders_cap;
	const uint32_t *free; /* borrowed: tasks whose places may be taken again */
	size_t nr_free;
};

/* A CPU being scanned. */
struct cpu_scan {
	const struct recording_cpu *cpu;
	uint64_t next_page; /* offset in cpu->data */
	struct subbuf sb;
	const uint8_t *pos; /* behind the next record, which is the following three */
	uint64_t time_ns;
	struct record r;
	const struct trace_event_type *type;

	struct run run; /* task NO_TASK: none open */
	int run_pid;
	uint64_t run_events, run_exits; /* run_exits: of the CPU, before the run */
	uint64_t last_ns;
	uint64_t nr[3]; /* records of each enum format_kind */
	uint64_t lost;	/* lost since the last record, where the pages tell the number */
	int gap, gap_noted;
	uint64_t known_lost, unknown_gaps;
	int in_heap;
	int cut; /* 1: the open run was handed out as far as it had come */
};

/* Returns 0 or -ENOMEM; scan_fini() is right after either. */
int scan_init(struct scan *s, struct trace *t);
void scan_fini(struct scan *s);

/* The open run ends with the last record that was scanned. Returns 0 or -ENOMEM. */
int scan_close_run(struct scan *s, struct cpu_scan *c);

/* Begins a run of pid's with the present record; one that the task has on another CPU ends. */
int scan_open_run(struct scan *s, struct cpu_scan *c, int pid);

/* Goes on with the run that was cut before the present record. */
void scan_continue_run(const struct scan *s, struct cpu_scan *c);

/* Scans all that there is up to that time, in order of time over all CPUs. Returns 0 or -ENOMEM. */
int scan_until(struct scan *s, uint64_t until_ns);

/* Adds the open runs to the trace's, up to their last record; they continue. Returns 0 or -ENOMEM. */
int scan_cut(struct scan *s);

/* Closes the open runs. Returns 0 or -ENOMEM. */
int scan_close(struct scan *s);

/* The run that the task has open, if it has one, is no longer its. */
void scan_drop(struct scan *s, size_t task);

/* Tasks were taken out of the table or given other tids. Returns 0 or -ENOMEM. */
int scan_rehash(struct scan *s);

/* Gaps whose first record behind them is known, but not scanned yet. Returns 0 or -ENOMEM. */
int scan_note_gaps(struct scan *s);

/* What is lost so far, and how many records of each kind there are, into the trace's totals. */
void scan_count(const struct scan *s);

#endif
