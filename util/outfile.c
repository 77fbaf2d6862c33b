/* SPDX-License-Identifier: MIT */
/*
 * What fs.protected_symlinks, _hardlinks and _regular of proc(5) do, whatever they are set to, and for
 * folders without the sticky bit too.
 */
#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "err.h"
#include "mem.h"
#include "user.h"

#define HOW    (O_WRONLY | O_CLOEXEC | O_NOCTTY)
#define CREATE (HOW | O_CREAT)
#define CHECK  (HOW | O_NONBLOCK) /* a pipe without reader does not make us wait: ENXIO */

/* The folder of path and the name in it, in place: two strings. */
struct place {
	char *dir, *name; /* dir is owned, name borrowed from it or from the path */
};

static struct place split(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct place p = {xstrdup(slash ? path : "."), NULL};

	p.name = strdup(slash ? slash + 1 : path);
	if (!p.name)
		die("out of memory");
	/* "/x": the slash is the folder. */
	if (slash)
		p.dir[slash == path ? 1 : slash - path] = 0;
	return p;
}

/* Whether in a folder that everybody can write the open file can be meant. Returns 0 or an errno. */
static int is_suspect(int fd, const struct stat *dir)
{
	struct stat st;

	if (fstat(fd, &st))
		return errno;
	if ((st.st_uid != geteuid() && st.st_uid != dir->st_uid) ||
	    (S_ISREG(st.st_mode) && st.st_nlink > 1))
		return EACCES;
	return 0;
}

/*
 * openat(2). With CHECK, where nothing was opened and yet CREATE would work, some other descriptor: a
 * file that is not there could be made, a pipe waits for its reader.
 */
static int open_in(int dir, const char *name, int flags)
{
	int fd = openat(dir, name, flags, 0666);

	if (fd >= 0 || (flags & O_CREAT))
		return fd;
	if (errno == ENXIO || (errno == ENOENT && !faccessat(dir, ".", W_OK | X_OK, AT_EACCESS)))
		return fcntl(dir, F_DUPFD_CLOEXEC, 0);
	return -1;
}

/* Opens with the rights that this process has. Returns a descriptor or -errno. */
static int open_here(const char *path, int flags)
{
	struct place p = split(path);
	int error, fd = -1, dir = open(p.dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct stat st;

	error = dir < 0 || fstat(dir, &st) ? errno : 0;
	if (!error) {
		int shared = (st.st_mode & S_IWOTH) != 0;

		fd = open_in(dir, p.name, flags | (shared ? O_NOFOLLOW : 0));
		error = fd < 0 ? errno : shared ? is_suspect(fd, &st) : 0;
	}
	if (dir >= 0)
		close(dir);
	if (error && fd >= 0)
		close(fd);
	free(p.dir);
	free(p.name);
	return error ? -error : fd;
}

/* Opens as root what only root could have prepared: no link leads there, nobody else can write there. */
static int open_roots(const char *path, int flags)
{
	struct {
		uint64_t flags, mode, resolve;
	} how = {O_PATH | O_DIRECTORY | O_CLOEXEC, 0, 0x04 /* RESOLVE_NO_SYMLINKS of openat2(2) */};
	struct place p = split(path);
	int fd = -1, dir = (int)syscall(SYS_openat2, AT_FDCWD, p.dir, &how, sizeof(how));
	struct stat st;

	if (dir >= 0 && !fstat(dir, &st) && st.st_uid == 0 && !(st.st_mode & 022))
		fd = open_in(dir, p.name, flags | O_NOFOLLOW);
	if (dir >= 0)
		close(dir);
	free(p.dir);
	free(p.name);
	return fd;
}

/* The user who called sudo, unless that was root. */
static const char *caller(void)
{
	const char *uid = getenv("SUDO_UID");

	return geteuid() == 0 && uid && strcmp(uid, "0") ? uid : NULL;
}

/* Opens, or with CHECK looks whether that would work. Dies when it does not. */
static int open_file(const char *path, int flags)
{
	const char *uid = caller();
	struct user u = {.name = NULL}, own;
	int fd, roots;

	if (uid) {
		user_find(&u, uid);
		user_enter(&u, &own);
	}
	fd = open_here(path, flags);
	if (uid)
		user_leave(&own);
	if (uid && (fd == -EACCES || fd == -EPERM) && (roots = open_roots(path, flags)) >= 0)
		fd = roots;
	if (fd < 0)
		die("-o %s: %s%s%s%s", path,
		    fd == -ELOOP ? "is a symbolic link in a folder that everybody can write"
				 : strerror(-fd),
		    uid ? " (as " : "", uid ? u.name : "", uid ? ", who called sudo)" : "");
	user_fini(&u);
	return fd;
}

int outfile_open(const char *path)
{
	return open_file(path, CREATE);
}

int outfile_check(const char *path)
{
	close(open_file(path, CHECK));
	return -1;
}
