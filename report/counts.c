/* SPDX-License-Identifier: MIT */
/*
 * Each line is a text, "event<tab>task[<tab>value]", with a number in a table of names; counting is
 * then an array. Text from the recording has no tab: control characters are escaped before.
 */
#include "counts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../util/mem.h"

#define LABEL_MAX 600
#define VALUE_MAX 256

struct line {
	uint64_t nr;
	const char *text;
};

static const struct trace_field *find_field(const struct trace_event_type *type, const char *name)
{
	size_t nr;
	const struct trace_field *fields = trace_event_fields(type, &nr);

	for (size_t i = 0; i < nr; i++)
		if (!strcmp(fields[i].name, name))
			return &fields[i];
	return NULL;
}

/* A value as a key: a string, a symbol, or a number. Other arrays are none. */
static void put_value(struct counts *c, const struct trace_item *item, const struct trace_field *f,
		      char *buf)
{
	uint64_t v;
	size_t len, n = 0;
	const uint8_t *p;

	buf[0] = 0;
	if (f->is_string) {
		p = trace_field_bytes(c->trace, item, f, &len);
		for (; n < len && n < VALUE_MAX - 1; n++)
			buf[n] = p[n] < ' ' || p[n] == 0x7f ? '?' : (char)p[n];
		buf[n] = 0;
		return;
	}
	if (f->kind != FIELD_INT && f->kind != FIELD_POINTER)
		return;
	v = trace_field_u64(c->trace, item, f);
	if (f->kind == FIELD_POINTER)
		snprintf(buf, VALUE_MAX, "%.*s", VALUE_MAX - 1, trace_symbol(c->trace, v, NULL));
	else
		snprintf(buf, VALUE_MAX,
			 f->is_hex	? "0x%llx"
			 : f->is_signed ? "%lld"
					: "%llu",
			 (unsigned long long)v);
}

static int add(struct counts *c, const char *label)
{
	uint32_t id;
	int err = names_add(&c->names, label, strlen(label), &id);

	if (err)
		return err;
	if (id >= c->cap && mem_extend(&c->nr, &c->cap, c->names.cap, sizeof(*c->nr)))
		return -ENOMEM;
	c->nr[id]++;
	return 0;
}

static int count_item(void *ctx, const struct trace_item *item)
{
	struct counts *c = ctx;
	const struct trace_field *f = NULL;
	char label[LABEL_MAX], value[VALUE_MAX];

	if (item->kind != TRACE_EVENT || trace_is_stack(item))
		return 0;
	if (c->opt->by == BY_SYSCALL && !strcmp(trace_event_system(item->event), "raw_syscalls"))
		return 0;
	c->seen = 1;
	if (c->opt->by_field && (f = find_field(item->event, c->opt->by_field))) {
		c->has_field = 1;
		put_value(c, item, f, value);
	}
	snprintf(label, sizeof(label), "%.100s\t%.32s-%d%s%s", trace_event_name(item->event),
		 c->task->comm, c->task->tid, f ? "\t" : "", f ? value : "");
	return add(c, label);
}

static int by_count(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	if (x->nr != y->nr)
		return x->nr < y->nr ? 1 : -1;
	return strcmp(x->text, y->text);
}

static void widen(size_t *width, size_t len)
{
	if (*width < len)
		*width = len;
}

static void put_padded(struct out *out, const char *s, size_t len, size_t width)
{
	char text[LABEL_MAX];

	snprintf(text, sizeof(text), "%.*s", (int)len, s);
	out_escaped(out, OUT_TEXT, text, strlen(text));
	for (; len < width; len++)
		out_char(out, ' ');
}

static void put_lines(const struct counts *c, const struct line *lines, struct out *out)
{
	size_t event = strlen("event"), task = strlen("task");
	const char *tab;

	for (size_t i = 0; i < c->names.nr; i++) {
		tab = strchr(lines[i].text, '\t');
		widen(&event, (size_t)(tab - lines[i].text));
		widen(&task, strcspn(tab + 1, "\t"));
	}
	out_printf(out, "    count  %-*s  %s", (int)event, "event", "task");
	if (c->opt->by_field)
		out_printf(out, "%*s  %s", (int)(task - strlen("task")), "", c->opt->by_field);
	out_char(out, '\n');
	for (size_t i = 0; i < c->names.nr; i++) {
		size_t len;

		tab = strchr(lines[i].text, '\t');
		len = strcspn(tab + 1, "\t");
		out_printf(out, "%9llu  ", (unsigned long long)lines[i].nr);
		put_padded(out, lines[i].text, (size_t)(tab - lines[i].text), event);
		out_str(out, "  ");
		put_padded(out, tab + 1, len, tab[1 + len] ? task : 0);
		if (tab[1 + len]) {
			out_str(out, "  ");
			out_escaped(out, OUT_TEXT, tab + len + 2, strlen(tab + len + 2));
		}
		out_char(out, '\n');
	}
}

int counts_collect(struct counts *c, struct trace *trace, const struct report_options *opt)
{
	size_t nr;
	const struct trace_task *tasks = trace_tasks(trace, &nr);
	int err = 0;

	c->trace = trace;
	c->opt = opt;
	for (size_t i = 0; i < nr && !err; i++) {
		c->task = &tasks[i];
		err = trace_walk(trace, i, count_item, c);
	}
	return err;
}

int counts_print(const struct counts *c, struct out *out)
{
	struct line *lines;

	if (!c->names.nr)
		return 0;
	lines = calloc(c->names.nr, sizeof(*lines));
	if (!lines)
		return -ENOMEM;
	for (size_t i = 0; i < c->names.nr; i++)
		lines[i] = (struct line){c->nr[i], c->names.list[i].text};
	qsort(lines, c->names.nr, sizeof(*lines), by_count);
	put_lines(c, lines, out);
	free(lines);
	return 0;
}

void counts_fini(struct counts *c)
{
	free(c->nr);
	names_fini(&c->names);
	*c = (struct counts){.seen = 0};
}
