/* SPDX-License-Identifier: MIT */
/*
 * One JSON object a line: the trace for programs. A call's line is written when it returns, so
 * inner calls come before outer ones; tasks come one after another. The keys are stable: later
 * versions may add some, never change these. Times are nanoseconds of the trace's clock.
 *
 * Every object
 *   type        "call", "event" or "lost"
 *   task, tid   the task's name and number
 *   cpu         where the record was written; of a call, where it returned
 *   depth       number of calls that enclose it, as recorded
 *   parent      the function that it happened in, or null
 * "call"
 *   function    its name
 *   module      the module that holds the function; only when there is one
 *   start_ns    when it was entered
 *   duration_ns how long it took; null when unfinished
 *   self_ns     the same without the calls made from it; null when unfinished
 *   args        raw argument words, an array of strings "0x..."; only when recorded
 *   retval      the raw return value, a string "0x..."; only when recorded
 *   error       "ENOENT": the error that retval stands for; only when it is one with a name
 *   unfinished  true: it had not returned when the trace ended; else absent
 *   no_entry    true: it began before the trace; else absent
 *   irq         true: made from an interrupt that broke into the task; else absent
 *   lost_inside true: events were lost within it, self_ns is too large; else absent
 * "event"
 *   time_ns     when
 *   event       "system:name"
 *   fields      an object: integers as numbers, text as strings, all else as strings of hex digits
 *   stack       an array of strings "function+0x1c", innermost first; only when recorded
 * "lost": a gap in the task's records
 *   time_ns     when it ended
 *   count       how many events, or null when unknown
 */
#include <errno.h>
#include <stdlib.h>

#include "../util/mem.h"
#include "errname.h"
#include "jsonl.h"
#include "names.h"
#include "report.h"

#define ARGS_MAX 8 /* no architecture passes more in registers */

struct open_call {
	uint64_t start_ns;
	unsigned nr_args;
	uint64_t args[ARGS_MAX];
};

struct jsonl {
	struct trace *trace;
	struct out *out;
	struct names names;
	const struct trace_task *task;
	uint32_t task_name;
	struct open_call *stack; /* owned */
	size_t depth, cap;
	int in_event; /* the line of an event has no end yet: its stack may follow */
};

/* Inline, so that lengths of keys are known when it is compiled: most of the file is made of these. */
static inline void put_key_u64(struct out *out, const char *key, uint64_t value)
{
	size_t len = strlen(key);
	char *p = out_reserve(out, len + 20);

	memcpy(p, key, len);
	out_commit(out, out_put_u64(p + len, value));
}

static inline void put_name(struct jsonl *j, const char *key, const char *text, size_t len,
			    int plain)
{
	size_t key_len = strlen(key);
	char *p;

	if (!plain || len > OUT_RESERVE_MAX / 2) {
		out_mem(j->out, key, key_len);
		out_escaped(j->out, OUT_JSON, text, len);
		out_char(j->out, '"');
		return;
	}
	p = out_reserve(j->out, key_len + len + 1);
	memcpy(p, key, key_len);
	memcpy(p + key_len, text, len);
	p[key_len + len] = '"';
	out_commit(j->out, p + key_len + len + 1);
}

static int find_function(struct jsonl *j, uint64_t func, const struct name **name)
{
	uint32_t id;
	int err = names_function(&j->names, j->trace, func, &id);

	if (!err)
		*name = &j->names.list[id];
	return err;
}

static void put_function(struct jsonl *j, const char *key, const struct name *n)
{
	put_name(j, key, n->text, n->bare_len, n->plain);
}

/* What all objects begin with. */
static int put_start(struct jsonl *j, const struct trace_item *item, const char *type)
{
	const struct name *n = &j->names.list[j->task_name];
	int err;

	out_str(j->out, type);
	put_name(j, "\",\"task\":\"", n->text, n->len, n->plain);
	put_key_u64(j->out, ",\"tid\":", (uint64_t)j->task->tid);
	put_key_u64(j->out, ",\"cpu\":", item->cpu);
	if (item->depth < 0)
		put_key_u64(j->out, ",\"depth\":-", 0 - (uint64_t)item->depth);
	else
		put_key_u64(j->out, ",\"depth\":", (uint64_t)item->depth);
	if (!item->nr_frames) {
		out_str(j->out, ",\"parent\":null");
		return 0;
	}
	err = find_function(j, item->frames[item->nr_frames - 1].func, &n);
	if (!err)
		put_function(j, ",\"parent\":\"", n);
	return err;
}

static void put_args(struct out *out, const uint64_t *args, unsigned nr)
{
	char *p;

	if (!nr)
		return;
	out_str(out, ",\"args\":[");
	p = out_reserve(out, ARGS_MAX * 24);
	for (unsigned i = 0; i < nr && i < ARGS_MAX; i++) {
		if (i)
			*p++ = ',';
		p = jsonl_put_hex(p, args[i]);
	}
	*p++ = ']';
	out_commit(out, p);
}

static void put_retval(struct out *out, uint64_t retval)
{
	const char *error = errname_text(errname_of_retval(retval));

	out_str(out, ",\"retval\":");
	out_commit(out, jsonl_put_hex(out_reserve(out, 24), retval));
	if (error)
		out_printf(out, ",\"error\":\"%s\"", error);
}

