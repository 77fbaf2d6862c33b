/* SPDX-License-Identifier: MIT */
/*
 * Addresses to names, from the text of /proc/kallsyms. The text is parsed when the first address is
 * asked for; answers are kept in a hash, so that a trace of few functions searches few times.
 */
#ifndef FTRUN_SYMBOLS_H
#define FTRUN_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

/* A function, or an address that no function holds. One function has one of these. */
struct symbol {
	struct symbol *next;
	uint64_t addr;	    /* where it begins */
	const char *module; /* "" for the kernel's own; owned */
	unsigned marks;	    /* for the user of the table: 0 at first */
	char name[];	    /* "0xffff..." when it has none */
};

struct symbols {
	const char *text; /* borrowed */
	size_t text_len;
	int sorted;		   /* 1: the text is searched as it stands, without lines */
	struct symbol_line *lines; /* owned: sorted addresses; NULL until needed */
	size_t nr_lines;
	int irqs_known;
	uint64_t irq_begin, irq_end; /* the section of interrupt entries */
	struct symbol_slot *slots;   /* owned: address to symbol, open addressing */
	size_t nr_slots, nr_used;
	struct symbol *all; /* owned */
};

void symbols_init(struct symbols *s, const char *text, size_t len);

/* Says that the text is sorted by address, and where the interrupt entries are. */
void symbols_set_sorted(struct symbols *s, uint64_t irq_begin, uint64_t irq_end);

void symbols_fini(struct symbols *s);

/* The function that holds addr; NULL when memory is out. */
struct symbol *symbols_find(struct symbols *s, uint64_t addr);

/* Sets irq_begin and irq_end, if that has not been done; both 0 when unknown. */
void symbols_find_irqs(struct symbols *s);

#endif
