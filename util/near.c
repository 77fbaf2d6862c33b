/* SPDX-License-Identifier: MIT */
/*
 * The nearest names by edit distance (insertions, deletions, replacements), with Myers' bit-vector
 * algorithm ("A fast bit-vector algorithm for approximate string matching based on dynamic
 * programming", J. ACM 46, 1999): a column of the matrix is two words, a character of the text a
 * dozen operations, so that all the names of a kernel take a few milliseconds.
 *
 * Of a glob its longest literal piece is looked for anywhere in a name; of a word, the whole name
 * counts, but a name that contains it is near too, because a forgotten prefix is a common mistake.
 * What the compiler put behind a name (".isra.0") is left out unless it was asked for.
 */
#include "near.h"

#include <stdio.h>
#include <string.h>

#define PIECE_MAX 64 /* bits of a column; longer words are compared by their beginning */

/* The longest piece without wildcards. A bracket expression is a wildcard. */
static const char *literal_piece(const char *glob, size_t *len)
{
	const char *best = glob;

	*len = 0;
	while (*glob) {
		size_t n = strcspn(glob, "*?[\\");

		if (n > *len) {
			best = glob;
			*len = n;
		}
		glob += n;
		if (*glob == '[' && strchr(glob, ']'))
			glob = strchr(glob, ']');
		glob += *glob != 0;
	}
	return best;
}

static void prepare(struct near *n)
{
	n->piece = literal_piece(n->word, &n->len);
	n->anywhere = n->word[n->len] != 0;
	if (n->len > PIECE_MAX)
		n->len = PIECE_MAX;
	n->dotted = memchr(n->piece, '.', n->len) != NULL;
	for (size_t i = 0; i < n->len; i++)
		n->eq[(unsigned char)n->piece[i]] |= (uint64_t)1 << i;
}

static size_t distance(const struct near *n, const char *text, size_t len)
{
	const uint64_t last = (uint64_t)1 << (n->len - 1);
	uint64_t pv = ~(uint64_t)0, mv = 0;
	size_t score = n->len, best = score;

	for (size_t i = 0; i < len; i++) {
		uint64_t eq = n->eq[(unsigned char)text[i]];
		uint64_t xv = eq | mv, xh = (((eq & pv) + pv) ^ pv) | eq;
		uint64_t ph = mv | ~(xh | pv), mh = pv & xh;

		score += (ph & last) != 0;
		score -= (mh & last) != 0;
		/* The top row is 0, 1, 2 ... for whole texts, and 0 throughout where a match may begin anywhere. */
		ph = ph << 1 | !n->anywhere;
		mh <<= 1;
		pv = mh | ~(xv | ph);
		mv = ph & xv;
		if (score < best)
			best = score;
	}
	return n->anywhere ? best : score;
}

/* Puts a name in its place among the best, shorter ones first among equals, unless it is there already. */
static void keep(struct near *n, const char *name, size_t d, size_t len)
{
	size_t at = 0, behind;

	for (size_t i = 0; i < NEAR_MAX && n->names[i]; i++)
		if (!strcmp(n->names[i], name))
			return;
	while (at < NEAR_MAX && n->names[at] &&
	       (n->distances[at] < d || (n->distances[at] == d && n->lens[at] <= len)))
		at++;
	if (at == NEAR_MAX)
		return;
	behind = NEAR_MAX - 1 - at;
	memmove(n->names + at + 1, n->names + at, behind * sizeof(*n->names));
	memmove(n->distances + at + 1, n->distances + at, behind * sizeof(*n->distances));
	memmove(n->lens + at + 1, n->lens + at, behind * sizeof(*n->lens));
	n->names[at] = name;
	n->distances[at] = d;
	n->lens[at] = len;
}

void near_offer(struct near *n, const char *candidate)
{
	size_t d, len;

	if (!n->piece)
		prepare(n);
	if (n->len < 2)
		return;
	len = n->dotted ? strlen(candidate) : strcspn(candidate, ".");
	d = distance(n, candidate, len);
	if (d > 2 && !n->anywhere && n->len > 3 && memmem(candidate, len, n->piece, n->len))
		d = 2;
	if (d <= n->len / 3 + !n->anywhere)
		keep(n, candidate, d, len);
}

const char *near_text(const struct near *n, char *buf, size_t len)
{
	size_t at = 0;

	buf[0] = 0;
	for (size_t i = 0; i < NEAR_MAX && n->names[i] && at < len; i++)
		at += (size_t)snprintf(buf + at, len - at, "%s%s",
				       i ? ", " : "; near: ", n->names[i]);
	return buf;
}
