/* SPDX-License-Identifier: MIT */
/*
 * The only door to the kernel's tracefs. Nothing else in ftrun opens a file of it by name.
 *
 * Files are named relative to the tracefs root (TRACEFS_TOP) or to the stage of this run
 * (TRACEFS_STAGE): a private instance, or the top level itself. Every change goes through a function
 * that first appends to the journal (util/journal.h) how to undo it; capture/undo.c plays that back.
 *
 * Functions that return int return 0 (or a length, or a descriptor) or -errno.
 */
#ifndef FTRUN_TRACEFS_H
#define FTRUN_TRACEFS_H

#include <stddef.h>

enum tracefs_dir { TRACEFS_TOP, TRACEFS_STAGE };

/* Kinds of journal records; their name is the file's path relative to the tracefs root. */
enum tracefs_undo {
	UNDO_VALUE = 1, /* write data, truncating */
	UNDO_LIST,	/* truncate, then write data line by line */
	UNDO_FILTER,	/* the same for a list of functions, which takes line numbers */
	UNDO_APPEND,	/* write data, appending */
	UNDO_INSTANCE,	/* stop, then remove the directory */
};

/*
 * Finds tracefs in /proc/self/mountinfo, wherever it is mounted; where it is mounted nowhere, opens
 * it through a detached mount, which nobody sees and which goes away with the process. Returns 0, or
 * -errno with why[] saying what is missing and the way out.
 */
int tracefs_find(char *why, size_t why_len);

/* Where it was found, for messages ("/sys/kernel/tracing"). */
const char *tracefs_path(void);

/* Each write, with its time, to stderr (-v). */
void tracefs_be_verbose(void);

/* From now on each change is also written down in s, as shell commands (--dry-run); NULL: no more. */
struct script;
void tracefs_record(struct script *s);

/* A file's path as these commands name it, quoted for the shell; the caller frees it. */
char *tracefs_typed(enum tracefs_dir dir, const char *file);

/* From now on TRACEFS_STAGE is the instance of this name; NULL: the top level. */
void tracefs_stage(const char *instance);

/* 1 when there is such a file, 0 when not. */
int tracefs_has(enum tracefs_dir dir, const char *file);

/* Opens a file or directory close-on-exec. Returns the descriptor, which the caller owns, or -errno. */
int tracefs_open(enum tracefs_dir dir, const char *file, int flags);

/* Reads a whole file into *text (malloc, NUL-terminated, the caller frees). Returns its length. */
int tracefs_read(enum tracefs_dir dir, const char *file, char **text);

/* 1 when a blank-separated word of a file equals word, 0 when none does or there is no such file, or -errno. */
int tracefs_lists(enum tracefs_dir dir, const char *file, const char *word);

/* Reads the integer at the start of a file; *number stays where there is none, or no such file. Returns 0 or -errno. */
int tracefs_number(enum tracefs_dir dir, const char *file, long long *number);

/* Calls fn for the name of each entry of a directory; ends early when fn returns non-zero, and returns that, 0 or -errno. */
int tracefs_each(enum tracefs_dir dir, const char *file, int (*fn)(void *ctx, const char *name), void *ctx);

/*
 * Replaces a file's value: what it reads now goes to the journal, then value is written. A file that
 * already has the value is left alone.
 */
int tracefs_set(enum tracefs_dir dir, const char *file, const char *value);

/*
 * Journals what a file of the top level reads now, for a change that is made elsewhere. Returns 0, or 1
 * when it reads value already and nothing has to be undone (NULL: never so), or -errno.
 */
int tracefs_keep(const char *file, const char *value);

/* Writes a value whose undoing is in the journal already. */
int tracefs_put(enum tracefs_dir dir, const char *file, const char *value);

/*
 * Replaces a list, one word a write, the first with truncation, so that the old list is never mixed
 * with the new one. nr may be 0: the list is emptied. When a word is refused, *bad is its index, and
 * what is in force until the restore is unspecified.
 */
int tracefs_set_list(enum tracefs_dir dir, const char *file, const char *const *words, size_t nr, size_t *bad);

/* Adds text, with a newline at its end, to a list that is in the journal already. */
int tracefs_add(enum tracefs_dir dir, const char *file, const char *text);

/* Appends a line whose undoing is undo, written to the same file (kprobe_events: "-:group/name"). */
int tracefs_append(const char *file, const char *line, const char *undo);

/* Makes a directory under instances/; undoing it removes it. */
int tracefs_mkdir(const char *dir);

/* Removes one. -EBUSY while a file in it is open. */
int tracefs_rmdir(const char *dir);

/*
 * Writes a word and its newline to an open file; path is for -v alone. A word without newline is
 * parsed at close, which tells nobody. -E2BIG: longer than the kernel takes.
 */
int tracefs_write_line(int fd, const char *path, const char *word, size_t len);

/* The journal to append to; fd is borrowed, -1: none. Set it before the first change. */
void tracefs_journal(int fd);

/* The root directory's descriptor, borrowed; -1 before tracefs_find(). */
int tracefs_fd(void);

#endif
