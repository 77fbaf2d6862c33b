/* SPDX-License-Identifier: MIT */
/*
 * The tasks of a live trace. A task's walk is put away at the end of its window, compactly: its scalars,
 * the frames that are in use, and those of their records that hold arguments. The next window's walks
 * begin from there, each from a copy.
 */
#include "live.h"

#include <errno.h>
#include <stdlib.h>

#include "../util/mem.h"

#define SCALARS_LEN offsetof(struct walk, item)

/* A walk put away: SCALARS_LEN bytes of it, its frames, its entries, records that these point to. */
struct kept {
	uint32_t nr; /* frames */
	_Alignas(16) unsigned char bytes[];
};

int live_new(struct trace *t)
{
	size_t nr = t->rec->nr_cpus;
	struct live *l = calloc(1, sizeof(*l));

	t->live = l;
	if (!l)
		return -ENOMEM;
	l->cpus = calloc(nr + 1, sizeof(*l->cpus));
	l->room = calloc(nr + 1, sizeof(*l->room));
	l->fed_ns = calloc(nr + 1, sizeof(*l->fed_ns));
	l->behind = calloc(nr + 1, sizeof(*l->behind));
	if (!l->cpus || !l->room || !l->fed_ns || !l->behind)
		return -ENOMEM;
	for (size_t i = 0; i < nr; i++)
		l->cpus[i] = (struct recording_cpu){.cpu = t->rec->cpus[i].cpu};
	t->cpus = l->cpus;
	return scan_init(&l->scan, t);
}

static void state_fini(struct task_state *s)
{
	free(s->before);
	free(s->behind);
	free(s->comm);
	*s = (struct task_state){.hidden = 0};
}

void live_free(struct trace *t)
{
	struct live *l = t->live;

	if (!l)
		return;
	for (size_t i = 0; i < l->nr_tasks; i++)
		state_fini(&l->tasks[i]);
	for (size_t i = 0; l->cpus && i < t->rec->nr_cpus; i++)
		free((void *)(uintptr_t)l->cpus[i].data);
	free(l->tasks);
	free(l->cpus);
	free(l->room);
	free(l->fed_ns);
	free(l->behind);
	free(l->free);
	scan_fini(&l->scan);
	free(l);
	t->live = NULL;
}

/* Puts w away. Returns NULL when memory is out. */
static struct kept *keep_walk(const struct walk *w)
{
	size_t frames_len = w->nr * sizeof(*w->frames), entries_len = w->nr * sizeof(*w->entries);
	size_t len = sizeof(struct kept) + SCALARS_LEN + frames_len + entries_len;
	struct entry *entries;
	struct kept *k;
	uint8_t *data;

	for (uint32_t i = 0; i < w->nr; i++)
		len += w->entries[i].type->args.size ? w->entries[i].len : 0;
	k = malloc(len);
	if (!k)
		return NULL;
	k->nr = w->nr;
	memcpy(k->bytes, w, SCALARS_LEN);
	memcpy(k->bytes + SCALARS_LEN, w->frames, frames_len);
	entries = (struct entry *)(void *)(k->bytes + SCALARS_LEN + frames_len);
	data = (uint8_t *)(entries + w->nr);
	for (uint32_t i = 0; i < w->nr; i++) {
		entries[i] = w->entries[i];
		if (!entries[i].type->args.size) {
			entries[i].data = NULL;
			entries[i].len = 0;
			continue;
		}
		memcpy(data, w->entries[i].data, entries[i].len);
		entries[i].data = data;
		data += entries[i].len;
	}
	return k;
}

/* The other way; k has to live as long as w. */
static void restore_walk(struct walk *w, const struct kept *k)
{
	memcpy(w, k->bytes, SCALARS_LEN);
	memset((unsigned char *)w + SCALARS_LEN, 0, offsetof(struct walk, frames) - SCALARS_LEN);
	memcpy(w->frames, k->bytes + SCALARS_LEN, k->nr * sizeof(*w->frames));
	memcpy(w->entries, k->bytes + SCALARS_LEN + k->nr * sizeof(*w->frames),
	       k->nr * sizeof(*w->entries));
}

int trace_has_news(const struct trace *t, size_t index)
{
	const struct live *l = t->live;

	if (!l->open || index >= l->nr_tasks || l->tasks[index].hidden)
		return 0;
	return t->first_run[index] < t->first_run[index + 1] || t->tasks[index].ended ||
	       (l->last && l->tasks[index].before);
}

