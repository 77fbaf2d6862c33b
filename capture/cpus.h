/* SPDX-License-Identifier: MIT */
/* The CPUs that are recorded. */
#ifndef FTRUN_CPUS_H
#define FTRUN_CPUS_H

#define CPUS_MASK_LEN 2048

/*
 * All CPUs of the stage, as the kernel's bitmap text: words of 32 bits in hex, highest first, no bit
 * beyond the last CPU. Returns their number.
 */
unsigned cpus_mask(char mask[CPUS_MASK_LEN]);

#endif
