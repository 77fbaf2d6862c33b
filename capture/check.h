/* SPDX-License-Identifier: MIT */
/* --check: what this machine can do. */
#ifndef FTRUN_CHECK_H
#define FTRUN_CHECK_H

/*
 * Writes one line for each thing that ftrun needs or can use: "yes" or "no", its name, what there is
 * or how to get it. Changes nothing. Returns 0 when a command can be traced here, else 1. Dies when it cannot be
 * written.
 */
int check_print(int fd);

#endif
