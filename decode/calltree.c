/* SPDX-License-Identifier: MIT */
/*
 * The walk of one task: records in, items out. A stack of open calls pairs exits with entries, by
 * function and depth. An open call is not handed out when it is entered but when something inside
 * it is (nr_shown of the calls on the stack have been): so a call with nothing inside becomes a
 * leaf without looking ahead, and short calls can be left out with all that leads only to them.
 *
 * Exits without an entry on the stack are of three kinds. The call was open when recording began,
 * or its entry was lost in a gap: then it is shown, as the kernel does. It can only lie outside all
 * that was seen since (open_depth). Anything else was put into the buffer by another user of
 * function_graph (Linux 6.11 to 6.14 do that), and is dropped and counted.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>

#include "index.h"

#define NOT_HIDDEN UINT32_MAX

/* Bits of common_flags (enum trace_flag_type in include/linux/trace_events.h). */
enum {
	FLAG_IRQS_OFF = 0x01,
	FLAG_IRQS_UNKNOWN = 0x02,
	FLAG_HARDIRQ = 0x08,
	FLAG_SOFTIRQ = 0x10,
	FLAG_NMI = 0x40,
};

/* Marks on a struct symbol: which of the options name the function. */
enum { MARK_KNOWN = 1, MARK_GRAPH = 2, MARK_NOTRACE = 4, MARK_EXEC = 8 };

/* Bits of trace_frame.flags: one that is not in trace.h, and those that an item has too. */
enum {
	FRAME_SOFTIRQ = 0x8000,
	ITEM_FLAGS = TRACE_IN_IRQ | TRACE_AFTER_GAP | TRACE_IRQ_ENTRY | TRACE_NAMED,
};

/* What a frame's OPEN or LEAF needs besides the trace_frame. */
struct entry {
	const uint8_t *data;
	const struct trace_event_type *type;
	uint32_t len;
};

#define ARGS_MAX 16

struct walk {
	struct trace *t;
	trace_sink_fn *sink;
	void *ctx;
	const struct trace_task *task;

	uint32_t nr;	     /* frames */
	uint32_t nr_shown;   /* of them handed out, or outside what is shown */
	uint32_t root;	     /* the first frame to show: where a graph option began */
	uint32_t hidden;     /* from this frame on nothing is shown; NOT_HIDDEN */
	int32_t root_depth;  /* what recorded depths are counted from */
	uint64_t open_depth; /* calls less deep than this may be open without our knowing */
	int outside;	     /* a graph option is set, and no frame matches */
	int muted;	     /* the command has not been executed yet */
	int probing;	     /* stop with 1 where it is */
	int32_t level;	     /* indentation of an event */
	unsigned cpu;
	uint64_t time_ns;
	uint64_t orphans;
	size_t next_gap;

	int is_lazy;	    /* calls are shown only when they are long enough */
	int has_names;	    /* an option names functions */
	int softirq_thread; /* soft interrupts are this task's own work */
	struct trace_item item;
	uint64_t args[ARGS_MAX];
	struct trace_frame frames[DEPTH_MAX]; /* depths grow strictly: this many are enough */
	struct entry entries[DEPTH_MAX];
};

/* Frames before this one may be handed out now. */
static uint32_t visible_end(const struct walk *w)
{
	if (w->muted || w->outside)
		return 0;
	return w->hidden < w->nr ? w->hidden : w->nr;
}

static int is_irq_entry(const struct walk *w, uint64_t func)
{
	return func >= w->t->symbols.irq_begin && func < w->t->symbols.irq_end;
}

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
static void item_from_frame(struct walk *w, uint32_t i)
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

/* Hands out the frames before end that have not been yet. */
static int show_frames(struct walk *w, uint32_t end)
{
	int ret;

	while (w->nr_shown < end) {
		uint32_t i = w->nr_shown++;

		item_from_frame(w, i);
		w->level = w->item.depth + 1;
		ret = emit(w, TRACE_OPEN, i);
		if (ret < 0)
			return ret;
	}
	return 0;
}

