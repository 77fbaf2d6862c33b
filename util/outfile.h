/* SPDX-License-Identifier: MIT */
/* Opening a file to be written where others may lie in wait. */
#ifndef FTRUN_OUTFILE_H
#define FTRUN_OUTFILE_H

/*
 * Opens path to be written, made if need be, not truncated, close-on-exec. Through sudo(8) it is opened
 * as by the user who called sudo: with that user's rights and owner, and the umask. What that user may
 * not do, root does only in a folder that root alone can write. In a folder that everybody can write,
 * a symbolic link or a file of somebody else's is not touched. Dies with "-o path: reason".
 */
int outfile_open(const char *path);

/* Dies where outfile_open() would; makes and changes nothing. Returns -1: no file is open. */
int outfile_check(const char *path);

#endif
