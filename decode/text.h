/* SPDX-License-Identifier: MIT */
/* A bounded text: what does not fit is cut. p has room for max bytes and whoever made it ends it. */
#ifndef FTRUN_TEXT_H
#define FTRUN_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct text {
	char *p;
	size_t len, max;
};

static inline void text_char(struct text *t, char c)
{
	if (t->len < t->max)
		t->p[t->len++] = c;
}

static inline void text_str(struct text *t, const char *s)
{
	while (*s)
		text_char(t, *s++);
}

static inline void text_escaped(struct text *t, const uint8_t *s, size_t len)
{
	static const char hex[] = "0123456789abcdef";

	for (size_t i = 0; i < len && t->len < t->max; i++) {
		if (s[i] >= ' ' && s[i] != 0x7f) {
			text_char(t, (char)s[i]);
			continue;
		}
		text_str(t, "\\x");
		text_char(t, hex[s[i] >> 4]);
		text_char(t, hex[s[i] & 15]);
	}
}

static inline void text_hex(struct text *t, uint64_t v)
{
	char number[24];

	snprintf(number, sizeof(number), "0x%llx", (unsigned long long)v);
	text_str(t, number);
}

#endif
