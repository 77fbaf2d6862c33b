/* SPDX-License-Identifier: MIT */
/*
 * The guard waits on a socket whose other end only ftrun holds. Its end means that ftrun is gone,
 * however it went. The guard then plays the journal, which ends at once when ftrun has restored
 * everything itself, and removes the journal's file. What it cannot put back because somebody holds
 * it busy it tries again for a minute; then the journal stays for the next ftrun.
 *
 * Whatever can be seen in the filesystem is made by the guard, so that a SIGKILL of ftrun never leaves
 * it behind: ftrun opens the journal without a name, the guard gives it one.
 *
 * The journal's open file carries a lock (flock) that ftrun and the guard share, so a journal that
 * can be locked belongs to nobody alive: no process ids are compared, none can be mistaken.
 *
 * The guard has a session of its own and blocks signals, so that what a terminal or a service
 * manager sends to ftrun's group does not end it. It shares the lock of the top level, which stays
 * held until everything is back.
 */
#include "guard.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/journal.h"
#include "lock.h"
#include "rundir.h"
#include "undo.h"

#define NAMES_MAX     100
#define PATIENCE_MS   2000
#define MOMENT_MS     10
#define RETRY_SECONDS 60

/* Names the journal in /run/ftrun after its owner. name is empty when it cannot be: then the guard alone knows it. */
static void give_name(int journal, int owner, char *name, size_t len)
{
	char self[32];
	int dir, ret, error;

	snprintf(self, sizeof(self), "/proc/self/fd/%d", journal);
	snprintf(name, len, "%d", owner);
	for (int i = 2; i < NAMES_MAX; i++) {
		dir = rundir_open(1);
		if (dir < 0)
			break;
		ret = linkat(AT_FDCWD, self, dir, name, AT_SYMLINK_FOLLOW);
		error = errno;
		close(dir);
		if (!ret)
			return;
		/* A container's, which has such a process too, or one that could not be played. */
		if (error != EEXIST)
			break;
		snprintf(name, len, "%d.%d", owner, i);
	}
	name[0] = 0;
}

static void remove_name(int journal, const char *name)
{
	int dir = name[0] ? rundir_open(0) : -1;
	struct stat ours, named;

	if (dir < 0)
		return;
	if (!fstat(journal, &ours) && !fstatat(dir, name, &named, AT_SYMLINK_NOFOLLOW) &&
	    ours.st_ino == named.st_ino && ours.st_dev == named.st_dev)
		unlinkat(dir, name, 0);
	close(dir);
}

/* Closes everything but stderr and the descriptors in keep, which are sorted here. */
static void close_others(int *keep, size_t nr)
{
	unsigned from = STDERR_FILENO + 1;

	for (size_t i = 1; i < nr; i++)
		for (size_t j = i; j && keep[j] < keep[j - 1]; j--) {
			int other = keep[j];

			keep[j] = keep[j - 1];
			keep[j - 1] = other;
		}
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	for (size_t i = 0; i < nr; i++) {
		if (keep[i] < (int)from)
			continue;
		if ((unsigned)keep[i] > from)
			syscall(SYS_close_range, from, (unsigned)keep[i] - 1, 0);
		from = (unsigned)keep[i] + 1;
	}
	syscall(SYS_close_range, from, ~0U, 0);
}

/* Restores, and goes on trying what is busy. Returns the number of things that are still not back. */
static int restore(int journal, int loud)
{
	int failed = undo_play(journal, PATIENCE_MS, loud);

	if (!failed)
		return 0;
	/* Whoever reads our stderr to its end need not wait for this. */
	close(STDERR_FILENO);
	for (int i = 0; failed && i < RETRY_SECONDS; i++) {
		sleep(1);
		failed = undo_play(journal, 0, 0);
	}
	return failed;
}

/*
 * Waits until ftrun is gone. Returns 1 when it has restored before, or said what it could not; 0 when
 * it was killed. A killed process closes its files in no certain order, and a list of functions takes
 * effect when its file is closed: only when we have another parent is all of that over.
 */
static int wait_end(int fd, int owner)
{
	static const struct timespec moment = {0, MOMENT_MS * 1000000L};
	ssize_t n;
	char byte;

	do
		n = recv(fd, &byte, 1, 0);
	while (n < 0 && errno == EINTR);
	while (n <= 0 && getppid() == owner)
		nanosleep(&moment, NULL);
	return n > 0;
}

static void guard_main(struct guard *g, int fd, int owner, int lock_fd)
{
	int keep[] = {fd, g->journal, lock_fd, tracefs_fd()}, failed;
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	setsid();
	prctl(PR_SET_NAME, "ftrun-guard");
	close_others(keep, sizeof(keep) / sizeof(*keep));
	if (chdir("/"))
		_exit(EXIT_FTRUN);
	give_name(g->journal, owner, g->name, sizeof(g->name));
	send(fd, g->name, sizeof(g->name), MSG_NOSIGNAL);
	failed = restore(g->journal, !wait_end(fd, owner));
	if (!failed)
		remove_name(g->journal, g->name);
	_exit(failed ? EXIT_FTRUN : 0);
}

