/* SPDX-License-Identifier: MIT */
/*
 * The inside of a walk. walk.c finds a task's records, calltree.c keeps the stack of open calls and
 * hands out items, select.c applies the options.
 */
#ifndef FTRUN_WALK_H
#define FTRUN_WALK_H

#include "index.h"

#define NOT_HIDDEN UINT32_MAX
#define ARGS_MAX   16

/* Bits of common_flags (enum trace_flag_type in include/linux/trace_events.h). */
enum {
	FLAG_IRQS_OFF = 0x01,
	FLAG_IRQS_UNKNOWN = 0x02,
	FLAG_HARDIRQ = 0x08,
	FLAG_SOFTIRQ = 0x10,
	FLAG_NMI = 0x40,
};

/* Bits of trace_frame.flags: one that is not in trace.h, and those that an item has too. */
enum {
	FRAME_SOFTIRQ = 0x8000,
	ITEM_FLAGS = TRACE_IN_IRQ | TRACE_AFTER_GAP | TRACE_IRQ_ENTRY | TRACE_NAMED,
};

/* A record of a function's entry or exit. */
struct call {
	const struct trace_event_type *type;
	const uint8_t *data;
	uint32_t len;
	uint32_t common_flags;
	int32_t depth;
	uint64_t func;
};

/* What a frame's OPEN or LEAF needs besides the trace_frame. */
struct entry {
	const uint8_t *data;
	const struct trace_event_type *type;
	uint32_t len;
};

struct walk {
	struct trace *t;
	trace_sink_fn *sink;
	void *ctx;
	const struct trace_task *task;

	/* the stack: outermost frame first; depths grow, or are equal where an interrupt broke in */
	uint32_t nr;	     /* frames */
	uint32_t nr_shown;   /* of them handed out, or outside what is shown */
	uint64_t open_depth; /* calls less deep than this may be open without our knowing */
	int32_t level;	     /* indentation of an event */
	unsigned cpu;	     /* of the record at hand */
	uint64_t time_ns;    /* its time */
	uint64_t orphans;

	/* what the options leave of it */
	uint32_t root;	    /* the first frame to show: where a graph option began */
	uint32_t hidden;    /* from this frame on nothing is shown; NOT_HIDDEN */
	int32_t root_depth; /* what recorded depths are counted from */
	int outside;	    /* a graph option is set, and no frame matches */
	int muted;	    /* the command has not been executed yet */
	int probing;	    /* stop with 1 where it is */
	int is_lazy;	    /* calls are shown only when they are long enough */
	int is_selective;   /* any other option is set */
	int softirq_thread; /* soft interrupts are this task's own work */

	struct trace_item item;
	uint64_t args[ARGS_MAX];
	struct trace_frame frames[DEPTH_MAX];
	struct entry entries[DEPTH_MAX];
};

/* Frames before this one may be handed out now. */
static inline uint32_t walk_visible(const struct walk *w)
{
	if (w->muted || w->outside)
		return 0;
	return w->hidden < w->nr ? w->hidden : w->nr;
}

/* All return 0, -errno, or what the sink returned. enter also 1: a probe's end. */
int calltree_enter(struct walk *w, const struct call *c);
int calltree_leave(struct walk *w, const struct call *c);
int calltree_event(struct walk *w, const struct record *r, const struct trace_event_type *type);

/* Events were lost since the task's last record; run is what comes next. */
int calltree_gap(struct walk *w, const struct run *run);

/* The task's last record is done. */
int calltree_end(struct walk *w);

/* The flags of a call that may have, above a frame with those of parent. */
unsigned select_irq_flags(const struct walk *w, const struct call *c, unsigned parent);

/* Applies the options to the new frame i. Returns 1 to end a probe, else 0. */
int select_frame(struct walk *w, uint32_t i);

/* Frame w->nr has gone. */
void select_popped(struct walk *w);

static inline int select_is_irq_entry(const struct walk *w, uint64_t func)
{
	return func - w->t->symbols.irq_begin < w->t->symbols.irq_end - w->t->symbols.irq_begin;
}

/* The flags of a new call: most have nothing to do with an interrupt. */
static inline unsigned select_flags(const struct walk *w, const struct call *c)
{
	unsigned parent = w->nr ? w->frames[w->nr - 1].flags : 0;

	if (!(parent & TRACE_IN_IRQ) &&
	    !(c->common_flags & (FLAG_HARDIRQ | FLAG_SOFTIRQ | FLAG_NMI)) &&
	    !select_is_irq_entry(w, c->func))
		return 0;
	return select_irq_flags(w, c, parent);
}

#endif
