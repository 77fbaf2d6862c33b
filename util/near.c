/* SPDX-License-Identifier: MIT */
/*
 * Distance is Levenshtein's, in one row; a candidate that contains the word counts as nearer than
 * one that is spelled like it, because a forgotten prefix is the commonest mistake.
 */
#include "near.h"

#include <stdio.h>
#include <string.h>

#define WORD_MAX 96

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* UINT_MAX / 2 for words that are too long to be compared. */
static unsigned distance(const char *a, const char *b)
{
	size_t a_len = strlen(a), b_len = strlen(b);
	unsigned row[WORD_MAX + 1], diagonal, above;

	if (a_len > WORD_MAX || b_len > WORD_MAX)
		return ~0U / 2;
	for (unsigned i = 0; i <= b_len; i++)
		row[i] = i;
	for (size_t i = 0; i < a_len; i++) {
		diagonal = row[0]++;
		for (size_t j = 0; j < b_len; j++) {
			above = row[j + 1];
			row[j + 1] = min3(above + 1, row[j] + 1, diagonal + (a[i] != b[j]));
			diagonal = above;
		}
	}
	return row[b_len];
}

void near_offer(struct near *n, const char *candidate)
{
	size_t len = strlen(n->word), i = NEAR_MAX;
	unsigned d = len >= 4 && strstr(candidate, n->word) ? 1 : distance(n->word, candidate);

	if (d > 2 + len / 6)
		return;
	while (i > 0 && (!n->names[i - 1] || n->distances[i - 1] > d))
		i--;
	if (i == NEAR_MAX)
		return;
	memmove(&n->names[i + 1], &n->names[i], (NEAR_MAX - 1 - i) * sizeof(*n->names));
	memmove(&n->distances[i + 1], &n->distances[i], (NEAR_MAX - 1 - i) * sizeof(*n->distances));
	n->names[i] = candidate;
	n->distances[i] = d;
}

const char *near_text(const struct near *n, char *buf, size_t len)
{
	size_t at = 0;

	buf[0] = 0;
	for (size_t i = 0; i < NEAR_MAX && n->names[i] && at < len; i++)
		at += (size_t)snprintf(buf + at, len - at, "%s%s", i ? ", " : "; near: ", n->names[i]);
	return buf;
}
