/* SPDX-License-Identifier: MIT */
/*
 * The decoded trace: what reports see. decode/ turns a recording's raw sub-buffers into calls, task
 * by task. Pure: no I/O, no globals; every failure is an -errno, every oddity in the data a count.
 *
 * trace_new() scans the pages once and cuts them into runs of events of one task on one CPU. Runs
 * of one task never overlap in time, so a task is walked by decoding its runs in order of time: no
 * tree and no merge of the whole trace is ever in memory. trace_walk() hands each item of a task to
 * a sink in the order in which a graph prints them. Any number of walks, in any order.
 */
#ifndef FTRUN_TRACE_H
#define FTRUN_TRACE_H

#include <stddef.h>
#include <stdint.h>

struct recording;
struct trace;

/* What to leave out while decoding: used where the kernel's own knob cannot be. All zero: nothing.
 */
struct trace_options {
	uint64_t min_ns;    /* only calls that took at least this, and what encloses them */
	unsigned max_depth; /* only calls less deep than this, counted from the outermost shown; 0:
			       all */
	const char *const
		*graph; /* NULL-terminated globs: only these functions and what they call */
	const char *const *notrace; /* NULL-terminated globs: not these nor what they call */
	int no_irqs;		    /* 1: leave out calls made from interrupts */
	int from_exec; /* 1: rec->command_tid begins at its first execve entry, if that is recorded
			*/
	/*
	 * When not NULL: tids, 0 at the end, of the only tasks that may have been inside of calls when
	 * recording began. Of the others an exit without an entry is another user's of function_graph:
	 * Linux 6.12 puts everybody's exits into the buffer of whoever got the first of its 16 slots.
	 */
	const int *open_tids;
	/* When not NULL: called for each sub-buffer that a walk reads, with its length in bytes. */
	void (*progress)(void *ctx, uint64_t len);
	void *progress_ctx;
	int live; /* 1: the recording has no pages yet, trace_feed() brings them */
};

struct trace_task {
	int tid;	  /* 0: idle; several idle tasks are told apart by cpu */
	int cpu;	  /* of an idle task; else -1 */
	const char *comm; /* NUL-terminated, "<...>" when unknown as in the kernel's text; hostile
			     text */
	uint64_t first_ns, last_ns;
	uint64_t nr_events; /* records of any kind */
	uint64_t nr_exits;  /* of them funcgraph exits */
	int ended;	    /* 1: this is the task's last window (trace_end_tasks()) */
};

/* Totals over the whole recording, complete after trace_new() unless marked otherwise. */
struct trace_totals {
	uint64_t entries, exits, events; /* records: funcgraph entries, exits, all others */
	uint64_t lost; /* events lost with a known count: pages' missed-events, stats' dropped and
			  overrun */
	uint64_t lost_gaps;    /* gaps of unknown count */
	uint64_t bad_subbufs;  /* torn or nonsensical sub-buffers, skipped */
	uint64_t bad_records;  /* records too short for their format, or of an unknown type */
	uint64_t orphan_exits; /* exits dropped for want of an entry, in the tasks walked so far */
	uint64_t first_ns, last_ns;
	uint64_t tasks;	      /* all that were seen, but for those that were hidden */
	unsigned highest_cpu; /* number of the last CPU that has data or stats */
};

enum trace_kind {
	TRACE_OPEN,  /* "func() {": a call with something inside, or unfinished */
	TRACE_CLOSE, /* "}" of a call; also of one whose entry was before the trace began
			(TRACE_NO_ENTRY) */
	TRACE_LEAF,  /* "func();": entry and exit with nothing between */
	TRACE_EVENT, /* a record of another event */
	TRACE_LOST,  /* a gap: lost says how many, 0 unknown */
	TRACE_END, /* of a call without exit: still open at the task's last record, or its exit was
		    * lost and this is where that shows; one each, innermost first */
};

enum {
	TRACE_NO_ENTRY = 1, /* CLOSE of a call that was open when tracing began, as the kernel */
	TRACE_IN_IRQ = 2,   /* made from a hard or soft interrupt that broke into the task */
	TRACE_HAS_RETVAL = 4,
	TRACE_AFTER_GAP = 8,  /* CLOSE after a loss inside: duration is right, self is not */
	TRACE_IRQ_ENTRY = 16, /* an interrupt's entry: the kernel's text has an arrow there */
	TRACE_NAMED = 32,     /* CLOSE: the kernel's text names it, an interrupt came between */
};