static void pop_frame(struct walk *w)
{
	w->nr--;
	if (w->nr_shown > w->nr)
		w->nr_shown = w->nr;
	if (w->hidden == w->nr)
		w->hidden = NOT_HIDDEN;
	if (w->t->opt.graph && w->root == w->nr)
		w->outside = 1;
}

/* Takes all frames but the outermost keep off the stack: their exits will not come. */
static int end_frames(struct walk *w, uint32_t keep)
{
	int ret;

	if (!w->is_lazy) {
		ret = show_frames(w, visible_end(w));
		if (ret < 0)
			return ret;
	}
	while (w->nr > keep) {
		uint32_t i = w->nr - 1;

		if (i < w->nr_shown && i < visible_end(w)) {
			item_from_frame(w, i);
			w->item.ts_ns = w->time_ns;
			w->level = w->item.depth;
			ret = emit(w, TRACE_END, i);
			if (ret < 0)
				return ret;
		}
		pop_frame(w);
	}
	return 0;
}

/* How many frames are less deep than this. */
static uint32_t frames_above(const struct walk *w, int32_t depth)
{
	uint32_t n = w->nr;

	while (n && w->frames[n - 1].depth >= depth)
		n--;
	return n;
}

static int matches(const char *const *globs, const char *name)
{
	for (; globs && *globs; globs++)
		if (!fnmatch(*globs, name, FNM_NOESCAPE))
			return 1;
	return 0;
}

/* What the options say of a function, looked up once for each. */
static unsigned marks_of(struct walk *w, uint64_t func)
{
	struct symbol *sym = symbols_find(&w->t->symbols, func);

	if (!sym)
		return 0;
	if (!sym->marks) {
		sym->marks = MARK_KNOWN;
		if (matches(w->t->opt.graph, sym->name))
			sym->marks |= MARK_GRAPH;
		if (matches(w->t->opt.notrace, sym->name))
			sym->marks |= MARK_NOTRACE;
		if (strstr(sym->name, "sys_execve") || !strncmp(sym->name, "do_execve", 9))
			sym->marks |= MARK_EXEC;
	}
	return sym->marks;
}

/*
 * A call was made from an interrupt when its caller was, when the hard interrupt or NMI bit is set,
 * or when it is an interrupt's entry function. A soft interrupt is one that broke in if preemption
 * is enabled: where the task runs it itself, in local_bh_enable(), the preemption count is at
 * least 1.
 */
static unsigned call_flags(const struct walk *w, const struct record *r, unsigned common,
			   uint64_t func)
{
	unsigned parent = w->nr ? w->frames[w->nr - 1].flags : 0;
	unsigned flags = parent & TRACE_IN_IRQ;

	if (common & (FLAG_HARDIRQ | FLAG_NMI))
		flags |= TRACE_IN_IRQ;
	if (common & FLAG_SOFTIRQ) {
		flags |= FRAME_SOFTIRQ;
		if (!(parent & FRAME_SOFTIRQ) && !w->softirq_thread &&
		    !(record_load(w->t, r->data, w->t->preempt) & 0xf))
			flags |= TRACE_IN_IRQ;
	}
	if (is_irq_entry(w, func))
		flags |= TRACE_IN_IRQ | TRACE_IRQ_ENTRY;
	return flags;
}

/*
 * An entry as deep as the innermost open call: an interrupt came between that call's return, when the
 * kernel took it off its stack, and the writing of its exit, which will follow.
 */
static int breaks_in(const struct walk *w, unsigned common, int32_t depth)
{
	const struct trace_frame *top = &w->frames[w->nr - 1];

	return top->depth == depth && !(top->flags & TRACE_AFTER_GAP) && w->nr < DEPTH_MAX &&
	       (common &
		(FLAG_IRQS_OFF | FLAG_IRQS_UNKNOWN | FLAG_HARDIRQ | FLAG_SOFTIRQ | FLAG_NMI));
}

