/* SPDX-License-Identifier: MIT */
#include "syscalls.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "../recording/recording.h"
#include "../util/mem.h"

struct syscalls_cached {
	enum { CACHED_NOT, CACHED_NOTHING, CACHED_ENTRY, CACHED_EXIT_WORK } kind;
	uint32_t name; /* CACHED_ENTRY: the system call's */
};

void syscalls_init(struct syscalls *s, struct trace *trace, struct names *names)
{
	const struct recording_blob *uname = &trace_recording(trace)->uname;

	*s = (struct syscalls){.names = names, .trace = trace, .current = SYSCALL_NONE};
	s->abi = uname->data ? sysnames_abi(uname->data, uname->len) : SYSNAMES_UNKNOWN;
}

void syscalls_fini(struct syscalls *s)
{
	free(s->cache);
	s->cache = NULL;
}

static void leave(struct syscalls *s)
{
	s->phase = SYSCALLS_OUTSIDE;
	s->current = SYSCALL_NONE;
}

void syscalls_next_task(struct syscalls *s)
{
	leave(s);
}

/*
 * Functions that run, as the outermost, between sys_exit and user mode. Whatever else runs there
 * was caused by something new: a fault, an interrupt.
 */
static int is_exit_work(const char *name)
{
	static const char *const prefixes[] = {
		"syscall_exit_",
		"exit_to_user_mode",
		"task_work_run",
		"____fput",
		"do_notify_resume",
		"arch_do_signal",
		"do_signal",
		"rseq_",
		"__rseq_",
		"switch_fpu_return",
		"mem_cgroup_handle_over",
		"__mem_cgroup_handle_over",
		"blkcg_maybe_throttle",
		"uprobe_notify_resume",
		"resume_user_mode_work",
		"arch_exit_to_user",
		"fpregs_",
		"__fput",
		"schedule",
	};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			return 1;
	return 0;
}

static int classify(struct syscalls *s, uint32_t func, struct syscalls_cached *c)
{
	const char *call = sysnames_of_function(s->names->list[func].text);

	*c = (struct syscalls_cached){.kind = CACHED_NOTHING};
	if (call) {
		c->kind = CACHED_ENTRY;
		return names_add(s->names, call, strcspn(call, ". "), &c->name);
	}
	if (is_exit_work(s->names->list[func].text))
		c->kind = CACHED_EXIT_WORK;
	return 0;
}

static int lookup(struct syscalls *s, uint32_t func, struct syscalls_cached *out)
{
	int err = 0;

	if (func >= s->nr_cache &&
	    mem_extend(&s->cache, &s->nr_cache, s->names->cap, sizeof(*s->cache)))
		return -ENOMEM;
	if (s->cache[func].kind == CACHED_NOT)
		err = classify(s, func, &s->cache[func]);
	*out = s->cache[func];
	return err;
}

/* The value of the event's "id" field, the system call's number. */
static uint64_t event_id(struct syscalls *s, const struct trace_item *item)
{
	size_t nr;
	const struct trace_field *fields = trace_event_fields(item->event, &nr);

	for (size_t i = 0; i < nr; i++)
		if (!strcmp(fields[i].name, "id"))
			return trace_field_u64(s->trace, item, &fields[i]);
	return UINT64_MAX;
}

static int name_number(struct syscalls *s)
{
	size_t len;
	const char *name = sysnames_find(s->abi, s->nr, &len);

	s->current = SYSCALL_NONE;
	return name ? names_add(s->names, name, len, &s->current) : 0;
}

int syscalls_settle(struct syscalls *s)
{
	char text[32];
	int len;

	if (s->phase == SYSCALLS_OUTSIDE || s->current != SYSCALL_NONE)
		return 0;
	len = snprintf(text, sizeof(text), "syscall %lld", (long long)s->nr);
	return names_add(s->names, text, (size_t)len, &s->current);
}

static int sys_enter(struct syscalls *s, const struct trace_item *item)
{
	s->phase = SYSCALLS_INSIDE;
	s->by_function = 0;
	s->enter_ns = item->ts_ns;
	s->nr = event_id(s, item);
	return name_number(s);
}

/* A sys_exit without sys_enter: a new task's return from clone, or the first call recorded. */
static int sys_exit(struct syscalls *s, const struct trace_item *item)
{
	int err = 0;

	if (s->phase == SYSCALLS_INSIDE && !s->by_function)
		s->done_ns = item->ts_ns - s->enter_ns;
	if (s->phase == SYSCALLS_OUTSIDE) {
		s->nr = event_id(s, item);
		err = name_number(s);
	}
	s->phase = SYSCALLS_LEAVING;
	return err ? err : syscalls_settle(s);
}

static int event(struct syscalls *s, const struct trace_item *item)
{
	const char *name;

	if (strcmp(trace_event_system(item->event), "raw_syscalls"))
		return 0;
	name = trace_event_name(item->event);
	if (!strcmp(name, "sys_enter"))
		return sys_enter(s, item);
	return strcmp(name, "sys_exit") ? 0 : sys_exit(s, item);
}

static int begin(struct syscalls *s, const struct trace_item *item, uint32_t func)
{
	struct syscalls_cached c;
	int err = lookup(s, func, &c);

	if (err)
		return err;
	if (!item->nr_frames && s->phase == SYSCALLS_LEAVING && c.kind != CACHED_EXIT_WORK)
		leave(s);
	if (c.kind != CACHED_ENTRY)
		return 0;
	if (s->phase == SYSCALLS_OUTSIDE) {
		s->phase = SYSCALLS_INSIDE;
		s->by_function = 1;
		s->func_frames = item->nr_frames;
		s->current = c.name;
	} else if (s->current == SYSCALL_NONE) {
		s->current = c.name;
	}
	return 0;
}

static void end(struct syscalls *s, const struct trace_item *item)
{
	if (!s->by_function || s->phase != SYSCALLS_INSIDE || item->nr_frames != s->func_frames)
		return;
	s->done_ns = item->duration_ns;
	s->phase = SYSCALLS_LEAVING;
}

int syscalls_item(struct syscalls *s, const struct trace_item *item, uint32_t func)
{
	int err;

	s->done_ns = 0;
	switch (item->kind) {
	case TRACE_EVENT:
		return event(s, item);
	case TRACE_OPEN:
		return begin(s, item, func);
	case TRACE_LEAF:
		err = begin(s, item, func);
		end(s, item);
		return err;
	case TRACE_CLOSE:
		end(s, item);
		return 0;
	case TRACE_LOST: /* what bounded the call may be among what was lost */
		if (!item->nr_frames)
			leave(s);
		return 0;
	default:
		return 0;
	}
}
