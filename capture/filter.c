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
#include "functions.h"

#define FEW 2

void filter_check(const char *option, const struct words *globs)
{
	for (size_t i = 0; i < globs->nr; i++) {
		const char *g = globs->v[i];

		if (g[strcspn(g, ":!#")] || strspn(g, "0123456789") == strlen(g))
			die("%s=%s: not a function name or glob; *, ? and [..] are allowed", option,
			    g);
	}
}

/*
 * The globs that words stand for on this kernel: themselves, or what is called so elsewhere. Dies for
 * a word that means nothing here.
 */
static void translate(const struct capture_options *opt, const char *option,
		      const struct functions *n, const struct words *words, struct words *globs)
{
	for (size_t i = 0; i < words->nr; i++) {
		size_t nr = globs->nr;
		const char *how;

		if (functions_have(n, words->v[i])) {
			words_add(globs, words->v[i]);
			continue;
		}
		how = opt->exact ? NULL : functions_instead(n, words->v[i], globs);
		if (!how)
			die("%s=%s", option, functions_why(n, words->v[i]));
		if (!opt->quiet)
			warn("%s=%s: taking %s (%s)", option, words->v[i], globs->v[nr], how);
	}
}

/* Returns 0, or -EINVAL when one of globs matches nothing. */
static int try_names(enum tracefs_dir dir, const char *file, const struct words *globs)
{
	size_t bad;
	int ret = tracefs_set_list(dir, file, (const char *const *)globs->v, globs->nr, &bad);

	if (ret && (ret != -EINVAL || bad >= globs->nr)) {
		errno = -ret;
		die_errno("%s/%s", tracefs_path(), file);
	}
	return ret;
}

static void set_names(const struct capture_options *opt, const char *option, enum tracefs_dir dir,
		      const char *file, const struct words *globs)
{
	struct words translated = {NULL, 0, 0};
	struct functions n;

	if (!try_names(dir, file, globs))
		return;
	functions_load(&n);
	translate(opt, option, &n, globs, &translated);
	if (try_names(dir, file, &translated))
		die("%s=%s: the kernel lists such functions and refuses them", option, globs->v[0]);
	words_fini(&translated);
	functions_fini(&n);
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

/*
 * Appends to numbers the lines of the functions that match. Returns the first of globs that matches no
 * function of modules, or NULL. Dies when one of modules has no functions.
 */
static const char *pick(const struct functions *n, const struct words *globs,
			const struct words *modules, struct words *numbers)
{
	char *used = xcalloc(globs->nr, 1), *used_modules = xcalloc(modules->nr, 1), number[24];
	const char *unused = NULL;

	for (size_t i = 0; i < n->nr; i++) {
		if ((modules->nr && !matches(modules, n->v[i].module, used_modules)) ||
		    !matches(globs, n->v[i].name, used))
			continue;
		snprintf(number, sizeof(number), "%zu", i + 1);
		words_add(numbers, number);
	}
	for (size_t i = 0; i < modules->nr; i++)
		if (!used_modules[i])
			die("--module=%s: no module of that name is loaded, or it has no "
			    "functions; lsmod lists them",
			    modules->v[i]);
	for (size_t i = 0; i < globs->nr && !unused; i++)
		if (!used[i])
			unused = globs->v[i];
	free(used);
	free(used_modules);
	return unused;
}

static void set_numbers(const struct capture_options *opt, const char *option, const char *file,
			const struct words *globs, const struct words *modules,
			const struct words *also)
{
	struct words numbers = {NULL, 0, 0}, translated = {NULL, 0, 0}, extra = {NULL, 0, 0};
	/* What -g stands for is said where -g is carried out. */
	struct capture_options silent = *opt;
	const char *unused;
	struct functions n;

	functions_load(&n);
	if (pick(&n, globs, modules, &numbers)) {
		words_fini(&numbers);
		translate(opt, option, &n, globs, &translated);
		unused = pick(&n, &translated, modules, &numbers);
		if (unused)
			die("%s=%s: no function of --module matches; ftrun -L'%s' shows the "
			    "modules of those that do",
			    option, unused, unused);
	}
	silent.quiet = 1;
	translate(&silent, "--graph", &n, also, &extra);
	if (extra.nr)
		pick(&n, &extra, &(struct words){NULL, 0, 0}, &numbers);
	if (try_names(TRACEFS_STAGE, file, &numbers))
		die("%s/%s: the list of functions has changed meanwhile; try again", tracefs_path(),
		    file);
	words_fini(&numbers);
	words_fini(&translated);
	words_fini(&extra);
	functions_fini(&n);
}

void filter_set(const struct capture_options *opt, const char *option, const char *file,
		const struct words *globs, const struct words *modules, const struct words *also)
{
	if (modules->nr || globs->nr > FEW || also->nr)
		set_numbers(opt, option, file, globs, modules, also);
	else
		set_names(opt, option, TRACEFS_STAGE, file, globs);
}

void filter_translate_graph(const struct capture_options *opt, const char *option,
			    struct words *globs)
{
	struct functions n;

	functions_load(&n);
	translate(opt, option, &n, &opt->graph, globs);
	functions_fini(&n);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The functions that a list of the stage names, in order of name. */
static void read_list(const char *file, struct words *names)
{
	char *text;
	int len = tracefs_read(TRACEFS_STAGE, file, &text);

	if (len < 0) {
		errno = -len;
		die_errno("%s/%s", tracefs_path(), file);
	}
	words_split(names, text, "\n");
	free(text);
	if (names->nr)
		qsort(names->v, names->nr, sizeof(*names->v), by_name);
}

void filter_check_left(void)
{
	struct words only = {NULL, 0, 0}, except = {NULL, 0, 0};
	int left = 0;

	read_list("set_ftrace_filter", &only);
	read_list("set_ftrace_notrace", &except);
	/* Commands of others ("do_exit:traceoff:unlimited") stand in the same list. */
	for (size_t i = 0; i < only.nr && !left; i++)
		left = !strchr(only.v[i], ':') &&
		       !bsearch(&only.v[i], except.v, except.nr, sizeof(*except.v), by_name);
	if (!left)
		die("--notrace=%s: leaves out every function that --filter or --module chose: "
		    "nothing to trace",
		    except.v[0]);
	words_fini(&only);
	words_fini(&except);
}

void filter_set_graph(const struct capture_options *opt, const char *option)
{
	set_names(opt, option, TRACEFS_TOP, "set_graph_function", &opt->graph);
}
