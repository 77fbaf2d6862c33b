/* SPDX-License-Identifier: MIT */
/* Finding a kernel filesystem, wherever it is mounted, and the kernel's lockdown. */
#ifndef FTRUN_MOUNT_H
#define FTRUN_MOUNT_H

#include <stddef.h>

/*
 * Opens the root directory of the first mount of a filesystem type that shows all of it, as
 * /proc/self/mountinfo lists them (proc(5)), and copies where it is to path. Returns a descriptor,
 * which the caller owns, or -errno: -ENOENT when it is mounted nowhere.
 */
int mount_open(const char *type, char *path, size_t path_len);

/*
 * The same through a mount that nobody sees and that goes away with the descriptor (fsopen(2), Linux
 * 5.2). Returns a descriptor or -errno: -ENODEV when the kernel has no such filesystem.
 */
int mount_detached(const char *type);

/* The kernel's lockdown level ("integrity", "confidentiality"), empty when none or not to be seen. */
void mount_lockdown(char *level, size_t len);

#endif
