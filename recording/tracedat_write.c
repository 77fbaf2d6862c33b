/* SPDX-License-Identifier: MIT */
/*
 * Writes trace.dat version 6 in one pass, front to back, so that a pipe is as good as a file. The
 * header must name offsets that depend on its own length: it is written twice, first to nowhere to
 * be measured (offsets have a fixed width, so the second time it is as long). The sub-buffers go from
 * where they lie to write(2), never through a buffer.
 *
 * trace-cmd numbers CPUs by their place in the table; CPUs without data get an empty line.
 */
#include <stdio.h>
#include <string.h>

#include "../util/out.h"
#include "recording.h"
#include "tracedat.h"

struct writer {
	struct out out;
	const struct recording *rec;
	uint64_t data_at; /* offset of the first CPU's data */
};

static void put_number(struct writer *w, uint64_t v, unsigned len)
{
	char bytes[8];

	for (unsigned i = 0; i < len; i++)
		bytes[w->rec->big_endian ? len - 1 - i : i] = (char)(v >> 8 * i);
	out_mem(&w->out, bytes, len);
}

static void put_string(struct writer *w, const char *s)
{
	out_mem(&w->out, s, strlen(s) + 1);
}

/* Text behind its length, which is a number of width bytes. */
static void put_blob(struct writer *w, struct recording_blob text, unsigned width)
{
	put_number(w, text.len, width);
	out_mem(&w->out, text.data, text.len);
}

static void put_start(struct writer *w)
{
	const struct recording *rec = w->rec;

	out_mem(&w->out, TRACEDAT_MAGIC, TRACEDAT_MAGIC_LEN);
	put_string(w, "6");
	put_number(w, rec->big_endian ? 1 : 0, 1);
	put_number(w, rec->long_size, 1);
	put_number(w, rec->subbuf_size, 4);
	put_string(w, TRACEDAT_HEADER_PAGE);
	put_blob(w, rec->header_page, 8);
	put_string(w, TRACEDAT_HEADER_EVENT);
	put_blob(w, rec->header_event, 8);
}

static int is_ftrace(const struct recording_format *f)
{
	return !strcmp(f->system, "ftrace");
}

static void put_ftrace_formats(struct writer *w)
{
	const struct recording *rec = w->rec;
	uint32_t nr = 0;

	for (size_t i = 0; i < rec->nr_formats; i++)
		nr += is_ftrace(&rec->formats[i]) != 0;
	put_number(w, nr, 4);
	for (size_t i = 0; i < rec->nr_formats; i++)
		if (is_ftrace(&rec->formats[i]))
			put_blob(w, rec->formats[i].text, 8);
}

/* How many formats from number i on are of the same system; 0 at the end and for "ftrace". */
static size_t system_run(const struct recording *rec, size_t i)
{
	size_t n = i;

	while (n < rec->nr_formats && !is_ftrace(&rec->formats[n]) &&
	       !strcmp(rec->formats[n].system, rec->formats[i].system))
		n++;
	return n - i;
}

/* A system whose formats are not in a row is written as several of the same name. */
static void put_event_formats(struct writer *w)
{
	const struct recording *rec = w->rec;
	uint32_t nr = 0;

	for (size_t i = 0, n; i < rec->nr_formats; i += n ? n : 1) {
		n = system_run(rec, i);
		nr += n != 0;
	}
	put_number(w, nr, 4);
	for (size_t i = 0, n; i < rec->nr_formats; i += n ? n : 1) {
		n = system_run(rec, i);
		if (!n)
			continue;
		put_string(w, rec->formats[i].system);
		put_number(w, n, 4);
		for (size_t k = i; k < i + n; k++)
			put_blob(w, rec->formats[k].text, 8);
	}
}

static void put_option(struct writer *w, unsigned id, size_t len)
{
	put_number(w, id, 2);
	put_number(w, len, 4);
}

static void put_text_option(struct writer *w, unsigned id, const char *before,
			    struct recording_blob text, const char *after)
{
	put_option(w, id, strlen(before) + text.len + strlen(after) + 1);
	out_str(&w->out, before);
	out_mem(&w->out, text.data, text.len);
	put_string(w, after);
}

static struct recording_blob clock_of(const struct recording *rec)
{
	return rec->clock.len ? rec->clock : (struct recording_blob){"local", 5};
}

static void put_cpustat(struct writer *w, const struct recording_cpu *cpu)
{
	const struct recording_stats *s = &cpu->stats;
	struct recording_blob text = cpu->stats_text;
	char before[32], made[256];
	int len;

	if (!text.len) {
		len = snprintf(made, sizeof(made),
			       "entries: %ju\noverrun: %ju\ncommit overrun: %ju\nbytes: %ju\n"
			       "dropped events: %ju\n",
			       (uintmax_t)s->entries, (uintmax_t)s->overrun,
			       (uintmax_t)s->commit_overrun, (uintmax_t)s->bytes,
			       (uintmax_t)s->dropped);
		text = (struct recording_blob){made, (size_t)len};
	}
	snprintf(before, sizeof(before), "CPU: %u\n", cpu->cpu);
	put_text_option(w, OPTION_CPUSTAT, before, text, "");
}

