/* SPDX-License-Identifier: MIT */
/*
 * A file of records that is written forwards and read backwards: how to undo what is about to be
 * done. Each record is appended with one write(2) before the change that it undoes, so a torn record
 * can only be the last one, and its change was not made.
 *
 * A record is three native 32-bit numbers (kind, length of name, length of data), name, data. A
 * journal is read by the machine that wrote it, in the same uptime (it is about the kernel's memory).
 */
#ifndef FTRUN_JOURNAL_H
#define FTRUN_JOURNAL_H

#include <stddef.h>

enum { JOURNAL_DONE = 0 }; /* the kind that says: everything before was undone */

/* Appends a record. Returns 0 or -errno; then what it would undo must not be done. */
int journal_append(int fd, unsigned kind, const char *name, const char *data, size_t len);

struct journal_record {
	unsigned kind;
	const char *name; /* NUL-terminated; borrowed from the journal */
	const char *data; /* NUL-terminated behind len; borrowed from the journal */
	size_t len;
};

struct journal {
	struct journal_record *v; /* owned; what is left to undo, oldest first */
	size_t nr, cap;
	char *text; /* owned */
};

/* Reads what is left to be undone. Returns 0 or -errno. journal_fini() is right after either. */
int journal_load(struct journal *j, int fd);
void journal_fini(struct journal *j);

#endif
