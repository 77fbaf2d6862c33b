/* SPDX-License-Identifier: MIT */
/*
 * The only door to the kernel's tracefs. Nothing else in ftrun opens a file of it by name.
 *
 * Files are named relative to the tracefs root (TRACEFS_TOP) or to the stage of this run
 * (TRACEFS_STAGE): a private instance, or the top level itself. Every change goes through a function
 * that first appends to the journal how to undo it; tracefs_restore() plays the journal backwards.
 * The journal is a file that the guard process shares, so the same restore works after a SIGKILL.
 *
 * Functions that return int return 0 (or a length, or a descriptor) or -errno.
 */
#ifndef FTRUN_TRACEFS_H
#define FTRUN_TRACEFS_H

#include <stddef.h>

enum tracefs_dir { TRACEFS_TOP, TRACEFS_STAGE };

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

/* From now on TRACEFS_STAGE is the instance of this name; NULL: the top level. */
void tracefs_stage(const char *instance);

/* 1 when there is such a file, 0 when not. */
int tracefs_has(enum tracefs_dir dir, const char *file);

/* Opens a file close-on-exec. Returns the descriptor, which the caller owns, or -errno. */
int tracefs_open(enum tracefs_dir dir, const char *file, int flags);

/* Reads a whole file into *text (malloc, NUL-terminated, the caller frees). Returns its length. */
int tracefs_read(enum tracefs_dir dir, const char *file, char **text);

/* The first blank-separated word that equals word is in file: 1, else 0 (no file: 0). */
int tracefs_lists(enum tracefs_dir dir, const char *file, const char *word);

/* An integer from the start of a file, or fallback. */
long long tracefs_number(enum tracefs_dir dir, const char *file, long long fallback);

/* Calls fn for the name of each entry of a directory; ends early when fn returns non-zero. */
int tracefs_each(enum tracefs_dir dir, const char *file, int (*fn)(void *ctx, const char *name), void *ctx);

/*
 * Replaces a file's value: what it reads now goes to the journal, then value is written. A file that
 * already has the value is left alone.
 */
int tracefs_set(enum tracefs_dir dir, const char *file, const char *value);

/* Writes a value whose undoing is in the journal already. */
int tracefs_put(enum tracefs_dir dir, const char *file, const char *value);

/*
 * Replaces a list, one word a write, the first with truncation, so that the old list is never mixed
 * with the new one. nr may be 0: the list is emptied. When a word is refused, *bad is its index, and
 * what is in force until the restore is unspecified.
 */
int tracefs_set_list(enum tracefs_dir dir, const char *file, const char *const *words, size_t nr, size_t *bad);

/* Appends a line whose undoing is undo, written to the same file (kprobe_events: "-:group/name"). */
int tracefs_append(const char *file, const char *line, const char *undo);

/*
 * Makes instances/NAME and holds it: an advisory lock on its directory, which its guard shares, tells
 * others that its owner lives. Makes it the stage.
 */
int tracefs_instance(const char *name);

/* Removes the instances named ftrun-* whose owners are gone. */
void tracefs_reap(void);

/*
 * The lock of what belongs to the whole machine: the top level and the knobs that instances share.
 * how is LOCK_EX or LOCK_SH of flock(2); tries without waiting, -EWOULDBLOCK: another has it. It goes
 * away with this process and its guard.
 */
int tracefs_lock(int how);

/* Says in who[] which process holds that lock ("pid 123, ftrun, since 12:03"). */
void tracefs_lock_owner(char *who, size_t len);

/* The journal to append to; fd is borrowed, -1: none. Set it before the first change. */
void tracefs_journal(int fd);

/*
 * Undoes everything in the journal, last change first, and marks it as done. Goes on after a failure.
 * Returns the number of things that could not be put back, each said on stderr when loud is 1.
 */
int tracefs_restore(int journal_fd, int loud);

/* The same with this process's own journal, quietly: for atexit(3). What fails is left to the guard. */
void tracefs_undo(void);

#endif
