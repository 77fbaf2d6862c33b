/* SPDX-License-Identifier: MIT */
/*
 * The guard waits in read(2) on a pipe whose other end only ftrun holds. The end of that pipe means
 * that ftrun is gone, however it went. The guard then plays the journal, which ends at once when
 * ftrun has restored everything itself, and removes the journal's file.
 *
 * The journal's open file carries a lock (flock) that ftrun and the guard share, so a journal that
 * can be locked belongs to nobody alive: no process ids are compared, none can be mistaken.
 *
 * The guard has a session of its own and ignores signals, so that what a terminal or a service
 * manager sends to ftrun's group does not reach it. It shares the descriptors that were open when it
 * was started: the lock of the top level stays held until everything is back.
 */
#include "guard.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "rundir.h"

/*
 * A new, locked journal. It is locked before it has its name, so that nobody takes it for a dead
 * one; where O_TMPFILE or linkat is not to be had, it stays in memory and the guard alone knows it.
 */
static int open_journal(int dir, const char *name)
{
	char self[32];
	int fd = dir < 0 ? -1 : openat(dir, ".", O_TMPFILE | O_RDWR | O_APPEND | O_CLOEXEC, 0600);

	if (fd >= 0) {
		snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
		unlinkat(dir, name, 0);
		if (!flock(fd, LOCK_EX | LOCK_NB) && !linkat(AT_FDCWD, self, dir, name, AT_SYMLINK_FOLLOW))
			return fd;
		close(fd);
	}
	fd = memfd_create("ftrun-journal", MFD_CLOEXEC);
	if (fd >= 0 && fcntl(fd, F_SETFL, O_APPEND) == 0)
		return fd;
	die_errno("journal of changes");
}

static void guard_main(const struct guard *g, int wait_fd, int dir, const char *name)
{
	sigset_t all;
	char byte;
	int failed;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	setsid();
	prctl(PR_SET_NAME, "ftrun-guard");
	close(g->alive);
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	if (chdir("/"))
		_exit(EXIT_FTRUN);
	while (read(wait_fd, &byte, 1) < 0 && errno == EINTR)
		;
	failed = tracefs_restore(g->journal, 1);
	if (!failed && dir >= 0)
		unlinkat(dir, name, 0);
	_exit(failed ? EXIT_FTRUN : 0);
}

void guard_start(struct guard *g)
{
	char name[32];
	int dir = rundir_open(1), ends[2];

	snprintf(name, sizeof(name), "%d", (int)getpid());
	g->journal = open_journal(dir, name);
	tracefs_journal(g->journal);
	if (pipe2(ends, O_CLOEXEC))
		die_errno("guard");
	g->alive = ends[1];
	g->pid = fork();
	if (g->pid < 0)
		die_errno("guard: fork");
	if (g->pid == 0)
		guard_main(g, ends[0], dir, name);
	close(ends[0]);
	if (dir >= 0)
		close(dir);
}

void guard_end(struct guard *g)
{
	close(g->alive);
	while (waitpid(g->pid, NULL, 0) < 0 && errno == EINTR)
		;
	tracefs_journal(-1);
	close(g->journal);
}

int guard_recover(void)
{
	int fd, failed = 0, dir = rundir_open(0);
	struct dirent *e;
	DIR *d;

	if (dir < 0)
		return 0;
	d = fdopendir(dir);
	while (d && (e = readdir(d))) {
		if (strspn(e->d_name, "0123456789") != strlen(e->d_name) || (fd = openat(dir, e->d_name, O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC)) < 0)
			continue;
		if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
			int left = tracefs_restore(fd, 1);

			failed += left;
			if (!left && unlinkat(dir, e->d_name, 0) == 0)
				warn("%s/%s: a killed ftrun's changes were undone", RUNDIR, e->d_name);
		}
		close(fd);
	}
	if (d)
		closedir(d);
	return failed;
}
