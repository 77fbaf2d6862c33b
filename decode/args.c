/* SPDX-License-Identifier: MIT */
/*
 * A call's arguments as text. The kernel records words, as many as its calling convention passes in
 * registers; what they are called, and which of them there are, ftrun's recordings carry among the
 * formats of printk (capture/params.c), where other programs pass them by:
 *
 *	0x1 : "ftrun-args ksys_write fd:x4 buf:p8 count:x8;vfs_fsync file:p8 datasync:d4"
 *
 * util/btf.h says what the letters mean. The text is the kernel's own, print_function_args() in
 * kernel/trace/trace_output.c, but a number is as wide as its type: what is above it in the register
 * is nobody's.
 */
#include <stdlib.h>

#include "index.h"
#include "text.h"

#define MARK "\"ftrun-args "

struct args_slot {
	const char *name; /* in the recording; the parameters follow; NULL: free */
	uint32_t name_len, len;
};

struct param {
	const char *name, *word;
	size_t name_len, word_len;
	uint64_t size;
};

static size_t hash(const char *name, size_t len)
{
	uint32_t h = 2166136261U;

	while (len--)
		h = (h ^ (unsigned char)*name++) * 16777619U;
	return h;
}

/* The slot of a name, or the free one where it belongs. */
static struct args_slot *find_slot(const struct args *a, const char *name, size_t len)
{
	size_t i = hash(name, len);

	for (;; i++) {
		struct args_slot *s = &a->slots[i & (a->nr_slots - 1)];

		if (!s->name || (s->name_len == len && !memcmp(s->name, name, len)))
			return s;
	}
}

/* Of functions of one name the first counts, as it does for the kernel. */
static void add_functions(struct args *a, const char *p, const char *end)
{
	const char *next, *blank;

	for (; p < end; p = next + 1) {
		struct args_slot *s;

		next = memchr(p, ';', (size_t)(end - p));
		next = next ? next : end;
		blank = memchr(p, ' ', (size_t)(next - p));
		blank = blank ? blank : next;
		s = find_slot(a, p, (size_t)(blank - p));
		if (!s->name)
			*s = (struct args_slot){p, (uint32_t)(blank - p), (uint32_t)(next - p)};
	}
}

/* The text behind the next mark, up to its quote; NULL when there is none. *p moves behind it. */
static const char *next_text(const char **p, const char *end, const char **text_end)
{
	const char *text = memmem(*p, (size_t)(end - *p), MARK, strlen(MARK));

	if (!text)
		return NULL;
	text += strlen(MARK);
	*text_end = memchr(text, '"', (size_t)(end - text));
	if (!*text_end)
		*text_end = end;
	*p = *text_end;
	return text;
}

static void load(struct args *a, const struct recording *rec)
{
	const char *p = rec->printk.data, *end, *text, *text_end;
	size_t nr = 1;

	a->loaded = 1;
	if (!p || rec->printk.len >= UINT32_MAX)
		return;
	end = p + rec->printk.len;
	while ((text = next_text(&p, end, &text_end)))
		for (nr++; text < text_end; text++)
			nr += *text == ';';
	if (nr == 1)
		return;
	for (a->nr_slots = 64; a->nr_slots < 2 * nr; a->nr_slots *= 2)
		;
	a->slots = calloc(a->nr_slots, sizeof(*a->slots));
	p = rec->printk.data;
	while (a->slots && (text = next_text(&p, end, &text_end)))
		add_functions(a, text, text_end);
}

void args_fini(struct args *a)
{
	free(a->slots);
}

/* Takes " NAME:WORDSIZE" off the front of *p. Returns 1, or 0 at the end. */
static int next_param(const char **p, const char *end, struct param *param)
{
	const char *start = *p + 1, *stop, *colon, *digit;

	if (*p >= end)
		return 0;
	stop = memchr(start, ' ', (size_t)(end - start));
	stop = stop ? stop : end;
	colon = memchr(start, ':', (size_t)(stop - start));
	colon = colon ? colon : stop;
	digit = stop;
	while (digit > colon && digit[-1] >= '0' && digit[-1] <= '9' && stop - digit < 9)
		digit--;
	*param = (struct param){.name = start, .name_len = (size_t)(colon - start)};
	param->word = colon < digit ? colon + 1 : digit;
	param->word_len = (size_t)(digit - param->word);
	for (; digit < stop; digit++)
		param->size = param->size * 10 + (uint64_t)(*digit - '0');
	*p = stop;
	return 1;
}

static void text_value(struct text *text, char how, uint64_t v, uint64_t size)
{
	unsigned unused = size && size < 8 ? 64 - 8 * (unsigned)size : 0;
	char number[24];

	if (how == 'd' || how == 'e') {
		snprintf(number, sizeof(number), "%lld",
			 (long long)((int64_t)(v << unused) >> unused));
		text_str(text, number);
		return;
	}
	if (how == '?')
		text_char(text, '?');
	text_hex(text, how == 'x' ? v << unused >> unused : v);
}

/*
 * A structure in one or two registers, of which *i is the first. A larger one is in none, or in one
 * that points to it, as the machine has it: returns 0, what follows is not known.
 */
static int text_structure(struct text *text, const struct param *param,
			  const struct trace_item *item, unsigned *i, unsigned word)
{
	text_char(text, '(');
	text_escaped(text, (const uint8_t *)param->word, param->word_len);
	text_char(text, ')');
	if (param->size > 2 * word || !param->size ||
	    (param->size > word && *i + 1 >= item->nr_args)) {
		text_str(text, "...");
		return 0;
	}
	text_char(text, '[');
	text_hex(text, item->args[*i]);
	if (param->size > word) {
		text_char(text, ':');
		text_hex(text, item->args[++*i]);
	}
	text_char(text, ']');
	return 1;
}

static void text_named(struct text *text, const struct trace *t, const struct trace_item *item,
		       const struct args_slot *s)
{
	const char *p = s->name + s->name_len, *end = s->name + s->len;
	struct param param;

	for (unsigned i = 0; next_param(&p, end, &param); i++) {
		if (i)
			text_str(text, ", ");
		if (i >= item->nr_args ||
		    (!param.name_len && param.word_len && *param.word == '?')) {
			text_str(text, "...");
			return;
		}
		text_escaped(text, (const uint8_t *)param.name, param.name_len);
		if (param.name_len)
			text_char(text, '=');
		if (param.word_len == 1)
			text_value(text, *param.word, item->args[i], param.size);
		else if (!text_structure(text, &param, item, &i, t->rec->long_size))
			return;
	}
}

size_t trace_args_text(struct trace *t, const struct trace_item *item, char *buf, size_t len)
{
	struct text text = {.p = buf, .max = len ? len - 1 : 0};
	const char *module, *name = trace_symbol(t, item->func, &module);
	const struct args_slot *s = NULL;

	if (!len)
		return 0;
	if (item->nr_args && !t->args.loaded)
		load(&t->args, t->rec);
	if (t->args.slots && !*module)
		s = find_slot(&t->args, name, strlen(name));
	text_char(&text, '(');
	if (item->nr_args && s && s->name) {
		text_named(&text, t, item, s);
	} else {
		for (unsigned i = 0; i < item->nr_args; i++) {
			text_str(&text, i ? ", " : "");
			text_hex(&text, item->args[i]);
		}
	}
	if (text.len == text.max) /* cut: all the same it ends */
		text.len--;
	text_char(&text, ')');
	buf[text.len] = '\0';
	return text.len;
}
