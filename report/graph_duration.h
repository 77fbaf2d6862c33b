/* SPDX-License-Identifier: MIT */
/*
 * The graph's column DURATION, as the kernel prints it: "+ 12.345 us   |  ". Each function puts it at p
 * and returns its end; it is longer than usual where the number is.
 */
#ifndef FTRUN_GRAPH_DURATION_H
#define FTRUN_GRAPH_DURATION_H

#include <stdint.h>
#include <string.h>

#define GRAPH_NO_DURATION    "              |  "
#define GRAPH_SHORT_DURATION "  0.000 us    |  " /* of less than 10 us: most are */

static inline char *graph_put_no_duration(char *p)
{
	memcpy(p, GRAPH_NO_DURATION, sizeof(GRAPH_NO_DURATION) - 1);
	return p + sizeof(GRAPH_NO_DURATION) - 1;
}

/* Three digits. */
static inline void graph_put_thousandths(char *p, unsigned v)
{
	unsigned tens = v / 10, hundreds = tens / 10;

	p[0] = (char)('0' + hundreds);
	p[1] = (char)('0' + tens - 10 * hundreds);
	p[2] = (char)('0' + v - 10 * tens);
}

/* Any duration. colour 1: a long one is coloured, by its mark. */
char *graph_put_long_duration(int colour, char *p, uint64_t ns);

static inline char *graph_put_duration(int colour, char *p, uint64_t ns)
{
	if (ns >= 10000)
		return graph_put_long_duration(colour, p, ns);
	memcpy(p, GRAPH_SHORT_DURATION, sizeof(GRAPH_SHORT_DURATION) - 1);
	p[2] = (char)('0' + ns / 1000);
	graph_put_thousandths(p + 4, (unsigned)(ns % 1000));
	return p + sizeof(GRAPH_SHORT_DURATION) - 1;
}

#endif
