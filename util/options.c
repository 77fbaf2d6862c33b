/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "near.h"
#include "words.h"

struct unit {
	const char *name;
	uint64_t factor;
};

static const struct unit time_units[] = {{"ns", 1},	    {"us", 1000},	   {"ms", 1000000},
					 {"s", 1000000000}, {"m", 60000000000ULL}, {NULL, 0}};
static const struct unit kb_units[] = {{"k", 1},       {"K", 1},       {"m", 1 << 10},
				       {"M", 1 << 10}, {"g", 1 << 20}, {"G", 1 << 20},
				       {NULL, 0}};
static const struct unit byte_units[] = {{"k", 1 << 10}, {"K", 1 << 10}, {"m", 1 << 20},
					 {"M", 1 << 20}, {"g", 1 << 30}, {"G", 1 << 30},
					 {NULL, 0}};

/* How the option was written, for messages: "-D" or "--depth". */
static const char *spelled(const char *word, char *buf, size_t len)
{
	if (word[0] == '-' && word[1] != '-')
		snprintf(buf, len, "%.2s", word);
	else
		snprintf(buf, len, "%.*s", (int)strcspn(word, "="), word);
	return buf;
}

/* A decimal number with one of units behind it, or plain. Returns 0, or -1 when it is not one. */
static int parse_quantity(const char *text, const struct unit *units, uint64_t plain,
			  uint64_t *value)
{
	double number;
	char *end;

	if (text[strspn(text, "0123456789.")] == 'e' || !strchr("0123456789.", text[0]) ||
	    !text[0] || text[1] == 'x')
		return -1;
	number = strtod(text, &end);
	if (*end) {
		for (; units->name && strcmp(units->name, end); units++)
			;
		if (!units->name)
			return -1;
		plain = units->factor;
	}
	number = number * (double)plain;
	if (number < 1 || number > 9e18)
		return -1;
	*value = (uint64_t)number;
	return 0;
}

static int choice_index(const char *choices, const char *word)
{
	size_t len = strlen(word), n;

	for (int i = 0; *choices; i++) {
		n = strcspn(choices, "|");
		if (n == len && !strncmp(choices, word, n))
			return i;
		choices += n + (choices[n] == '|');
	}
	return -1;
}

static void need(int ok, const char *option, const char *arg, const char *takes)
{
	if (!ok)
		die("%s: %s: takes %s", option, arg[0] ? arg : "(empty)", takes);
}

static void store(const struct option_def *o, void *target, const char *option, const char *arg)
{
	void *to = (char *)target + o->offset;
	uint64_t v = 0;

	switch (o->type) {
	case OPTION_FLAG:
		*(int *)to = 1;
		break;
	case OPTION_OFF:
		*(int *)to = 0;
		break;
	case OPTION_NUMBER:
		need(!parse_quantity(arg, &(struct unit){NULL, 0}, 1, &v) && v <= INT32_MAX &&
			     !strchr(arg, '.'),
		     option, arg, "a number from 1");
		*(unsigned *)to = (unsigned)v;
		break;
	case OPTION_TIME:
	case OPTION_SECONDS:
		need(!parse_quantity(arg, time_units, o->type == OPTION_TIME ? 1000 : 1000000000,
				     to),
		     option, arg,
		     o->type == OPTION_TIME
			     ? "a time such as 250us, 5ms or 1s; a plain number is microseconds"
			     : "a time such as 5s, 500ms or 2m; a plain number is seconds");
		break;
	case OPTION_SIZE_KB:
		need(!parse_quantity(arg, kb_units, 1, to), option, arg,
		     "a size such as 8M, 512K or 1G; a plain number is KB");
		break;
	case OPTION_SIZE:
		need(!parse_quantity(arg, byte_units, 1, to), option, arg,
		     "a size such as 512M or 20G; a plain number is bytes");
		break;
	case OPTION_CHOICE:
		*(int *)to = choice_index(o->arg, arg);
		need(*(int *)to >= 0, option, arg, o->arg);
		break;
	case OPTION_STRING:
		need(arg[0] != 0, option, arg, o->arg);
		/* fall through */
	case OPTION_OPTIONAL:
		*(const char **)to = arg;
		break;
	case OPTION_LIST:
		v = ((struct words *)to)->nr;
		words_split(to, arg, ", \t\n");
		need(((struct words *)to)->nr > v, option, arg, o->arg);
		break;
	case OPTION_EACH:
		need(arg[0] != 0, option, arg, o->arg);
		words_add(to, arg);
		break;
	}
}

