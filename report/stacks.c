/* SPDX-License-Identifier: MIT */
/*
 * Kernel stacks, counted: for each event, each distinct stack once, with how often the event was
 * reached by it. Two stacks are the same when their return addresses are: two calls in one function
 * are two ways, as tools that count stacks in the kernel have it.
 *
 * The kernel writes a stack right behind its event. An interrupt may come between, with events and
 * stacks of its own; so a stack belongs to the last event that has none yet.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "../util/mem.h"
#include "names.h"
#include "report.h"

#define PENDING_MAX 4 /* task, soft interrupt, hard interrupt, NMI */
#define NO_EVENT    UINT32_MAX
#define FRAME_LEN   600

struct stack {
	uint32_t event; /* number of the name */
	uint32_t nr;	/* frames; 0: the kernel wrote none */
	size_t first;	/* in stacks.frames */
	uint64_t count;
	uint64_t of_event; /* times that the event happened; set by total() */
	const char *name;  /* the event's */
};

struct event_count {
	uint64_t happened, without; /* a stack */
};

struct stacks {
	struct trace *trace;
	const struct report_options *opt;
	struct names events;
	struct event_count *counts; /* owned; by number of the event */
	size_t counts_cap;
	struct stack *list; /* owned */
	size_t nr, cap;
	uint64_t *frames; /* owned: of all stacks */
	size_t nr_frames, frames_cap;
	struct keymap index; /* number in list + 1, by hash */
	uint32_t pending[PENDING_MAX];
	size_t nr_pending;
};

/* An event made for FUNC or MODULE:FUNC has the function's name, with "_" for what names cannot have. */
static int is_named(const char *name, const char *func)
{
	const char *colon = strrchr(func, ':');

	for (func = colon ? colon + 1 : func; *func && *name; func++, name++)
		if (*name != (isalnum((unsigned char)*func) ? *func : '_'))
			return 0;
	return !*func && !*name;
}

static int is_wanted(const struct stacks *s, const char *name)
{
	const char *const *func = s->opt->stacks;

	for (; func && *func; func++)
		if (is_named(name, *func))
			return 1;
	return !s->opt->stacks;
}

static int add_event(struct stacks *s, const struct trace_item *item)
{
	const char *name = trace_event_name(item->event);
	uint32_t id = NO_EVENT;
	size_t before = s->events.nr;
	int err;

	if (s->nr_pending == PENDING_MAX) {
		s->nr_pending--;
		memmove(s->pending, s->pending + 1, s->nr_pending * sizeof(*s->pending));
	}
	if (is_wanted(s, name)) {
		err = names_add(&s->events, name, strlen(name), &id);
		if (err)
			return err;
		if (mem_grow(&s->counts, &s->counts_cap, id, sizeof(*s->counts)))
			return -ENOMEM;
		if (s->events.nr > before)
			s->counts[id] = (struct event_count){0};
		s->counts[id].happened++;
		s->counts[id].without++;
	}
	s->pending[s->nr_pending++] = id;
	return 0;
}

static uint64_t mix(uint64_t hash, uint64_t v)
{
	hash = (hash ^ v) * 0x9e3779b97f4a7c15ULL;
	return hash ^ hash >> 29;
}

static int is_same(const struct stacks *s, const struct stack *a, uint32_t event,
		   const uint64_t *frames, size_t nr)
{
	return a->event == event && a->nr == nr &&
	       !memcmp(s->frames + a->first, frames, nr * sizeof(*frames));
}

static int new_stack(struct stacks *s, uint32_t event, const uint64_t *frames, size_t nr)
{
	if (s->nr >= UINT32_MAX - 1 || mem_grow(&s->list, &s->cap, s->nr, sizeof(*s->list)))
		return -ENOMEM;
	s->list[s->nr] = (struct stack){.event = event, .nr = (uint32_t)nr, .first = s->nr_frames};
	for (size_t i = 0; i < nr; i++) {
		if (mem_grow(&s->frames, &s->frames_cap, s->nr_frames, sizeof(*s->frames)))
			return -ENOMEM;
		s->frames[s->nr_frames++] = frames[i];
	}
	s->nr++;
	return 0;
}

static int count_stack(struct stacks *s, uint32_t event, const uint64_t *frames, size_t nr)
{
	uint64_t key = event;
	uint32_t *found;
	int err;

	for (size_t i = 0; i < nr; i++)
		key = mix(key, frames[i]);
	for (;; key++) {
		err = keymap_find(&s->index, key, &found);
		if (err)
			return err;
		if (!*found)
			break;
		if (is_same(s, &s->list[*found - 1], event, frames, nr)) {
			s->list[*found - 1].count++;
			return 0;
		}
	}
	err = new_stack(s, event, frames, nr);
	if (err)
		return err;
	*found = (uint32_t)s->nr;
	s->list[s->nr - 1].count = 1;
	return 0;
}

