/* SPDX-License-Identifier: MIT */
/*
 * Names are resolved here, from available_events, and each event is enabled on its own: set_event
 * takes a glob that matches nothing of a system without a word, and could not be told from others'.
 * An event's filter belongs to the stage: one that somebody left at the top level is put aside.
 */
#include "event.h"

#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/mem.h"
#include "../util/near.h"
#include "errorlog.h"

void events_add(struct events *list, const char *system, const char *name, const char *filter,
		const char *option, const char *asked)
{
	struct event *e;

	for (size_t i = 0; i < list->nr; i++) {
		e = &list->v[i];
		if (strcmp(e->system, system) || strcmp(e->name, name))
			continue;
		if (filter) {
			free(e->filter);
			e->filter = xstrdup(filter);
		}
		return;
	}
	list->v = xreallocarray(list->v, list->nr + 1, sizeof(*list->v));
	e = &list->v[list->nr++];
	*e = (struct event){xstrdup(system), xstrdup(name), filter ? xstrdup(filter) : NULL, option,
			    asked};
}

void events_fini(struct events *list)
{
	for (size_t i = 0; i < list->nr; i++) {
		free(list->v[i].system);
		free(list->v[i].name);
		free(list->v[i].filter);
	}
	free(list->v);
	*list = (struct events){NULL, 0};
}

char *events_split_filter(char *text)
{
	char *at = strstr(text, " if "), *end = at;

	if (!at)
		return NULL;
	while (end > text && end[-1] == ' ')
		*--end = 0;
	*at = 0;
	at += 4;
	return at + strspn(at, " ");
}

/* A glob with a colon is for "system:name", one without for either. line is split for the moment. */
static int matches(const char *glob, char *line)
{
	char *colon = strchr(line, ':');
	int yes;

	if (!colon || strchr(glob, ':'))
		return !fnmatch(glob, line, 0);
	*colon = 0;
	yes = !fnmatch(glob, line, 0) || !fnmatch(glob, colon + 1, 0);
	*colon = ':';
	return yes;
}

static int read_available(char **text)
{
	int ret = tracefs_read(TRACEFS_TOP, "available_events", text);

	return ret < 0 ? ret : 0;
}

/* The lines of available_events; text is used up. */
static struct words split_lines(char *text)
{
	struct words w = {NULL, 0, 0};
	char *save;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		words_add(&w, line);
	return w;
}

static void no_such_event(const char *spec, const char *glob, const struct words *available)
{
	struct near whole = {.word = glob}, part = {.word = glob};
	char text[512];

	for (size_t i = 0; i < available->nr; i++) {
		near_offer(&whole, available->v[i]);
		if (!strchr(glob, ':'))
			near_offer(&part, strchrnul(available->v[i], ':') + 1);
	}
	die("-e %s: no such event%s; ftrun --list-events shows all", spec,
	    near_text(part.names[0] ? &part : &whole, text, sizeof(text)));
}

static void find_one(struct events *list, const char *spec, const struct words *available)
{
	char *glob = xstrdup(spec), *filter = events_split_filter(glob), *colon;
	size_t nr = 0;

	for (size_t i = 0; i < available->nr; i++) {
		if (!matches(glob, available->v[i]))
			continue;
		colon = strchr(available->v[i], ':');
		*colon = 0;
		events_add(list, available->v[i], colon + 1, filter, "-e", spec);
		*colon = ':';
		nr++;
	}
	if (!nr)
		no_such_event(spec, glob, available);
	free(glob);
}

void events_find(struct events *list, const struct words *specs)
{
	struct words available;
	char *text;
	int ret;

	if (!specs->nr)
		return;
	ret = read_available(&text);
	if (ret) {
		errno = -ret;
		die_errno("%s/available_events", tracefs_path());
	}
	available = split_lines(text);
	for (size_t i = 0; i < specs->nr; i++)
		find_one(list, specs->v[i], &available);
	words_fini(&available);
	free(text);
}

static const char *event_file(const struct event *e, const char *file, char *path, size_t len)
{
	snprintf(path, len, "events/%s/%s/%s", e->system, e->name, file);
	return path;
}