static noreturn void unknown(const struct option_def *table, const char *option)
{
	struct near near = {.word = option + 2 * !strncmp(option, "--", 2)};
	char names[128];

	for (; table->name && near.word != option; table++)
		near_offer(&near, table->name);
	die("%s: unknown option%s (-h shows all)", option, near_text(&near, names, sizeof(names)));
}

/* Returns how many arguments of argv were used: 1, or 2 with an argument of its own. */
static int parse_long(const struct option_def *table, void *target, const char *word,
		      const char *next)
{
	const char *eq = strchr(word, '='), *name = word + 2 * !strncmp(word, "--", 2);
	size_t len = eq ? (size_t)(eq - name) : strlen(name);
	const struct option_def *o = table;
	char option[64];

	spelled(word, option, sizeof(option));
	while (o->name && (strlen(o->name) != len || strncmp(o->name, name, len)))
		o++;
	if (!o->name)
		unknown(table, option);
	if (!o->arg && eq)
		die("%s: takes no argument", option);
	if (o->arg && !eq && o->type != OPTION_OPTIONAL) {
		if (!next)
			die("%s: takes %s", option, o->arg);
		store(o, target, option, next);
		return 2;
	}
	store(o, target, option, eq ? eq + 1 : "");
	return 1;
}

/* A cluster of letters, the last of which may take the rest of the word or the next word. */
static int parse_short(const struct option_def *table, void *target, const char *word,
		       const char *next)
{
	for (const char *c = word + 1; *c; c++) {
		const struct option_def *o = table;
		char option[3] = {'-', *c, 0};

		while (o->name && o->letter != *c)
			o++;
		if (!o->name)
			unknown(table, option);
		if (!o->arg) {
			store(o, target, option, "");
			continue;
		}
		if (c[1] || o->type == OPTION_OPTIONAL) {
			store(o, target, option, c + 1 + (c[1] == '='));
			return 1;
		}
		if (!next)
			die("%s: takes %s", option, o->arg);
		store(o, target, option, next);
		return 2;
	}
	return 1;
}

int options_parse(const struct option_def *table, void *target, int argc, char **argv)
{
	int i = 1;

	while (i < argc) {
		const char *word = argv[i], *next = argv[i + 1];

		if (!strcmp(word, "--"))
			return i + 1;
		if (!strncmp(word, "--", 2) || !strncmp(word, "filter=", 7))
			i += parse_long(table, target, word, next);
		else if (word[0] == '-' && word[1])
			i += parse_short(table, target, word, next);
		else
			break;
	}
	return i;
}

int options_print(const struct option_def *table, int fd)
{
	char left[64], text[160];
	int n;

	for (; table->name; table++) {
		if (!table->help)
			continue;
		n = table->letter
			    ? snprintf(left, sizeof(left), "-%c, --%s", table->letter, table->name)
			    : snprintf(left, sizeof(left), "    --%s", table->name);
		if (table->arg)
			snprintf(left + n, sizeof(left) - (size_t)n, "%s%s%s",
				 table->type == OPTION_OPTIONAL ? "[=" : "=", table->arg,
				 table->type == OPTION_OPTIONAL ? "]" : "");
		n = snprintf(text, sizeof(text), "  %-25s %s\n", left, table->help);
		if (write(fd, text, (size_t)n) < 0)
			return -1;
	}
	return 0;
}
