/* SPDX-License-Identifier: MIT */
/*
 * The summary: a table of functions, one for each group with --by, then the tasks, then what the
 * numbers leave out. And the same for programs: CSV, all times in whole nanoseconds.
 *
 *   count     calls that returned
 *   total     time in them; a call within a call of the same function is not counted twice (but
 *             it is by parent: there both are what their callers paid)
 *   self      the same without the functions that they called
 *   avg min p50 p90 p95 p99 max
 *             of the single calls; the p's are at most 0.8% off (hist.h), the others exact
 */
#include "summary.h"

#include <errno.h>

#include "duration.h"
#include "report_hist.h"

static const unsigned quantiles[] = {500, 900, 950, 990}; /* permille */
#define NR_QUANTILES (sizeof(quantiles) / sizeof(*quantiles))

static const char *group_word(enum report_by by)
{
	switch (by) {
	case BY_SYSCALL:
		return "syscall";
	case BY_TASK:
		return "task";
	case BY_CPU:
		return "cpu";
	case BY_PARENT:
		return "parent";
	case BY_NONE:
		break;
	}
	return "";
}

/* How the calls outside all groups are headed. */
static const char *ungrouped_text(enum report_by by)
{
	return by == BY_SYSCALL ? "outside system calls" : "called by no traced function";
}

static void put_duration(struct out *out, uint64_t ns)
{
	char text[DURATION_LEN];

	out_printf(out, " %8s", duration_text(text, ns));
}

static void put_columns(struct out *out)
{
	out_str(out, "    count    total     self      avg      min      p50      p90      p95"
		     "      p99      max  function\n");
}

static void put_cell(struct stats *s, const struct stats_cell *cell, struct out *out)
{
	int whole = cell->name == STATS_WHOLE;

	out_printf(out, "%9llu", (unsigned long long)cell->count);
	put_duration(out, cell->total_ns);
	if (whole)
		out_str(out, "        -");
	else
		put_duration(out, cell->self_ns);
	put_duration(out, cell->sum_ns / cell->count);
	put_duration(out, cell->min_ns);
	for (size_t i = 0; i < NR_QUANTILES; i++)
		put_duration(out, stats_quantile(s, cell, quantiles[i]));
	put_duration(out, cell->max_ns);
	out_str(out, "  ");
	if (whole)
		out_str(out, "= from entry to return");
	else
		names_out(&s->names, cell->name, OUT_TEXT, out);
	out_char(out, '\n');
}

static void put_group(struct stats *s, const struct stats_cell *cell, enum report_by by,
		      struct out *out)
{
	if (cell->group == STATS_UNGROUPED) {
		out_str(out, ungrouped_text(by));
	} else {
		if (by != BY_CPU) {
			out_str(out, group_word(by));
			out_char(out, ' ');
		}
		names_out(&s->names, cell->group, OUT_TEXT, out);
	}
	out_char(out, '\n');
	put_columns(out);
}

static void put_functions(struct stats *s, enum report_by by, struct out *out)
{
	for (size_t i = 0; i < s->nr; i++) {
		if (!i || s->cells[i].group != s->cells[i - 1].group) {
			out_str(out, i ? "\n" : "");
			if (by)
				put_group(s, &s->cells[i], by, out);
			else
				put_columns(out);
		}
		put_cell(s, &s->cells[i], out);
	}
}

static void put_tasks(struct stats *s, int live, struct out *out)
{
	out_str(out, "\n    calls     time  task\n");
	for (size_t i = 0; i < s->nr_tasks; i++) {
		const struct stats_task *t = &s->tasks[i];

		if (live && !t->calls)
			continue;
		out_printf(out, "%9llu", (unsigned long long)t->calls);
		put_duration(out, t->self_ns);
		out_str(out, "  ");
		out_escaped(out, OUT_TEXT, t->task->comm, strlen(t->task->comm));
		if (t->task->tid)
			out_printf(out, "-%d\n", t->task->tid);
		else
			out_printf(out, "-0 (CPU %d)\n", t->task->cpu);
	}
}

static void put_note(struct out *out, uint64_t nr, const char *text)
{
	if (nr)
		out_printf(out, "# %s: %llu\n", text, (unsigned long long)nr);
}

static void put_notes(const struct summary *s, const struct trace_totals *now, struct out *out)
{
	put_note(out, s->stats.unfinished, "calls that had not returned at the end, not counted");
	put_note(out, s->stats.unopened, "calls that began before the trace, counted in full");
	put_note(out, now->lost - s->before.lost, "events lost");
	put_note(out, now->lost_gaps - s->before.lost_gaps,
		 "gaps where events were lost, the kernel does not say how many");
	put_note(out, s->stats.gapped,
		 "calls with lost events inside, whose self time is too large");
}

