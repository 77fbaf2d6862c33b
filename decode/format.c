/* SPDX-License-Identifier: MIT */
/*
 * A line of a format file is "field:TYPE NAME[N];\toffset:O;\tsize:S;\tsigned:X;". The declaration
 * is split from its end: array suffix, name, and all before it is the type. Names and types are
 * copied to one block no larger than the text.
 */
#include "format.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../util/mem.h"

#define FIELD_MAX     (1U << 20) /* offsets and sizes beyond this are nonsense */
#define HEAD_LEN      256	 /* name and ID are in it */
#define NR_FIELDS_MAX 512
#define PRINT_FMT_MAX 65536 /* searched for hexadecimals */

struct span {
	const char *p, *end;
};

static struct span trim(struct span s)
{
	while (s.p < s.end && isspace((unsigned char)*s.p))
		s.p++;
	while (s.p < s.end && isspace((unsigned char)s.end[-1]))
		s.end--;
	return s;
}

static size_t span_len(struct span s)
{
	return (size_t)(s.end - s.p);
}

static int span_has(struct span s, const char *word)
{
	return memmem(s.p, span_len(s), word, strlen(word)) != NULL;
}

static int starts_with(struct span s, const char *word)
{
	return span_len(s) >= strlen(word) && !memcmp(s.p, word, strlen(word));
}

/* What stands behind key in s, up to the next end character; 0 when key is not there. */
static int find_value(struct span s, const char *key, char end, struct span *value)
{
	const char *p = memmem(s.p, span_len(s), key, strlen(key));

	if (!p)
		return 0;
	p += strlen(key);
	*value = (struct span){p, memchr(p, end, (size_t)(s.end - p))};
	if (!value->end)
		value->end = s.end;
	*value = trim(*value);
	return 1;
}

static int find_number(struct span s, const char *key, char end, unsigned *number)
{
	struct span v;

	if (!find_value(s, key, end, &v) || v.p == v.end)
		return 0;
	for (*number = 0; v.p < v.end; v.p++) {
		if (!isdigit((unsigned char)*v.p) || *number > FIELD_MAX)
			return 0;
		*number = *number * 10 + (unsigned)(*v.p - '0');
	}
	return 1;
}

static const char *add_string(char **strings, struct span a, struct span b)
{
	char *s = *strings, *p = s;

	p = (char *)memcpy(p, a.p, span_len(a)) + span_len(a);
	p = (char *)memcpy(p, b.p, span_len(b)) + span_len(b);
	*p++ = '\0';
	*strings = p;
	return s;
}

/* Bytes in an element of an array of this C type; 1 for what is not known. */
static unsigned type_size(struct span type, unsigned long_size)
{
	static const struct {
		const char *word;
		unsigned size;
	} sizes[] = {
		{"u8", 1},     {"int8", 1},    {"char", 1}, {"long long", 8}, {"64", 8},
		{"size_t", 0}, {"cpumask", 0}, {"long", 0}, {"32", 4},	      {"16", 2},
		{"short", 2},  {"pid_t", 4},   {"int", 4},
	};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		if (span_has(type, sizes[i].word))
			return sizes[i].size ? sizes[i].size : long_size;
	return 1;
}

static void classify(struct trace_field *f, struct span type, struct span suffix,
		     unsigned long_size)
{
	int dynamic = span_has(type, "__data_loc") || span_has(type, "__rel_loc");
	unsigned elements;

	f->elem_size = f->size;
	f->kind = FIELD_INT;
	if (dynamic || suffix.p < suffix.end) {
		f->kind = dynamic ? span_has(type, "__rel_loc") ? FIELD_REL_LOC : FIELD_DATA_LOC
				  : FIELD_ARRAY;
		f->is_string = span_has(type, "char") && !span_has(type, "unsigned");
		f->elem_size = f->is_string ? 1 : type_size(type, long_size);
		if (!dynamic && find_number(suffix, "[", ']', &elements) && elements && f->size &&
		    f->size % elements == 0)
			f->elem_size = f->size / elements;
		if (!dynamic && f->is_string)
			f->kind = FIELD_STRING;
	} else if (type.p < type.end && type.end[-1] == '*') {
		f->kind = FIELD_POINTER;
	} else if (f->size > 8 || f->size == 0) {
		f->kind = FIELD_ARRAY; /* a struct: its bytes */
		f->elem_size = 1;
	}
}

