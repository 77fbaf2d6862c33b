/* SPDX-License-Identifier: MIT */
/*
 * A stack of open calls pairs exits with entries, by function and depth. An open call is not handed
 * out when it is entered but when something inside it is (nr_shown of the calls on the stack have
 * been): so a call with nothing inside becomes a leaf without looking ahead, and short calls can be
 * left out with all that leads only to them.
 *
 * Exits without an entry on the stack are of two kinds. The call was open when recording began, or
 * its entry was lost in a gap: then it is shown, as the kernel does. It can only lie outside all
 * that was seen since (open_depth), and in a task that may have been inside of a call by then
 * (trace_options.open_tids). Anything else was put into the buffer by another user of
 * function_graph (Linux 6.12 does that), and is dropped and counted.
 */
#include "walk.h"

/* Hands out the item for frame i, or for a record inside frames before i. */
static int emit(struct walk *w, enum trace_kind kind, uint32_t i)
{
	w->item.kind = kind;
	w->item.frames = w->frames + w->root;
	w->item.nr_frames = i > w->root ? i - w->root : 0;
	return w->sink(w->ctx, &w->item);
}

static void load_args(struct walk *w, const struct entry *e)
{
	struct format_at at = e->type->args;

	w->item.args = w->args;
	for (w->item.nr_args = 0; at.offset + at.size <= e->len; at.offset += at.size) {
		if (w->item.nr_args == ARGS_MAX)
			return;
		w->args[w->item.nr_args++] = record_load(w->t, e->data, at);
	}
}

/* The parts of an item that come from frame i's entry. */
static inline void item_from_frame(struct walk *w, uint32_t i)
{
	const struct trace_frame *f = &w->frames[i];
	const struct entry *e = &w->entries[i];

	w->item.func = f->func;
	w->item.start_ns = f->start_ns;
	w->item.ts_ns = f->start_ns;
	w->item.cpu = f->cpu;
	w->item.depth = f->depth - w->root_depth;
	w->item.flags = f->flags & ITEM_FLAGS;
	w->item.event = e->type;
	w->item.data = e->data;
	w->item.data_len = e->len;
	w->item.args = NULL;
	w->item.nr_args = 0;
	if (e->type->args.size)
		load_args(w, e);
}

/* The parts that come from an exit, and the frame's children. */
static inline void item_from_exit(struct walk *w, const struct call *c, uint64_t duration,
				  uint64_t children_ns)
{
	w->item.duration_ns = duration;
	w->item.self_ns = duration > children_ns ? duration - children_ns : 0;
	w->item.retval = 0;
	if (c->type->retval.size) {
		w->item.flags |= TRACE_HAS_RETVAL;
		w->item.retval = record_load(w->t, c->data, c->type->retval);
	}
}

static int show_frames_slow(struct walk *w, uint32_t end)
{
	int ret = 0;

	while (w->nr_shown < end && !ret) {
		uint32_t i = w->nr_shown++;

		item_from_frame(w, i);
		w->level = w->item.depth + 1;
		ret = emit(w, TRACE_OPEN, i);
	}
	return ret;
}

/* Hands out the frames before end that have not been yet. */
static inline int show_frames(struct walk *w, uint32_t end)
{
	return w->nr_shown < end ? show_frames_slow(w, end) : 0;
}

static inline void pop_frame(struct walk *w)
{
	w->nr--;
	if (w->is_selective)
		select_popped(w);
	else if (w->nr_shown > w->nr)
		w->nr_shown = w->nr;
}

/* Takes all frames but the outermost keep off the stack: their exits will not come. */
static int end_frames(struct walk *w, uint32_t keep)
{
	int ret = w->is_lazy ? 0 : show_frames(w, walk_visible(w));

	while (w->nr > keep && !ret) {
		uint32_t i = w->nr - 1;

		if (i < w->nr_shown && i < walk_visible(w)) {
			item_from_frame(w, i);
			w->item.ts_ns = w->time_ns;
			w->level = w->item.depth;
			ret = emit(w, TRACE_END, i);
		}
		pop_frame(w);
	}
	return ret;
}

/* How many frames are less deep than this. */
static uint32_t frames_above(const struct walk *w, int32_t depth)
{
	uint32_t n = w->nr;

	while (n && w->frames[n - 1].depth >= depth)
		n--;
	return n;
}

/*
 * An entry not deeper than the innermost open call. As deep: an interrupt came between that call's
 * return, when the kernel took it off its stack, and the writing of its exit, which will follow.
 * Returns 1 then. Else exits were lost: 0 or -errno.
 */
static int break_in(struct walk *w, const struct call *c)
{
	struct trace_frame *top = &w->frames[w->nr - 1];

	if (top->depth == c->depth && !(top->flags & TRACE_AFTER_GAP) && w->nr < DEPTH_MAX &&
	    (c->common_flags &
	     (FLAG_IRQS_OFF | FLAG_IRQS_UNKNOWN | FLAG_HARDIRQ | FLAG_SOFTIRQ | FLAG_NMI))) {
		top->flags |= TRACE_NAMED;
		return 1;
	}
	return end_frames(w, frames_above(w, c->depth));
}

int calltree_enter(struct walk *w, const struct call *c)
{
	unsigned flags = 0;
	uint32_t i;
	int ret;

	if (w->nr && w->frames[w->nr - 1].depth >= c->depth) {
		ret = break_in(w, c);
		if (ret < 0)
			return ret;
		flags = ret ? TRACE_IN_IRQ : 0;
	}
	flags |= select_flags(w, c);
	i = w->nr++;
	w->frames[i] = (struct trace_frame){
		.func = c->func,
		.start_ns = w->time_ns,
		.depth = c->depth,
		.cpu = (uint16_t)w->cpu,
		.flags = (uint16_t)flags,
	};
	w->entries[i] = (struct entry){.data = c->data, .type = c->type, .len = c->len};
	if ((uint64_t)c->depth < w->open_depth)
		w->open_depth = (uint64_t)c->depth;
	if (w->is_selective) {
		ret = select_frame(w, i);
		if (ret)
			return ret;
	}
	/* Its callers have something inside now. */
	return !w->is_lazy && walk_visible(w) > i ? show_frames(w, i) : 0;
}

