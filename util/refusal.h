/* SPDX-License-Identifier: MIT */
/* Why the kernel refuses tracing, and the way out, in words for a message. */
#ifndef FTRUN_REFUSAL_H
#define FTRUN_REFUSAL_H

#include <stddef.h>

/* There is no tracefs, or it cannot be reached; error is the errno of trying. */
void refusal_mount(char *why, size_t len, int error);

/* File of the tracefs at path cannot be opened or written. */
void refusal_open(char *why, size_t len, const char *path, const char *file, int error);

#endif
