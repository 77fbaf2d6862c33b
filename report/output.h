/* SPDX-License-Identifier: MIT */
/*
 * Where reports go: the options that say so, the files, and the one place of this room that opens,
 * pages, closes and dies. Each report itself only fills a struct out.
 */
#ifndef FTRUN_OUTPUT_H
#define FTRUN_OUTPUT_H

#include "../util/progress.h"
#include "../util/words.h"
#include "live.h"
#include "report.h"

/* What the command line says about it. */
struct output_options {
	struct words files; /* -o, in order; owned */
	const char *kind;   /* -R; NULL */
	const char *by;	    /* --by, which asks for the summary as -c does; NULL */
	int summary;	    /* -c */
	int both;	    /* -C */
	int failed_only;    /* -Z */
	int stacks;    /* --stack, which asks for stacks where nothing asks for something else */
	int to_stdout; /* without -o: to stdout, not stderr (there is no command) */
	int dry_run;   /* --dry-run: files are looked at and not opened */
	int diff;      /* --diff: -C asks for nothing */
	int live;      /* --live: the graph, call by call */
	uint64_t interval_ns; /* --interval: the summary, by intervals; 0: neither */
};

struct output {
	const char *path;	      /* borrowed; "-": stdout; NULL: stderr */
	const struct report_ops *ops; /* NULL: the recording itself */
	int fd;			      /* owned, unless it is stdout or stderr */
};

struct outputs {
	struct output *v; /* owned */
	size_t nr;
	int keep;		  /* 1: the recording itself is among them */
	struct live_report *live; /* owned: is written during the run, and not in v; NULL */
	const char *live_name;	  /* where it goes */
};

/*
 * Opens all that is to be written: before the command runs, because an error then costs nothing. hist
 * as in report_options. Dies when a file cannot be opened or a kind does not exist.
 */
void outputs_open(struct outputs *list, const struct output_options *o, const char *hist);
void outputs_fini(struct outputs *list);

/*
 * Writes one report, in colour and through a pager where a person looks, or rec itself; and closes
 * the file. other: what --diff compares trace with, else NULL. Dies with "NAME: reason".
 */
void output_write(const struct output *output, const struct report_options *opt,
		  struct trace *trace, struct trace *other, const struct recording *rec);

/* Writes them all, one after the other; progress, when not NULL, shows how far each has come. */
void outputs_write(const struct outputs *list, const struct report_options *opt,
		   struct trace *trace, const struct recording *rec, struct progress *progress);

/*
 * With --live or --interval: makes the one text output a report that is written during the run, and
 * takes it off the list. decode as live_report_new() takes it. Returns the viewer for the run. Dies.
 */
const struct recording_viewer *outputs_view(struct outputs *list, const struct output_options *o,
					    const struct report_options *opt,
					    void (*decode)(void *ctx, struct trace_options *decode),
					    void *ctx);

/* The viewer ended with that error: nothing, when nobody reads any more; else dies. */
void outputs_viewed(const struct outputs *list, int error);

#endif