static inline uint64_t duration_of(const struct walk *w, const struct call *c, uint64_t start_ns)
{
	const struct trace *t = w->t;

	if (!c->type->calltime.size)
		return w->time_ns - start_ns;
	if (t->plain)
		return record_load_plain(t, c->data, c->type->rettime, 8, 1) -
		       record_load_plain(t, c->data, c->type->calltime, 8, 1);
	return record_load(t, c->data, c->type->rettime) -
	       record_load(t, c->data, c->type->calltime);
}

/* The exit of the innermost frame. */
static int close_frame(struct walk *w, const struct call *c)
{
	uint32_t i = w->nr - 1;
	uint64_t duration = duration_of(w, c, w->frames[i].start_ns);
	int was_shown = i < w->nr_shown, ret = 0;

	if (i && i < w->hidden)
		w->frames[i - 1].children_ns += duration;
	if (i >= walk_visible(w) || (!was_shown && duration < w->t->opt.min_ns)) {
		pop_frame(w);
		return 0;
	}
	ret = show_frames(w, i);
	item_from_frame(w, i);
	item_from_exit(w, c, duration, w->frames[i].children_ns);
	w->level = w->item.depth;
	if (was_shown) {
		w->item.ts_ns = w->time_ns;
		w->item.cpu = w->cpu;
		if (w->item.flags & TRACE_AFTER_GAP) /* perhaps not that entry's exit */
			w->item.start_ns = w->time_ns - duration;
	}
	if (!ret)
		ret = emit(w, was_shown ? TRACE_CLOSE : TRACE_LEAF, i);
	pop_frame(w);
	return ret;
}

/* An exit whose entry is not on the stack. */
static int close_unknown(struct walk *w, const struct call *c)
{
	uint64_t duration = duration_of(w, c, w->time_ns);
	int ret;

	/* Under tracing_thresh there are no entries at all, which only a whole recording tells. */
	if ((w->t->live || w->t->totals.entries) && (uint64_t)c->depth >= w->open_depth) {
		w->orphans++;
		return 0;
	}
	ret = end_frames(w, frames_above(w, c->depth));
	if (ret < 0)
		return ret;
	w->open_depth = (uint64_t)c->depth;
	if (w->muted || w->outside || w->nr > w->hidden || duration < w->t->opt.min_ns)
		return 0;
	w->item = (struct trace_item){
		.func = c->func,
		.ts_ns = w->time_ns,
		.start_ns = w->time_ns - duration,
		.cpu = w->cpu,
		.depth = c->depth - w->root_depth,
		.event = c->type,
		.data = c->data,
		.data_len = c->len,
		.flags = TRACE_NO_ENTRY,
	};
	if (select_is_irq_entry(w, c->func))
		w->item.flags |= TRACE_IRQ_ENTRY;
	item_from_exit(w, c, duration, 0);
	w->level = w->item.depth;
	return emit(w, TRACE_CLOSE, w->nr);
}

int calltree_leave(struct walk *w, const struct call *c)
{
	uint32_t i = w->nr;
	int ret;

	while (i && w->frames[i - 1].depth >= c->depth &&
	       (w->frames[i - 1].depth > c->depth || w->frames[i - 1].func != c->func))
		i--;
	if (!i || w->frames[i - 1].depth != c->depth)
		return close_unknown(w, c);
	if (i < w->nr) {
		ret = end_frames(w, i);
		if (ret < 0)
			return ret;
		w->frames[i - 1].flags |= TRACE_AFTER_GAP;
	}
	return close_frame(w, c);
}

int calltree_event(struct walk *w, const struct record *r, const struct trace_event_type *type)
{
	uint32_t end = walk_visible(w);
	int ret;

	if (w->muted)
		return 0;
	ret = show_frames(w, end);
	if (ret < 0)
		return ret;
	w->item = (struct trace_item){
		.ts_ns = w->time_ns,
		.cpu = w->cpu,
		.depth = w->level,
		.event = type,
		.data = r->data,
		.data_len = r->len,
	};
	return emit(w, TRACE_EVENT, end);
}

/* What is open, and since when, is known no more. */
int calltree_gap(struct walk *w, const struct run *run)
{
	int ret = 0;

	w->open_depth = DEPTH_MAX;
	for (uint32_t i = 0; i < w->nr; i++)
		w->frames[i].flags |= TRACE_AFTER_GAP;
	if (!run->gap || w->muted)
		return 0;
	if (!w->is_lazy)
		ret = show_frames(w, walk_visible(w));
	w->item = (struct trace_item){
		.ts_ns = run->first_ns,
		.cpu = w->cpu,
		.depth = w->level,
		.lost = run->lost,
	};
	return ret < 0 ? ret : emit(w, TRACE_LOST, walk_visible(w));
}

/* Calls that are still open are not left out for being short. */
int calltree_end(struct walk *w)
{
	uint32_t end = walk_visible(w), i = w->nr_shown;
	int ret;

	if (w->is_lazy) {
		while (i < end && w->time_ns - w->frames[i].start_ns >= w->t->opt.min_ns)
			i++;
		end = i;
	}
	ret = show_frames(w, end);
	return ret < 0 ? ret : end_frames(w, 0);
}
