/* SPDX-License-Identifier: MIT */
/*
 * Command-line options from a table: one line an option says its names, what it takes, where it goes
 * and what it does. The parser, the usage text and the completions all read that table.
 */
#ifndef FTRUN_OPTIONS_H
#define FTRUN_OPTIONS_H

#include <stddef.h>

enum option_type {
	OPTION_FLAG,	 /* int: 1 */
	OPTION_OFF,	 /* int: 0 (undoes a flag) */
	OPTION_NUMBER,	 /* unsigned, at least 1 */
	OPTION_TIME,	 /* uint64_t nanoseconds: ns, us, ms, s; a plain number is microseconds */
	OPTION_SECONDS,	 /* the same, but a plain number is seconds */
	OPTION_SIZE_KB,	 /* uint64_t KB: K, M, G; a plain number is KB */
	OPTION_SIZE,	 /* uint64_t bytes: K, M, G */
	OPTION_STRING,	 /* const char *: borrowed from argv */
	OPTION_OPTIONAL, /* const char *: "--name=ARG" or "-xARG"; "" when alone */
	OPTION_CHOICE,	 /* int: index of the word among those of arg, "a|b|c" */
	OPTION_LIST,	 /* struct words: split at commas and blanks */
	OPTION_EACH,	 /* struct words: each argument as it is */
};

struct option_def {
	int letter;	  /* 0: none */
	const char *name; /* without "--" */
	const char *arg;  /* what it takes, for the usage text; NULL: nothing */
	const char *help; /* NULL: another spelling of the option above it */
	enum option_type type;
	size_t offset; /* in the struct that options_parse() fills */
};

/*
 * Reads options up to "--" or the first argument that is none; a bare "filter=..." counts as
 * "--filter=...". The table ends with a NULL name. Returns the index of the first argument behind the
 * options. Dies on a mistake, naming the option and what it takes.
 */
int options_parse(const struct option_def *table, void *target, int argc, char **argv);

/* One line an option, to stdout or stderr (fd), fitted to 80 columns. Returns 0, or -1 with errno. */
int options_print(const struct option_def *table, int fd);

#endif
