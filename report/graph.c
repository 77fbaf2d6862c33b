/* SPDX-License-Identifier: MIT */
/*
 * The call graph, in the text of the kernel's own function_graph tracer, column by column (kernel/
 * trace/trace_functions_graph.c, the print_graph functions). One task gives the kernel's default
 * columns. Several give a tree each, in the order of their first record, with the kernel's TASK/PID
 * column in each row.
 */
#include "graph.h"

#include <errno.h>
#include <stdlib.h>

static int print_item(void *ctx, const struct trace_item *item)
{
	struct graph *g = ctx;

	if (item->kind == TRACE_END && !g->collapse)
		return 0;
	if (g->collapse)
		collapse_item(g->collapse, g, item);
	else
		out_commit(g->out, graph_put_row(g, out_reserve(g->out, GRAPH_ROW_MAX), item));
	return g->error;
}

void graph_put_header(const struct graph *g, int several)
{
	int time = g->opt->absolute;

	out_str(g->out, "# tracer: function_graph\n#\n");
	out_printf(g->out, "#%s CPU%s  DURATION                  FUNCTION CALLS\n",
		   time ? "     TIME       " : "", several ? "  TASK/PID       " : "");
	out_printf(g->out, "#%s |  %s   |   |                     |   |   |   |\n",
		   time ? "      |         " : "", several ? "   |    |        " : "");
}

/* The kernel's CPU column has room for its highest possible CPU; we know those recorded. */
static int cpu_digits(const struct trace *trace)
{
	char digits[20];

	return (int)(out_put_u64(digits, trace_totals(trace)->highest_cpu) - digits);
}

static int print_tasks(struct graph *g)
{
	const struct trace_task *tasks;
	size_t nr;
	int ret = 0;

	tasks = trace_tasks(g->trace, &nr);
	graph_put_header(g, nr > 1);
	for (size_t i = 0; i < nr && !ret; i++) {
		if (nr > 1)
			graph_set_task(g, &tasks[i]);
		if (i)
			out_char(g->out, '\n');
		ret = trace_walk(g->trace, i, print_item, g);
		if (g->collapse)
			collapse_flush(g->collapse, g);
	}
	return ret;
}

struct graph *graph_new(struct trace *trace, const struct report_options *opt, struct out *out)
{
	struct graph *g = calloc(1, sizeof(*g));

	if (!g)
		return NULL;
	g->trace = trace;
	g->opt = opt;
	g->out = out;
	g->cpu_width = cpu_digits(trace);
	return g;
}

void graph_free(struct graph *g)
{
	if (!g)
		return;
	collapse_free(g->collapse);
	for (size_t i = 0; i < GRAPH_NAMES; i++)
		free(g->names[i].text);
	free(g);
}

static int run(struct trace *trace, const struct report_options *opt, struct out *out)
{
	struct graph *g = graph_new(trace, opt, out);
	int ret;

	if (g && opt->collapse)
		g->collapse = collapse_new();
	ret = !g || (opt->collapse && !g->collapse) ? -ENOMEM : print_tasks(g);
	graph_free(g);
	return ret;
}

const struct report_ops report_graph = {
	.name = "graph",
	.suffix = ".txt",
	.help = "call graph with durations, as the kernel prints it",
	.run = run,
};
