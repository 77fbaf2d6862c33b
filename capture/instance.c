/* SPDX-License-Identifier: MIT */
/*
 * The name of an instance tells nothing about its owner: process ids are used again, and containers
 * have their own. A lock on its directory does. While an instance is made and locked, and while dead
 * ones are looked for, instances/ is locked too, so that a new one is never taken for dead.
 */
#include "instance.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "../tracefs.h"
#include "../util/err.h"

#define NAMES_MAX 100

/* Opens a directory of tracefs and locks it. Returns the descriptor or -errno. */
static int open_locked(const char *dir, int how)
{
	int fd = tracefs_open(TRACEFS_TOP, dir, O_RDONLY | O_DIRECTORY), error;

	if (fd < 0)
		return fd;
	while (flock(fd, how)) {
		if (errno == EINTR)
			continue;
		error = errno;
		close(fd);
		return -error;
	}
	return fd;
}

/* A name that nobody has: another ftrun of the same process id lives in another container. */
static int free_name(char *dir, size_t len)
{
	int n = snprintf(dir, len, "instances/ftrun-%d", (int)getpid());

	for (int i = 2; tracefs_has(TRACEFS_TOP, dir); i++) {
		if (i > NAMES_MAX)
			return -EEXIST;
		snprintf(dir + n, len - (size_t)n, ".%d", i);
	}
	return 0;
}

int instance_make(void)
{
	int ret, all = open_locked("instances", LOCK_EX);
	char dir[64];

	if (all < 0)
		return all;
	ret = free_name(dir, sizeof(dir));
	if (!ret)
		ret = tracefs_mkdir(dir);
	if (!ret)
		ret = open_locked(dir, LOCK_EX | LOCK_NB);
	close(all);
	if (ret >= 0)
		tracefs_stage(strchr(dir, '/') + 1);
	return ret;
}

int instance_remove(const char *dir)
{
	int ret, fd = open_locked(dir, LOCK_EX | LOCK_NB);
	char file[128];

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd == -EWOULDBLOCK ? -EBUSY : fd;
	snprintf(file, sizeof(file), "%s/tracing_on", dir);
	tracefs_put(TRACEFS_TOP, file, "0");
	snprintf(file, sizeof(file), "%s/current_tracer", dir);
	tracefs_put(TRACEFS_TOP, file, "nop");
	ret = tracefs_rmdir(dir);
	close(fd);
	return ret == -ENOENT ? 0 : ret;
}

/* "ftrun-123" or "ftrun-123.2": names that users give their own instances are none of ours. */
static int is_ours(const char *name)
{
	return !strncmp(name, "ftrun-", 6) && name[6] && !name[6 + strspn(name + 6, "0123456789.")];
}

static int reap_one(void *ctx, const char *name)
{
	char dir[300];

	(void)ctx;
	if (!is_ours(name))
		return 0;
	snprintf(dir, sizeof(dir), "instances/%s", name);
	if (!instance_remove(dir) && !tracefs_has(TRACEFS_TOP, dir))
		warn("%s/%s: removed; the ftrun that made it was killed", tracefs_path(), dir);
	return 0;
}

void instance_reap(void)
{
	int all = open_locked("instances", LOCK_EX);

	if (all < 0)
		return;
	tracefs_each(TRACEFS_TOP, "instances", reap_one, NULL);
	close(all);
}
