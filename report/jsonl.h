/* SPDX-License-Identifier: MIT */
/* The inside of the jsonl report: values and the members of an event. */
#ifndef FTRUN_JSONL_H
#define FTRUN_JSONL_H

#include "report.h"

/* A JSON string; "0x..." at p, which has room for 24 bytes: returns its end. */
void jsonl_put_string(struct out *out, const char *text, size_t len);
char *jsonl_put_hex(char *p, uint64_t v);

/* Of an event: ',"fields":{...}', and of a kernel stack ',"stack":[...]'. */
void jsonl_put_fields(struct out *out, struct trace *trace, const struct trace_item *item);
void jsonl_put_stack(struct out *out, struct trace *trace, const struct trace_item *item);

#endif
