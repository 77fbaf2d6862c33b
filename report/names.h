/* SPDX-License-Identifier: MIT */
/*
 * Names as small numbers. Reports count by function name, task label or system call; a table of
 * distinct names makes each of them an index, the same one in two traces that are compared.
 *
 * Functions are labelled as the kernel prints them: "name", or "name [module]". Functions that
 * share a label (static functions of different files) share a number.
 */
#ifndef FTRUN_REPORT_NAMES_H
#define FTRUN_REPORT_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "../decode/trace.h"
#include "../util/out.h"
#include "keymap.h"

struct name {
	char *text; /* owned, NUL-terminated, hostile */
	uint32_t len;
	uint32_t bare_len; /* of a function's label: without " [module]" */
	uint32_t hash;
	int plain; /* 1: harmless as it is in every format: letters, digits, "_.[]" and blanks */
};

struct names {
	struct name *list; /* owned; the index is the name's number */
	size_t nr, cap;
	uint32_t *slots; /* owned; number + 1 by hash of the text, 0 empty */
	size_t nr_slots;
	struct keymap addrs; /* number + 1 by address, of one trace */
};

/* names must be zeroed first. */
void names_fini(struct names *names);

/* The number of a text of len bytes, which is copied when new. Returns 0 or -ENOMEM. */
int names_add(struct names *names, const char *text, size_t len, uint32_t *id);

/* The number of the function that holds addr. Returns 0 or -ENOMEM. */
int names_function(struct names *names, struct trace *trace, uint64_t addr, uint32_t *id);

/* Forgets addresses, not names: the next names_function() is about another trace. */
void names_next_trace(struct names *names);

/* The number of a task's label, "comm-tid"; "comm" alone without_tid. Returns 0 or -ENOMEM. */
int names_task(struct names *names, const struct trace_task *task, int without_tid, uint32_t *id);

/* Writes a name, escaped for the format. */
static inline void names_out(const struct names *names, uint32_t id, enum out_escape how,
			     struct out *out)
{
	const struct name *n = &names->list[id];

	if (n->plain)
		out_mem(out, n->text, n->len);
	else
		out_escaped(out, how, n->text, n->len);
}

#endif
