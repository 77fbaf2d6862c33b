/* SPDX-License-Identifier: MIT */
/*
 * A trace at rest: raw ring-buffer sub-buffers of each CPU, and the metadata that is needed to
 * understand them. Made by capture/ (a live run) or by tracedat_read (a file); read by decode/ and
 * by tracedat_write. Nothing in it is decoded.
 *
 * Ownership: a recording owns every byte that it points to, through its list of chunks (heap blocks
 * and mappings). recording_fini() releases them all, and is right for a half-built recording too,
 * as long as it was zeroed or recording_init()ed first.
 */
#ifndef FTRUN_RECORDING_H
#define FTRUN_RECORDING_H

#include <stddef.h>
#include <stdint.h>

/* Bytes with a length; not NUL-terminated. data is owned by the recording. */
struct recording_blob {
	const char *data; /* NULL when absent */
	size_t len;
};

/* One event's format file, as in events/SYSTEM/EVENT/format. */
struct recording_format {
	const char *system; /* NUL-terminated: "ftrace", "sched", ... */
	struct recording_blob text;
};

/* What per_cpu/cpuN/stats said when recording stopped, before the tracer went back to nop. */
struct recording_stats {
	uint64_t entries, overrun, commit_overrun, dropped, bytes;
};

/* How the trace ended up incomplete on a CPU beyond what the pages and the stats tell. */
struct recording_cpu {
	unsigned cpu;
	const uint8_t *data; /* whole sub-buffers, each recording.subbuf_size bytes, oldest first */
	uint64_t len;	     /* bytes, a multiple of subbuf_size */
	struct recording_stats stats;
	struct recording_blob stats_text; /* the stats file as the kernel wrote it; may be absent */
};

struct recording_chunk; /* an owned heap block or mapping */

struct recording {
	int big_endian;	      /* 1 when the pages are big-endian */
	unsigned long_size;   /* bytes in the traced kernel's long, 4 or 8 */
	uint32_t subbuf_size; /* bytes in a sub-buffer, header included; mostly a page */
	struct recording_blob header_page, header_event; /* events/header_{page,event} */
	struct recording_format *formats;		 /* owned; "ftrace" and others */
	size_t nr_formats;
	struct recording_blob kallsyms; /* "addr type name[\t[module]]\n" */
	struct recording_blob printk;	/* printk_formats */
	struct recording_blob cmdlines; /* saved_cmdlines text: "tid comm\n" */
	struct recording_blob clock;	/* the trace_clock in use, e.g. "local"; empty: local */
	struct recording_blob uname;	/* "Linux host release machine"; may be absent */
	struct recording_blob writer;	/* who recorded: "ftrun 1.0"; trace-cmd: "3.1.6 ..." */
	struct recording_cpu *cpus;	/* owned; only CPUs that have data or stats, ascending */
	size_t nr_cpus;
	int kallsyms_sorted; /* 1: kallsyms has functions only, by address; the next two are known */
	uint64_t irq_begin, irq_end; /* the section of interrupt entry functions; 0: none */
	int command_tid;      /* the command's first, in the initial pid namespace; 0 unknown */
	int64_t ts_offset_ns; /* to be added to every record's time; 0 in a live run */
	int truncated;	      /* 1: the file ended early; all that is whole is here */
	struct recording_chunk *chunks;
};

void recording_init(struct recording *rec);
void recording_fini(struct recording *rec);

/*
 * Give the recording ownership of memory: _heap of a malloc block, _map of a mapping (for munmap).
 * Return 0, or -ENOMEM; then the memory still belongs to the caller.
 */
int recording_own_heap(struct recording *rec, void *p);
int recording_own_map(struct recording *rec, void *p, size_t len);

/*
 * Flags for mmap(2) of that many bytes of records: decoding reads all of them, so what is not too much
 * is mapped at once, which saves a fault every few pages.
 */
int recording_map_flags(uint64_t len);

/* Copies text into memory that the recording owns. Returns 0 or -ENOMEM. */
int recording_copy(struct recording *rec, struct recording_blob *blob, const void *data,
		   size_t len);

/* Adds a format file; system and text are copied. Returns 0 or -ENOMEM. */
int recording_add_format(struct recording *rec, const char *system, const void *text, size_t len);

/* Adds a CPU with no data yet; *cpu is valid until the next call. Returns 0 or -ENOMEM. */
int recording_add_cpu(struct recording *rec, unsigned cpu_nr, struct recording_cpu **cpu);

/* What a viewer may ask about the tasks of a recording that is being made. */
struct recording_tasks {
	void *ctx;
	const char *(*name)(void *ctx, int tid); /* "" unknown; valid until the next call */
	int (*is_foreign)(void *ctx, int tid);	 /* 1: nobody asked for it to be recorded */
	int (*is_gone)(void *ctx, int tid);	 /* 1: it has ended for certain */
};

/*
 * Who looks at a recording while it is made: its pages are handed over as they come, and belong to the
 * recorder. Those that return something return 0 or -errno, which ends the looking; -EPIPE: nobody
 * reads what the viewer writes any more.
 *
 * begin comes before anything is recorded; the others come from another thread, one at a time. Of a
 * round, in which every CPU was read, round() tells, and then newest() of the last page that there is of
 * each CPU. pages() brings what was read, in order, len bytes; left bytes of the CPU are still to
 * come. It is not called for a CPU of which waiting() gives a lot. round(last 1) says that nothing more
 * will be recorded. show() asks to go on with what has been fed; idle
 * 1: everything that was read has been. end() comes last; the
 * stats are in the recording of begin() by then.
 */
struct recording_viewer {
	void *ctx;
	int (*begin)(void *ctx, const struct recording *rec);
	void (*round)(void *ctx, int last);
	void (*newest)(void *ctx, const uint8_t *page);
	uint64_t (*waiting)(void *ctx, size_t cpu);
	int (*pages)(void *ctx, size_t cpu, const uint8_t *data, uint64_t len, uint64_t left);
	int (*show)(void *ctx, uint64_t elapsed_ns, int idle, const struct recording_tasks *tasks);
	int (*end)(void *ctx, uint64_t elapsed_ns, const struct recording_tasks *tasks);
};

/*
 * Writes rec to fd as trace.dat version 6, uncompressed (trace-cmd.dat.v6(5)), front to back: fd may
 * be a pipe; a file is at offset 0. Returns 0 or -errno.
 */
int tracedat_write(const struct recording *rec, int fd);

/*
 * Loads a trace.dat of version 6 or 7 from fd (mapped, or read to memory when it cannot be mapped;
 * from its start in either case) into an initialised rec. One buffer is loaded: the top level's, or
 * when that is empty the first instance's that is not.
 *
 * Returns 0, or -errno with why[] saying in words what is wrong: -EINVAL not a trace.dat or damaged,
 * -ENOTSUP a kind that is not read ("is compressed ..."), -ENOMEM, or what reading the file said. With
 * 0, why[] is empty or a remark about what was left out. A cut file is not an error: see
 * rec->truncated.
 */
int tracedat_read(struct recording *rec, int fd, char *why, size_t why_len);

#endif
