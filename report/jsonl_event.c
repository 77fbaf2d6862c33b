/* SPDX-License-Identifier: MIT */
/* What an event's line has of its own: fields, typed as JSON has types, and the kernel's stack. */
#include "jsonl.h"

#include <string.h>

#define FRAME_LEN 600

void jsonl_put_string(struct out *out, const char *text, size_t len)
{
	out_char(out, '"');
	out_escaped(out, OUT_JSON, text, len);
	out_char(out, '"');
}

char *jsonl_put_hex(char *p, uint64_t v)
{
	int shift = 60;

	*p++ = '"';
	*p++ = '0';
	*p++ = 'x';
	while (shift && !(v >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		*p++ = "0123456789abcdef"[v >> shift & 15];
	*p++ = '"';
	return p;
}

static void put_bytes(struct out *out, const uint8_t *data, size_t len)
{
	out_char(out, '"');
	for (size_t i = 0; i < len; i++) {
		out_char(out, "0123456789abcdef"[data[i] >> 4]);
		out_char(out, "0123456789abcdef"[data[i] & 15]);
	}
	out_char(out, '"');
}

static void put_integer(struct out *out, uint64_t value, int is_signed)
{
	int negative = is_signed && value >> 63;

	if (negative)
		out_char(out, '-');
	out_u64(out, negative ? 0 - value : value);
}

static void put_field(struct out *out, struct trace *trace, const struct trace_item *item,
		      const struct trace_field *field)
{
	const uint8_t *data;
	size_t len;

	jsonl_put_string(out, field->name, strlen(field->name));
	out_char(out, ':');
	if (field->kind == FIELD_INT) {
		put_integer(out, trace_field_u64(trace, item, field), field->is_signed);
		return;
	}
	if (field->kind == FIELD_POINTER) {
		out_commit(out, jsonl_put_hex(out_reserve(out, 24),
					      trace_field_u64(trace, item, field)));
		return;
	}
	data = trace_field_bytes(trace, item, field, &len);
	if (field->is_string)
		jsonl_put_string(out, (const char *)data,
				 data ? strnlen((const char *)data, len) : 0);
	else
		put_bytes(out, data, data ? len : 0);
}

/* Of a stack that stands alone the addresses are no field: they follow as what they are. */
void jsonl_put_fields(struct out *out, struct trace *trace, const struct trace_item *item)
{
	size_t nr, done = 0;
	const struct trace_field *fields = trace_event_fields(item->event, &nr);

	out_str(out, ",\"fields\":{");
	for (size_t i = 0; i < nr && !trace_is_stack(item); i++) {
		if (!strncmp(fields[i].name, "common_", 7))
			continue;
		if (done++)
			out_char(out, ',');
		put_field(out, trace, item, &fields[i]);
	}
	out_char(out, '}');
}

void jsonl_put_stack(struct out *out, struct trace *trace, const struct trace_item *item)
{
	uint64_t frames[TRACE_STACK_MAX];
	size_t nr = trace_stack(trace, item, frames, TRACE_STACK_MAX);
	char text[FRAME_LEN];

	out_str(out, ",\"stack\":[");
	for (size_t i = 0; i < nr; i++) {
		if (i)
			out_char(out, ',');
		jsonl_put_string(out, text,
				 trace_address_text(trace, frames[i], text, sizeof(text)));
	}
	out_char(out, ']');
}
