/* SPDX-License-Identifier: MIT */
/*
 * The rows of the call graph, in the text of the kernel's own function_graph tracer, column by column
 * (kernel/trace/trace_functions_graph.c, the print_graph functions).
 *
 * A row is put together in one piece of reserved memory: no bounds check for each part, no printf.
 * Short parts are copied with a constant length, which is longer than most of them: a few moves
 * instead of a call. The next part then overwrites what was too much.
 */
#include "graph.h"
#include "errname.h"
#include "graph_duration.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define NAME_MAX_LEN   1024 /* a function's; the kernel's own limit is 512 */
#define EVENT_MAX_LEN  2000
#define ARGS_MAX_LEN   640
#define INDENT_MAX     512
#define STACK_LINE_MAX 200

/* Copies text, control characters as "?": names are the recording's and may be hostile. */
static char *put_text(char *p, const char *s, size_t max)
{
	for (; *s && max; s++, max--)
		*p++ = (unsigned char)*s < ' ' || *s == 0x7f ? '?' : *s;
	return p;
}

static inline char *put(char *p, const char *s)
{
	size_t len = strlen(s);

	memcpy(p, s, len);
	return p + len;
}

static char *put_hex(char *p, uint64_t v)
{
	return p + sprintf(p, "0x%llx", (unsigned long long)v);
}

/* The name as %ps prints it: "func" or "func [module]". */
static const struct graph_name *fill_name(struct graph *g, struct graph_name *n, uint64_t func)
{
	char text[2 * NAME_MAX_LEN + 8], *p = text;
	const char *module, *name = trace_symbol(g->trace, func, &module);

	p = put_text(p, name, NAME_MAX_LEN);
	if (*module) {
		p = put(p, " [");
		p = put_text(p, module, NAME_MAX_LEN);
		*p++ = ']';
	}
	free(n->text);
	n->func = func;
	n->len = (size_t)(p - text);
	n->text = calloc(1, n->len + 32);
	if (!n->text) {
		n->len = 0;
		g->error = -ENOMEM;
		return NULL;
	}
	memcpy(n->text, text, n->len);
	return n;
}

static inline char *put_name(struct graph *g, char *p, uint64_t func)
{
	const struct graph_name *n = &g->names[(func * 0x9e3779b97f4a7c15ULL) >> 52];

	if (n->func != func || !n->text)
		n = fill_name(g, &g->names[n - g->names], func);
	if (!n)
		return p;
	memcpy(p, n->text, 32); /* nearly all names: a copy of constant length */
	if (n->len > 32)
		memcpy(p + 32, n->text + 32, n->len - 32);
	return p + n->len;
}

static inline char *put_indent(char *p, int32_t depth)
{
	size_t len = depth > 0 ? 2 * (size_t)(depth < INDENT_MAX ? depth : INDENT_MAX) : 0;

	memset(p, ' ', 32);
	if (len > 32)
		memset(p + 32, ' ', len - 32);
	return p + len;
}

/* print_graph_proc(): seven characters of the name, the whole in the middle of 14 places. */
void graph_set_task(struct graph *g, const struct trace_task *task)
{
	char text[32], *p = put_text(text, task->comm, 7);
	int len, spaces;

	p += sprintf(p, "-%d", task->tid);
	len = (int)(p - text);
	spaces = len < 14 ? 14 - len : 0;
	g->task_len = (size_t)sprintf(g->task, "%*s%s%*s | ", spaces / 2, "", text,
				      spaces - spaces / 2, "");
	g->prologue_len = 0;
}

static void set_prologue(struct graph *g, unsigned cpu)
{
	char *p = g->prologue;

	*p++ = ' ';
	p = out_put_u64_pad(p, cpu, g->cpu_width);
	p = put(p, ") ");
	memcpy(p, g->task, g->task_len);
	g->prologue_len = (size_t)(p - g->prologue) + g->task_len;
	g->cpu = cpu;
}

static char *put_time(char *p, uint64_t ns)
{
	p = out_put_u64_pad(p, ns / 1000000000, 5);
	/* six digits: a leading 1 keeps the zeros, and becomes the point */
	out_put_u64(p, 1000000 + ns / 1000 % 1000000);
	*p = '.';
	return put(p + 7, " |  ");
}

/* TIME, CPU and TASK/PID: what stands before DURATION. */
static inline char *put_prologue(struct graph *g, char *p, const struct trace_item *item)
{
	if (g->opt->absolute)
		p = put_time(p, item->ts_ns);
	if (item->cpu != g->cpu || !g->prologue_len)
		set_prologue(g, item->cpu);
	memcpy(p, g->prologue, 32); /* nearly always all of it, and of constant length */
	if (g->prologue_len > 32)
		memcpy(p + 32, g->prologue + 32, g->prologue_len - 32);
	return p + g->prologue_len;
}

static char *put_args(const struct graph *g, char *p, const struct trace_item *item)
{
	if (!item->nr_args)
		return put(p, "()");
	return p + trace_args_text(g->trace, item, p, ARGS_MAX_LEN);
}

/* As print_graph_retval(), and errors by their names. */
static char *put_retval(char *p, uint64_t v)
{
	unsigned error = errname_of_retval(v);
	const char *name = error ? errname_text(error) : NULL;

	p = put(p, " ret=");
	if (!error)
		return put_hex(p, v);
	*p++ = '-';
	return name ? put(p, name) : out_put_u64(p, error);
}