/* Returns 1 and a field, or 0 when the line has none that makes sense. */
static int parse_field(struct trace_field *f, struct span line, char **strings, unsigned long_size)
{
	struct span decl, type, name, suffix;
	unsigned is_signed = 0;

	if (!find_value(line, "field:", ';', &decl) || decl.p == decl.end)
		return 0;
	line.p = decl.end;
	*f = (struct trace_field){0};
	if (!find_number(line, "offset:", ';', &f->offset) ||
	    !find_number(line, "size:", ';', &f->size))
		return 0;
	find_number(line, "signed:", ';', &is_signed);
	f->is_signed = is_signed != 0;

	suffix = (struct span){decl.end, decl.end};
	if (decl.end[-1] == ']')
		while (suffix.p > decl.p && *suffix.p != '[')
			suffix.p--;
	name = trim((struct span){decl.p, suffix.p});
	type = name;
	for (name.p = name.end; name.p > decl.p; name.p--)
		if (!isalnum((unsigned char)name.p[-1]) && name.p[-1] != '_')
			break;
	type.end = name.p;
	type = trim(type);
	if (name.p == name.end)
		return 0;
	classify(f, type, suffix, long_size);
	f->name = add_string(strings, name, (struct span){name.p, name.p});
	f->type = add_string(strings, type, suffix);
	return 1;
}

/* Fields that the kernel prints as "name=0x%..." or "name: 0x%...". */
static void find_hex(struct trace_event_type *type, struct span fmt)
{
	const char *p = fmt.p, *end;
	struct trace_field *f;

	for (; (p = memmem(p, (size_t)(fmt.end - p), "0x%", 3)) != NULL; p += 3) {
		end = p;
		while (end > fmt.p && strchr("=: (", end[-1]))
			end--;
		for (size_t i = 0; i < type->nr_fields; i++) {
			size_t len = strlen((f = &type->fields[i])->name);

			if (len < (size_t)(end - fmt.p) && !memcmp(end - len, f->name, len) &&
			    !isalnum((unsigned char)end[-1 - (long)len]) &&
			    end[-1 - (long)len] != '_')
				f->is_hex = 1;
		}
	}
}

static int parse_line(struct trace_event_type *type, struct span line, size_t *cap, char **strings,
		      unsigned long_size)
{
	struct trace_field *f;
	struct span name;

	if (starts_with(line, "name:") && find_value(line, "name:", '\n', &name)) {
		type->name = add_string(strings, name, (struct span){name.p, name.p});
		return 0;
	}
	if (starts_with(line, "ID:")) {
		find_number(line, "ID:", '\n', &type->id);
		return 0;
	}
	if (mem_grow(&type->fields, cap, type->nr_fields, sizeof(*type->fields)) < 0)
		return -ENOMEM;
	f = &type->fields[type->nr_fields];
	if (!parse_field(f, line, strings, long_size))
		return 0;
	if (type->nr_fields == type->nr_common && !strncmp(f->name, "common_", 7))
		type->nr_common++;
	type->nr_fields++;
	return 0;
}

int format_parse(struct trace_event_type *type, const char *system, const char *text, size_t len,
		 unsigned long_size)
{
	struct span rest = {text, text + len}, line;
	size_t cap = 0;
	char *strings;

	*type = (struct trace_event_type){.system = system, .name = ""};
	type->strings = strings = malloc(len + 1);
	if (!strings)
		return -ENOMEM;
	while (rest.p < rest.end && type->nr_fields < NR_FIELDS_MAX) {
		line = rest;
		line.end = memchr(line.p, '\n', span_len(line));
		if (!line.end)
			line.end = rest.end;
		rest.p = line.end + (line.end < rest.end);
		if (starts_with(line, "print fmt:")) {
			if (span_len(line) < PRINT_FMT_MAX)
				find_hex(type, line);
			break;
		}
		if (parse_line(type, line, &cap, &strings, long_size) < 0)
			return -ENOMEM;
	}
	return 0;
}

unsigned format_id(const char *text, size_t len)
{
	struct span head = {text, text + (len < HEAD_LEN ? len : HEAD_LEN)};
	unsigned id;

	return find_number(head, "\nID:", '\n', &id) ? id : 0;
}

void format_free(struct trace_event_type *type)
{
	free(type->fields);
	free(type->strings);
}

const struct trace_field *format_field(const struct trace_event_type *type, const char *name)
{
	for (size_t i = 0; i < type->nr_fields; i++)
		if (!strcmp(type->fields[i].name, name))
			return &type->fields[i];
	return NULL;
}

int format_find(const struct trace_event_type *type, const char *name, struct format_at *at)
{
	const struct trace_field *f = format_field(type, name);

	*at = (struct format_at){0};
	if (!f || !f->size || f->size > 8 || (f->size & (f->size - 1)))
		return -EINVAL;
	*at = (struct format_at){f->offset, f->size};
	return 0;
}

const char *trace_event_system(const struct trace_event_type *type)
{
	return type->system;
}

const char *trace_event_name(const struct trace_event_type *type)
{
	return type->name;
}

const struct trace_field *trace_event_fields(const struct trace_event_type *type, size_t *nr)
{
	*nr = type->nr_fields - type->nr_common;
	return type->fields + type->nr_common;
}
