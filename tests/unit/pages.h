/* SPDX-License-Identifier: MIT */
/*
 * Recordings built by hand, in any byte order and word size: sub-buffers, records and the format
 * files that belong to them. A builder has one CPU at hand; times are given in ns.
 */
#ifndef FTRUN_TEST_PAGES_H
#define FTRUN_TEST_PAGES_H

#include "../../decode/trace.h"
#include "../../recording/recording.h"

enum { ID_ENTRY = 11, ID_EXIT = 10, ID_EVENT = 300, ID_PRINT = 5, ID_STACK = 4 };
enum { ID_ARGS = 12, ID_RETVAL = 13 }; /* entries with arguments, exits with values; 8-byte longs */
enum { IRQS_OFF = 1, HARDIRQ = 8, SOFTIRQ = 16 };

struct builder {
	struct recording rec;
	int big_endian;
	unsigned word; /* bytes in a long */
	uint32_t size; /* of a sub-buffer */
	uint8_t *page; /* the open sub-buffer; NULL none */
	uint32_t at;
	uint64_t time_ns;
	uint8_t flags; /* common_flags of the records to come */
	uint8_t preempt;
	int pid;
};

void builder_init(struct builder *b, int big_endian, unsigned word, uint32_t size);
void builder_fini(struct builder *b);

/* Ends the sub-buffer, if one is open, and opens the next, of that CPU. */
void builder_page(struct builder *b, unsigned cpu, uint64_t time_ns);

/* Marks the open sub-buffer: events were lost before it; stored: how many stands behind its data. */
void builder_lost(struct builder *b, uint64_t lost, int stored);
void builder_end(struct builder *b);

/* Records. A full sub-buffer is followed by another of the same CPU. */
void builder_record(struct builder *b, uint64_t time_ns, const void *data, uint32_t len);
void builder_enter(struct builder *b, uint64_t time_ns, unsigned func, unsigned depth);
void builder_leave(struct builder *b, uint64_t time_ns, unsigned func, unsigned depth,
		   uint64_t duration_ns);
void builder_word(struct builder *b, uint32_t word); /* raw, into the data */

/* Writes v in the recording's byte order; returns p + size. */
uint8_t *builder_put(const struct builder *b, uint8_t *p, uint64_t v, unsigned size);

/* The address of function number func; its name is "f" and the number. */
uint64_t builder_addr(const struct builder *b, unsigned func);

#endif