static void set_filter(const struct event *e)
{
	char path[320], why[256];
	int ret = tracefs_set(TRACEFS_STAGE, event_file(e, "filter", path, sizeof(path)),
			      e->filter ? e->filter : "0");

	if (!ret || (ret == -ENOENT && !e->filter))
		return;
	errorlog_say(TRACEFS_STAGE, e->filter ? e->filter : "", why, sizeof(why));
	die("%s %s: the filter of %s:%s: %s", e->option, e->asked, e->system, e->name,
	    why[0] ? why : strerror(-ret));
}

void events_arm(const struct events *list)
{
	char path[320];
	int ret;

	for (size_t i = 0; i < list->nr; i++) {
		const struct event *e = &list->v[i];

		set_filter(e);
		ret = tracefs_set(TRACEFS_STAGE, event_file(e, "enable", path, sizeof(path)), "1");
		if (ret)
			die("%s %s: %s:%s: cannot be enabled: %s", e->option, e->asked, e->system,
			    e->name, strerror(-ret));
	}
}

/* KernelShark looks for these in every recording, and complains where it cannot find them. */
static void add_switches(struct events *list)
{
	static const char *const names[] = {"sched_switch", "sched_waking"};
	char file[64];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(file, sizeof(file), "events/sched/%s/format", names[i]);
		if (tracefs_has(TRACEFS_TOP, file))
			events_add(list, "sched", names[i], NULL, NULL, NULL);
	}
}

void events_formats(struct events *list, struct recording *rec, int switches)
{
	char path[320], *text;
	int len;

	if (switches)
		add_switches(list);
	for (size_t i = 0; i < list->nr; i++) {
		const struct event *e = &list->v[i];

		len = tracefs_read(TRACEFS_TOP, event_file(e, "format", path, sizeof(path)), &text);
		if (len < 0)
			die("%s/%s: %s", tracefs_path(), path, strerror(-len));
		if (recording_add_format(rec, e->system, text, (size_t)len))
			die("out of memory");
		free(text);
	}
}

/* Adds the names of the fields in a format file: the last word of "field:unsigned long args[6];". */
static void add_fields(struct words *fields, char *text)
{
	char *line, *save, *name, *end;

	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		name = strstr(line, "field:");
		end = name ? strchr(name, ';') : NULL;
		if (!end)
			continue;
		if (end[-1] == ']')
			while (end > name && *end != '[')
				end--;
		for (*end = 0, name = end; isalnum((unsigned char)name[-1]) || name[-1] == '_';
		     name--)
			;
		if (strncmp(name, "common_", 7) && !words_contain(fields, name))
			words_add(fields, name);
	}
}

/* "a, b, c", as many as fit; what the kernel adds to a probe is not worth a word. */
static const char *fields_text(const struct words *fields, char *text, size_t len)
{
	size_t at = 0;

	text[0] = 0;
	for (size_t i = 0; i < fields->nr && at + strlen(fields->v[i]) + 8 < len; i++)
		if (strncmp(fields->v[i], "__probe_", 8))
			at += (size_t)sprintf(text + at, "%s%s", at ? ", " : "", fields->v[i]);
	return at ? text : "none";
}

void events_check_field(const struct events *list, const char *field)
{
	struct words fields = {NULL, 0, 0};
	char path[320], names[400], *text;

	for (size_t i = 0; i < list->nr; i++) {
		if (tracefs_read(TRACEFS_TOP, event_file(&list->v[i], "format", path, sizeof(path)),
				 &text) < 0)
			continue;
		add_fields(&fields, text);
		free(text);
	}
	if (!list->nr)
		die("--by=%s: neither syscall, task, cpu nor parent; fields are for -e and -k",
		    field);
	if (!words_contain(&fields, field))
		die("--by=%s: no event that is recorded has such a field; there are: %s", field,
		    fields_text(&fields, names, sizeof(names)));
	words_fini(&fields);
}

int events_list(const char *glob)
{
	struct words available;
	char *text, why[512];
	int nr = 0, ret;

	if (tracefs_find(why, sizeof(why)))
		die("%s", why);
	ret = read_available(&text);
	if (ret)
		die("%s/available_events: %s", tracefs_path(), strerror(-ret));
	available = split_lines(text);
	for (size_t i = 0; i < available.nr; i++) {
		if (glob[0] && !matches(glob, available.v[i]))
			continue;
		puts(available.v[i]);
		nr++;
	}
	words_fini(&available);
	free(text);
	if (!nr)
		warn("--list-events=%s: no such event; --list-events alone shows all", glob);
	if (fflush(stdout))
		die_errno("stdout");
	return !nr;
}