static int wants_retval(const struct graph *g, const struct trace_item *item)
{
	return g->opt->retval && (item->flags & TRACE_HAS_RETVAL);
}

static char *put_leaf(struct graph *g, char *p, const struct trace_item *item)
{
	p = graph_put_duration(g->opt->colour, p, item->duration_ns);
	p = put_indent(p, item->depth);
	p = put_name(g, p, item->func);
	p = put_args(g, p, item);
	*p++ = ';';
	if (wants_retval(g, item)) {
		p = put(p, " /*");
		p = put_retval(p, item->retval);
		p = put(p, " */");
	}
	return p;
}

/* "}", with the function's name where its entry was not seen. */
static char *put_close(struct graph *g, char *p, const struct trace_item *item)
{
	int retval = wants_retval(g, item);

	p = graph_put_duration(g->opt->colour, p, item->duration_ns);
	p = put_indent(p, item->depth);
	*p++ = '}';
	if (!retval && !(item->flags & (TRACE_NO_ENTRY | TRACE_NAMED)))
		return p;
	p = put(p, " /* ");
	p = put_name(g, p, item->func);
	if (retval)
		p = put_retval(p, item->retval);
	return put(p, " */");
}

/* A comment. At the outermost two levels the kernel does not indent it. */
static char *put_event(struct graph *g, char *p, const struct trace_item *item)
{
	const char *name = trace_event_name(item->event);
	char *start;

	p = graph_put_no_duration(p);
	p = put_indent(p, item->depth > 1 ? item->depth : 0);
	p = put(p, "/* ");
	if (strcmp(name, "print")) {
		p = put_text(p, name, 200);
		p = put(p, ": ");
	}
	start = p;
	p += trace_event_text(g->trace, item, p, EVENT_MAX_LEN);
	if (p == start && p[-2] == ':')
		p -= 2;
	return put(p, " */");
}

/* Below its event, and without columns: the kernel's text has it so. */
static char *put_stack(const struct graph *g, char *p, const struct trace_item *item)
{
	uint64_t frames[TRACE_STACK_MAX];
	size_t nr = trace_stack(g->trace, item, frames, TRACE_STACK_MAX);
	const char *end = p + GRAPH_ROW_MAX - STACK_LINE_MAX - 16, *module, *name;

	for (size_t i = 0; i < nr && p < end; i++) {
		name = trace_symbol(g->trace, frames[i], &module);
		p = put(p, " => ");
		p = put_text(p, name, STACK_LINE_MAX / 2);
		if (*module) {
			p = put(p, " [");
			p = put_text(p, module, STACK_LINE_MAX / 4);
			*p++ = ']';
		}
		*p++ = '\n';
	}
	return p < end ? p : put(p, " => ...\n");
}

static char *put_lost(char *p, const struct trace_item *item)
{
	p += sprintf(p, "CPU:%u [LOST", item->cpu);
	if (item->lost)
		p += sprintf(p, " %llu", (unsigned long long)item->lost);
	return put(p, " EVENTS]\n");
}

/* A row of its own at an interrupt's entry function. */
static char *put_arrow(struct graph *g, char *p, const struct trace_item *item, const char *arrow)
{
	p = put_prologue(g, p, item);
	p = put(p, "  ");
	p = put(p, arrow);
	return put(p, " |\n");
}

char *graph_put_row(struct graph *g, char *p, const struct trace_item *item)
{
	if (item->kind == TRACE_LOST)
		return put_lost(p, item);
	if (item->kind == TRACE_EVENT && trace_is_stack(item))
		return put_stack(g, p, item);
	if ((item->flags & TRACE_IRQ_ENTRY) && item->kind != TRACE_CLOSE)
		p = put_arrow(g, p, item, "==========>");
	p = put_prologue(g, p, item);
	switch (item->kind) {
	case TRACE_OPEN:
		p = graph_put_no_duration(p);
		p = put_indent(p, item->depth);
		p = put_name(g, p, item->func);
		p = put_args(g, p, item);
		p = put(p, " {");
		break;
	case TRACE_LEAF:
		p = put_leaf(g, p, item);
		break;
	case TRACE_CLOSE:
		p = put_close(g, p, item);
		break;
	default:
		p = put_event(g, p, item);
	}
	*p++ = '\n';
	if ((item->flags & TRACE_IRQ_ENTRY) && item->kind != TRACE_OPEN)
		p = put_arrow(g, p, item, "<==========");
	return p;
}

char *graph_put_repeats(struct graph *g, char *p, const struct trace_item *last, size_t period,
			uint64_t count, uint64_t total_ns)
{
	p = put_prologue(g, p, last);
	p = last->kind == TRACE_EVENT && period == 1
		    ? graph_put_no_duration(p)
		    : graph_put_duration(g->opt->colour, p, total_ns);
	p = put_indent(p, last->depth);
	p = put(p, "/* ");
	p = out_put_u64(p, count);
	p = put(p, " more");
	if (period > 1) {
		p = put(p, " of the ");
		p = out_put_u64(p, period);
		p = put(p, " above");
	} else if (last->kind != TRACE_EVENT) {
		p = put(p, " of ");
		p = put_name(g, p, last->func);
		p = put(p, "()");
	}
	return put(p, " */\n");
}
