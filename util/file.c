/* SPDX-License-Identifier: MIT */
#include "file.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "mem.h"

/* The files of tracefs and /proc say nothing of their size; most are small, and fresh pages cost. */
#define ROOM 4000

ssize_t file_read(int fd, char **text)
{
	size_t len = 0, cap = 0;
	ssize_t n = 0, error = 0;
	char *s = NULL;

	*text = NULL;
	do {
		error = mem_grow(&s, &cap, len + ROOM, 1);
		if (error)
			break;
		n = pread(fd, s + len, cap - len - 1, (off_t)len);
		if (n > 0)
			len += (size_t)n;
		else if (n < 0 && errno != EINTR)
			error = -errno;
	} while (n && !error);
	if (error) {
		free(s);
		return error;
	}
	s[len] = 0;
	*text = s;
	return (ssize_t)len;
}