/* A call that encloses the current item. */
struct trace_frame {
	uint64_t func; /* address */
	uint64_t start_ns;
	uint64_t children_ns; /* time in finished calls directly inside */
	int32_t depth;	      /* as recorded */
	uint16_t cpu;	      /* where it was entered */
	uint16_t flags;
};

struct trace_event_type; /* the decoded format file of an event */

struct trace_item {
	enum trace_kind kind;
	uint32_t flags;
	unsigned cpu;  /* where this record was written */
	int32_t depth; /* indentation level: as recorded, or rebased when trace_options cut the tree
			*/
	uint64_t ts_ns;	   /* of this record; of a LEAF, its entry */
	uint64_t func;	   /* OPEN, CLOSE, LEAF, END: function's address, trace_symbol() names it */
	uint64_t start_ns; /* CLOSE, LEAF, END */
	uint64_t duration_ns; /* CLOSE, LEAF: rettime - calltime as the kernel measured it */
	uint64_t self_ns;     /* CLOSE, LEAF: duration without the calls directly inside */
	uint64_t retval;      /* with TRACE_HAS_RETVAL */
	const uint64_t
		*args; /* OPEN, LEAF: raw argument words where the kernel recorded them; NULL */
	unsigned nr_args;
	uint64_t lost;			      /* LOST */
	const struct trace_event_type *event; /* EVENT; also the entry's type for OPEN and LEAF */
	const uint8_t
		*data; /* EVENT: the record, common fields first; borrowed from the recording */
	uint32_t data_len;
	const struct trace_frame
		*frames;    /* enclosing calls, outermost first; valid during the callback */
	unsigned nr_frames; /* the item itself is not among them */
};

/* Receives items. Returns 0 to go on, or -errno, which ends the walk and is returned from it. */
typedef int trace_sink_fn(void *ctx, const struct trace_item *item);

/*
 * Indexes rec, which must outlive the trace, as must opt's strings. Returns 0 or -errno with why[]
 * in words: -EINVAL format files missing or unusable, -ENOMEM.
 */
int trace_new(struct trace **out, const struct recording *rec, const struct trace_options *opt,
	      char *why, size_t why_len);
void trace_free(struct trace *trace); /* NULL allowed */

/* Tasks in the order of their first record. The array is borrowed from the trace. */
const struct trace_task *trace_tasks(const struct trace *trace, size_t *nr);
const struct trace_totals *trace_totals(const struct trace *trace);
const struct recording *trace_recording(const struct trace *trace);

/*
 * Takes tasks out of the trace for good: those for which foreign returns 1. The kernel decides at a
 * task switch whom to record, while the old task is still at work in the switch; so a few calls of
 * tasks that nobody asked for are in every recording. Returns how many were taken out.
 */
size_t trace_hide(struct trace *trace, int (*foreign)(void *ctx, const struct trace_task *task),
		  void *ctx);

/* Walks tasks[index]. Returns 0, the sink's -errno, or -ENOMEM. */
int trace_walk(struct trace *trace, size_t index, trace_sink_fn *sink, void *ctx);

/*
 * A trace that is still being recorded (trace_options.live) is seen through a window that moves over
 * it. What the window holds is walked as ever, any number of times; a walk begins where that of the
 * window before ended, with the same calls open, so that all windows together hand out what one walk
 * of the whole recording would. Only what is in the window is in memory.
 *
 * Whoever feeds reads all CPUs in rounds: each takes everything that had been recorded on the CPU when
 * the round began, or more. When a round is over, trace_mark() lets the next window reach as far as is
 * safe, and trace_note() is told of the last page that the round has found on each CPU. What was
 * found need not be fed at once: left tells how much of that CPU's is still to come. Feeding ends the
 * window; what walks have handed out is gone then. A task keeps its index until it has ended.
 *
 * trace_feed() takes whole sub-buffers of the recording's CPU with that index and copies them.
 * trace_advance() opens the next window. trace_stop(): nothing more is going to be recorded. Then, when
 * all has been fed, trace_finish() opens the last window, in which open calls end. Those that return
 * something return 0 or -ENOMEM.
 */
