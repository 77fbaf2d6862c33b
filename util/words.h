/* SPDX-License-Identifier: MIT */
/* A growing list of strings, for options that may be given several times. */
#ifndef FTRUN_WORDS_H
#define FTRUN_WORDS_H

#include <stddef.h>

struct words {
	char **v; /* owned, as are the strings; NULL-terminated, or NULL when empty */
	size_t nr, cap;
};

/* Appends a copy. Exits when memory is out. */
void words_add(struct words *w, const char *s);

/* Appends each piece of text between characters of separators; empty pieces are left out. */
void words_split(struct words *w, const char *text, const char *separators);

/* 1 when s is one of them. */
int words_contain(const struct words *w, const char *s);

void words_fini(struct words *w);

/* "ping -c1 127.0.0.1" of a command's arguments, for a heading; the caller frees it. NULL without a command. */
char *words_line(char *const *argv);

#endif