/* How many tasks a list of them would have. */
static size_t listed_tasks(const struct summary *s)
{
	size_t nr = 0;

	for (size_t i = 0; i < s->stats.nr_tasks; i++)
		nr += !s->live || s->stats.tasks[i].calls;
	return nr;
}

/* Functions, then events; of what there is none of there is nothing, but a heading for an empty trace. */
static int put_all(struct summary *s, const struct trace_totals *now,
		   const struct report_options *opt, struct out *out)
{
	int events = now->events > s->before.events;

	put_functions(&s->stats, opt->by, out);
	if (!s->stats.nr && !events)
		put_columns(out);
	if (s->stats.nr && listed_tasks(s) > 1)
		put_tasks(&s->stats, s->live, out);
	put_notes(s, now, out);
	if (s->stats.nr && events)
		out_char(out, '\n');
	if (opt->by_field && s->counts.seen && !s->counts.has_field && !s->live)
		return -ENOENT;
	return counts_print(&s->counts, out);
}

int summary_collect(struct summary *s, struct trace *trace, const struct report_options *opt)
{
	int err = stats_collect(&s->stats, trace, opt->by, opt->hist);

	return err || opt->hist ? err : counts_collect(&s->counts, trace, opt);
}

int summary_print(struct summary *s, struct trace *trace, const struct report_options *opt,
		  struct out *out)
{
	const struct trace_totals *now = trace_totals(trace);
	int err = stats_sort(&s->stats, opt->sort);

	if (!err && opt->hist)
		err = report_hist(&s->stats, opt, out);
	else if (!err)
		err = put_all(s, now, opt, out);
	if (s->live && opt->hist && err == -ENOENT)
		err = 0;
	summary_fini(s);
	s->before = *now;
	return err;
}

void summary_fini(struct summary *s)
{
	stats_fini(&s->stats);
	counts_fini(&s->counts);
}

static int summary_run(struct trace *trace, const struct report_options *opt, struct out *out)
{
	struct summary s = {.live = 0};
	int err = summary_collect(&s, trace, opt);

	if (!err)
		err = summary_print(&s, trace, opt, out);
	summary_fini(&s);
	return err;
}

const struct report_ops report_summary = {
	.name = "summary",
	.help = "count, total, self, average and percentiles of each function",
	.run = summary_run,
};

static void put_csv_name(struct stats *s, uint32_t id, struct out *out)
{
	if (id != STATS_WHOLE)
		names_out(&s->names, id, OUT_CSV, out);
	out_char(out, ',');
}

static void put_csv_cell(struct stats *s, const struct stats_cell *cell, enum report_by by,
			 struct out *out)
{
	char *p;

	if (by)
		put_csv_name(s, cell->group, out);
	put_csv_name(s, cell->name, out);
	p = out_put_u64(out_reserve(out, 256), cell->count);
	*p++ = ',';
	p = out_put_u64(p, cell->total_ns);
	*p++ = ',';
	if (cell->name != STATS_WHOLE)
		p = out_put_u64(p, cell->self_ns);
	*p++ = ',';
	p = out_put_u64(p, cell->sum_ns / cell->count);
	*p++ = ',';
	p = out_put_u64(p, cell->min_ns);
	for (size_t i = 0; i < NR_QUANTILES; i++) {
		*p++ = ',';
		p = out_put_u64(p, stats_quantile(s, cell, quantiles[i]));
	}
	*p++ = ',';
	p = out_put_u64(p, cell->max_ns);
	*p++ = '\n';
	out_commit(out, p);
}

static int csv_run(struct trace *trace, const struct report_options *opt, struct out *out)
{
	struct stats s = {0};
	int err = stats_collect(&s, trace, opt->by, NULL);

	if (!err)
		err = stats_sort(&s, opt->sort);
	if (!err) {
		if (opt->by)
			out_printf(out, "%s,", group_word(opt->by));
		out_str(out, "function,count,total_ns,self_ns,avg_ns,min_ns,p50_ns,p90_ns,p95_ns,"
			     "p99_ns,max_ns\n");
		for (size_t i = 0; i < s.nr; i++)
			put_csv_cell(&s, &s.cells[i], opt->by, out);
	}
	stats_fini(&s);
	return err;
}

const struct report_ops report_csv = {
	.name = "csv",
	.suffix = ".csv",
	.help = "the summary for programs, in nanoseconds",
	.run = csv_run,
};