/* Applies the options to the new frame i. Returns 1 to stop a probe. */
static int apply_options(struct walk *w, uint32_t i)
{
	const struct trace_options *opt = &w->t->opt;
	const struct trace_frame *f = &w->frames[i];
	unsigned marks = w->has_names || w->muted ? marks_of(w, f->func) : 0;

	if (w->muted && (marks & MARK_EXEC)) {
		if (w->probing)
			return 1;
		w->muted = 0;
	}
	if (w->hidden != NOT_HIDDEN)
		return 0;
	if (w->outside && (marks & MARK_GRAPH)) {
		w->outside = 0;
		w->root = w->nr_shown = i;
		w->root_depth = f->depth;
	}
	if ((marks & MARK_NOTRACE) || (opt->no_irqs && (f->flags & TRACE_IN_IRQ)))
		w->hidden = i;
	else if (opt->max_depth && !w->outside &&
		 (uint32_t)(f->depth - w->root_depth) >= opt->max_depth)
		w->hidden = i;
	return 0;
}

static int enter(struct walk *w, const struct record *r, const struct trace_event_type *type)
{
	int32_t depth = (int32_t)record_load(w->t, r->data, type->depth);
	uint64_t func = record_load(w->t, r->data, type->func);
	unsigned common = (unsigned)record_load(w->t, r->data, w->t->flags), broke_in = 0;
	uint32_t i;
	int ret;

	if (w->nr && w->frames[w->nr - 1].depth >= depth) {
		if (breaks_in(w, common, depth)) {
			w->frames[w->nr - 1].flags |= TRACE_NAMED;
			broke_in = TRACE_IN_IRQ;
		} else {
			ret = end_frames(w, frames_above(w, depth));
			if (ret < 0)
				return ret;
		}
	}
	i = w->nr;
	w->frames[i] = (struct trace_frame){
		.func = func,
		.start_ns = w->time_ns,
		.depth = depth,
		.cpu = (uint16_t)w->cpu,
		.flags = (uint16_t)(call_flags(w, r, common, func) | broke_in),
	};
	w->entries[i] = (struct entry){.data = r->data, .type = type, .len = r->len};
	w->nr++;
	if ((uint64_t)depth < w->open_depth)
		w->open_depth = (uint64_t)depth;
	ret = apply_options(w, i);
	if (ret)
		return ret;
	/* Its callers have something inside now. */
	return !w->is_lazy && visible_end(w) > i ? show_frames(w, i) : 0;
}

/* The fields of an exit record that a CLOSE and a LEAF have in common. */
static void item_from_exit(struct walk *w, const struct record *r,
			   const struct trace_event_type *type, uint64_t children_ns)
{
	uint64_t duration = w->time_ns - w->item.start_ns;

	if (type->calltime.size)
		duration = record_load(w->t, r->data, type->rettime) -
			   record_load(w->t, r->data, type->calltime);
	w->item.duration_ns = duration;
	w->item.self_ns = duration > children_ns ? duration - children_ns : 0;
	w->item.retval = 0;
	if (type->retval.size) {
		w->item.flags |= TRACE_HAS_RETVAL;
		w->item.retval = record_load(w->t, r->data, type->retval);
	}
}

/* The exit of frame i, which is the innermost one. */
static int close_frame(struct walk *w, const struct record *r, const struct trace_event_type *type)
{
	uint32_t i = w->nr - 1;
	int was_shown = i < w->nr_shown, hidden = i >= visible_end(w), ret = 0;

	item_from_frame(w, i);
	item_from_exit(w, r, type, w->frames[i].children_ns);
	if (i && i < w->hidden)
		w->frames[i - 1].children_ns += w->item.duration_ns;
	if (hidden) {
		pop_frame(w);
		return 0;
	}
	if (was_shown) {
		w->item.ts_ns = w->time_ns;
		w->item.cpu = w->cpu;
		if (w->item.flags & TRACE_AFTER_GAP) /* perhaps not that entry's exit */
			w->item.start_ns = w->time_ns - w->item.duration_ns;
		w->level = w->item.depth;
		ret = emit(w, TRACE_CLOSE, i);
	} else if (!w->is_lazy || w->item.duration_ns >= w->t->opt.min_ns) {
		if (w->nr_shown < i) {
			ret = show_frames(w, i);
			item_from_frame(w, i);
			item_from_exit(w, r, type, w->frames[i].children_ns);
		}
		w->level = w->item.depth;
		if (!ret)
			ret = emit(w, TRACE_LEAF, i);
	}
	pop_frame(w);
	return ret;
}

