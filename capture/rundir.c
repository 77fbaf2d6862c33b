/* SPDX-License-Identifier: MIT */
#include "rundir.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int rundir_open(int make)
{
	struct stat st;
	int fd, error;

	if (make && mkdir(RUNDIR, 0700) && errno != EEXIST)
		return -errno;
	fd = open(RUNDIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	error = fstat(fd, &st) ? errno : st.st_uid != geteuid() || (st.st_mode & 022) ? ENOENT : 0;
	if (!error)
		return fd;
	close(fd);
	return -error;
}
