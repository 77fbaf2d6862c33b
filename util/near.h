/* SPDX-License-Identifier: MIT */
/* The names nearest to one that does not exist, for messages: "did you mean". */
#ifndef FTRUN_NEAR_H
#define FTRUN_NEAR_H

#include <stddef.h>

#define NEAR_MAX 3

struct near {
	const char *word;	       /* what was asked for; borrowed */
	const char *names[NEAR_MAX];   /* borrowed, nearest first; NULL: no more */
	unsigned distances[NEAR_MAX];
};

/* Looks at one more candidate, which must live as long as n. */
void near_offer(struct near *n, const char *candidate);

/* "; near: a, b" in buf, or "" when nothing was near. Returns buf. */
const char *near_text(const struct near *n, char *buf, size_t len);

#endif
