/* SPDX-License-Identifier: MIT */
/*
 * The graph of a live trace. Each task's rows wait until its outermost call is complete; so what is
 * printed is never torn, and each task's rows together are those of the ordinary graph.
 */
#ifndef FTRUN_LIVE_GRAPH_H
#define FTRUN_LIVE_GRAPH_H

#include "graph.h"

struct live_graph;

/* As graph_new(); writes the heading. */
struct live_graph *live_graph_new(struct trace *trace, const struct report_options *opt,
				  struct out *out);
void live_graph_free(struct live_graph *lg);

/* Takes the trace's window. Returns 0 or -errno. */
int live_graph_take(struct live_graph *lg);

/* Writes what waits, complete or not. */
void live_graph_flush(struct live_graph *lg);

#endif
