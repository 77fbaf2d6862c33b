/* SPDX-License-Identifier: MIT */
/* --check: what this machine can do. */
#ifndef FTRUN_CHECK_H
#define FTRUN_CHECK_H

#include "../util/out.h"

/*
 * Writes one line for each thing that ftrun needs or can use: "yes" or "no", its name, what there is
 * or how to get it. Changes nothing. Returns 1 when a command can be traced here, else 0.
 */
int check_machine(struct out *out);

#endif
