// SPDX-License-Identifier: MIT
/* fds: print each open descriptor and what it is, but not the one that this takes. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void)
{
	DIR *d = opendir("/proc/self/fd");
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char path[300], to[4096];
		ssize_t len;

		if (e->d_name[0] == '.' || atoi(e->d_name) == dirfd(d))
			continue;
		snprintf(path, sizeof(path), "/proc/self/fd/%s", e->d_name);
		len = readlink(path, to, sizeof(to) - 1);
		printf("%s %.*s\n", e->d_name, len > 0 ? (int)len : 0, to);
	}
	return !d;
}