int trace_feed(struct trace *trace, size_t cpu, const uint8_t *data, uint64_t len, uint64_t left);
void trace_mark(struct trace *trace);
void trace_note(struct trace *trace, const uint8_t *page);
int trace_advance(struct trace *trace);
void trace_stop(struct trace *trace);
int trace_finish(struct trace *trace);

/* Bytes of that CPU that were fed and lie before no window yet, or in the present one. */
uint64_t trace_waiting(const struct trace *trace, size_t cpu);

/* Names a task of a live trace; comm is copied. Returns 0 or -ENOMEM. */
int trace_rename(struct trace *trace, size_t index, const char *comm);

/* 1 when a walk of the task hands out anything in this window. */
int trace_has_news(const struct trace *trace, size_t index);

/*
 * Ends tasks without news for which gone returns 1: their open calls end in this window, and their
 * places are taken by others later. trace_hide() is to be called for each window of a live trace, and
 * asks once for each task.
 */
void trace_end_tasks(struct trace *trace, int (*gone)(void *ctx, const struct trace_task *task),
		     void *ctx);

/*
 * The name of the function that holds addr; borrowed from the trace, NUL-terminated, hostile text.
 * Names are interned: one function, one pointer. An unknown address is named "0xffff...".
 * module, when not NULL, becomes "" or the module's name.
 */
const char *trace_symbol(struct trace *trace, uint64_t addr, const char **module);

/*
 * The arguments of an OPEN or LEAF: "(fd=0x1, buf=0x5581, count=0x5)" where the recording says what they are
 * called, else "(0x1, 0x5581, ...)" with all words, "()" where there are none. Into buf, NUL-terminated,
 * cut to len, which is at least 3. Returns the length.
 */
size_t trace_args_text(struct trace *trace, const struct trace_item *item, char *buf, size_t len);

/* EVENT items: who and what. */
const char *trace_event_system(const struct trace_event_type *type);
const char *trace_event_name(const struct trace_event_type *type);

/* A field of an event. Offsets come from the format file. */
struct trace_field {
	const char *name, *type; /* NUL-terminated, as the format file spells them */
	unsigned offset, size;
	int is_signed;
	enum {
		FIELD_INT,
		FIELD_STRING,
		FIELD_DATA_LOC,
		FIELD_REL_LOC,
		FIELD_ARRAY,
		FIELD_POINTER
	} kind;
	unsigned elem_size; /* FIELD_ARRAY, and the dynamic ones: bytes of an element, 1 for
			       characters */
	int is_string;	    /* characters: print up to the NUL */
	int is_hex;	    /* the kernel's own text has it in hexadecimal */
};
const struct trace_field *trace_event_fields(const struct trace_event_type *type, size_t *nr);

/* An integer field's value, sign-extended when signed; 0 when the record is too short. */
uint64_t trace_field_u64(const struct trace *trace, const struct trace_item *item,
			 const struct trace_field *field);

/* A string's (up to its NUL) or array's bytes, bounds-checked; *len 0 when there are none. */
const uint8_t *trace_field_bytes(const struct trace *trace, const struct trace_item *item,
				 const struct trace_field *field, size_t *len);

/*
 * An EVENT that is a kernel stack, which the kernel writes behind the event that it is the stack of:
 * puts at most max addresses, innermost first, into frames and returns how many; 0: no stack.
 */
#define TRACE_STACK_MAX 256 /* the kernel takes 128 */
size_t trace_stack(const struct trace *trace, const struct trace_item *item, uint64_t *frames,
		   size_t max);
int trace_is_stack(const struct trace_item *item);

/* "function+0x1c [module]" of an address, "0x..." of an unknown one, as trace_event_text(). */
size_t trace_address_text(struct trace *trace, uint64_t addr, char *buf, size_t len);

/*
 * Formats an EVENT's own fields (not the common ones) as "name=value ..." into buf, NUL-terminated,
 * cut to len; pointers and _ip fields as symbols, control characters escaped. Returns the length.
 */
size_t trace_event_text(struct trace *trace, const struct trace_item *item, char *buf, size_t len);

#endif
