/* SPDX-License-Identifier: MIT */
/* What the parameters of functions are called, for --args. */
#ifndef FTRUN_PARAMS_H
#define FTRUN_PARAMS_H

#include "../recording/recording.h"

/*
 * Adds the names that the kernel has in /sys/kernel/btf/vmlinux to rec's formats of printk; decode/args.c
 * reads them there. Nothing is added where the kernel has none: arguments are then shown as words.
 */
void params_take(struct recording *rec);

#endif
