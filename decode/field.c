/* SPDX-License-Identifier: MIT */
/*
 * Fields of events. Fixed ones lie where the format file says; a dynamic one is a word with offset
 * (low 16 bits) and length (high 16), the offset counted from the record (__data_loc) or from
 * behind the word (__rel_loc). Every access is checked against the record's length.
 */
#include <stdio.h>

#include "index.h"
#include "text.h"

uint64_t trace_field_u64(const struct trace *t, const struct trace_item *item,
			 const struct trace_field *f)
{
	uint64_t v;

	if (f->size > 8 || (uint64_t)f->offset + f->size > item->data_len)
		return 0;
	v = load_uint(item->data + f->offset, f->size, t->layout.swap);
	if (!f->is_signed)
		return v;
	switch (f->size) {
	case 1:
		return (uint64_t)(int8_t)v;
	case 2:
		return (uint64_t)(int16_t)v;
	case 4:
		return (uint64_t)(int32_t)v;
	default:
		return v;
	}
}

const uint8_t *trace_field_bytes(const struct trace *t, const struct trace_item *item,
				 const struct trace_field *f, size_t *len)
{
	size_t offset = f->offset, size = f->size, room;
	const uint8_t *nul;
	uint32_t where;

	*len = 0;
	if (f->kind == FIELD_DATA_LOC || f->kind == FIELD_REL_LOC) {
		if (f->size != 4 || offset + 4 > item->data_len)
			return item->data;
		where = (uint32_t)load_uint(item->data + offset, 4, t->layout.swap);
		offset = (f->kind == FIELD_REL_LOC ? offset + 4 : 0) + (where & 0xffff);
		size = where >> 16;
	}
	if (offset >= item->data_len)
		return item->data;
	room = item->data_len - offset;
	if (size > room || (!size && f->kind != FIELD_DATA_LOC && f->kind != FIELD_REL_LOC))
		size = room; /* "type name[]": up to the record's end */
	nul = f->is_string ? memchr(item->data + offset, '\0', size) : NULL;
	*len = nul ? (size_t)(nul - (item->data + offset)) : size;
	return item->data + offset;
}

static void text_number(struct text *t, uint64_t v, const struct trace_field *f)
{
	char number[24];

	if (f->is_hex || f->kind == FIELD_POINTER)
		snprintf(number, sizeof(number), "0x%llx", (unsigned long long)v);
	else if (f->is_signed)
		snprintf(number, sizeof(number), "%lld", (long long)v);
	else
		snprintf(number, sizeof(number), "%llu", (unsigned long long)v);
	text_str(t, number);
}

/* Fields that hold an address in code: pointers, and words of these names. */
static int is_address(const struct trace *t, const struct trace_field *f)
{
	static const char *const names[] = {"ip",	"func",	     "function", "caller",
					    "callsite", "call_site", "retaddr"};
	size_t len = strlen(f->name);

	if (f->size != t->layout.long_size)
		return 0;
	if (!strcmp(f->name, "__probe_ret_ip"))
		return 1;
	if (f->kind == FIELD_POINTER || (len > 3 && !strcmp(f->name + len - 3, "_ip")))
		return 1;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(f->name, names[i]))
			return 1;
	return 0;
}

/* "name+0x1c"; 0 when no function holds the address. */
static int text_symbol(struct text *text, struct trace *t, uint64_t addr)
{
	const struct symbol *sym = addr ? symbols_find(&t->symbols, addr) : NULL;
	char offset[24];

	if (!sym || !strncmp(sym->name, "0x", 2))
		return 0;
	text_escaped(text, (const uint8_t *)sym->name, strlen(sym->name));
	if (sym->addr == addr)
		return 1;
	snprintf(offset, sizeof(offset), "+0x%llx", (unsigned long long)(addr - sym->addr));
	text_str(text, offset);
	return 1;
}

static void text_array(struct text *text, const struct trace *t, const struct trace_item *item,
		       const struct trace_field *f)
{
	size_t len;
	const uint8_t *p = trace_field_bytes(t, item, f, &len);
	struct trace_field element = *f;

	if (f->is_string) {
		text_escaped(text, p, len);
		return;
	}
	element.kind = FIELD_INT;
	element.size = f->elem_size;
	element.is_hex |= f->elem_size == 1;
	if (!element.size || element.size > 8)
		return;
	text_char(text, '{');
	for (size_t at = 0; at + element.size <= len && text->len < text->max; at += element.size) {
		if (at)
			text_char(text, ',');
		element.offset = (unsigned)((size_t)(p - item->data) + at);
		text_number(text, trace_field_u64(t, item, &element), &element);
	}
	text_char(text, '}');
}

