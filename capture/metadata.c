/* SPDX-License-Identifier: MIT */
#include "metadata.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/mem.h"
#include "params.h"

/* Format files are at the top level; from 6.12 an instance has its own, with its sub-buffer's size. */
static enum tracefs_dir events_dir(void)
{
	return tracefs_has(TRACEFS_STAGE, "events/header_page") ? TRACEFS_STAGE : TRACEFS_TOP;
}

static void take(struct recording *rec, struct recording_blob *blob, char *text, int len)
{
	if (recording_own_heap(rec, text))
		die("out of memory");
	blob->data = text;
	blob->len = (size_t)len;
}

/* Reads a file; returns its text, which the caller owns, or NULL when this kernel lacks it or its folder. */
static char *read_file(enum tracefs_dir dir, const char *file, int *len)
{
	char *text;

	*len = tracefs_read(dir, file, &text);
	if (*len < 0 && *len != -ENOENT && *len != -ENOTDIR)
		die("%s/%s: %s", tracefs_path(), file, strerror(-*len));
	return *len < 0 ? NULL : text;
}

static void take_file(struct recording *rec, struct recording_blob *blob, enum tracefs_dir dir,
		      const char *file)
{
	int len;
	char *text = read_file(dir, file, &len);

	if (text)
		take(rec, blob, text, len);
}

/* The number behind key in the line of header_page that declares a field. */
static unsigned field_number(const char *text, const char *field, const char *key)
{
	const char *line = strstr(text, field), *at = line ? strstr(line, key) : NULL;

	return at ? (unsigned)strtoul(at + strlen(key), NULL, 10) : 0;
}

void metadata_header(struct recording *rec)
{
	const uint16_t probe = 1;

	take_file(rec, &rec->header_page, events_dir(), "events/header_page");
	take_file(rec, &rec->header_event, events_dir(), "events/header_event");
	if (!rec->header_page.len || !rec->header_event.len)
		die("%s/events/header_page: cannot be read", tracefs_path());
	rec->big_endian = *(const uint8_t *)&probe == 0;
	rec->long_size = field_number(rec->header_page.data, " commit;", "size:");
	rec->subbuf_size = field_number(rec->header_page.data, " data;", "offset:") +
			   field_number(rec->header_page.data, " data;", "size:");
	if (!rec->long_size || rec->subbuf_size < 64)
		die("%s/events/header_page: not understood", tracefs_path());
}

static uint64_t stat_number(const char *text, const char *key)
{
	const char *at = strstr(text, key);

	return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

void metadata_stats(struct recording *rec)
{
	char file[64];

	for (size_t i = 0; i < rec->nr_cpus; i++) {
		struct recording_cpu *c = &rec->cpus[i];

		snprintf(file, sizeof(file), "per_cpu/cpu%u/stats", c->cpu);
		take_file(rec, &c->stats_text, TRACEFS_STAGE, file);
		if (!c->stats_text.len)
			continue;
		c->stats.entries = stat_number(c->stats_text.data, "entries: ");
		c->stats.overrun = stat_number(c->stats_text.data, "\noverrun: ");
		c->stats.commit_overrun = stat_number(c->stats_text.data, "commit overrun: ");
		c->stats.bytes = stat_number(c->stats_text.data, "bytes: ");
		c->stats.dropped = stat_number(c->stats_text.data, "dropped events: ");
	}
}

/* A format that this kernel lacks is no event that it could have recorded. */
static int add_format(void *ctx, const char *name)
{
	struct recording *rec = ctx;
	char file[320], *text;
	int len;

	snprintf(file, sizeof(file), "events/ftrace/%s/format", name);
	text = read_file(events_dir(), file, &len);
	if (!text)
		return 0;
	if (recording_add_format(rec, "ftrace", text, (size_t)len))
		die("out of memory");
	free(text);
	return 0;
}

/* The clock in use is the bracketed word. */
static void take_clock(struct recording *rec)
{
	int len;
	char *text = read_file(TRACEFS_STAGE, "trace_clock", &len), *mark, *end;

	mark = text ? strchr(text, '[') : NULL;
	end = mark ? strchr(mark, ']') : NULL;
	if (end && recording_copy(rec, &rec->clock, mark + 1, (size_t)(end - mark - 1)))
		die("out of memory");
	free(text);
}

void metadata_rest(struct recording *rec, const struct capture_options *opt)
{
	struct utsname u;
	char *text;
	int ret;

	if (opt->keep || opt->tracer || opt->event_stacks) {
		ret = tracefs_each(events_dir(), "events/ftrace", add_format, rec);
		if (ret)
			die("%s/events/ftrace: %s", tracefs_path(), strerror(-ret));
		take_file(rec, &rec->printk, TRACEFS_TOP, "printk_formats");
	} else {
		add_format(rec, "funcgraph_entry");
		add_format(rec, "funcgraph_exit");
		add_format(rec, "funcgraph_retaddr_entry");
	}
	if (opt->args)
		params_take(rec);
	take_clock(rec);
	uname(&u);
	text = xasprintf("%s %s %s %s", u.sysname, u.nodename, u.release, u.machine);
	take(rec, &rec->uname, text, (int)strlen(text));
	if (recording_copy(rec, &rec->writer, "ftrun " VERSION, strlen("ftrun " VERSION)))
		die("out of memory");
}
