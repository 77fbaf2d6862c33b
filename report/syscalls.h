/* SPDX-License-Identifier: MIT */
/*
 * Which system call a task is in, followed item by item along a walk.
 *
 * The events raw_syscalls:sys_enter and sys_exit bound a call where they were recorded. What the
 * kernel does before sys_enter in the same outermost function, and after sys_exit on its way back
 * to user mode, belongs to the call too. Without the events the outermost function that is a system
 * call's entry (__x64_sys_read) tells it, and what encloses it goes along.
 */
#ifndef FTRUN_REPORT_SYSCALLS_H
#define FTRUN_REPORT_SYSCALLS_H

#include "names.h"
#include "sysnames.h"

#define SYSCALL_NONE UINT32_MAX

struct syscalls_cached; /* what is known of a name: a system call's entry, work on exit */

struct syscalls {
	struct names *names; /* borrowed */
	struct trace *trace; /* borrowed */
	enum sysnames_abi abi;
	enum { SYSCALLS_OUTSIDE, SYSCALLS_INSIDE, SYSCALLS_LEAVING } phase;
	uint32_t current; /* the name's number, or SYSCALL_NONE: outside, or not known yet */
	uint64_t nr;	  /* of sys_enter, while the name is not known */
	uint64_t enter_ns;
	int by_function;      /* 1: a function bounds the present call, no event */
	unsigned func_frames; /* then: how many calls enclose it */
	uint64_t done_ns;     /* what syscalls_item() just saw the end of took; 0: nothing */
	struct syscalls_cached *cache; /* owned, by number of name */
	size_t nr_cache;
};

void syscalls_init(struct syscalls *s, struct trace *trace, struct names *names);
void syscalls_fini(struct syscalls *s);

/* Starts another task. */
void syscalls_next_task(struct syscalls *s);

/*
 * Takes the walk's next item; func is the number of its function's name, for items that have one.
 * Afterwards s->current is the system call that the item belongs to, and s->done_ns is not 0 when
 * the item completed a call of s->current. Returns 0 or -ENOMEM.
 */
int syscalls_item(struct syscalls *s, const struct trace_item *item, uint32_t func);

/* Gives a present call that has no name yet, "syscall NR" for a name. Returns 0 or -ENOMEM. */
int syscalls_settle(struct syscalls *s);

#endif
