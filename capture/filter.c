/* SPDX-License-Identifier: MIT */
/*
 * One or two globs are written as they are: the kernel looks through all functions for each. From
 * three on, and for modules, one pass over available_filter_functions here and the numbers of the
 * matching lines cost less: the kernel takes a line number without looking through anything.
 */
#include "filter.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/mem.h"

#define FEW 2

void filter_check(const char *option, const struct words *globs)
{
	for (size_t i = 0; i < globs->nr; i++) {
		const char *g = globs->v[i];

		if (g[strcspn(g, ":!#")] || strspn(g, "0123456789") == strlen(g))
			die("%s=%s: not a function name or glob; *, ? and [..] are allowed", option, g);
	}
}

static void no_match(const char *option, const char *glob)
{
	die("%s=%s: no function matches; ftrun -L lists them, ftrun --why=%s says more", option, glob, glob);
}

static void set_names(const char *option, enum tracefs_dir dir, const char *file, const struct words *globs)
{
	size_t bad;
	int ret = tracefs_set_list(dir, file, (const char *const *)globs->v, globs->nr, &bad);

	if (ret == -EINVAL && bad < globs->nr)
		no_match(option, globs->v[bad]);
	if (ret) {
		errno = -ret;
		die_errno("%s/%s", tracefs_path(), file);
	}
}

/* One line of available_filter_functions: "name" or "name [module]". */
struct function {
	const char *name, *module; /* module "" when built in */
};

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

static void check_used(const char *option, const struct words *w, const char *used)
{
	for (size_t i = 0; i < w->nr; i++)
		if (!used[i])
			no_match(option, w->v[i]);
}

/* Marks in used[] each word that matches name; returns whether any does, or there are none. */
static int matches(const struct words *w, const char *name, char *used)
{
	int any = !w->nr;

	for (size_t i = 0; i < w->nr; i++)
		if (!fnmatch(w->v[i], name, 0))
			any = used[i] = 1;
	return any;
}

static void set_numbers(const char *option, const char *file, const struct words *globs, const struct words *modules)
{
	char *text, *line, *save, number[24];
	char *used = xcalloc(globs->nr, 1), *used_modules = xcalloc(modules->nr, 1);
	struct words numbers = { NULL, 0, 0 };
	unsigned long nr = 0;
	struct function f;

	if (tracefs_read(TRACEFS_TOP, "available_filter_functions", &text) < 0)
		die_errno("%s/available_filter_functions", tracefs_path());
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		nr++;
		split_line(line, &f);
		if ((modules->nr && !matches(modules, f.module, used_modules)) || !matches(globs, f.name, used))
			continue;
		snprintf(number, sizeof(number), "%lu", nr);
		words_add(&numbers, number);
	}
	check_used("--module", modules, used_modules);
	check_used(option, globs, used);
	set_names(option, TRACEFS_STAGE, file, &numbers);
	words_fini(&numbers);
	free(text);
	free(used);
	free(used_modules);
}

void filter_set(const char *option, const char *file, const struct words *globs, const struct words *modules)
{
	if (modules->nr || globs->nr > FEW)
		set_numbers(option, file, globs, modules);
	else
		set_names(option, TRACEFS_STAGE, file, globs);
}

void filter_set_graph(const char *option, const struct words *globs)
{
	set_names(option, TRACEFS_TOP, "set_graph_function", globs);
}
