/* SPDX-License-Identifier: MIT */
/*
 * Event format files (events/SYSTEM/EVENT/format, events/header_page): text that says where in a
 * record each field lies. The source of every offset that the decoder uses.
 */
#ifndef FTRUN_FORMAT_H
#define FTRUN_FORMAT_H

#include <stddef.h>

#include "trace.h"

enum format_kind { FORMAT_EVENT, FORMAT_ENTRY, FORMAT_EXIT };

/* Where a number lies in a record; size 0: it has none. */
struct format_at {
	uint32_t offset, size;
};

struct trace_event_type {
	const char *system; /* borrowed from the recording */
	const char *name;   /* in strings; "" when the text has none (header_page) */
	unsigned id;	    /* common_type of its records */
	enum format_kind kind;
	unsigned min_len;	      /* bytes that a record must have to be decoded */
	struct format_at func, depth; /* of function entries and exits */
	struct format_at calltime, rettime, retval; /* of exits */
	struct format_at args; /* of entries: the first, size of one; up to the record's end */
	struct format_at stack,
		stack_nr; /* of kernel_stack: the first frame, their number; size 0: no stack */
	struct trace_field *fields; /* owned; the common ones first */
	size_t nr_fields, nr_common;
	char *strings; /* owned: names and types */
};

/*
 * Parses a format file. system is kept as a pointer. long_size: bytes in the traced kernel's long.
 * Lines that make no sense are left out. Returns 0 or -ENOMEM; a text with no field gives none.
 * On success and failure alike format_free() releases what there is.
 */
int format_parse(struct trace_event_type *type, const char *system, const char *text, size_t len,
		 unsigned long_size);
void format_free(struct trace_event_type *type);

/* The "ID:" line's number, looked for at the beginning of a format file; 0 when there is none. */
unsigned format_id(const char *text, size_t len);

/* Where an integer field of that name lies. Returns 0, or -EINVAL when there is none. */
int format_find(const struct trace_event_type *type, const char *name, struct format_at *at);

/* A field by name, common ones included; NULL when there is none. */
const struct trace_field *format_field(const struct trace_event_type *type, const char *name);

#endif
