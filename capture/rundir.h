/* SPDX-License-Identifier: MIT */
/* /run/ftrun: what one run leaves for the next, until the machine is booted again. */
#ifndef FTRUN_RUNDIR_H
#define FTRUN_RUNDIR_H

#define RUNDIR "/run/ftrun"

/*
 * Opens the directory; make 1: makes it if need be. Returns a descriptor or -errno: -ENOENT when there is
 * none, also when others than this user could write it, for then it is none to be trusted.
 */
int rundir_open(int make);

#endif
