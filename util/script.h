/* SPDX-License-Identifier: MIT */
/*
 * Shell commands, for bash and for any sh, that do in tracefs what a program did: each write is an
 * "echo", and what a list got word by word is appended word by word. Paths are relative to root.
 */
#ifndef FTRUN_SCRIPT_H
#define FTRUN_SCRIPT_H

#include <stddef.h>

/* All zero is an empty one. Where a script is to be appended to, NULL is none, and nothing happens. */
struct script {
	char *text; /* owned; NULL: nothing yet */
	size_t len, cap;
	const char *root; /* borrowed */
	int mounted;	  /* 1: root is a mount of the commands' own */
	char *emptied; /* owned; a file that was opened with O_TRUNC and has got nothing yet, quoted */
	char *numbers;	   /* owned; a file that the last line adds numbers to, quoted */
	size_t start, end; /* where in text that line starts, and where its numbers end */
};

/* root is borrowed; type not NULL: a filesystem of that type has to be mounted there, for the time. */
void script_begin(struct script *s, const char *root, const char *type);

/* Appends a line, without its newline. */
void script_line(struct script *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * A path as the commands name it, quoted; the caller frees it. ftrun's instance gets another name: one
 * that is called as ours are and has no living owner is removed by the next ftrun.
 */
char *script_path(const struct script *s, const char *path);

/* COMMAND PATH. */
void script_command(struct script *s, const char *command, const char *path);

/* The file was opened with O_TRUNC. */
void script_truncate(struct script *s, const char *path);

/*
 * A write to a file that was just truncated, or else an append; a newline at its end is left out.
 * error: the file refused it, so that there is nothing to repeat.
 */
void script_write(struct script *s, const char *path, const char *value, size_t len, int error);

/* A word as the shell needs it: as it is, or in quotes. The caller frees it. */
char *script_quote(const char *word, size_t len);

/* Completes the text. */
void script_end(struct script *s);
void script_fini(struct script *s);

#endif
