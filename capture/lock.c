/* SPDX-License-Identifier: MIT */
/*
 * The lock is an flock(2) on the root directory of tracefs, which is the same for all containers. A
 * guard shares its ftrun's lock, so that after a SIGKILL it is held until everything is back.
 * /proc/locks names the process that took a lock, as long as that one lives: a lock without owner is
 * a guard's at work.
 */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "../tracefs.h"
#include "../util/process.h"

#define GUARD_MS  5000
#define MOMENT_MS 20
#define WAIT_MS	  60000

/* "HH:MM" of the time at which a process started; empty when it is gone. */
static void started_at(int pid, char *buf, size_t len)
{
	long long ticks = process_started(pid);
	struct timespec now, boot;
	struct tm tm;
	time_t at;

	buf[0] = 0;
	if (ticks < 0)
		return;
	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	at = now.tv_sec - boot.tv_sec + (time_t)(ticks / sysconf(_SC_CLK_TCK));
	if (localtime_r(&at, &tm))
		strftime(buf, len, "%H:%M", &tm);
}

int lock_owner(int fd, char *who, size_t len)
{
	char line[256], since[16];
	unsigned long long inode;
	unsigned maj, min;
	struct stat st;
	int pid, known = 0;
	FILE *f = fopen("/proc/locks", "re");

	snprintf(who, len, "another process");
	while (f && !known && !fstat(fd, &st) && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%*s FLOCK %*s %*s %d %x:%x:%llu", &pid, &maj, &min, &inode) !=
			    4 ||
		    inode != st.st_ino || maj != major(st.st_dev) || min != minor(st.st_dev) ||
		    pid <= 0)
			continue;
		started_at(pid, since, sizeof(since));
		snprintf(who, len, "pid %d, ftrun%s%s", pid, since[0] ? ", since " : "", since);
		known = 1;
	}
	if (f)
		fclose(f);
	return known;
}

int lock_wait(int fd, int how)
{
	static const struct timespec moment = {0, MOMENT_MS * 1000000L};

	for (int ms = 0; flock(fd, how | LOCK_NB); ms += MOMENT_MS) {
		if (errno != EINTR && (errno != EWOULDBLOCK || ms >= WAIT_MS))
			return -errno;
		nanosleep(&moment, NULL);
	}
	return 0;
}

int lock_take(int *fd, int how)
{
	static const struct timespec moment = {0, MOMENT_MS * 1000000L};
	char who[64];

	if (*fd < 0)
		*fd = tracefs_open(TRACEFS_TOP, ".", O_RDONLY | O_DIRECTORY);
	if (*fd < 0)
		return *fd;
	for (int ms = 0; ms < GUARD_MS && flock(*fd, how | LOCK_NB); ms += MOMENT_MS) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		if (errno == EWOULDBLOCK && lock_owner(*fd, who, sizeof(who)))
			return -EWOULDBLOCK;
		nanosleep(&moment, NULL);
	}
	return flock(*fd, how | LOCK_NB) ? -errno : 0;
}
