/* SPDX-License-Identifier: MIT */
/* Whole files. A file that ends and a file that cannot be read are two things. */
#ifndef FTRUN_FILE_H
#define FTRUN_FILE_H

#include <sys/types.h>

/*
 * Reads all of an open file from its start, wherever its offset is, into *text (malloc, NUL-terminated,
 * the caller frees). Returns its length, or -errno with *text NULL.
 */
ssize_t file_read(int fd, char **text);

#endif
