/* SPDX-License-Identifier: MIT */
/* Another user: for the command (-u NAME), or for a moment. */
#ifndef FTRUN_USER_H
#define FTRUN_USER_H

#include <sys/types.h>

struct user {
	char *name, *home; /* owned; home NULL: unknown */
	uid_t uid;
	gid_t gid;
	gid_t *groups; /* owned, the supplementary groups, gid among them */
	size_t nr_groups;
};

/*
 * Looks name up in /etc/passwd and /etc/group, which a static program can read; a number is taken as
 * a user id of either file's making. Dies when there is no such user, or this process is not root.
 */
void user_find(struct user *u, const char *name);
void user_fini(struct user *u);

/*
 * In the child: takes on groups, gid and uid, in that order, for good, and sets HOME, USER and
 * LOGNAME. Returns 0 or an errno; then the child must not go on.
 */
int user_become(const struct user *u);

/*
 * Takes on u's rights for what root does to files, and keeps the own ones in *own; and takes those
 * back. Die when they cannot.
 */
void user_enter(const struct user *u, struct user *own);
void user_leave(struct user *own);

#endif
