/* SPDX-License-Identifier: MIT */
#include "words.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

static void add(struct words *w, char *s)
{
	if (w->nr + 1 >= w->cap) {
		w->cap = w->cap ? w->cap * 2 : 8;
		w->v = xreallocarray(w->v, w->cap, sizeof(*w->v));
	}
	w->v[w->nr++] = s;
	w->v[w->nr] = NULL;
}

void words_add(struct words *w, const char *s)
{
	add(w, xstrdup(s));
}

void words_split(struct words *w, const char *text, const char *separators)
{
	size_t len;

	for (;;) {
		text += strspn(text, separators);
		len = strcspn(text, separators);
		if (!len)
			return;
		add(w, xasprintf("%.*s", (int)len, text));
		text += len;
	}
}

int words_contain(const struct words *w, const char *s)
{
	for (size_t i = 0; i < w->nr; i++)
		if (!strcmp(w->v[i], s))
			return 1;
	return 0;
}

void words_fini(struct words *w)
{
	for (size_t i = 0; i < w->nr; i++)
		free(w->v[i]);
	free(w->v);
	*w = (struct words){NULL, 0, 0};
}

char *words_line(char *const *argv)
{
	char *line = *argv ? xstrdup(*argv) : NULL, *shorter;

	while (line && *++argv) {
		shorter = line;
		line = xasprintf("%s %s", shorter, *argv);
		free(shorter);
	}
	return line;
}
