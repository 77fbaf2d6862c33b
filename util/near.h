/* SPDX-License-Identifier: MIT */
/* The names nearest to one that does not exist, for messages: "did you mean". */
#ifndef FTRUN_NEAR_H
#define FTRUN_NEAR_H

#include <stddef.h>
#include <stdint.h>

#define NEAR_MAX 5

/* Set word, the rest to zero, offer the candidates, take the text. */
struct near {
	const char *word;	     /* what was asked for, a word or a glob; borrowed */
	const char *names[NEAR_MAX]; /* borrowed, nearest first; NULL: no more */
	size_t distances[NEAR_MAX], lens[NEAR_MAX];
	const char *piece; /* what of word is compared; NULL: nothing was offered yet */
	size_t len;	   /* of piece */
	int anywhere;	   /* 1: the best match inside of a candidate counts, not all of it */
	int dotted;	   /* 1: piece has a dot itself */
	uint64_t eq[256];  /* for each character the positions in piece where it stands */
};

/* Looks at one more candidate, which must live as long as n. */
void near_offer(struct near *n, const char *candidate);

/* "; near: a, b" in buf, or "" when nothing was near. Returns buf. */
const char *near_text(const struct near *n, char *buf, size_t len);

#endif
