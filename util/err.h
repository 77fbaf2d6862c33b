/* SPDX-License-Identifier: MIT */
/*
 * Messages. Every message is one line, "ftrun: object: reason", and one write(2) to stderr, so that
 * lines of several processes never mix. err(3) would make three to five writes.
 *
 * die() leaves through exit(3): what must be undone registers itself with atexit(3) (ftrun.c does).
 * A forked child must not call it: it reports through its pipe and calls _exit(2).
 */
#ifndef FTRUN_ERR_H
#define FTRUN_ERR_H

#include <stddef.h>
#include <stdnoreturn.h>

#define EXIT_FTRUN 125 /* ftrun's own failure; 126 and 127 are execve's, as in env(1) */

/* Formats one message and exits with EXIT_FTRUN. fmt has no newline and no "ftrun: ". */
noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The same, with ": " and strerror(errno) behind it; errno is read on entry. */
noreturn void die_errno(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Prints one message and returns; errno is preserved. */
void warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
