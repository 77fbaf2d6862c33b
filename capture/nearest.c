/* SPDX-License-Identifier: MIT */
/*
 * The nearest names by edit distance (insertions, deletions, replacements), with Myers' bit-vector
 * algorithm ("A fast bit-vector algorithm for approximate string matching based on dynamic
 * programming", J. ACM 46, 1999): a column of the matrix is two words, a character of the text a
 * dozen operations, so that all the names of a kernel take a few milliseconds.
 *
 * Of a glob its longest literal piece is looked for anywhere in a name; of a word, the whole name
 * counts, but a name that contains it is near too. What the compiler put behind a name (".isra.0")
 * is left out of the comparison unless it was asked for.
 */
#include <stdint.h>
#include <string.h>

#include "functions.h"

#define WORD_MAX 64 /* bits of a column; longer words are compared by their beginning */

struct pattern {
	uint64_t eq[256]; /* for each character the positions where it stands */
	const char *word; /* not NUL-terminated */
	size_t len;
	int anywhere; /* 1: the best match inside of the text counts, not the whole text */
	int dotted;   /* 1: the word has a dot itself */
};

struct candidate {
	const char *name;
	size_t distance, len;
};

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

static void pattern_init(struct pattern *p, const char *word)
{
	*p = (struct pattern){ .len = 0 };
	p->word = literal_piece(word, &p->len);
	p->anywhere = word[p->len] != 0;
	if (p->len > WORD_MAX)
		p->len = WORD_MAX;
	p->dotted = memchr(p->word, '.', p->len) != NULL;
	for (size_t i = 0; i < p->len; i++)
		p->eq[(unsigned char)p->word[i]] |= (uint64_t)1 << i;
}

static size_t distance(const struct pattern *p, const char *text, size_t len)
{
	const uint64_t last = (uint64_t)1 << (p->len - 1);
	uint64_t pv = ~(uint64_t)0, mv = 0;
	size_t score = p->len, best = score;

	for (size_t i = 0; i < len; i++) {
		uint64_t eq = p->eq[(unsigned char)text[i]];
		uint64_t xv = eq | mv, xh = (((eq & pv) + pv) ^ pv) | eq;
		uint64_t ph = mv | ~(xh | pv), mh = pv & xh;

		score += (ph & last) != 0;
		score -= (mh & last) != 0;
		/* The top row is 0, 1, 2 ... for whole texts, and 0 throughout where a match may begin anywhere. */
		ph = ph << 1 | !p->anywhere;
		mh <<= 1;
		pv = mh | ~(xv | ph);
		mv = ph & xv;
		if (score < best)
			best = score;
	}
	return p->anywhere ? best : score;
}

static int is_better(const struct candidate *a, const struct candidate *b)
{
	if (a->distance != b->distance)
		return a->distance < b->distance;
	return a->len < b->len;
}

/* Inserts c in its place among the *nr best, unless the name is there already. */
static void keep(struct candidate *best, size_t *nr, const struct candidate *c)
{
	size_t at = *nr;

	for (size_t i = 0; i < *nr; i++)
		if (!strcmp(best[i].name, c->name))
			return;
	while (at && is_better(c, &best[at - 1]))
		at--;
	if (at == FUNCTIONS_NEAR)
		return;
	if (*nr < FUNCTIONS_NEAR)
		++*nr;
	memmove(best + at + 1, best + at, (*nr - 1 - at) * sizeof(*best));
	best[at] = *c;
}

size_t functions_near(const struct functions *n, const char *word, const char *near[FUNCTIONS_NEAR])
{
	struct candidate best[FUNCTIONS_NEAR];
	struct pattern p;
	size_t nr = 0, limit;

	pattern_init(&p, word);
	limit = p.len / 3 + !p.anywhere;
	for (size_t i = 0; p.len > 1 && i < n->nr; i++) {
		const char *name = n->v[i].name;
		size_t len = p.dotted ? strlen(name) : strcspn(name, ".");
		struct candidate c = { name, 0, len };

		if (nr == FUNCTIONS_NEAR)
			limit = best[nr - 1].distance;
		c.distance = distance(&p, name, len);
		if (c.distance > 2 && !p.anywhere && p.len > 3 && memmem(name, len, p.word, p.len))
			c.distance = 2;
		if (c.distance <= limit)
			keep(best, &nr, &c);
	}
	for (size_t i = 0; i < nr; i++)
		near[i] = best[i].name;
	return nr;
}
