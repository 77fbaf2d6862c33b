/* SPDX-License-Identifier: MIT */
/*
 * Making a trace: format files to event types, then the scan (index.c), then the tasks' names
 * (tasks.c).
 */
#include "live.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define NOT_LOADED \
	UINT32_MAX   /* min_len: the format file has not been parsed, no record is long enough */
#define ID_MAX 65535 /* common_type is an unsigned short */

static unsigned end_of(struct format_at at)
{
	return at.offset + at.size;
}

static unsigned max(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

/* function_graph's own records: the fields that the walk reads, and how long they make a record. */
static void load_call(struct trace_event_type *type)
{
	const struct trace_field *args = format_field(type, "args");
	int is_exit = !strcmp(type->name, "funcgraph_exit");

	if (strcmp(type->system, "ftrace"))
		return;
	if (!is_exit && strcmp(type->name, "funcgraph_entry") &&
	    strcmp(type->name, "funcgraph_retaddr_entry"))
		return;
	if (format_find(type, "func", &type->func) < 0 ||
	    format_find(type, "depth", &type->depth) < 0)
		return;
	type->kind = is_exit ? FORMAT_EXIT : FORMAT_ENTRY;
	type->min_len = max(end_of(type->func), end_of(type->depth));
	if (!is_exit && args && args->elem_size <= 8)
		type->args = (struct format_at){args->offset, args->elem_size};
	if (!is_exit)
		return;
	if (format_find(type, "calltime", &type->calltime) < 0 ||
	    format_find(type, "rettime", &type->rettime) < 0)
		type->calltime.size = type->rettime.size = 0;
	format_find(type, "retval", &type->retval);
	type->min_len = max(type->min_len, max(end_of(type->calltime), end_of(type->rettime)));
	type->min_len = max(type->min_len, end_of(type->retval));
}

/* The stack that the kernel writes behind an event (options/stacktrace). Newer kernels have caller[]. */
static void load_stack(struct trace_event_type *type)
{
	const struct trace_field *caller = format_field(type, "caller");

	if (strcmp(type->system, "ftrace") || strcmp(type->name, "kernel_stack"))
		return;
	if (!caller || (caller->elem_size != 4 && caller->elem_size != 8))
		return;
	if (format_find(type, "size", &type->stack_nr) < 0)
		return;
	type->stack = (struct format_at){caller->offset, caller->elem_size};
	type->min_len = max(end_of(type->stack_nr), caller->offset);
}

static int load_common(struct trace *t, const struct trace_event_type *type)
{
	if (format_find(type, "common_type", &t->type) < 0 ||
	    format_find(type, "common_pid", &t->pid) < 0)
		return -EINVAL;
	format_find(type, "common_flags", &t->flags);
	format_find(type, "common_preempt_count", &t->preempt);
	t->common_len = max(max(end_of(t->type), end_of(t->pid)),
			    max(end_of(t->flags), end_of(t->preempt)));
	return 0;
}

static int is_plain_call(const struct trace_event_type *type)
{
	return type->func.size == 8 && type->depth.size >= 4 &&
	       (!type->calltime.size || (type->calltime.size == 8 && type->rettime.size == 8));
}

/* Can record_load_plain() read what the walk and the scan read? */
static int is_plain(const struct trace *t)
{
	if (t->layout.swap || t->layout.big_endian)
		return 0;
	if (t->type.size != 2 || t->flags.size != 1 || t->pid.size != 4)
		return 0;
	for (size_t i = 0; i < t->nr_types; i++)
		if (t->types[i].kind != FORMAT_EVENT && !is_plain_call(&t->types[i]))
			return 0;
	return 1;
}

/* Event numbers to types, parsed or not. */
static int load_ids(struct trace *t)
{
	size_t max_id = 0;

	for (size_t i = 0; i < t->nr_types; i++)
		if (t->types[i].id > max_id)
			max_id = t->types[i].id;
	t->nr_ids = max_id + 1;
	t->by_id = calloc(t->nr_ids, sizeof(*t->by_id));
	if (!t->by_id)
		return -ENOMEM;
	for (size_t i = 0; i < t->nr_types; i++)
		if (t->types[i].id)
			t->by_id[t->types[i].id] = &t->types[i];
	return 0;
}

static int load_type(struct trace *t, size_t i)
{
	const struct recording_format *f = &t->rec->formats[i];
	struct trace_event_type *type = &t->types[i];

	if (format_parse(type, f->system, f->text.data, f->text.len, t->rec->long_size) < 0)
		return -ENOMEM;
	if (type->id > ID_MAX || !type->nr_common)
		type->id = 0;
	load_call(type);
	load_stack(type);
	return 0;
}

int index_load_type(struct trace *t, const struct record *r)
{
	const struct trace_event_type *type;
	uint64_t id;

	if (r->len < t->common_len)
		return 0;
	id = record_load(t, r->data, t->type);
	type = id < t->nr_ids ? t->by_id[id] : NULL;
	if (!type || type->min_len != NOT_LOADED)
		return 0;
	if (load_type(t, (size_t)(type - t->types)) < 0)
		return -ENOMEM;
	if (type->id != id)
		t->by_id[id] = NULL;
	return type->id == id;
}

int index_formats(struct trace *t, char *why, size_t why_len)
{
	const struct recording *rec = t->rec;
	struct trace_event_type *type;
	int have_common = 0;

	t->types = calloc(rec->nr_formats + 1, sizeof(*t->types));
	if (!t->types)
		return -ENOMEM;
	for (size_t i = 0; i < rec->nr_formats; i++) {
		const struct recording_format *f = &rec->formats[i];

		type = &t->types[t->nr_types++];
		if (have_common && strcmp(f->system, "ftrace")) {
			type->id = format_id(f->text.data, f->text.len);
			type->id = type->id > ID_MAX ? 0 : type->id;
			type->min_len = NOT_LOADED;
			continue;
		}
		if (load_type(t, i) < 0)
			return -ENOMEM;
		if (!have_common && type->nr_common)
			have_common = load_common(t, type) == 0;
	}
	if (!have_common) {
		snprintf(why, why_len, "the recording has no usable event format files");
		return -EINVAL;
	}
	t->plain = is_plain(t);
	return load_ids(t);
}

int trace_may_be_open(const struct trace *t, const struct trace_task *task)
{
	const int *tid = t->opt.open_tids;

	while (tid && *tid && *tid != task->tid)
		tid++;
	return !tid || *tid;
}

int trace_is_stray(void *ctx, const struct trace_task *task)
{
	const struct trace *t = ctx;

	return task->nr_exits == task->nr_events && !t->nr_gaps && !t->totals.lost &&
	       !trace_may_be_open(t, task);
}

int trace_new(struct trace **out, const struct recording *rec, const struct trace_options *opt,
	      char *why, size_t why_len)
{
	struct trace *t = calloc(1, sizeof(*t));
	int ret;

	*out = NULL;
	if (!t) {
		snprintf(why, why_len, "out of memory");
		return -ENOMEM;
	}
	t->rec = rec;
	t->cpus = rec->cpus;
	if (opt)
		t->opt = *opt;
	symbols_init(&t->symbols, rec->kallsyms.data, rec->kallsyms.len);
	if (rec->kallsyms_sorted)
		symbols_set_sorted(&t->symbols, rec->irq_begin, rec->irq_end);
	snprintf(why, why_len, "the recording's header_page file makes no sense");
	ret = subbuf_layout_load(&t->layout, rec);
	if (!ret)
		ret = index_formats(t, why, why_len);
	if (!ret && t->opt.live)
		ret = live_new(t);
	else if (!ret)
		ret = index_scan(t);
	if (!ret && !t->live)
		ret = index_comms(t);
	if (ret == -ENOMEM)
		snprintf(why, why_len, "out of memory");
	if (ret < 0) {
		trace_free(t);
		return ret;
	}
	if (!t->live && t->opt.open_tids)
		trace_hide(t, trace_is_stray, t);
	*out = t;
	return 0;
}

void trace_free(struct trace *t)
{
	if (!t)
		return;
	live_free(t);
	for (size_t i = 0; i < t->nr_types; i++)
		format_free(&t->types[i]);
	free(t->types);
	free(t->by_id);
	free(t->tasks);
	free(t->comms);
	free(t->runs);
	free(t->first_run);
	free(t->orphans);
	free(t->gaps);
	symbols_fini(&t->symbols);
	args_fini(&t->args);
	free(t);
}

const struct trace_task *trace_tasks(const struct trace *t, size_t *nr)
{
	*nr = t->nr_tasks;
	return t->tasks;
}

size_t trace_hide(struct trace *t, int (*foreign)(void *ctx, const struct trace_task *task),
		  void *ctx)
{
	size_t kept = 0, kept_runs = 0, hidden;

	if (t->live)
		return live_hide(t, foreign, ctx);
	for (size_t i = 0; i < t->nr_tasks; i++) {
		size_t first = t->first_run[i], end = t->first_run[i + 1];

		if (foreign(ctx, &t->tasks[i]))
			continue;
		t->tasks[kept] = t->tasks[i];
		t->first_run[kept] = kept_runs;
		for (size_t r = first; r < end; r++, kept_runs++) {
			t->runs[kept_runs] = t->runs[r];
			t->runs[kept_runs].task = (uint32_t)kept;
		}
		kept++;
	}
	hidden = t->nr_tasks - kept;
	t->totals.tasks -= hidden;
	if (hidden)
		t->first_run[kept] = kept_runs;
	t->nr_tasks = kept;
	t->nr_runs = kept_runs;
	return hidden;
}

const struct trace_totals *trace_totals(const struct trace *t)
{
	return &t->totals;
}

const struct recording *trace_recording(const struct trace *t)
{
	return t->rec;
}

const char *trace_symbol(struct trace *t, uint64_t addr, const char **module)
{
	const struct symbol *sym = symbols_find(&t->symbols, addr);

	if (module)
		*module = sym ? sym->module : "";
	return sym ? sym->name : "?";
}
