/* SPDX-License-Identifier: MIT */
/* Functions of modules that are not loaded. */
#ifndef FTRUN_MODULES_H
#define FTRUN_MODULES_H

#include <stddef.h>

/*
 * Looks for the module that defines function name, among those of the running kernel that are not
 * loaded. Returns 1 with the module's name; 0 when there is none. *unread is how many modules could
 * not be looked into because they are compressed, of which only the exported symbols are known.
 */
int modules_find(const char *name, char *module, size_t len, unsigned *unread);

#endif