static int take(void *ctx, const struct trace_item *item)
{
	struct stacks *s = ctx;
	uint64_t frames[TRACE_STACK_MAX];
	uint32_t event;
	size_t nr;

	if (item->kind != TRACE_EVENT)
		return 0;
	if (!trace_is_stack(item))
		return add_event(s, item);
	if (!s->nr_pending)
		return 0;
	event = s->pending[--s->nr_pending];
	nr = trace_stack(s->trace, item, frames, TRACE_STACK_MAX);
	if (event == NO_EVENT || !nr)
		return 0;
	s->counts[event].without--;
	return count_stack(s, event, frames, nr);
}

static int collect(struct stacks *s)
{
	size_t nr;
	int err = 0;

	trace_tasks(s->trace, &nr);
	for (size_t i = 0; i < nr && !err; i++) {
		s->nr_pending = 0;
		err = trace_walk(s->trace, i, take, s);
	}
	return err;
}

/* Gives each stack its event's total, and each event without all its stacks one that has no frames. */
static int total(struct stacks *s)
{
	for (uint32_t id = 0; id < s->events.nr; id++) {
		if (!s->counts[id].without)
			continue;
		if (new_stack(s, id, NULL, 0))
			return -ENOMEM;
		s->list[s->nr - 1].count = s->counts[id].without;
	}
	for (size_t i = 0; i < s->nr; i++) {
		s->list[i].of_event = s->counts[s->list[i].event].happened;
		s->list[i].name = s->events.list[s->list[i].event].text;
	}
	return 0;
}

/* Events by their number, stacks by theirs; what is equal in the order of its first time. */
static int by_count(const void *a, const void *b)
{
	const struct stack *x = a, *y = b;

	if (x->of_event != y->of_event)
		return x->of_event < y->of_event ? 1 : -1;
	if (x->event != y->event)
		return strcmp(x->name, y->name);
	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return x->first < y->first ? -1 : x->first > y->first;
}

static void put_heading(const struct stack *first, size_t nr, struct out *out)
{
	out_str(out, "# ");
	out_escaped(out, OUT_TEXT, first->name, strlen(first->name));
	out_printf(out, ": %llu time%s, by %zu stack%s\n    count    share  stack\n",
		   (unsigned long long)first->of_event, first->of_event == 1 ? "" : "s", nr,
		   nr == 1 ? "" : "s");
}

static void put_stack(const struct stacks *s, const struct stack *stack, struct out *out)
{
	uint64_t permyriad = (stack->count * 10000 + stack->of_event / 2) / stack->of_event;
	char text[FRAME_LEN];
	size_t len;

	out_printf(out, "%9llu  %3llu.%02llu%%  ", (unsigned long long)stack->count,
		   (unsigned long long)permyriad / 100, (unsigned long long)permyriad % 100);
	if (!stack->nr)
		out_str(out, "(the kernel recorded none)\n");
	for (uint32_t i = 0; i < stack->nr; i++) {
		len = trace_address_text(s->trace, s->frames[stack->first + i], text, sizeof(text));
		if (i)
			out_printf(out, "%20s", "");
		out_escaped(out, OUT_TEXT, text, len);
		out_char(out, '\n');
	}
}

static void put_all(const struct stacks *s, struct out *out)
{
	size_t nr;

	for (size_t i = 0; i < s->nr; i++) {
		if (!i || s->list[i].event != s->list[i - 1].event) {
			for (nr = 0; i + nr < s->nr && s->list[i + nr].event == s->list[i].event;
			     nr++)
				;
			out_str(out, i ? "\n" : "");
			put_heading(&s->list[i], nr, out);
		} else {
			out_char(out, '\n');
		}
		put_stack(s, &s->list[i], out);
	}
}

static int stacks_run(struct trace *trace, const struct report_options *opt, struct out *out)
{
	struct stacks s = {.trace = trace, .opt = opt};
	int err = collect(&s);

	if (!err)
		err = total(&s);
	if (!err && s.nr) {
		qsort(s.list, s.nr, sizeof(*s.list), by_count);
		put_all(&s, out);
	}
	free(s.counts);
	free(s.list);
	free(s.frames);
	keymap_fini(&s.index);
	names_fini(&s.events);
	return err;
}

const struct report_ops report_stack = {
	.name = "stack",
	.help = "each kernel stack by which an event was reached, with its count",
	.run = stacks_run,
};
