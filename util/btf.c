/* SPDX-License-Identifier: MIT */
/*
 * A header, then two sections: types, each of a length that its kind tells, numbered from 1 in their
 * order; and strings. So one pass finds where each type lies, and a second writes the functions.
 */
#include "btf.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define MAGIC	     0xeb9f
#define TYPE_LEN     12 /* name, info, and size or the type that it is made of */
#define MODIFIERS    64 /* typedef of const of typedef ...; more is a circle */
#define NAME_MAX_LEN 256

enum {
	INT = 1,
	PTR,
	ARRAY,
	STRUCT,
	UNION,
	ENUM,
	FWD,
	TYPEDEF,
	VOLATILE,
	CONST,
	RESTRICT,
	FUNC,
	PROTO,
	VAR,
	DATASEC,
	FLOAT,
	DECL_TAG,
	TYPE_TAG,
	ENUM64,
	NR_KINDS
};

/* What follows a type: so many bytes, and so many for each of its members; what it is called. */
static const struct kind {
	uint8_t fixed, each;
	const char *word;
} kinds[NR_KINDS] = {
	[INT] = {4, 0, "x"},	      [PTR] = {0, 0, "p"},	  [ARRAY] = {12, 0, "ARRAY"},
	[STRUCT] = {0, 12, "STRUCT"}, [UNION] = {0, 12, "UNION"}, [ENUM] = {0, 8, "e"},
	[FWD] = {0, 0, "FWD"},	      [PROTO] = {0, 8, NULL},	  [VAR] = {4, 0, NULL},
	[DATASEC] = {0, 12, NULL},    [FLOAT] = {0, 0, "FLOAT"},  [DECL_TAG] = {4, 0, NULL},
	[ENUM64] = {0, 12, "ENUM64"},
};

struct btf {
	const uint8_t *types; /* borrowed, as strings */
	const char *strings;
	uint32_t types_len, strings_len;
	int is_big;
	uint32_t *at; /* owned: where each type lies in types; [0] is void, which lies nowhere */
	size_t nr, cap;
	unsigned pointer_size;
	char *text; /* owned until the end */
	size_t len, text_cap;
};

static uint32_t get(const struct btf *b, const uint8_t *p, unsigned size)
{
	uint32_t v = 0;

	for (unsigned i = 0; i < size; i++)
		v |= (uint32_t)p[i] << 8 * (b->is_big ? size - 1 - i : i);
	return v;
}

/* Two ranges behind the header, which tells its own length: newer ones have more in it. */
static int load_header(struct btf *b, const uint8_t *data, size_t len)
{
	uint32_t head, types, strings;

	b->is_big = len >= 2 && data[0] == MAGIC >> 8;
	if (len < 24 || get(b, data, 2) != MAGIC || data[2] != 1)
		return -EINVAL;
	head = get(b, data + 4, 4);
	types = get(b, data + 8, 4);
	b->types_len = get(b, data + 12, 4);
	strings = get(b, data + 16, 4);
	b->strings_len = get(b, data + 20, 4);
	if (head > len || types > len - head || b->types_len > len - head - types)
		return -EINVAL;
	if (strings > len - head || b->strings_len > len - head - strings || !b->strings_len)
		return -EINVAL;
	b->types = data + head + types;
	b->strings = (const char *)data + head + strings;
	return b->strings[b->strings_len - 1] ? -EINVAL : 0;
}

static uint32_t info_kind(uint32_t info)
{
	return info >> 24 & 0x7f;
}

/* Members: sixteen bits of them so far, and the eight above are kept free for more. */
static uint32_t info_nr(uint32_t info)
{
	return info & 0xffffff;
}

static int add_type(struct btf *b, uint32_t at)
{
	if (mem_grow(&b->at, &b->cap, b->nr, sizeof(*b->at)))
		return -ENOMEM;
	b->at[b->nr++] = at;
	return 0;
}

