/* SPDX-License-Identifier: MIT */
/*
 * What the parameters of the kernel's functions are called, from /sys/kernel/btf/vmlinux. Reads BTF of
 * either byte order from memory. The bytes may be hostile: every offset in them is checked. Source: the
 * kernel's Documentation/bpf/btf.rst.
 */
#ifndef FTRUN_BTF_H
#define FTRUN_BTF_H

#include <stddef.h>

/*
 * One line for each function that the BTF has, into *text (malloc, the caller frees, NUL-terminated):
 *
 *	ksys_write fd:x4 buf:p8 count:x8
 *
 * Behind the colon is how to print a parameter, and how many bytes it has: p a pointer, x an unsigned
 * number, d a signed one, e an enumerator, ? nobody knows; STRUCT, UNION and other words in capitals:
 * what goes into several registers or none. A name may be missing. pointer_size: of the kernel's.
 * Returns the length, or -EINVAL when this is no BTF, or -ENOMEM; *text is NULL then.
 */
long btf_functions(const void *data, size_t len, unsigned pointer_size, char **text);

#endif
