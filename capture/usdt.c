/* SPDX-License-Identifier: MIT */
/*
 * A note gives arguments as the assembler has them, "-4@%eax 8@-16(%rbp) 8@$7". The kernel's uprobes know
 * the same things by other names: "%ax:s32", "-16(%bp):u64", "\7:u64". A probe that the compiler has put
 * into several places is one event with several uprobes, which have to have the same arguments.
 */
#include "usdt.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../util/err.h"
#include "../util/mem.h"
#include "../util/near.h"
#include "binary.h"

#define X86_64	 62
#define ARGS_MAX 12 /* what <sys/sdt.h> knows */

struct search {
	const struct elf *e;
	const char *path, *provider, *name, *asked;
	struct words *places, *args;
	struct words all; /* "PROVIDER:NAME" of every probe that there is */
};

/* "eax" and "r8d" as the kernel calls them, "ax" and "r8". Returns 0 when it knows no such register. */
static int register_name(const char *name, size_t len, char *to)
{
	static const char *const words[] = {"ax", "bx", "cx", "dx", "si", "di", "bp", "sp"};

	if (len >= 2 && name[0] == 'r' && isdigit((unsigned char)name[1])) {
		len -= !isdigit((unsigned char)name[len - 1]);
		return len <= 3 && sprintf(to, "%.*s", (int)len, name) > 0;
	}
	if (len == 3 && (name[0] == 'r' || name[0] == 'e'))
		name++, len--;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		const char *w = words[i];
		int low = name[len - 1] == 'l' &&
			  (i < 4 ? len == 2 && name[0] == w[0] : len == 3 && !strncmp(name, w, 2));

		if (low || (len == 2 && !strncmp(name, w, 2)))
			return sprintf(to, "%s", w) > 0;
	}
	return 0;
}

/* One operand, "-4@%eax", as "%ax:s32". Returns 0 when the kernel cannot fetch it. */
static int translate(const char *operand, char *to)
{
	long size, value = 0;
	char *at, reg[8];

	size = strtol(operand, &at, 10);
	if (*at != '@' ||
	    (labs(size) != 1 && labs(size) != 2 && labs(size) != 4 && labs(size) != 8))
		return 0;
	at++;
	if (*at == '%') {
		if (!register_name(at + 1, strlen(at + 1), reg))
			return 0;
		to += sprintf(to, "%%%s", reg);
	} else if (*at == '$') {
		value = strtol(at + 1, &at, 0);
		if (*at)
			return 0;
		to += sprintf(to, "\\%ld", value);
	} else {
		if (*at != '(')
			value = strtol(at, &at, 0);
		if (at[0] != '(' || at[1] != '%' || at[strlen(at) - 1] != ')' ||
		    !register_name(at + 2, strlen(at) - 3, reg))
			return 0;
		to += sprintf(to, "%+ld(%%%s)", value, reg);
	}
	sprintf(to, ":%c%ld", size < 0 ? 's' : 'u', labs(size) * 8);
	return 1;
}

/* "arg1=%ax:s32 arg3=..." of a note's arguments; those that cannot be had are left out. */
static char *translate_all(const struct elf *e, const char *args)
{
	struct words w = {NULL, 0, 0};
	char text[64], *line = xstrdup(""), *shorter;

	if (e->machine == X86_64)
		words_split(&w, args, " ");
	for (size_t i = 0; i < w.nr && i < ARGS_MAX; i++) {
		if (strlen(w.v[i]) > 32 || !translate(w.v[i], text))
			continue;
		shorter = line;
		line = xasprintf("%s%sarg%zu=%s", shorter, *shorter ? " " : "", i + 1, text);
		free(shorter);
	}
	words_fini(&w);
	return line;
}

static void take(void *ctx, const struct elf_sdt *sdt)
{
	struct search *s = ctx;
	uint64_t offset, counter = 0;
	char *text;

	text = xasprintf("%s:%s", sdt->provider, sdt->name);
	if (!words_contain(&s->all, text))
		words_add(&s->all, text);
	free(text);
	if (strcmp(sdt->provider, s->provider) || strcmp(sdt->name, s->name))
		return;
	if (elf_offset(s->e, sdt->addr, &offset) ||
	    (sdt->semaphore && elf_data_offset(s->e, sdt->semaphore, &counter)))
		die("-k %s: the probe's place is not in %s", s->asked, s->path);
	text = counter ? xasprintf("%s:0x%llx(0x%llx)", s->path, (unsigned long long)offset,
				   (unsigned long long)counter)
		       : xasprintf("%s:0x%llx", s->path, (unsigned long long)offset);
	words_add(s->places, text);
	free(text);
	text = translate_all(s->e, sdt->args);
	words_add(s->args, text);
	free(text);
}

/* Are names and types of two places' arguments the same? The operands are each place's own. */
static int are_alike(const char *a, const char *b)
{
	size_t len;

	while (*a && *b) {
		len = strcspn(a, "=") + 1;
		if (strncmp(a, b, len))
			return 0;
		a += strcspn(a, ":");
		b += strcspn(b, ":");
		len = strcspn(a, " ");
		if (len != strcspn(b, " ") || strncmp(a, b, len))
			return 0;
		a += len + (a[len] == ' ');
		b += len + (b[len] == ' ');
	}
	return !*a && !*b;
}

/* The kernel wants one kind of arguments of all the places of an event: else none. */
static void check_alike(struct words *args)
{
	size_t same = 0;

	while (same < args->nr && are_alike(args->v[0], args->v[same]))
		same++;
	for (size_t i = 0; i < args->nr && same < args->nr; i++)
		args->v[i][0] = 0;
}

void usdt_find(struct words *places, struct words *args, const char *path, const char *provider,
	       const char *name, const char *asked)
{
	struct elf e;
	struct bytes b = binary_open(&e, path, "-k", asked);
	struct search s = {&e, path, provider, name, asked, places, args, {NULL, 0, 0}};
	char *whole = xasprintf("%s:%s", provider, name), text[300];
	struct near near = {.word = whole};

	elf_each_sdt(&e, take, &s);
	for (size_t i = 0; i < s.all.nr; i++)
		near_offer(&near, s.all.v[i]);
	if (!s.all.nr)
		die("-k %s: %s has no static probes (readelf -n lists them)", asked, path);
	if (!places->nr)
		die("-k %s: %s has no probe %s%s", asked, path, whole,
		    near_text(&near, text, sizeof(text)));
	check_alike(args);
	free(whole);
	words_fini(&s.all);
	binary_close(b);
}
