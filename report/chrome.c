/* SPDX-License-Identifier: MIT */
/*
 * Chrome's trace event format, as ui.perfetto.dev, chrome://tracing and speedscope read it
 * (Google's "Trace Event Format" document): {"traceEvents": [...]}, an object a line.
 *
 * All tasks are threads of one process; a call is an X with its category telling the CPU, written
 * when it returns. (Readers order them by time stamp. A B and an E in its place would do, but
 * speedscope takes them for one call only when their arguments are equal, and shows arguments as
 * part of the name: so there are none but the remarkable.) Other events are instants on their task.
 * Where sched:sched_switch was recorded, a second process has a thread for each CPU that shows which
 * task ran there.
 *
 * Times are microseconds with all nanoseconds as decimals, from LEAD_NS before the first event on.
 * A call begins with its entry's time stamp and is as long as the kernel measured, as far as that
 * nests: what the kernel measures begins a little before the entry is recorded, and clocks of CPUs
 * differ. So no time of a task is before an earlier one, no call ends after the record that follows
 * it, nor before what is inside it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../recording/recording.h"
#include "../util/mem.h"
#include "duration.h"
#include "errname.h"
#include "names.h"
#include "report.h"

enum { PID_TASKS = 1, PID_CPUS = 2 };

/* Room before a task's first record, where calls that were open then begin, outer ones first. */
#define LEAD_NS 1000

struct open_call {
	uint64_t start_ns;
	uint64_t inner_end_ns; /* of the latest call inside */
};

struct chrome {
	struct trace *trace;
	struct out *out;
	struct names names;
	const struct trace_task *task;
	uint64_t zero_ns;
	uint64_t now_ns; /* the latest time stamp of the task */
	int started;	 /* 1: an object has been written */
	int running;	 /* 1: the task has run since run_ns */
	uint64_t run_ns;
	struct open_call *stack; /* owned */
	size_t depth, cap;
	int has_leaf; /* 1: leaf, which began at leaf_ns, waits for what follows it */
	struct trace_item leaf;
	uint64_t leaf_ns;
	char place[64]; /* ',"pid":1,"tid":1234,"ts":' of the task */
	size_t place_len;
};

/* Starts an object; the caller ends it. */
static void put_start(struct chrome *c, const char *text)
{
	out_str(c->out, c->started ? ",\n" : "\n");
	out_str(c->out, text);
	c->started = 1;
}

static void put_time(struct chrome *c, uint64_t ns)
{
	out_commit(c->out, duration_put_us(out_reserve(c->out, 32), ns));
}

static void put_place(struct chrome *c, uint64_t ts_ns)
{
	out_mem(c->out, c->place, c->place_len);
	put_time(c, ts_ns - c->zero_ns);
}

static void put_metadata(struct chrome *c, const char *what, int pid, uint64_t tid,
			 const char *name)
{
	put_start(c, "{\"ph\":\"M\",\"name\":\"");
	out_printf(c->out, "%s\",\"pid\":%d,\"tid\":%llu,\"args\":{\"name\":\"", what, pid,
		   (unsigned long long)tid);
	out_escaped(c->out, OUT_JSON, name, strlen(name));
	out_str(c->out, "\"}}");
}

static int put_name(struct chrome *c, uint64_t func)
{
	uint32_t id;
	int err = names_function(&c->names, c->trace, func, &id);

	if (err)
		return err;
	out_str(c->out, ",\"name\":\"");
	names_out(&c->names, id, OUT_JSON, c->out);
	out_char(c->out, '"');
	return 0;
}

static void put_args(struct chrome *c, const struct trace_item *item)
{
	const char *error = NULL, *comma = "";

	if (item->flags & TRACE_HAS_RETVAL)
		error = errname_text(errname_of_retval(item->retval));
	if (!error && item->kind != TRACE_END &&
	    !(item->flags & (TRACE_NO_ENTRY | TRACE_AFTER_GAP)))
		return;
	out_str(c->out, ",\"args\":{");
	if (item->flags & TRACE_NO_ENTRY) {
		out_str(c->out, "\"no_entry\":true,\"duration_us\":");
		put_time(c, item->duration_ns);
		comma = ",";
	}
	if (item->kind == TRACE_END) {
		out_printf(c->out, "%s\"unfinished\":true", comma);
		comma = ",";
	}
	if (item->flags & TRACE_AFTER_GAP) {
		out_printf(c->out, "%s\"lost_inside\":true", comma);
		comma = ",";
	}
	if (error)
		out_printf(c->out, "%s\"error\":\"%s\"", comma, error);
	out_char(c->out, '}');
}

