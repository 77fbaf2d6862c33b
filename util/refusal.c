/* SPDX-License-Identifier: MIT */
#include "refusal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mount.h"

#define NOT_ROOT "not root; run it with sudo (-u NAME runs the command as NAME)"

void refusal_mount(char *why, size_t len, int error)
{
	if (error == ENODEV)
		snprintf(why, len,
			 "tracefs: this kernel has none; it needs CONFIG_FTRACE and "
			 "CONFIG_FUNCTION_GRAPH_TRACER");
	else if (geteuid() != 0)
		snprintf(why, len, "tracefs: %s: " NOT_ROOT, strerror(error));
	else
		snprintf(why, len,
			 "tracefs: mounted nowhere and cannot be opened: %s; as root of the "
			 "machine: mount -t tracefs nodev /sys/kernel"
			 "/tracing",
			 strerror(error));
}

void refusal_open(char *why, size_t len, const char *path, const char *file, int error)
{
	char level[64];
	int n = snprintf(why, len, "%s/%s: %s", path, file, strerror(error));

	if (n < 0 || (size_t)n >= len)
		return;
	mount_lockdown(level, sizeof(level));
	if (error == ENOENT && !strcmp(file, "current_tracer"))
		snprintf(why, len,
			 "%s: is empty: the kernel is locked down%s%s (cat "
			 "/sys/kernel/security/lockdown) or has no tracers; boot without "
			 "lockdown=confidentiality",
			 path, level[0] ? ": " : "", level);
	else if (error == EPERM)
		snprintf(why + n, len - (size_t)n,
			 ": the kernel is locked down%s%s (cat /sys/kernel/security/lockdown)",
			 level[0] ? ": " : "", level);
	else if (error == EROFS)
		snprintf(why + n, len - (size_t)n, "; mount -o remount,rw %s makes it writable",
			 path);
	else if (error == EACCES && geteuid())
		snprintf(why + n, len - (size_t)n, ": " NOT_ROOT);
}
