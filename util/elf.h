/* SPDX-License-Identifier: MIT */
/*
 * Where a function of a program or library lies in its file, which is what the kernel's uprobes want
 * to know. Reads 32- and 64-bit ELF of either byte order from memory. The bytes may be hostile: every
 * offset in them is checked. Source: the System V ABI, chapter "Object Files"; elf(5).
 */
#ifndef FTRUN_ELF_H
#define FTRUN_ELF_H

#include <stddef.h>
#include <stdint.h>

#include "near.h"

struct elf {
	const uint8_t *data; /* borrowed */
	size_t len;
	int is_64, is_big;
	unsigned machine;
	uint64_t segments, sections; /* file offsets of the two tables */
	unsigned segment_size, nr_segments, section_size, nr_sections;
};

/* Returns 0, or -ENOEXEC: no ELF, or none that is whole. */
int elf_open(struct elf *e, const void *data, size_t len);

/*
 * The file offset of the function called name, from .symtab or .dynsym; a version behind "@" does not
 * count. A global function is meant rather than a local one. Functions that are not called so are
 * offered to near, whose names then point into the data; NULL: not wanted.
 *
 * Returns 0, or -ENODATA: stripped, no symbol table at all; -ENOENT: no such function; -ENOTUNIQ: several local
 * ones; -EOPNOTSUPP: its code is chosen when the program starts (an ifunc); -ENOEXEC: its address is
 * not in the file.
 */
int elf_function(const struct elf *e, const char *name, uint64_t *offset, struct near *near);

/*
 * Calls fn for the name of each function that the file has, from .symtab, or .dynsym where it was
 * stripped; a version is still behind it. Returns 0, or -ENODATA: no symbol table at all.
 */
int elf_each(const struct elf *e, void (*fn)(void *ctx, const char *name), void *ctx);

/* 1 when the file offset lies in an executable segment. */
int elf_has_code(const struct elf *e, uint64_t offset);

/* From an address, as nm(1) shows it, to the file offset of code. Returns 0 or -ENOENT. */
int elf_offset(const struct elf *e, uint64_t addr, uint64_t *offset);

/* The same of an address in any part of the file that is loaded. */
int elf_data_offset(const struct elf *e, uint64_t addr, uint64_t *offset);

/* A static probe (USDT), from the notes that <sys/sdt.h> makes; strings are borrowed from the data. */
struct elf_sdt {
	const char *provider, *name;
	const char *args; /* "-4@%eax 8@$7": size in bytes, negative signed, and operand */
	uint64_t addr;
	uint64_t semaphore; /* address of the counter that the program looks at; 0: none */
};

/* Calls fn for each static probe; one that is in several places comes several times. */
void elf_each_sdt(const struct elf *e, void (*fn)(void *ctx, const struct elf_sdt *sdt), void *ctx);

#endif
