/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the trace.dat reader share: a bounds-checked walk over the file's bytes
 * (tracedat_meta.c), the reader's state and the walk over options (tracedat_read.c), what options
 * mean (tracedat_option.c), where the data are (tracedat_buffer.c). Private to recording/.
 */
#ifndef FTRUN_TRACEDAT_READER_H
#define FTRUN_TRACEDAT_READER_H

#include <stddef.h>
#include <stdint.h>

#include "recording.h"
#include "tracedat.h"

/*
 * A walk over bytes that may end early or lie: a read past the end sets cut, and it and all later
 * ones give zeros and empty blobs, so that a parser checks once, at its end.
 */
struct tracedat_cursor {
	const uint8_t *p, *end;
	int big_endian;
	int cut;
};

/* A number of len bytes, 1 to 8. */
uint64_t tracedat_number(struct tracedat_cursor *c, unsigned len);

/* The next len bytes; borrowed. */
struct recording_blob tracedat_blob(struct tracedat_cursor *c, uint64_t len);

/* A NUL-terminated string; "" when cut. */
const char *tracedat_string(struct tracedat_cursor *c);

/* 1 when the next bytes are word and its NUL; steps over them. */
int tracedat_word(struct tracedat_cursor *c, const char *word);

/*
 * The metadata sections, alike in both versions but for where they are. Each adds what it finds to
 * rec, borrowed from the cursor's bytes where they are large; a cut one adds what is whole.
 * Return 0, -ENOMEM, or -EINVAL when it cannot be such a section.
 */
int tracedat_header_info(struct recording *rec, struct tracedat_cursor *c);
int tracedat_ftrace_events(struct recording *rec, struct tracedat_cursor *c);
int tracedat_event_formats(struct recording *rec, struct tracedat_cursor *c);
int tracedat_kallsyms(struct recording *rec, struct tracedat_cursor *c);
int tracedat_printk(struct recording *rec, struct tracedat_cursor *c);
int tracedat_cmdlines(struct recording *rec, struct tracedat_cursor *c);

struct tracedat_reader {
	struct recording *rec;
	const uint8_t *file;
	size_t len;
	int version;
	uint32_t page_size; /* the file's first page size; a buffer may have its own */
	uint64_t options;   /* offset of the first option (6) or of its section (7); 0 none */
	uint64_t nr_cpus;   /* version 6: in every buffer's table */
	int has_clock;	    /* version 6: a clock follows the table */
	uint32_t sections;  /* version 7: bit set of the sections that were read */
	uint64_t data_len;  /* of all CPUs together */
	struct recording_blob buffer;	/* name of the one loaded, "" the top level; NULL none */
	struct recording_blob stats_of; /* the buffer whose statistics are being walked */
	unsigned nr_others;		/* buffers with data that were left out */
	unsigned nr_texts;		/* buffers that hold a latency tracer's text */
	char *why;
	size_t why_len;
};

/* Puts words into why[], and returns err. */
int tracedat_say(struct tracedat_reader *r, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Adds a remark to why[], for a file that is read all the same. */
void tracedat_remark(struct tracedat_reader *r, const char *text);

/* Notes that the file ended early. Returns 0. */
int tracedat_cut(struct tracedat_reader *r);

/* The bytes from offset to the file's end. */
struct tracedat_cursor tracedat_at(const struct tracedat_reader *r, uint64_t offset);

/* A section of version 7. Returns 1, 0 when it is cut (noted), or -errno with words. */
int tracedat_section(struct tracedat_reader *r, uint64_t offset, unsigned id,
		     struct tracedat_cursor *c);

/*
 * What an option means, in one of the walks over them; *c is its data alone. Return 0 or -errno with
 * words. _meta: what holds for the whole file. _top, _instance: buffers. _stats: the statistics of
 * the buffer that was loaded, and what only the writer's name can tell.
 */
typedef int tracedat_option_fn(struct tracedat_reader *r, unsigned id, struct tracedat_cursor *c);
tracedat_option_fn tracedat_option_meta, tracedat_option_stats;
tracedat_option_fn tracedat_option_top, tracedat_option_instance;

/*
 * Version 6: a buffer's table of where its CPUs' data are, at *c, and what follows it. Loads the
 * data if no buffer has been loaded. Returns 0 or -errno with words.
 */
int tracedat_table_v6(struct tracedat_reader *r, struct tracedat_cursor *c,
		      struct recording_blob name);

/* The name in brackets of a trace_clock file's text, or all of a text without any. */
struct recording_blob tracedat_clock(struct recording_blob text);

/* The CPU of that number, added when there is none; NULL with *err and words. */
struct recording_cpu *tracedat_cpu(struct tracedat_reader *r, uint64_t nr, int *err);

#endif
