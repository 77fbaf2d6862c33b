/* SPDX-License-Identifier: MIT */
#include "rundir.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int rundir_open(int make)
{
	struct stat st;
	int fd;

	if (make && mkdir(RUNDIR, 0700) && errno != EEXIST)
		return -1;
	fd = open(RUNDIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 && (fstat(fd, &st) || st.st_uid != geteuid() || (st.st_mode & 022))) {
		close(fd);
		fd = -1;
	}
	return fd;
}
