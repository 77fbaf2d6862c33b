/* SPDX-License-Identifier: MIT */
/*
 * Names of kernel functions: which there are, what a function of another kernel is called here, and
 * why one cannot be traced.
 */
#ifndef FTRUN_FUNCTIONS_H
#define FTRUN_FUNCTIONS_H

#include <stddef.h>

#include "../util/words.h"

/* One line of available_filter_functions: "name" or "name [module]". */
struct function {
	const char *name, *module; /* module "" when built in */
};

/* All functions that can be traced, in the kernel's order: v[i] is line i + 1. */
struct functions {
	struct function *v; /* owned */
	size_t nr;
	char *text; /* owned: what v points into */
};

/* Reads the kernel's list; tracefs must have been found. Dies when it cannot be read. */
void functions_load(struct functions *n);

/* The same from text (malloc), which n owns from then on. */
void functions_parse(struct functions *n, char *text);
void functions_fini(struct functions *n);

/* 1 when a function matches glob. */
int functions_have(const struct functions *n, const char *glob);

/*
 * What is called word on other kernels: appends to found the globs that match something here, by the
 * rules and the table of aliases.c. Returns why in a few words ("renamed"), or NULL: nothing.
 */
const char *functions_instead(const struct functions *n, const char *word, struct words *found);

/*
 * Why no function matches word, and the nearest names: one line without newline, which the caller
 * frees.
 */
char *functions_why(const struct functions *n, const char *word);

/*
 * -L: the functions that match glob ("": all), sorted, on stdout: name, module or "-", and how many
 * functions have that name, separated by tabs. Returns the exit status: 1 when there are none, which
 * is explained on stderr.
 */
int functions_list(const char *glob);

/* --why: says on stdout what there is to say of func. Returns 0 when it can be traced, else 1. */
int functions_explain(const char *func);

#endif