/* All with their members; those behind one of a kind that is not known here are not found. */
static int find_types(struct btf *b)
{
	uint64_t at, len;

	if (add_type(b, UINT32_MAX))
		return -ENOMEM;
	for (at = 0; at + TYPE_LEN <= b->types_len; at += len) {
		uint32_t info = get(b, b->types + at + 4, 4), kind = info_kind(info);

		if (!kind || kind >= NR_KINDS)
			return 0;
		len = TYPE_LEN + kinds[kind].fixed + (uint64_t)kinds[kind].each * info_nr(info);
		if (len > b->types_len - at)
			return 0;
		if (add_type(b, (uint32_t)at))
			return -ENOMEM;
	}
	return 0;
}

/* NULL for void, and for what is not there. */
static const uint8_t *type_at(const struct btf *b, uint32_t id)
{
	return id && id < b->nr ? b->types + b->at[id] : NULL;
}

static uint32_t kind_of(const struct btf *b, const uint8_t *type)
{
	return type ? info_kind(get(b, type + 4, 4)) : 0;
}

/* Without const, typedef and the like. */
static const uint8_t *plain_type(const struct btf *b, uint32_t id)
{
	const uint8_t *type = type_at(b, id);

	for (int i = 0; i < MODIFIERS; i++) {
		switch (kind_of(b, type)) {
		case TYPEDEF:
		case VOLATILE:
		case CONST:
		case RESTRICT:
		case TYPE_TAG:
			type = type_at(b, get(b, type + 8, 4));
			break;
		default:
			return type;
		}
	}
	return NULL;
}

/* A string that can be a name, else "". */
static const char *name_at(const struct btf *b, uint32_t at)
{
	const char *name = at < b->strings_len ? b->strings + at : "", *p = name;

	while (isalnum((unsigned char)*p) || *p == '_' || *p == '.')
		p++;
	return *p || p - name >= NAME_MAX_LEN ? "" : name;
}

static int put(struct btf *b, const char *s)
{
	size_t len = strlen(s);

	if (mem_grow(&b->text, &b->text_cap, b->len + len, 1))
		return -ENOMEM;
	memcpy(b->text + b->len, s, len + 1);
	b->len += len;
	return 0;
}

static int put_param(struct btf *b, const uint8_t *param)
{
	const uint8_t *type = plain_type(b, get(b, param + 4, 4));
	uint32_t kind = kind_of(b, type), size = 0;
	const char *word = kind && kinds[kind].word ? kinds[kind].word : "?";
	char text[NAME_MAX_LEN + 32];

	if (kind == PTR)
		size = b->pointer_size;
	else if (kind == INT || kind == STRUCT || kind == UNION || kind == ENUM || kind == FLOAT ||
		 kind == ENUM64)
		size = get(b, type + 8, 4);
	if (kind == INT && get(b, type + TYPE_LEN, 4) >> 24 & 1)
		word = "d";
	snprintf(text, sizeof(text), " %s:%s%u", name_at(b, get(b, param, 4)), word,
		 (unsigned)size);
	return put(b, text);
}

static int put_function(struct btf *b, const uint8_t *func)
{
	const char *name = name_at(b, get(b, func, 4));
	const uint8_t *proto = type_at(b, get(b, func + 8, 4));
	uint32_t nr;

	if (!*name || kind_of(b, proto) != PROTO)
		return 0;
	nr = info_nr(get(b, proto + 4, 4));
	if (put(b, name))
		return -ENOMEM;
	for (uint32_t i = 0; i < nr; i++)
		if (put_param(b, proto + TYPE_LEN + i * 8))
			return -ENOMEM;
	return put(b, "\n");
}

long btf_functions(const void *data, size_t len, unsigned pointer_size, char **text)
{
	struct btf b = {.pointer_size = pointer_size};
	int error = load_header(&b, data, len);

	if (!error)
		error = find_types(&b);
	if (!error)
		error = put(&b, "");
	for (uint32_t id = 1; id < b.nr && !error; id++)
		if (kind_of(&b, type_at(&b, id)) == FUNC)
			error = put_function(&b, type_at(&b, id));
	free(b.at);
	if (error)
		free(b.text);
	*text = error ? NULL : b.text;
	return error ? error : (long)b.len;
}