/*
 * A new journal, locked before anybody can see it. Its first record tells whether there is room;
 * where there is none, or no /run, it is in memory.
 */
static int open_journal(void)
{
	int fd = open("/run", O_TMPFILE | O_RDWR | O_APPEND | O_CLOEXEC, 0600);

	if (fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB) &&
	    !journal_append(fd, JOURNAL_DONE, "", "", 0))
		return fd;
	if (fd >= 0)
		close(fd);
	fd = memfd_create("ftrun-journal", MFD_CLOEXEC);
	if (fd < 0 || fcntl(fd, F_SETFL, O_APPEND))
		die_errno("journal of what is to be undone");
	return fd;
}

void guard_start(struct guard *g, int lock_fd)
{
	int ends[2], owner = getpid();
	ssize_t n;

	g->journal = open_journal();
	tracefs_journal(g->journal);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		die_errno("guard");
	g->alive = ends[1];
	g->pid = fork();
	if (g->pid == 0)
		guard_main(g, ends[0], owner, lock_fd);
	close(ends[0]);
	if (g->pid < 0)
		die_errno("guard: fork");
	do
		n = recv(g->alive, g->name, sizeof(g->name), MSG_WAITALL);
	while (n < 0 && errno == EINTR);
	if (n != sizeof(g->name))
		die("guard: was killed before it could begin; try again");
}

void guard_end(struct guard *g, int failed)
{
	int status = -1;

	if (g->alive >= 0) {
		/* A guard that cannot be told would wait for our end, and we for its. */
		if (send(g->alive, "", 1, MSG_NOSIGNAL) < 0 && !failed && g->pid > 0)
			kill(g->pid, SIGKILL);
		close(g->alive);
	}
	if (!failed && g->pid > 0) {
		while (waitpid(g->pid, &status, 0) < 0 && errno == EINTR)
			;
		/* Somebody killed it, so its last duty is ours. */
		if (status)
			remove_name(g->journal, g->name);
	}
	tracefs_journal(-1);
	if (g->journal >= 0)
		close(g->journal);
	*g = (struct guard)GUARD_NONE;
}

/* The owner of a journal of this name, unless it is of another pid namespace. */
static int is_alive(const char *name)
{
	return !kill(atoi(name), 0) || errno != ESRCH;
}

/*
 * Locks a journal, which its owner and its guard do as long as they live. A killed owner's guard is at work,
 * or dying itself: that is waited for. Returns 0, or -EWOULDBLOCK.
 */
static int lock_journal(int fd, const char *name, int patience_ms)
{
	static const struct timespec moment = {0, MOMENT_MS * 1000000L};

	for (; flock(fd, LOCK_EX | LOCK_NB); patience_ms -= MOMENT_MS) {
		if (patience_ms <= 0 || errno != EWOULDBLOCK || is_alive(name))
			return -EWOULDBLOCK;
		nanosleep(&moment, NULL);
	}
	return 0;
}

/* Undoes one journal of the dead. Returns the number of failures. */
static int recover_one(int dir, const char *name, int patience_ms)
{
	static const struct timespec moment = {0, 5 * MOMENT_MS * 1000000L};
	int failed = 0, fd = openat(dir, name, O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return 0;
	if (!lock_journal(fd, name, patience_ms)) {
		/* They may be closing their last files just now; see wait_end(). */
		nanosleep(&moment, NULL);
		failed = undo_play(fd, PATIENCE_MS, 1);
		if (!failed && unlinkat(dir, name, 0) == 0)
			warn("%s/%s: a killed ftrun's changes were undone", RUNDIR, name);
	} else if (patience_ms && !is_alive(name)) {
		warn("%s/%s: its ftrun was killed and the guard is not done yet, or it runs in a "
		     "container",
		     RUNDIR, name);
		failed = 1;
	}
	close(fd);
	return failed;
}

/* "123" or "123.2". */
static int is_journal(const char *name)
{
	return name[0] != '.' && !name[strspn(name, "0123456789.")];
}

int guard_recover(int patience_ms)
{
	int error, failed = 0, fd = rundir_open(0);
	struct dirent *e;
	DIR *d;

	/* What root's left is not for others. */
	if (fd == -ENOENT || (fd == -EACCES && geteuid()))
		return 0;
	/* One at a time, so that nobody goes on while another is half-way. */
	error = fd < 0 ? fd : lock_wait(fd, LOCK_EX);
	errno = -error;
	d = error ? NULL : fdopendir(fd);
	while (d && (errno = 0, e = readdir(d)))
		if (is_journal(e->d_name))
			failed += recover_one(fd, e->d_name, patience_ms);
	if (errno) {
		warn(RUNDIR ": what killed ftruns left there is not known: %s", strerror(errno));
		failed++;
	}
	if (d)
		closedir(d);
	else if (fd >= 0)
		close(fd);
	return failed;
}