/* An exit whose entry is not on the stack. */
static int close_unknown(struct walk *w, const struct record *r,
			 const struct trace_event_type *type, int32_t depth, uint64_t func)
{
	int ret;

	if (w->t->totals.entries && (uint64_t)depth >= w->open_depth) {
		w->orphans++;
		return 0;
	}
	ret = end_frames(w, frames_above(w, depth));
	if (ret < 0)
		return ret;
	w->open_depth = (uint64_t)depth;
	if (w->muted || w->outside || w->nr > w->hidden)
		return 0;
	w->item = (struct trace_item){
		.func = func,
		.ts_ns = w->time_ns,
		.cpu = w->cpu,
		.depth = depth - w->root_depth,
		.event = type,
		.data = r->data,
		.data_len = r->len,
		.flags = TRACE_NO_ENTRY | (is_irq_entry(w, func) ? TRACE_IRQ_ENTRY : 0),
		.start_ns = w->time_ns,
	};
	item_from_exit(w, r, type, 0);
	w->item.start_ns -= w->item.duration_ns;
	if (w->item.duration_ns < w->t->opt.min_ns)
		return 0;
	w->level = w->item.depth;
	return emit(w, TRACE_CLOSE, w->nr);
}

static int leave(struct walk *w, const struct record *r, const struct trace_event_type *type)
{
	int32_t depth = (int32_t)record_load(w->t, r->data, type->depth);
	uint64_t func = record_load(w->t, r->data, type->func);
	uint32_t i = w->nr;
	int ret;

	while (i && w->frames[i - 1].depth >= depth &&
	       (w->frames[i - 1].depth > depth || w->frames[i - 1].func != func))
		i--;
	if (!i || w->frames[i - 1].depth != depth)
		return close_unknown(w, r, type, depth, func);
	if (i < w->nr) {
		ret = end_frames(w, i);
		if (ret < 0)
			return ret;
		w->frames[i - 1].flags |= TRACE_AFTER_GAP;
	}
	return close_frame(w, r, type);
}

