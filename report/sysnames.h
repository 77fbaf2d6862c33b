/* SPDX-License-Identifier: MIT */
/* System call numbers to names, for the architecture that made the recording. */
#ifndef FTRUN_REPORT_SYSNAMES_H
#define FTRUN_REPORT_SYSNAMES_H

#include <stddef.h>
#include <stdint.h>

enum sysnames_abi { SYSNAMES_UNKNOWN, SYSNAMES_X86_64, SYSNAMES_GENERIC };

/*
 * The numbering in use, from uname text as in struct recording ("Linux host release machine", any
 * length, not NUL-terminated): its last word decides.
 */
enum sysnames_abi sysnames_abi(const char *uname, size_t len);

/* The name of a number; borrowed, *len bytes, not NUL-terminated; NULL when unknown. */
const char *sysnames_find(enum sysnames_abi abi, uint64_t nr, size_t *len);

/*
 * The system call that a kernel function is the entry of: "read" for __x64_sys_read and
 * __arm64_sys_read; borrowed from func. NULL for all other functions.
 */
const char *sysnames_of_function(const char *func);

#endif
