/* SPDX-License-Identifier: MIT */
/*
 * The kernel's list of functions is read only where it is needed: for lists, for line numbers, and
 * when a name means nothing as it stands. Reading it costs the kernel more than setting a filter.
 */
#include "functions.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/mem.h"
#include "binary.h"

static void split_line(char *line, struct function *f)
{
	char *blank = strchr(line, ' '), *end;

	f->name = line;
	f->module = "";
	if (!blank)
		return;
	*blank = 0;
	if ((line = strchr(blank + 1, '[')) && (end = strchr(line, ']'))) {
		*end = 0;
		f->module = line + 1;
	}
}

void functions_parse(struct functions *n, char *text)
{
	size_t cap = 0;
	char *line, *save;

	*n = (struct functions){.text = text};
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if (mem_grow(&n->v, &cap, n->nr, sizeof(*n->v)))
			die("out of memory");
		split_line(line, &n->v[n->nr++]);
	}
}

void functions_load(struct functions *n)
{
	char *text;
	int len = tracefs_read(TRACEFS_TOP, "available_filter_functions", &text);

	if (len < 0) {
		errno = -len;
		die_errno("%s/available_filter_functions", tracefs_path());
	}
	functions_parse(n, text);
}

void functions_fini(struct functions *n)
{
	free(n->v);
	free(n->text);
}

int functions_have(const struct functions *n, const char *glob)
{
	int plain = !strpbrk(glob, "*?[\\");

	for (size_t i = 0; i < n->nr; i++)
		if (plain ? !strcmp(glob, n->v[i].name) : !fnmatch(glob, n->v[i].name, 0))
			return 1;
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct function *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : strcmp(x->module, y->module);
}

/* Prints the functions of n that match glob. Returns how many lines there were. */
static size_t print_matches(struct functions *n, const char *glob)
{
	size_t same, lines = 0;

	qsort(n->v, n->nr, sizeof(*n->v), by_name);
	for (size_t i = 0; i < n->nr; i += same) {
		const struct function *f = &n->v[i];

		for (same = 1; i + same < n->nr && !by_name(f, f + same); same++)
			;
		if (glob[0] && fnmatch(glob, f->name, 0))
			continue;
		printf("%s\t%s\t%zu\n", f->name, f->module[0] ? f->module : "-", same);
		lines++;
	}
	return lines;
}

static void find_tracefs(void)
{
	char why[512];

	if (tracefs_find(why, sizeof(why)))
		die("%s", why);
}

static void flush_or_die(void)
{
	if (fflush(stdout))
		die_errno("stdout");
}

/* Those of a program or library: BINARY:GLOB. */
static int list_binary(const char *asked)
{
	const char *glob = strrchr(asked, ':') + 1;
	char *name = xasprintf("%.*s", (int)(glob - 1 - asked), asked), *path = binary_find(name);
	struct functions n;
	size_t lines;

	if (!path)
		die("-L %s: %s: no program in PATH and no library that the loader finds; a path "
		    "works too",
		    asked, name);
	functions_parse(&n, binary_functions(path, asked));
	lines = print_matches(&n, glob);
	flush_or_die();
	if (!lines)
		warn("-L %s: no function of %s matches; ftrun -L%s: lists all", asked, path, path);
	functions_fini(&n);
	free(path);
	free(name);
	return !lines;
}

int functions_list(const char *glob)
{
	struct functions n;
	size_t lines;
	char *why;

	if (strchr(glob, ':'))
		return list_binary(glob);
	find_tracefs();
	functions_load(&n);
	lines = print_matches(&n, glob);
	flush_or_die();
	if (!lines) {
		why = functions_why(&n, glob);
		warn("-L: %s", why);
		free(why);
	}
	functions_fini(&n);
	return !lines;
}

/* Says which functions match word. Returns how many there are. */
static size_t explain_matches(const struct functions *n, const char *word)
{
	const struct function *first = NULL;
	size_t nr = 0;

	for (size_t i = 0; i < n->nr; i++)
		if (!fnmatch(word, n->v[i].name, 0) && !nr++)
			first = &n->v[i];
	if (nr == 1)
		printf("%s: can be traced%s%s\n", first->name,
		       first->module[0] ? "; it belongs to module " : "", first->module);
	else if (nr)
		printf("%s: can be traced; %zu functions match (ftrun -L'%s' lists them)\n", word,
		       nr, word);
	return nr;
}

int functions_explain(const char *func)
{
	struct functions n;
	size_t nr;
	char *why;

	find_tracefs();
	functions_load(&n);
	nr = explain_matches(&n, func);
	if (!nr) {
		why = functions_why(&n, func);
		printf("%s\n", why);
		free(why);
	}
	flush_or_die();
	functions_fini(&n);
	return !nr;
}
