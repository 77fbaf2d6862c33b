/* SPDX-License-Identifier: MIT */
/*
 * util/btf.c on BTF built by hand in both byte orders, on what a compiler wrote (argv[1], BTF of a file whose functions argv[2]
 * tells), and on each of them cut and with each byte changed.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../util/btf.h"

static int nr_tests;

static void result(int good, const char *name)
{
	printf("%sok %d - %s\n", good ? "" : "not ", ++nr_tests, name);
}

struct image {
	uint8_t data[4096];
	size_t len;
	int big;
};

static void put(struct image *m, uint32_t v, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		m->data[m->len++] = (uint8_t)(v >> 8 * (m->big ? size - 1 - i : i));
}

/* A type's three words, and more behind it. */
static void type(struct image *m, uint32_t name, uint32_t kind, uint32_t nr, uint32_t size)
{
	put(m, name, 4);
	put(m, kind << 24 | nr, 4);
	put(m, size, 4);
}

/* int foo(const int a, long *b, word c, struct s d, ...), and a circle of typedefs: bar(circle e). */
static void build(struct image *m, int big)
{
	static const char strings[] = "\0foo\0a\0b\0c\0d\0bar\0e\0bad name";
	uint32_t types[] = { 0, 0 };

	for (int round = 0; round < 2; round++) {
		*m = (struct image){ .big = big };
		put(m, 0xeb9f, 2);
		put(m, 1, 1);
		put(m, 0, 1);
		put(m, 32, 4); /* a header longer than we know */
		put(m, 0, 4);
		put(m, types[1], 4);
		put(m, types[1], 4);
		put(m, sizeof(strings), 4);
		put(m, 0, 4);
		put(m, 0, 4);
		types[0] = (uint32_t)m->len;
		type(m, 0, 1, 0, 4); /* 1: int */
		put(m, 1U << 24 | 32, 4);
		type(m, 0, 10, 0, 1); /* 2: const int */
		type(m, 0, 2, 0, 1);  /* 3: pointer */
		type(m, 0, 1, 0, 2);  /* 4: unsigned short */
		put(m, 16, 4);
		type(m, 0, 8, 0, 4);  /* 5: typedef */
		type(m, 0, 4, 1, 12); /* 6: struct of one member */
		put(m, 0, 4);
		put(m, 1, 4);
		put(m, 0, 4);
		type(m, 0, 13, 5, 1); /* 7: the function's type */
		for (uint32_t i = 0; i < 5; i++) {
			static const uint32_t params[][2] = { { 5, 2 }, { 7, 3 }, { 9, 5 }, { 11, 6 }, { 0, 0 } };

			put(m, params[i][0], 4);
			put(m, params[i][1], 4);
		}
		type(m, 1, 12, 0, 7); /* 8: foo */
		type(m, 0, 8, 0, 10); /* 9, 10: each the other's typedef */
		type(m, 0, 8, 0, 9);
		type(m, 0, 13, 1, 1); /* 11 */
		put(m, 17, 4);
		put(m, 9, 4);
		type(m, 13, 12, 0, 11);	  /* 12: bar */
		type(m, 19, 12, 0, 11);	  /* 13: no name of a function */
		type(m, 13, 12, 0, 1);	  /* 14: bar, whose type is no function's */
		type(m, 13, 12, 0, 999);  /* 15: nor is this */
		types[1] = (uint32_t)m->len - types[0];
	}
	memcpy(m->data + m->len, strings, sizeof(strings));
	m->len += sizeof(strings);
}

/* In memory of just that length, so that a read behind it is seen. */
static char *functions(const uint8_t *data, size_t len)
{
	uint8_t *copy = malloc(len + !len);
	char *text;

	memcpy(copy, data, len);
	btf_functions(copy, len, 8, &text);
	free(copy);
	return text;
}

/* Whatever is wrong with it, there is an end and no read beyond. */
static void damage(uint8_t *data, size_t len, const char *name)
{
	size_t refused = 0;
	char *text;

	for (size_t i = 0; i < len; i++) {
		text = functions(data, i);
		refused += !text;
		free(text);
		for (int bit = 0; bit < 8; bit += 3) {
			data[i] ^= (uint8_t)(1 << bit);
			free(functions(data, len));
			data[i] ^= (uint8_t)(1 << bit);
		}
	}
	result(refused == len, name);
}

static void same(const char *got, const char *want, const char *name)
{
	result(got && !strcmp(got, want), name);
	if (!got || strcmp(got, want))
		printf("# got: %s\n", got ? got : "nothing");
}

int main(int argc, char **argv)
{
	static uint8_t data[65536];
	struct image m;
	FILE *f = argc == 3 ? fopen(argv[1], "r") : NULL;
	size_t len = f ? fread(data, 1, sizeof(data), f) : 0;
	char *text;

	for (int big = 0; big < 2; big++) {
		build(&m, big);
		text = functions(m.data, m.len);
		same(text, "foo a:d4 b:p8 c:x2 d:STRUCT12 :?0\nbar e:?0\n", big ? "big-endian" : "little-endian");
		free(text);
	}
	damage(m.data, m.len, "cut or damaged by hand: refused or read, within its bounds");
	text = functions(data, len);
	same(text, argc == 3 ? argv[2] : "", "as a compiler writes it");
	free(text);
	damage(data, len, "cut or damaged: refused or read, within its bounds");
	printf("1..%d\n", nr_tests);
	return 0;
}