static int event(struct walk *w, const struct record *r, const struct trace_event_type *type)
{
	uint32_t end = visible_end(w);
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

/* Events were lost before the run: what is open, and since when, is known no more. */
static int pass_gap(struct walk *w, const struct run *run)
{
	int ret;

	w->open_depth = DEPTH_MAX;
	for (uint32_t i = 0; i < w->nr; i++)
		w->frames[i].flags |= TRACE_AFTER_GAP;
	if (!run->gap || w->muted)
		return 0;
	if (!w->is_lazy) {
		ret = show_frames(w, visible_end(w));
		if (ret < 0)
			return ret;
	}
	w->item = (struct trace_item){
		.ts_ns = run->first_ns,
		.cpu = w->cpu,
		.depth = w->level,
		.lost = run->lost,
	};
	return emit(w, TRACE_LOST, visible_end(w));
}

/* Was anything lost, on any CPU, since the task's last record? */
static int gap_before(struct walk *w, uint64_t first_ns)
{
	const struct trace *t = w->t;
	size_t i, end;
	int found = 0;

	for (; w->next_gap < t->nr_gaps && t->gaps[w->next_gap].to_ns <= first_ns; w->next_gap++)
		found |= t->gaps[w->next_gap].to_ns > w->time_ns;
	/* Of those that end later at most one a CPU has begun. */
	end = w->next_gap + t->rec->nr_cpus;
	for (i = w->next_gap; !found && i < t->nr_gaps && i < end; i++)
		found = t->gaps[i].from_ns < first_ns;
	return found;
}

static int walk_records(struct walk *w, const struct subbuf *sb)
{
	const struct trace_event_type *type;
	const uint8_t *pos = sb->data;
	uint64_t time_ns = sb->time_ns;
	struct record r;
	int ret = 0;

	while (ret == 0 && subbuf_next(&w->t->layout, &pos, sb->end, &time_ns, &r) > 0) {
		type = record_type(w->t, &r);
		if (!type)
			continue;
		w->time_ns = time_ns;
		if (type->kind == FORMAT_ENTRY)
			ret = enter(w, &r, type);
		else if (type->kind == FORMAT_EXIT)
			ret = leave(w, &r, type);
		else
			ret = event(w, &r, type);
	}
	return ret;
}

static int walk_run(struct walk *w, const struct run *run)
{
	const struct recording_cpu *cpu = &w->t->rec->cpus[run->cpu];
	uint32_t size = w->t->layout.size;
	uint64_t at = run->begin - run->begin % size;
	struct subbuf sb;
	int ret = 0;

	w->cpu = cpu->cpu;
	if (w->t->nr_gaps && gap_before(w, run->first_ns))
		ret = pass_gap(w, run);
	for (; at < run->end && !ret; at += size) {
		if (subbuf_load(&w->t->layout, cpu->data + at, &sb) < 0)
			continue;
		if (run->begin > at) {
			sb.data = cpu->data + run->begin;
			sb.time_ns = run->base_ns;
		}
		if (run->end < (uint64_t)(sb.end - cpu->data))
			sb.end = cpu->data + run->end;
		ret = walk_records(w, &sb);
	}
	return ret;
}

static int walk_runs(struct walk *w)
{
	const struct trace *t = w->t;
	size_t index = (size_t)(w->task - t->tasks);
	int ret = 0;

	for (size_t i = t->first_run[index]; i < t->first_run[index + 1] && !ret; i++)
		ret = walk_run(w, &t->runs[i]);
	return ret;
}

/* Calls that are open at the end were not left out for being short. */
static int finish(struct walk *w)
{
	uint32_t end = visible_end(w), i = w->nr_shown;
	int ret;

	if (w->is_lazy) {
		while (i < end && w->time_ns - w->frames[i].start_ns >= w->t->opt.min_ns)
			i++;
		end = i;
	}
	ret = show_frames(w, end);
	return ret < 0 ? ret : end_frames(w, 0);
}

static void start(struct walk *w)
{
	w->nr = w->nr_shown = w->root = 0;
	w->root_depth = w->level = 0;
	w->hidden = NOT_HIDDEN;
	w->open_depth = DEPTH_MAX;
	w->outside = w->t->opt.graph != NULL;
	w->muted = w->probing = 0;
	w->time_ns = w->orphans = 0;
	w->next_gap = 0;
}

/* Is the command's execve recorded? Returns 1, 0 or -errno. */
static int probe_exec(struct walk *w)
{
	start(w);
	w->muted = w->probing = 1;
	return walk_runs(w);
}

int trace_walk(struct trace *t, size_t index, trace_sink_fn *sink, void *ctx)
{
	const struct trace_task *task = &t->tasks[index];
	struct walk *w = calloc(1, sizeof(*w));
	int ret = symbols_is_irq_entry(&t->symbols, 0), muted = 0;

	if (!w || ret < 0) {
		free(w);
		return -ENOMEM;
	}
	w->t = t;
	w->sink = sink;
	w->ctx = ctx;
	w->task = task;
	w->is_lazy = t->opt.min_ns != 0;
	w->has_names = t->opt.graph || t->opt.notrace;
	w->softirq_thread = !strncmp(task->comm, "ksoftirqd/", 10);
	if (t->opt.from_exec && task->tid && task->tid == t->rec->command_tid)
		muted = ret = probe_exec(w);
	if (ret >= 0) {
		start(w);
		w->muted = muted;
		ret = walk_runs(w);
	}
	if (!ret)
		ret = finish(w);
	t->totals.orphan_exits += w->orphans - t->orphans[index];
	t->orphans[index] = w->orphans;
	free(w);
	return ret;
}