static void put_flags(struct out *out, const struct trace_item *item)
{
	if (item->flags & TRACE_HAS_RETVAL)
		put_retval(out, item->retval);
	if (item->kind == TRACE_END)
		out_str(out, ",\"unfinished\":true");
	if (item->flags & TRACE_NO_ENTRY)
		out_str(out, ",\"no_entry\":true");
	if (item->flags & TRACE_IN_IRQ)
		out_str(out, ",\"irq\":true");
	if (item->flags & TRACE_AFTER_GAP)
		out_str(out, ",\"lost_inside\":true");
}

static int put_call(struct jsonl *j, const struct trace_item *item, const struct open_call *call)
{
	const struct name *n;
	int err = put_start(j, item, "{\"type\":\"call");

	if (!err)
		err = find_function(j, item->func, &n);
	if (err)
		return err;
	put_function(j, ",\"function\":\"", n);
	if (n->bare_len != n->len) /* "name [module]" */
		put_name(j, ",\"module\":\"", n->text + n->bare_len + 2, n->len - n->bare_len - 3,
			 n->plain);
	put_key_u64(j->out, ",\"start_ns\":", call->start_ns);
	if (item->kind == TRACE_END) {
		out_str(j->out, ",\"duration_ns\":null,\"self_ns\":null");
	} else {
		put_key_u64(j->out, ",\"duration_ns\":", item->duration_ns);
		put_key_u64(j->out, ",\"self_ns\":", item->self_ns);
	}
	put_args(j->out, call->args, call->nr_args);
	put_flags(j->out, item);
	out_str(j->out, "}\n");
	return 0;
}

static struct open_call call_of(const struct trace_item *item)
{
	struct open_call call = {.start_ns = item->ts_ns};

	call.nr_args = item->nr_args < ARGS_MAX ? item->nr_args : ARGS_MAX;
	if (!item->args)
		call.nr_args = 0;
	if (call.nr_args)
		memcpy(call.args, item->args, call.nr_args * sizeof(*call.args));
	return call;
}

static int open_call(struct jsonl *j, const struct trace_item *item)
{
	if (mem_grow(&j->stack, &j->cap, j->depth, sizeof(*j->stack)))
		return -ENOMEM;
	j->stack[j->depth++] = call_of(item);
	return 0;
}

static int close_call(struct jsonl *j, const struct trace_item *item)
{
	struct open_call before = {0}; /* of a call from before the trace */

	if (item->duration_ns < item->ts_ns)
		before.start_ns = item->ts_ns - item->duration_ns;
	if (item->flags & TRACE_NO_ENTRY || !j->depth)
		return put_call(j, item, &before);
	return put_call(j, item, &j->stack[--j->depth]);
}

static int put_event(struct jsonl *j, const struct trace_item *item)
{
	const char *system = trace_event_system(item->event), *name = trace_event_name(item->event);
	int err = put_start(j, item, "{\"type\":\"event");

	if (err)
		return err;
	put_key_u64(j->out, ",\"time_ns\":", item->ts_ns);
	out_str(j->out, ",\"event\":\"");
	out_escaped(j->out, OUT_JSON, system, strlen(system));
	put_name(j, ":", name, strlen(name), 0);
	jsonl_put_fields(j->out, j->trace, item);
	j->in_event = 1;
	return 0;
}

static void end_event(struct jsonl *j)
{
	if (j->in_event)
		out_str(j->out, "}\n");
	j->in_event = 0;
}

/* Of the event whose line is not ended yet; else of one that an interrupt parted it from. */
static int put_stack(struct jsonl *j, const struct trace_item *item)
{
	int err = j->in_event ? 0 : put_event(j, item);

	if (err)
		return err;
	jsonl_put_stack(j->out, j->trace, item);
	end_event(j);
	return 0;
}

static int put_lost(struct jsonl *j, const struct trace_item *item)
{
	int err = put_start(j, item, "{\"type\":\"lost");

	if (err)
		return err;
	put_key_u64(j->out, ",\"time_ns\":", item->ts_ns);
	if (item->lost)
		put_key_u64(j->out, ",\"count\":", item->lost);
	else
		out_str(j->out, ",\"count\":null");
	out_str(j->out, "}\n");
	return 0;
}

static int put_item(void *ctx, const struct trace_item *item)
{
	struct jsonl *j = ctx;
	struct open_call leaf;

	if (item->kind == TRACE_EVENT && trace_is_stack(item))
		return put_stack(j, item);
	end_event(j);
	switch (item->kind) {
	case TRACE_OPEN:
		return open_call(j, item);
	case TRACE_LEAF:
		leaf = call_of(item);
		return put_call(j, item, &leaf);
	case TRACE_CLOSE:
	case TRACE_END:
		return close_call(j, item);
	case TRACE_EVENT:
		return put_event(j, item);
	case TRACE_LOST:
		return put_lost(j, item);
	}
	return 0;
}

static int jsonl_run(struct trace *trace, const struct report_options *opt, struct out *out)
{
	struct jsonl j = {.trace = trace, .out = out};
	size_t nr;
	const struct trace_task *tasks = trace_tasks(trace, &nr);
	int err = 0;

	(void)opt;
	for (size_t i = 0; i < nr && !err; i++) {
		j.task = &tasks[i];
		j.depth = 0;
		err = names_add(&j.names, j.task->comm, strlen(j.task->comm), &j.task_name);
		if (!err)
			err = trace_walk(trace, i, put_item, &j);
		end_event(&j);
	}
	free(j.stack);
	names_fini(&j.names);
	return err;
}

const struct report_ops report_jsonl = {
	.name = "jsonl",
	.suffix = ".jsonl",
	.help = "one JSON object a call, for programs",
	.run = jsonl_run,
};
