/* SPDX-License-Identifier: MIT */
/* The kernel's symbols: all of them as it lists them, or the functions, remembered between runs. */
#ifndef FTRUN_CAPTURE_SYMBOLS_H
#define FTRUN_CAPTURE_SYMBOLS_H

#include "../recording/recording.h"

/*
 * Gives rec the names of functions, sorted by address (kallsyms_sorted): from /run/ftrun/symbols when
 * that was made since boot and for the modules that are loaded now, else from the kernel, which takes
 * longer than most commands do. Says so when the kernel hides addresses.
 */
void symbols_take(struct recording *rec);

/* Gives rec /proc/kallsyms as it is: for a recording that other programs read. */
void symbols_take_all(struct recording *rec);

#endif
