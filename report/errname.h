/* SPDX-License-Identifier: MIT */
/* Return values that are errors. */
#ifndef FTRUN_REPORT_ERRNAME_H
#define FTRUN_REPORT_ERRNAME_H

#include <stdint.h>

/*
 * The error number, 1 to 4095, that a function's return value means, or 0. As the kernel does it in
 * print_graph_retval() (kernel/trace/trace_functions_graph.c): a 64-bit register whose upper half
 * is zero may hold a negative int.
 */
unsigned errname_of_retval(uint64_t retval);

/* "ENOENT" for 2, the kernel's internal numbers too; NULL when it has no name. */
const char *errname_text(unsigned error);

#endif
