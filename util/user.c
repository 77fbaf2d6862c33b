/* SPDX-License-Identifier: MIT */
/*
 * getpwnam(3) needs shared libraries at run time, which a static binary does not have, so the two
 * files are read directly. A user that only a directory service knows can be given as a number.
 */
#include "user.h"

#include <ctype.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "mem.h"

static int is_number(const char *s)
{
	return *s && strspn(s, "0123456789") == strlen(s) && strlen(s) < 10;
}

static void add_group(struct user *u, gid_t gid)
{
	u->groups = xreallocarray(u->groups, u->nr_groups + 1, sizeof(*u->groups));
	u->groups[u->nr_groups++] = gid;
}

/* The groups of /etc/group that list the user as a member. */
static void find_groups(struct user *u)
{
	FILE *f = fopen("/etc/group", "re");
	struct group *g;

	add_group(u, u->gid);
	if (!f && errno != ENOENT)
		die_errno("/etc/group");
	while (f && (g = fgetgrent(f)))
		for (char **m = g->gr_mem; *m; m++)
			if (!strcmp(*m, u->name) && g->gr_gid != u->gid)
				add_group(u, g->gr_gid);
	if (f && ferror(f))
		die_errno("/etc/group");
	if (f)
		fclose(f);
}

void user_find(struct user *u, const char *name)
{
	FILE *f = fopen("/etc/passwd", "re");
	struct passwd *p = NULL;

	*u = (struct user){.name = NULL};
	if (geteuid() != 0)
		die("-u %s: only root can run the command as another user; call ftrun with sudo",
		    name);
	while (f && (p = fgetpwent(f)))
		if (!strcmp(p->pw_name, name) ||
		    (is_number(name) && p->pw_uid == (uid_t)strtoul(name, NULL, 10)))
			break;
	if (p) {
		u->name = xstrdup(p->pw_name);
		u->home = xstrdup(p->pw_dir);
		u->uid = p->pw_uid;
		u->gid = p->pw_gid;
	} else if (is_number(name)) {
		u->name = xstrdup(name);
		u->uid = (uid_t)strtoul(name, NULL, 10);
		u->gid = (gid_t)u->uid;
	} else {
		die("-u %s: no such user in /etc/passwd; a user of a directory service can be "
		    "given as a number",
		    name);
	}
	if (f)
		fclose(f);
	find_groups(u);
}

void user_fini(struct user *u)
{
	free(u->name);
	free(u->home);
	free(u->groups);
}

int user_become(const struct user *u)
{
	if (setgroups(u->nr_groups, u->groups) || setresgid(u->gid, u->gid, u->gid) ||
	    setresuid(u->uid, u->uid, u->uid))
		return errno;
	/* Check, do not trust: a process that could get root back would not be that user. */
	if (getuid() != u->uid || geteuid() != u->uid || getgid() != u->gid ||
	    getegid() != u->gid || (u->uid && setuid(0) == 0))
		return EPERM;
	if ((u->home && setenv("HOME", u->home, 1)) || setenv("USER", u->name, 1) ||
	    setenv("LOGNAME", u->name, 1))
		return ENOMEM;
	return 0;
}

static int take(const struct user *u)
{
	return setgroups(u->nr_groups, u->groups) || setresgid((gid_t)-1, u->gid, (gid_t)-1) ||
	       setresuid((uid_t)-1, u->uid, (uid_t)-1);
}

void user_enter(const struct user *u, struct user *own)
{
	int nr = getgroups(0, NULL);

	*own = (struct user){.uid = geteuid(), .gid = getegid()};
	own->groups = xcalloc((size_t)(nr > 0 ? nr : 0), sizeof(*own->groups));
	nr = getgroups(nr, own->groups);
	own->nr_groups = (size_t)(nr > 0 ? nr : 0);
	if (nr < 0 || take(u))
		die_errno("%s", u->name);
}

void user_leave(struct user *own)
{
	/* The user id first: the rest takes root's rights. */
	if (setresuid((uid_t)-1, own->uid, (uid_t)-1) || take(own))
		die_errno("rights of root");
	user_fini(own);
}