static int put_call(struct chrome *c, const struct trace_item *item, uint64_t start_ns,
		    uint64_t end_ns)
{
	struct open_call *caller = c->depth ? &c->stack[c->depth - 1] : NULL;
	int err;

	if (caller && caller->inner_end_ns < end_ns)
		caller->inner_end_ns = end_ns;
	put_start(c, "{\"ph\":\"X\"");
	put_place(c, start_ns);
	out_str(c->out, ",\"dur\":");
	put_time(c, end_ns - start_ns);
	err = put_name(c, item->func);
	out_str(c->out, ",\"cat\":\"CPU ");
	out_u64(c->out, item->cpu);
	out_char(c->out, '"');
	put_args(c, item);
	out_char(c->out, '}');
	return err;
}

static uint64_t min(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t max(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* Writes the leaf that waits, now that it is known when the next record was made. */
static int put_leaf(struct chrome *c)
{
	if (!c->has_leaf)
		return 0;
	c->has_leaf = 0;
	return put_call(c, &c->leaf, c->leaf_ns, min(c->leaf_ns + c->leaf.duration_ns, c->now_ns));
}

static int open_call(struct chrome *c)
{
	if (mem_grow(&c->stack, &c->cap, c->depth, sizeof(*c->stack)))
		return -ENOMEM;
	c->stack[c->depth++] = (struct open_call){.start_ns = c->now_ns};
	return 0;
}

static int close_call(struct chrome *c, const struct trace_item *item)
{
	const struct open_call *call;
	uint64_t start, end = c->now_ns;

	if (item->flags & TRACE_NO_ENTRY || !c->depth) {
		start = c->task->first_ns - LEAD_NS + min((uint64_t)item->depth, LEAD_NS);
		if (item->duration_ns < end - start)
			start = end - item->duration_ns;
		return put_call(c, item, start, end);
	}
	call = &c->stack[--c->depth];
	if (item->kind == TRACE_CLOSE)
		end = min(end, max(call->start_ns + item->duration_ns, call->inner_end_ns));
	return put_call(c, item, call->start_ns, end);
}

static void put_instant(struct chrome *c, const struct trace_item *item)
{
	char text[1024];
	size_t len = trace_event_text(c->trace, item, text, sizeof(text));
	const char *system = trace_event_system(item->event), *name = trace_event_name(item->event);

	put_start(c, "{\"ph\":\"i\",\"s\":\"t\"");
	put_place(c, c->now_ns);
	out_str(c->out, ",\"name\":\"");
	out_escaped(c->out, OUT_JSON, name, strlen(name));
	out_str(c->out, "\",\"cat\":\"");
	out_escaped(c->out, OUT_JSON, system, strlen(system));
	out_str(c->out, "\",\"args\":{\"text\":\"");
	out_escaped(c->out, OUT_JSON, text, len < sizeof(text) ? len : sizeof(text) - 1);
	out_printf(c->out, "\",\"cpu\":%u}}", item->cpu);
}

static void put_lost(struct chrome *c, const struct trace_item *item)
{
	put_start(c, "{\"ph\":\"i\",\"s\":\"t\"");
	put_place(c, c->now_ns);
	out_str(c->out, ",\"name\":\"events lost\",\"args\":{\"count\":");
	if (item->lost)
		out_u64(c->out, item->lost);
	else
		out_str(c->out, "null");
	out_str(c->out, "}}");
}

static int is_switch(const struct trace_item *item)
{
	return item->kind == TRACE_EVENT &&
	       !strcmp(trace_event_name(item->event), "sched_switch") &&
	       !strcmp(trace_event_system(item->event), "sched");
}

/* A switch away from the task ends its stay on a CPU, which began with its first record there. */
static void follow_cpu(struct chrome *c, const struct trace_item *item)
{
	if (!c->running)
		c->run_ns = c->now_ns;
	c->running = 1;
	if (!is_switch(item))
		return;
	c->running = 0;
	if (c->run_ns == c->now_ns) /* all that is known of its stay is the end */
		return;
	put_start(c, "{\"ph\":\"X\"");
	out_printf(c->out, ",\"pid\":%d,\"tid\":%u,\"ts\":", PID_CPUS, item->cpu + 1);
	put_time(c, c->run_ns - c->zero_ns);
	out_str(c->out, ",\"dur\":");
	put_time(c, c->now_ns - c->run_ns);
	out_str(c->out, ",\"name\":\"");
	out_escaped(c->out, OUT_JSON, c->task->comm, strlen(c->task->comm));
	out_printf(c->out, "\",\"args\":{\"tid\":%d}}", c->task->tid);
}

static int put_item(void *ctx, const struct trace_item *item)
{
	struct chrome *c = ctx;
	int err;

	c->now_ns = max(c->now_ns, item->ts_ns);
	err = put_leaf(c);
	if (err)
		return err;
	if (item->kind != TRACE_END)
		follow_cpu(c, item);
	switch (item->kind) {
	case TRACE_OPEN:
		return open_call(c);
	case TRACE_LEAF:
		c->has_leaf = 1;
		c->leaf = *item;
		c->leaf_ns = c->now_ns;
		return 0;
	case TRACE_CLOSE:
	case TRACE_END:
		return close_call(c, item);
	case TRACE_EVENT:
		put_instant(c, item);
		return 0;
	case TRACE_LOST:
		put_lost(c, item);
		return 0;
	}
	return 0;
}

/* Threads are told apart by tid; the idle tasks all have 0 and get numbers that no task can have.
 */
static uint64_t thread_id(const struct trace_task *task)
{
	return task->tid ? (uint64_t)task->tid : (1ULL << 22) + (uint64_t)task->cpu + 1;
}

static int put_task(struct chrome *c, size_t index)
{
	uint32_t id;
	int err = names_task(&c->names, c->task, 0, &id);

	if (err)
		return err;
	put_metadata(c, "thread_name", PID_TASKS, thread_id(c->task), c->names.list[id].text);
	c->place_len = (size_t)snprintf(c->place, sizeof(c->place),
					",\"pid\":%d,\"tid\":%llu,\"ts\":", PID_TASKS,
					(unsigned long long)thread_id(c->task));
	c->running = 0;
	c->depth = 0;
	c->now_ns = c->task->first_ns;
	err = trace_walk(c->trace, index, put_item, c);
	c->now_ns = UINT64_MAX; /* nothing follows a leaf that waits */
	return err ? err : put_leaf(c);
}

static int chrome_run(struct trace *trace, const struct report_options *opt, struct out *out)
{
	struct chrome c = {
		.trace = trace, .out = out, .zero_ns = trace_totals(trace)->first_ns - LEAD_NS};
	const struct recording *rec = trace_recording(trace);
	size_t nr;
	const struct trace_task *tasks = trace_tasks(trace, &nr);
	int err = 0;

	out_str(out, "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[");
	put_metadata(&c, "process_name", PID_TASKS, 0, opt->title ? opt->title : "tasks");
	put_metadata(&c, "process_name", PID_CPUS, 0, "CPUs");
	for (size_t i = 0; i < rec->nr_cpus; i++) {
		char name[24];

		snprintf(name, sizeof(name), "CPU %u", rec->cpus[i].cpu);
		put_metadata(&c, "thread_name", PID_CPUS, rec->cpus[i].cpu + 1ULL, name);
	}
	for (size_t i = 0; i < nr && !err; i++) {
		c.task = &tasks[i];
		err = put_task(&c, i);
	}
	out_str(out, "\n]}\n");
	free(c.stack);
	names_fini(&c.names);
	return err;
}

const struct report_ops report_chrome = {
	.name = "chrome",
	.suffix = ".json",
	.help = "a timeline for ui.perfetto.dev and speedscope",
	.run = chrome_run,
};
