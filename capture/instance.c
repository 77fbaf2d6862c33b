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
#include "lock.h"

#define NAMES_MAX 100

/* Opens a directory of tracefs, locked by take. Returns the descriptor or -errno. */
static int open_locked(const char *dir, int (*take)(int fd, int how))
{
	int fd = tracefs_open(TRACEFS_TOP, dir, O_RDONLY | O_DIRECTORY), error;

	if (fd < 0)
		return fd;
	error = take(fd, LOCK_EX);
	if (!error)
		return fd;
	close(fd);
	return error;
}

/* An instance's own lock is never waited for: who has it is its owner. */
static int try_lock(int fd, int how)
{
	while (flock(fd, how | LOCK_NB))
		if (errno != EINTR)
			return -errno;
	return 0;
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
	int ret, all = open_locked("instances", lock_wait);
	char dir[64];

	if (all < 0)
		return all;
	ret = free_name(dir, sizeof(dir));
	if (!ret)
		ret = tracefs_mkdir(dir);
	if (!ret)
		ret = open_locked(dir, try_lock);
	close(all);
	if (ret >= 0)
		tracefs_stage(strchr(dir, '/') + 1);
	return ret;
}

int instance_remove(const char *dir)
{
	int ret, fd = open_locked(dir, try_lock);
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

int instance_reap(void)
{
	int ret, all = open_locked("instances", lock_wait);

	if (all == -ENOENT)
		return 0;
	ret = all < 0 ? all : tracefs_each(TRACEFS_TOP, "instances", reap_one, NULL);
	if (ret)
		warn("%s/instances: what killed ftruns left there is not known: %s", tracefs_path(),
		     strerror(-ret));
	if (all >= 0)
		close(all);
	return ret;
}
