/* SPDX-License-Identifier: MIT */
#include "mount.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of linux/mount.h, which has no place beside sys/mount.h in every libc. */
#define FSOPEN_CLOEXEC	    1
#define FSCONFIG_CMD_CREATE 6
#define FSMOUNT_CLOEXEC	    1

/* Decodes the octal escapes of mountinfo in place ("\040" is a blank). */
static void unescape(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (s[0] == '\\' && s[1] && s[2] && s[3]) {
			*to++ = (char)((s[1] - '0') * 64 + (s[2] - '0') * 8 + (s[3] - '0'));
			s += 3;
		} else {
			*to++ = *s;
		}
	}
	*to = 0;
}

int mount_open(const char *type, char *path, size_t path_len)
{
	FILE *f = fopen("/proc/self/mountinfo", "re");
	char line[4096], root[512], point[512], is_type[64];
	int fd = -ENOENT;

	if (!f)
		return -errno;
	snprintf(is_type, sizeof(is_type), " - %s ", type);
	while (fd < 0 && fgets(line, sizeof(line), f)) {
		if (!strstr(line, is_type) || strlen(line) == sizeof(line) - 1 ||
		    sscanf(line, "%*s %*s %*s %511s %511s", root, point) != 2 || strcmp(root, "/"))
			continue;
		unescape(point);
		fd = open(point, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0)
			fd = -errno;
		snprintf(path, path_len, "%s", point);
	}
	fclose(f);
	return fd;
}

int mount_detached(const char *type)
{
	int sb = (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC), mount = -1, fd = -1, error;

	if (sb < 0)
		return -errno;
	if (!syscall(SYS_fsconfig, sb, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		mount = (int)syscall(SYS_fsmount, sb, FSMOUNT_CLOEXEC, 0);
	/* The mount's own descriptor is O_PATH; directories are read through a real one. */
	if (mount >= 0)
		fd = openat(mount, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	error = errno;
	if (mount >= 0)
		close(mount);
	close(sb);
	return fd < 0 ? -error : fd;
}

void mount_lockdown(char *level, size_t len)
{
	char text[128], *start, *end;
	int fd = open("/sys/kernel/security/lockdown", O_RDONLY | O_CLOEXEC);
	ssize_t n;

	level[0] = 0;
	if (fd < 0)
		return;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[n > 0 ? n : 0] = 0;
	start = strchr(text, '[');
	end = start ? strchr(start, ']') : NULL;
	if (end && strncmp(start, "[none]", 6))
		snprintf(level, len, "%.*s", (int)(end - start - 1), start + 1);
}
