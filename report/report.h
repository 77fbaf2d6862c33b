/* SPDX-License-Identifier: MIT */
/*
 * Reports: a decoded trace in, text out. Pure: a report writes to a struct out and nothing else.
 * A kind of report is one struct report_ops in the table of report.c; ftrun.c picks one by name
 * (-R), by a file's suffix (-o), or by option (-c).
 */
#ifndef FTRUN_REPORT_H
#define FTRUN_REPORT_H

#include <stdint.h>

#include "../decode/trace.h"
#include "../util/out.h"

enum report_sort { SORT_TOTAL, SORT_SELF, SORT_AVG, SORT_MAX, SORT_COUNT, SORT_NAME };
enum report_by { BY_NONE, BY_SYSCALL, BY_TASK, BY_CPU, BY_PARENT };

struct report_options {
	int absolute;	       /* -t: a column of absolute times */
	int colour;	       /* 1: escape sequences allowed */
	int collapse;	       /* --collapse: repeated identical sub-trees once, with a count */
	int retval;	       /* 1: return values, where recorded (--retval) */
	int by_count;	       /* --count: flame and folded weigh calls, not time */
	enum report_sort sort; /* -S */
	enum report_by by;     /* --by */
	const char *by_field;  /* --by=FIELD: split the counts of events by its values; NULL */
	const char *hist;      /* --hist=FUNC, or NULL */
	const char *const
		*stacks; /* --stack: only of these functions, ends with NULL; NULL: of all events */
	const char *title; /* the command line, for headings; NULL unknown */
};

struct report_ops {
	const char *name;   /* -R NAME */
	const char *suffix; /* of -o files, with the dot */
	const char *help;   /* one line for the usage text */
	/*
	 * Writes the whole report. Returns 0 or -errno; write errors are left in out. -ENODATA:
	 * failed, and the trace has no return values. -ENOENT: no call of opt->hist's functions.
	 */
	int (*run)(struct trace *trace, const struct report_options *opt, struct out *out);
};

extern const struct report_ops report_graph, report_summary, report_csv, report_folded,
	report_flame, report_chrome, report_jsonl, report_failed, report_stack;

/* By name, or by the suffix of a file's name; NULL when there is none. */
const struct report_ops *report_find(const char *name);
const struct report_ops *report_for_file(const char *path);

/* --by: one of the words of enum report_by, else the name of an event's field; NULL: neither. */
void report_choose_by(struct report_options *opt, const char *by);

/* All of them, for the usage text and the completions; ends with NULL. */
const struct report_ops *const *report_all(void);

/* "Reports: graph .txt, summary, ...", in lines of at most 80 columns, for the usage text. */
void report_usage(char *text, size_t len);

/* --diff: what differs between two traces. Returns 0 or -errno. */
int report_diff(struct trace *a, struct trace *b, const struct report_options *opt,
		struct out *out);

/*
 * The run in one line, no newline, cut to len: calls, functions, tasks, time, loss, kernel, and
 * stage (in words, e.g. "private instance"; NULL unknown). Counting functions takes a walk of the
 * whole trace. Returns 0 or -errno.
 */
int report_verdict(struct trace *trace, const char *stage, char *buf, size_t len);

#endif
