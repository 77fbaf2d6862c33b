/* SPDX-License-Identifier: MIT */
/*
 * Where reports go: the options that say so, the files, and the one place of this room that opens,
 * pages, closes and dies. Each report itself only fills a struct out.
 */
#ifndef FTRUN_OUTPUT_H
#define FTRUN_OUTPUT_H

#include "../util/progress.h"
#include "../util/words.h"
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
};

struct output {
	const char *path;	      /* borrowed; "-": stdout; NULL: stderr */
	const struct report_ops *ops; /* NULL: the recording itself */
	int fd;			      /* owned, unless it is stdout or stderr */
};

struct outputs {
	struct output *v; /* owned */
	size_t nr;
	int keep; /* 1: the recording itself is among them */
};

/*
 * Opens all that is to be written: before the command runs, because an error then costs nothing. hist
 * as in report_options. Dies when a file cannot be opened or a kind does not exist.
 */
void outputs_open(struct outputs *list, const struct output_options *o, const char *hist);
void outputs_fini(struct outputs *list);

/*
 * Writes one report, in colour and through a pager where a person looks, or the recording; and closes
 * the file. other: what --diff compares trace with, else NULL. Dies with "NAME: reason".
 */
void output_write(const struct output *output, const struct report_options *opt,
		  struct trace *trace, struct trace *other);

/* Writes them all, one after the other; progress, when not NULL, shows how far each has come. */
void outputs_write(const struct outputs *list, const struct report_options *opt,
		   struct trace *trace, struct progress *progress);

#endif