/* saved_cmdlines' name for a tid. */
static struct recording_blob comm_of(const struct recording *rec, int tid)
{
	char key[16];
	size_t len = (size_t)snprintf(key, sizeof(key), "%d ", tid);
	struct recording_blob rest = rec->cmdlines;

	while (rest.len) {
		const char *end = memchr(rest.data, '\n', rest.len);
		size_t line = end ? (size_t)(end - rest.data) : rest.len;

		if (line > len && !memcmp(rest.data, key, len))
			return (struct recording_blob){rest.data + len, line - len};
		line += end != NULL;
		rest.data += line;
		rest.len -= line;
	}
	return (struct recording_blob){"?", 1};
}

/*
 * The traced command's tid has no option of its own. PROCMAPS is for traced processes: number of the
 * process, how many libraries it maps (here none are told), its name.
 */
static void put_command(struct writer *w)
{
	char before[32];

	if (!w->rec->command_tid)
		return;
	snprintf(before, sizeof(before), "%x 0 ", (unsigned)w->rec->command_tid);
	put_text_option(w, OPTION_PROCMAPS, before, comm_of(w->rec, w->rec->command_tid), "\n");
}

static void put_options(struct writer *w)
{
	const struct recording *rec = w->rec;
	char offset[32];

	out_mem(&w->out, TRACEDAT_OPTIONS, TRACEDAT_TAG_LEN);
	if (rec->ts_offset_ns) {
		snprintf(offset, sizeof(offset), "%jd", (intmax_t)rec->ts_offset_ns);
		put_text_option(w, OPTION_OFFSET, offset, (struct recording_blob){0}, "");
	}
	put_text_option(w, OPTION_TRACECLOCK, "[", clock_of(rec), "]");
	if (rec->uname.len)
		put_text_option(w, OPTION_UNAME, "", rec->uname, "");
	if (rec->writer.len)
		put_text_option(w, OPTION_VERSION, "", rec->writer, "");
	put_command(w);
	for (size_t i = 0; i < rec->nr_cpus; i++)
		put_cpustat(w, &rec->cpus[i]);
	put_number(w, OPTION_DONE, 2);
}

/* at, or the next multiple of a sub-buffer. */
static uint64_t aligned(const struct recording *rec, uint64_t at)
{
	return (at + rec->subbuf_size - 1) / rec->subbuf_size * rec->subbuf_size;
}

static void put_table(struct writer *w)
{
	const struct recording *rec = w->rec;
	uint64_t at = w->data_at;
	unsigned nr = 0;

	out_mem(&w->out, TRACEDAT_FLYRECORD, TRACEDAT_TAG_LEN);
	for (size_t i = 0; i < rec->nr_cpus; i++) {
		for (; nr < rec->cpus[i].cpu; nr++) {
			put_number(w, at, 8);
			put_number(w, 0, 8);
		}
		put_number(w, at, 8);
		put_number(w, rec->cpus[i].len, 8);
		at = aligned(rec, at + rec->cpus[i].len);
		nr++;
	}
	put_number(w, clock_of(rec).len + 2, 8);
	out_char(&w->out, '[');
	out_mem(&w->out, clock_of(rec).data, clock_of(rec).len);
	out_char(&w->out, ']');
}

static void put_header(struct writer *w)
{
	const struct recording *rec = w->rec;

	put_start(w);
	put_ftrace_formats(w);
	put_event_formats(w);
	put_blob(w, rec->kallsyms, 4);
	put_blob(w, rec->printk, 4);
	put_blob(w, rec->cmdlines, 8);
	put_number(w, rec->nr_cpus ? rec->cpus[rec->nr_cpus - 1].cpu + 1 : 0, 4);
	put_options(w);
	put_table(w);
}

static void pad_to(struct writer *w, uint64_t at)
{
	static const char zeros[512];

	while (w->out.total < at) {
		uint64_t len = at - w->out.total;

		out_mem(&w->out, zeros, len < sizeof(zeros) ? (size_t)len : sizeof(zeros));
	}
}

static void put_data(struct writer *w)
{
	const struct recording *rec = w->rec;

	for (size_t i = 0; i < rec->nr_cpus && !w->out.error; i++) {
		if (!rec->cpus[i].len)
			continue;
		pad_to(w, aligned(rec, w->out.total));
		out_mem(&w->out, rec->cpus[i].data, (size_t)rec->cpus[i].len);
	}
}

int tracedat_write(const struct recording *rec, int fd)
{
	struct writer w = {.rec = rec};
	int err = out_init(&w.out, -1);

	if (err < 0)
		return err;
	put_header(&w);
	w.data_at = aligned(rec, w.out.total);
	out_fini(&w.out);
	err = out_init(&w.out, fd);
	if (err < 0)
		return err;
	put_header(&w);
	put_data(&w);
	return out_fini(&w.out);
}