/* trace_marker and trace_printk: the message alone, as the kernel prints it. */
static int text_message(struct text *text, const struct trace *t, const struct trace_item *item)
{
	const struct trace_field *buf = format_field(item->event, "buf");
	const uint8_t *p;
	size_t len;

	if (!buf || strcmp(item->event->system, "ftrace") || strcmp(item->event->name, "print"))
		return 0;
	p = trace_field_bytes(t, item, buf, &len);
	if (len && p[len - 1] == '\n')
		len--;
	text_escaped(text, p, len);
	return 1;
}

/*
 * Fields that the kernel adds to a probe: where it is, which its name tells already, and where it
 * returns to, which is worth a word when it is a function of the kernel's.
 */
static int is_probe_place(struct trace *t, const struct trace_field *f, uint64_t v)
{
	const struct symbol *sym;

	if (strncmp(f->name, "__probe_", 8))
		return 0;
	sym = strcmp(f->name, "__probe_ret_ip") ? NULL : symbols_find(&t->symbols, v);
	return !sym || !strncmp(sym->name, "0x", 2);
}

/* A record of the function tracer, as the kernel prints it: "func <-caller". */
static int text_function(struct text *text, struct trace *t, const struct trace_item *item)
{
	const struct trace_field *ip = format_field(item->event, "ip");
	const struct trace_field *parent = format_field(item->event, "parent_ip");
	const char *name;

	if (!ip || !parent || strcmp(item->event->system, "ftrace") ||
	    strcmp(item->event->name, "function"))
		return 0;
	name = trace_symbol(t, trace_field_u64(t, item, ip), NULL);
	text_escaped(text, (const uint8_t *)name, strlen(name));
	text_str(text, " <-");
	name = trace_symbol(t, trace_field_u64(t, item, parent), NULL);
	text_escaped(text, (const uint8_t *)name, strlen(name));
	return 1;
}

int trace_is_stack(const struct trace_item *item)
{
	return item->event->stack.size != 0;
}

/* Old kernels say caller[8], and write as many as there are. */
size_t trace_stack(const struct trace *t, const struct trace_item *item, uint64_t *frames,
		   size_t max)
{
	struct format_at at = item->event->stack;
	uint64_t nr;
	size_t n = 0;

	if (!at.size || item->data_len < item->event->min_len)
		return 0;
	nr = record_load(t, item->data, item->event->stack_nr);
	for (; n < nr && n < max && at.offset + at.size <= item->data_len; at.offset += at.size)
		frames[n++] = record_load(t, item->data, at);
	return n;
}

static void text_address(struct text *text, struct trace *t, uint64_t addr)
{
	const char *module;
	char hex[24];

	if (!text_symbol(text, t, addr)) {
		snprintf(hex, sizeof(hex), "0x%llx", (unsigned long long)addr);
		text_str(text, hex);
		return;
	}
	trace_symbol(t, addr, &module);
	if (!*module)
		return;
	text_str(text, " [");
	text_escaped(text, (const uint8_t *)module, strlen(module));
	text_char(text, ']');
}

size_t trace_address_text(struct trace *t, uint64_t addr, char *buf, size_t len)
{
	struct text text = {.p = buf, .max = len ? len - 1 : 0};

	if (!len)
		return 0;
	text_address(&text, t, addr);
	buf[text.len] = '\0';
	return text.len;
}

/* A stack in one line: "func+0x4 <- caller+0x1c <- ...". */
static int text_stack(struct text *text, struct trace *t, const struct trace_item *item)
{
	uint64_t frames[TRACE_STACK_MAX];
	size_t nr = trace_stack(t, item, frames, TRACE_STACK_MAX);

	for (size_t i = 0; i < nr && text->len < text->max; i++) {
		text_str(text, i ? " <- " : "");
		text_address(text, t, frames[i]);
	}
	return trace_is_stack(item);
}

size_t trace_event_text(struct trace *t, const struct trace_item *item, char *buf, size_t len)
{
	struct text text = {.p = buf, .max = len ? len - 1 : 0};
	const struct trace_field *fields;
	size_t nr;

	if (!len)
		return 0;
	fields = trace_event_fields(item->event, &nr);
	if (text_message(&text, t, item) || text_function(&text, t, item) ||
	    text_stack(&text, t, item))
		nr = 0;
	for (size_t i = 0; i < nr; i++) {
		const struct trace_field *f = &fields[i];
		uint64_t v = trace_field_u64(t, item, f);

		if (is_probe_place(t, f, v))
			continue;
		if (text.len)
			text_char(&text, ' ');
		text_str(&text, strncmp(f->name, "__probe_", 8) ? f->name : f->name + 8);
		text_char(&text, '=');
		if (f->kind != FIELD_INT && f->kind != FIELD_POINTER)
			text_array(&text, t, item, f);
		else if (!is_address(t, f) || !text_symbol(&text, t, v))
			text_number(&text, v, f);
	}
	buf[text.len] = '\0';
	return text.len;
}
