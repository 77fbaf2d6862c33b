/* SPDX-License-Identifier: MIT */
/*
 * What of a task's calls is shown: the options that the kernel's own knobs could not be used for.
 * Frames before root, and from hidden on, are kept on the stack and not handed out.
 */
#include <fnmatch.h>

#include "walk.h"

/* Marks on a struct symbol: which of the options name the function. */
enum { MARK_KNOWN = 1, MARK_GRAPH = 2, MARK_NOTRACE = 4, MARK_EXEC = 8, MARK_IRQ = 16 };

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
		if (!strcmp(sym->name, "irq_enter_rcu") || !strcmp(sym->name, "irq_enter"))
			sym->marks |= MARK_IRQ;
	}
	return sym->marks;
}

/*
 * A call was made from an interrupt when its caller was, when the hard interrupt or NMI bit is set,
 * or when it is an interrupt's entry function. A soft interrupt is one that broke in if preemption is
 * enabled: where the task runs it itself, in local_bh_enable(), the preemption count is at least 1.
 */
unsigned select_irq_flags(const struct walk *w, const struct call *c, unsigned parent)
{
	unsigned flags = parent & TRACE_IN_IRQ;

	if (c->common_flags & (FLAG_HARDIRQ | FLAG_NMI))
		flags |= TRACE_IN_IRQ;
	if (c->common_flags & FLAG_SOFTIRQ) {
		flags |= FRAME_SOFTIRQ;
		if (!(parent & FRAME_SOFTIRQ) && !w->softirq_thread &&
		    !(record_load(w->t, c->data, w->t->preempt) & 0xf))
			flags |= TRACE_IN_IRQ;
	}
	if (select_is_irq_entry(w, c->func))
		flags |= TRACE_IN_IRQ | TRACE_IRQ_ENTRY;
	return flags;
}

int select_frame(struct walk *w, uint32_t i)
{
	const struct trace_options *opt = &w->t->opt;
	const struct trace_frame *f = &w->frames[i];
	unsigned marks = marks_of(w, f->func);

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
	if (marks & MARK_NOTRACE)
		w->hidden = i;
	else if (opt->no_irqs && ((f->flags & TRACE_IN_IRQ) || (marks & MARK_IRQ)))
		w->hidden = i;
	else if (opt->max_depth && !w->outside &&
		 (uint32_t)(f->depth - w->root_depth) >= opt->max_depth)
		w->hidden = i;
	return 0;
}

void select_popped(struct walk *w)
{
	if (w->nr_shown > w->nr)
		w->nr_shown = w->nr;
	if (w->hidden == w->nr)
		w->hidden = NOT_HIDDEN;
	if (w->t->opt.graph && w->root == w->nr)
		w->outside = 1;
}
