/* SPDX-License-Identifier: MIT */
/* The call graph's inside: rows, and the collapsing of repeated ones. */
#ifndef FTRUN_GRAPH_H
#define FTRUN_GRAPH_H

#include <stddef.h>
#include <stdint.h>

#include "report.h"

#define GRAPH_ROW_MAX 4096 /* bytes of a row at most, newline included */
#define GRAPH_NAMES   4096 /* functions whose text is kept; a power of 2 */

struct graph_name {
	uint64_t func;
	char *text; /* owned; NULL: free. At least 32 bytes may be read. */
	size_t len;
};

struct graph {
	struct trace *trace;
	struct out *out;
	const struct report_options *opt;
	int cpu_width; /* digits */
	char task[64]; /* the TASK/PID column of this tree; "" with one task */
	size_t task_len;
	unsigned cpu;		   /* that prologue is for */
	char prologue[96];	   /* the CPU and TASK/PID columns */
	size_t prologue_len;	   /* 0: to be made */
	struct collapse *collapse; /* owned; NULL: rows go straight to out */
	int error;
	struct graph_name names[GRAPH_NAMES];
};

/* Returns NULL when memory is out. opt and out are borrowed. */
struct graph *graph_new(struct trace *trace, const struct report_options *opt, struct out *out);
void graph_free(struct graph *g); /* NULL allowed */

/* The heading; several: with a TASK/PID column. */
void graph_put_header(const struct graph *g, int several);

/* Makes the TASK/PID column of the rows to come. */
void graph_set_task(struct graph *g, const struct trace_task *task);

/* Puts the row of item at p, which has room for GRAPH_ROW_MAX bytes; returns its end. */
char *graph_put_row(struct graph *g, char *p, const struct trace_item *item);

/* Puts the row that stands for count repetitions of the last period sub-trees, last being the last. */
char *graph_put_repeats(struct graph *g, char *p, const struct trace_item *last, size_t period,
			uint64_t count, uint64_t total_ns);

/*
 * Repeated identical sub-trees, or sequences of them, one behind the other are shown once, with their number. new returns
 * NULL when memory is out. item takes the next item; flush writes all rows that wait (between
 * trees).
 */
struct collapse *collapse_new(void);
void collapse_free(struct collapse *c);
void collapse_item(struct collapse *c, struct graph *g, const struct trace_item *item);
void collapse_flush(struct collapse *c, struct graph *g);

#endif
