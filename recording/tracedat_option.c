/* SPDX-License-Identifier: MIT */
/*
 * What the options of a trace.dat mean for ftrun. Those that are not named here describe what it has
 * no use for (hooks, guests, libraries of the traced processes).
 */
#include "tracedat_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* An option's text, without the NUL that most of them end with. */
static struct recording_blob text_of(const struct tracedat_cursor *c)
{
	struct recording_blob t = {.data = (const char *)c->p, .len = (size_t)(c->end - c->p)};

	t.len = t.len ? strnlen(t.data, t.len) : 0;
	return t;
}

/* A decimal or hexadecimal number at the start of text; hexadecimal with "0x", or when base is 16. */
static long long number_of(struct recording_blob text, int base)
{
	char s[32] = "";

	if (text.len)
		memcpy(s, text.data, text.len < sizeof(s) ? text.len : sizeof(s) - 1);
	return strtoll(s, NULL, base);
}

/* Steps over word at the start of *text; 1 when it was there. */
static int skip(struct recording_blob *text, const char *word)
{
	size_t len = strlen(word);

	if (text->len < len || memcmp(text->data, word, len))
		return 0;
	text->data += len;
	text->len -= len;
	return 1;
}

struct recording_blob tracedat_clock(struct recording_blob text)
{
	const char *open = text.len ? memchr(text.data, '[', text.len) : NULL, *close;

	if (!open)
		return text;
	open++;
	close = memchr(open, ']', (size_t)(text.data + text.len - open));
	text.len = (size_t)((close ? close : text.data + text.len) - open);
	text.data = open;
	return text;
}

static int read_section(struct tracedat_reader *r, unsigned id, struct tracedat_cursor *option)
{
	static int (*const parts[])(struct recording *, struct tracedat_cursor *) = {
		[OPTION_HEADER_INFO] = tracedat_header_info,
		[OPTION_FTRACE_EVENTS] = tracedat_ftrace_events,
		[OPTION_EVENT_FORMATS] = tracedat_event_formats,
		[OPTION_KALLSYMS] = tracedat_kallsyms,
		[OPTION_PRINTK] = tracedat_printk,
		[OPTION_CMDLINES] = tracedat_cmdlines,
	};
	struct tracedat_cursor c;
	int err;

	if (r->version != 7 || r->sections & 1u << id)
		return 0; /* a second one could only repeat the first, without end */
	r->sections |= 1u << id;
	err = tracedat_section(r, tracedat_number(option, 8), id, &c);
	if (err <= 0)
		return err;
	err = parts[id](r->rec, &c);
	if (err < 0)
		return tracedat_say(
			r, err, err == -ENOMEM ? "out of memory" : "is damaged: section %u", id);
	return c.cut ? tracedat_cut(r) : 0;
}

/* Times are stored as the clock gave them; some options say how to make other times of them. */
static int option_time(struct tracedat_reader *r, unsigned id, struct tracedat_cursor *c)
{
	uint64_t add = (uint64_t)r->rec->ts_offset_ns;

	switch (id) {
	case OPTION_DATE:
		r->rec->ts_offset_ns = (int64_t)(add + 1000 * (uint64_t)number_of(text_of(c), 0));
		break;
	case OPTION_OFFSET:
		r->rec->ts_offset_ns = (int64_t)(add + (uint64_t)number_of(text_of(c), 0));
		break;
	case OPTION_TIME_SHIFT:
		tracedat_remark(r, "its times are those of a guest, not corrected to its host's");
		break;
	case OPTION_TSC2NSEC:
		if (tracedat_number(c, 4))
			return tracedat_say(r, -ENOTSUP,
					    "has times in TSC cycles (TSC2NSEC), which ftrun "
					    "does not convert: `trace-cmd report' does");
		break;
	}
	return 0;
}

int tracedat_option_meta(struct tracedat_reader *r, unsigned id, struct tracedat_cursor *c)
{
	switch (id) {
	case OPTION_DATE:
	case OPTION_OFFSET:
	case OPTION_TIME_SHIFT:
	case OPTION_TSC2NSEC:
		return option_time(r, id, c);
	case OPTION_TRACECLOCK:
		r->rec->clock = tracedat_clock(text_of(c));
		r->has_clock = 1;
		break;
	case OPTION_UNAME:
		r->rec->uname = text_of(c);
		break;
	case OPTION_VERSION:
		r->rec->writer = text_of(c);
		break;
	case OPTION_CPUCOUNT:
		r->nr_cpus = tracedat_number(c, 4);
		break;
	case OPTION_LAST_BOOT:
		tracedat_remark(r, "it was recorded before a reboot: names may be wrong");
		break;
	case OPTION_HEADER_INFO:
	case OPTION_FTRACE_EVENTS:
	case OPTION_EVENT_FORMATS:
	case OPTION_KALLSYMS:
	case OPTION_PRINTK:
	case OPTION_CMDLINES:
		return read_section(r, id, c);
	}
	return 0;
}

/* The lines of a stats file: "entries: 12\noverrun: 0\n" and so on. */
static void parse_stats(struct recording_stats *stats, struct recording_blob text)
{
	const struct {
		const char *key;
		uint64_t *value;
	} lines[] = {
		{"entries: ", &stats->entries},
		{"overrun: ", &stats->overrun},
		{"commit overrun: ", &stats->commit_overrun},
		{"dropped events: ", &stats->dropped},
		{"bytes: ", &stats->bytes},
	};

	while (text.len) {
		const char *end = memchr(text.data, '\n', text.len);
		struct recording_blob line = {text.data,
					      end ? (size_t)(end - text.data) + 1 : text.len};

		text.data += line.len;
		text.len -= line.len;
		for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
			if (skip(&line, lines[i].key))
				*lines[i].value = (uint64_t)number_of(line, 10);
	}
}

/* "\nBuffer: NAME\n" before an instance's, then for each CPU "CPU: n\n" and the text. */
static int option_cpustat(struct tracedat_reader *r, struct recording_blob text)
{
	struct recording_cpu *cpu;
	const char *end;
	long long nr;
	int err;

	if (skip(&text, "\nBuffer: ")) {
		end = text.len ? memchr(text.data, '\n', text.len) : NULL;
		text.len = end ? (size_t)(end - text.data) : text.len;
		r->stats_of = text;
		return 0;
	}
	if (r->stats_of.len != r->buffer.len ||
	    (r->buffer.len && memcmp(r->stats_of.data, r->buffer.data, r->buffer.len)) ||
	    !skip(&text, "CPU: "))
		return 0;
	nr = number_of(text, 10);
	end = text.len ? memchr(text.data, '\n', text.len) : NULL;
	if (!end)
		return 0;
	cpu = tracedat_cpu(r, (uint64_t)nr, &err);
	if (!cpu)
		return err;
	cpu->stats_text.data = end + 1;
	cpu->stats_text.len = text.len - (size_t)(end + 1 - text.data);
	parse_stats(&cpu->stats, cpu->stats_text);
	return 0;
}

int tracedat_option_stats(struct tracedat_reader *r, unsigned id, struct tracedat_cursor *c)
{
	struct recording_blob writer = r->rec->writer;

	if (id == OPTION_CPUSTAT)
		return option_cpustat(r, text_of(c));
	if (id == OPTION_PROCMAPS && skip(&writer, "ftrun "))
		r->rec->command_tid = (int)number_of(text_of(c), 16);
	return 0;
}