int live_walk(struct trace *t, size_t index, trace_sink_fn *sink, void *ctx)
{
	struct task_state *s = &t->live->tasks[index];
	struct walk *w;
	int ret = 0;

	if (!trace_has_news(t, index))
		return 0;
	w = malloc(sizeof(*w));
	if (!w)
		return -ENOMEM;
	if (s->before) {
		restore_walk(w, s->before);
		w->task = &t->tasks[index];
		w->sink = sink;
		w->ctx = ctx;
	} else {
		ret = walk_start(w, t, index, sink, ctx);
	}
	if (!ret)
		ret = walk_runs(w);
	if (!ret && (t->live->last || t->tasks[index].ended))
		ret = calltree_end(w);
	t->totals.orphan_exits += w->orphans - t->orphans[index];
	t->orphans[index] = w->orphans;
	if (!ret) {
		free(s->behind);
		s->behind = keep_walk(w);
		ret = s->behind ? 0 : -ENOMEM;
	}
	free(w);
	return ret;
}

static int ignore(void *ctx, const struct trace_item *item)
{
	(void)ctx;
	(void)item;
	return 0;
}

/* The task's place is free. */
static int drop_task(struct trace *t, size_t index)
{
	struct live *l = t->live;

	if (mem_grow(&l->free, &l->free_cap, l->nr_free, sizeof(*l->free)) < 0)
		return -ENOMEM;
	scan_drop(&l->scan, index);
	state_fini(&l->tasks[index]);
	l->tasks[index].asked = l->tasks[index].hidden = 1;
	t->tasks[index] = (struct trace_task){.tid = -1, .cpu = FREE_CPU, .comm = ""};
	t->orphans[index] = 0;
	l->free[l->nr_free++] = (uint32_t)index;
	return 0;
}

int live_settle(struct trace *t)
{
	struct live *l = t->live;
	int ret = 0, dropped = 0;

	for (size_t i = 0; i < l->nr_tasks && !ret; i++) {
		struct task_state *s = &l->tasks[i];

		if (!s->behind)
			ret = live_walk(t, i, ignore, NULL);
		if (s->behind) {
			free(s->before);
			s->before = s->behind;
			s->behind = NULL;
		}
		if (t->tasks[i].ended && !ret) {
			ret = drop_task(t, i);
			dropped = 1;
		}
	}
	if (!ret && dropped)
		ret = scan_rehash(&l->scan);
	return ret;
}

int live_grow(struct trace *t, size_t had_free)
{
	struct live *l = t->live;
	size_t nr = t->nr_tasks, *first;
	uint64_t *orphans;

	for (size_t i = l->nr_free; i < had_free; i++)
		state_fini(&l->tasks[l->free[i]]);
	if (nr <= l->nr_tasks && t->first_run)
		return 0;
	first = reallocarray(t->first_run, nr + 2, sizeof(*first));
	t->first_run = first ? first : t->first_run;
	orphans = reallocarray(t->orphans, nr + 1, sizeof(*orphans));
	t->orphans = orphans ? orphans : t->orphans;
	if (!first || !orphans)
		return -ENOMEM;
	for (; l->nr_tasks < nr; l->nr_tasks++) {
		if (mem_grow(&l->tasks, &l->tasks_cap, l->nr_tasks, sizeof(*l->tasks)) < 0)
			return -ENOMEM;
		l->tasks[l->nr_tasks] = (struct task_state){.hidden = 0};
		t->orphans[l->nr_tasks] = 0;
	}
	return 0;
}

int trace_rename(struct trace *t, size_t index, const char *comm)
{
	struct task_state *s = &t->live->tasks[index];
	char *copy;

	if (s->comm && !strcmp(s->comm, comm))
		return 0;
	copy = strdup(comm);
	if (!copy)
		return -ENOMEM;
	free(s->comm);
	t->tasks[index].comm = s->comm = copy;
	return 0;
}

void live_count(struct trace *t, size_t index)
{
	struct task_state *s = &t->live->tasks[index];

	if (s->counted || trace_is_stray(t, &t->tasks[index]))
		return;
	s->counted = 1;
	t->totals.tasks++;
}

size_t live_hide(struct trace *t, int (*foreign)(void *ctx, const struct trace_task *task),
		 void *ctx)
{
	size_t hidden = 0;

	for (size_t i = 0; i < t->live->nr_tasks; i++) {
		struct task_state *s = &t->live->tasks[i];

		if (s->asked)
			continue;
		s->asked = 1;
		s->hidden = foreign(ctx, &t->tasks[i]);
		hidden += (size_t)s->hidden;
		t->totals.tasks -= s->hidden && s->counted;
		s->counted |= s->hidden;
	}
	return hidden;
}

void trace_end_tasks(struct trace *t, int (*gone)(void *ctx, const struct trace_task *task),
		     void *ctx)
{
	for (size_t i = 0; i < t->live->nr_tasks; i++)
		if (t->tasks[i].cpu != FREE_CPU && t->first_run[i] == t->first_run[i + 1] &&
		    gone(ctx, &t->tasks[i]))
			t->tasks[i].ended = 1;
}
