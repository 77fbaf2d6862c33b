/* SPDX-License-Identifier: MIT */
/*
 * The walk of one task: its runs in order of time, each decoded anew from the pages.
 */
#include <errno.h>
#include <stdlib.h>

#include "live.h"

/* Was anything lost, on any CPU, between the task's last record and this time? */
static int gap_before(const struct walk *w, uint64_t first_ns)
{
	const struct trace *t = w->t;
	size_t low = 0, high = t->nr_gaps, mid;

	while (low < high) { /* gaps before low are over by first_ns, from high on not */
		mid = low + (high - low) / 2;
		if (t->gaps[mid].to_ns <= first_ns)
			low = mid + 1;
		else
			high = mid;
	}
	return (low && t->gaps[low - 1].to_ns > w->time_ns) ||
	       (low < t->nr_gaps && t->gaps[low].earliest_ns < first_ns);
}

/* plain is a constant at each call: see record_load_plain(). */
static inline __attribute__((always_inline)) int
walk_records(struct walk *w, const struct subbuf *sb, const int plain)
{
	const struct trace *t = w->t;
	const uint8_t *pos = sb->data;
	uint64_t time_ns = sb->time_ns;
	struct record r;
	struct call c;
	int ret = 0;

	while (ret == 0 && subbuf_next(&t->layout, &pos, sb->end, &time_ns, &r, plain) > 0) {
		c.type = record_type(t, &r, plain);
		if (!c.type)
			continue;
		w->time_ns = time_ns;
		if (c.type->kind == FORMAT_EVENT) {
			ret = calltree_event(w, &r, c.type);
			continue;
		}
		c.data = r.data;
		c.len = r.len;
		c.common_flags = (uint32_t)record_load_plain(t, r.data, t->flags, 1, plain);
		c.depth = (int32_t)record_load_plain(t, r.data, c.type->depth, 4, plain);
		c.func = record_load_plain(t, r.data, c.type->func, 8, plain);
		ret = c.type->kind == FORMAT_ENTRY ? calltree_enter(w, &c) : calltree_leave(w, &c);
	}
	return ret;
}

static int walk_run(struct walk *w, const struct run *run)
{
	const struct recording_cpu *cpu = &w->t->cpus[run->cpu];
	uint32_t size = w->t->layout.size;
	uint64_t at = run->begin - run->begin % size;
	struct subbuf sb;
	int ret = 0;

	w->cpu = cpu->cpu;
	if (w->t->nr_gaps && !run->continues && gap_before(w, run->first_ns))
		ret = calltree_gap(w, run);
	for (; at < run->end && !ret; at += size) {
		if (w->t->opt.progress)
			w->t->opt.progress(w->t->opt.progress_ctx, size);
		if (subbuf_load(&w->t->layout, cpu->data + at, &sb) < 0)
			continue;
		if (run->begin > at) {
			sb.data = cpu->data + run->begin;
			sb.time_ns = run->base_ns;
		}
		if (run->end < (uint64_t)(sb.end - cpu->data))
			sb.end = cpu->data + run->end;
		ret = w->t->plain ? walk_records(w, &sb, 1) : walk_records(w, &sb, 0);
	}
	return ret;
}

int walk_runs(struct walk *w)
{
	const struct trace *t = w->t;
	size_t index = (size_t)(w->task - t->tasks);
	int ret = 0;

	for (size_t i = t->first_run[index]; i < t->first_run[index + 1] && !ret; i++)
		ret = walk_run(w, &t->runs[i]);
	return ret;
}

static void start(struct walk *w, int muted)
{
	const struct trace_options *opt = &w->t->opt;

	w->nr = w->nr_shown = w->root = 0;
	w->root_depth = w->level = 0;
	w->hidden = NOT_HIDDEN;
	w->open_depth = trace_may_be_open(w->t, w->task) ? DEPTH_MAX : 0;
	w->outside = opt->graph != NULL;
	w->muted = muted;
	w->is_lazy = opt->min_ns != 0;
	w->is_selective = muted || opt->graph || opt->notrace || opt->max_depth || opt->no_irqs;
	w->time_ns = w->orphans = 0;
}

/* Is the command's execve recorded? Returns 1, 0 or -errno. */
static int probe_exec(struct walk *w)
{
	int ret;

	start(w, 1);
	w->probing = 1;
	ret = walk_runs(w);
	w->probing = 0;
	return ret;
}

int walk_start(struct walk *w, struct trace *t, size_t index, trace_sink_fn *sink, void *ctx)
{
	const struct trace_task *task = &t->tasks[index];
	int muted = 0;

	memset(w, 0, offsetof(struct walk, frames)); /* the stacks are large, and empty */
	symbols_find_irqs(&t->symbols);
	w->t = t;
	w->sink = sink;
	w->ctx = ctx;
	w->task = task;
	w->softirq_thread = !strncmp(task->comm, "ksoftirqd/", 10);
	if (t->opt.from_exec && task->tid && task->tid == t->rec->command_tid)
		muted = probe_exec(w);
	if (muted >= 0)
		start(w, muted);
	return muted < 0 ? muted : 0;
}

int trace_walk(struct trace *t, size_t index, trace_sink_fn *sink, void *ctx)
{
	struct walk *w;
	int ret;

	if (t->live)
		return live_walk(t, index, sink, ctx);
	w = malloc(sizeof(*w));
	if (!w)
		return -ENOMEM;
	ret = walk_start(w, t, index, sink, ctx);
	if (!ret)
		ret = walk_runs(w);
	if (!ret)
		ret = calltree_end(w);
	t->totals.orphan_exits += w->orphans - t->orphans[index];
	t->orphans[index] = w->orphans;
	free(w);
	return ret;
}
