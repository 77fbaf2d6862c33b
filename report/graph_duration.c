/* SPDX-License-Identifier: MIT */
/* The long durations: kernel/trace/trace_output.c and trace_functions_graph.c say how they look. */
#include "graph_duration.h"

#include <stddef.h>

#include "../util/out.h"

/* trace_find_mark() */
static char mark_of(uint64_t ns)
{
	static const struct {
		uint64_t above_ns;
		char mark;
	} marks[] = {{1000000000, '$'}, {100000000, '@'}, {10000000, '*'},
		     {1000000, '#'},	{100000, '!'},	  {10000, '+'}};

	if (ns <= 10000)
		return ' ';
	for (size_t i = 0;; i++)
		if (ns > marks[i].above_ns)
			return marks[i].mark;
}

static const char *colour_of(char mark)
{
	switch (mark) {
	case '+':
		return "\033[33m";
	case '!':
		return "\033[31m";
	default:
		return "\033[1;31m";
	}
}

/* trace_print_graph_duration(): seven digits, but all of those before the point. */
static char *put_us(char *p, uint64_t ns)
{
	char *start = p;
	size_t len;

	p = out_put_u64(p, ns / 1000);
	len = (size_t)(p - start);
	if (len >= 7)
		return p;
	p[0] = '.';
	graph_put_thousandths(p + 1, (unsigned)(ns % 1000));
	return p + (len < 5 ? 4 : 8 - len);
}

/* The number is laid into an empty column, which it moves when it does not fit. */
char *graph_put_long_duration(int colour, char *p, uint64_t ns)
{
	char mark = mark_of(ns), *bar, *end;

	colour = colour && mark != ' ';
	if (colour)
		p = stpcpy(p, colour_of(mark));
	bar = graph_put_no_duration(p) - 3;
	*p = mark;
	end = put_us(p + 2, ns);
	memcpy(end, " us", 3);
	if (end + 4 > bar) {
		bar = end + 4;
		bar[-1] = ' ';
	}
	if (colour)
		bar = stpcpy(bar, "\033[0m");
	memcpy(bar, "|  ", 3);
	return bar + 3;
}
