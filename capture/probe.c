/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/mem.h"
#include "binary.h"
#include "errorlog.h"
#include "functions.h"
#include "usdt.h"

/* Returns that can be under way at once before the kernel misses one; its own default is 2 per CPU. */
#define RETURNS	     512
#define NAME_MAX_LEN 60

struct probe {
	const char *asked;  /* as the user wrote it */
	const char *option; /* "-k " or "--stack=", for messages */
	int exact;	    /* 1: under no other name */
	char *text;	    /* owned: where the rest points to */
	char *place;	    /* before the colon: binary or module, or NULL */
	char *symbol;	    /* behind it */
	char *provider;	    /* of a static probe, whose name is symbol; or NULL */
	const char *args;   /* "" none */
	char *filter;	    /* NULL none */
	int is_return;
	int is_user;
	char *file;		      /* of a user probe: its absolute path; owned */
	char name[NAME_MAX_LEN + 16]; /* of the event */
};

static int is_module(const char *name)
{
	char path[300];

	snprintf(path, sizeof(path), "/sys/module/%.200s", name);
	return !strchr(name, '/') && access(path, F_OK) == 0;
}

/* One blank for each run of them, as the kernel's own copy has it. */
static void squeeze(char *s)
{
	char *to = s;

	for (; *s; s++)
		if (!isspace((unsigned char)*s))
			*to++ = *s;
		else if (s[1] && !isspace((unsigned char)s[1]))
			*to++ = ' ';
	*to = 0;
}

/* Splits the definition into its parts. */
static void parse(struct probe *p, const char *asked)
{
	char *colon, *percent, *blank;

	*p = (struct probe){.asked = asked, .text = xstrdup(asked), .option = "-k "};
	squeeze(p->text);
	p->symbol = p->text + strspn(p->text, " ");
	p->filter = events_split_filter(p->symbol);
	blank = p->symbol + strcspn(p->symbol, " ");
	if (*blank)
		*blank++ = 0;
	p->args = blank;
	percent = strrchr(p->symbol, '%');
	if (percent && strcmp(percent, "%return"))
		die("%s%s: %s: only %%return can follow a function", p->option, p->asked, percent);
	if (percent) {
		p->is_return = 1;
		*percent = 0;
	}
	colon = strrchr(p->symbol, ':');
	if (colon) {
		*colon = 0;
		p->place = p->symbol;
		p->symbol = colon + 1;
		p->is_user = !is_module(p->place);
	}
	if (!*p->symbol)
		die("%s%s: names no function", p->option, p->asked);
}

/* Only the kernel's functions have a kernel stack to speak of. */
static void parse_stack(struct probe *p, const char *asked)
{
	char *colon;

	*p = (struct probe){
		.asked = asked, .text = xstrdup(asked), .option = "--stack=", .args = ""};
	p->symbol = p->text;
	colon = strchr(p->text, ':');
	if (colon) {
		*colon = 0;
		p->place = p->text;
		p->symbol = colon + 1;
	}
	if (!*p->symbol || strpbrk(p->symbol, "%*?[") || (p->place && !is_module(p->place)))
		die("%s%s: takes functions of the kernel, FUNC or MODULE:FUNC", p->option,
		    p->asked);
}

/* A second colon parts a static probe's provider from the file, unless a file has such a name. */
static void find_file(struct probe *p)
{
	char *colon = strrchr(p->place, ':');

	p->file = binary_find(p->place);
	if (!p->file && colon) {
		*colon = 0;
		p->provider = colon + 1;
		p->file = binary_find(p->place);
	}
	if (p->provider && p->is_return)
		die("%s%s: a static probe has no return", p->option, p->asked);
	if (!p->file)
		die("%s%s: %s: %s", p->option, p->asked, p->place,
		    strchr(p->place, '/') ? strerror(errno)
					  : "neither a loaded module nor a program or library that "
					    "could be found");
	if (strpbrk(p->file, " \t\n"))
		die("%s%s: %s: the kernel takes no path with blanks", p->option, p->asked, p->file);
}

static int is_taken(const struct events *list, const char *group, const char *name)
{
	for (size_t i = 0; i < list->nr; i++)
		if (!strcmp(list->v[i].system, group) && !strcmp(list->v[i].name, name))
			return 1;
	return 0;
}

/* The event's name: the function's, with "__return" as perf has it, a number where there are two. */
static void choose_name(struct probe *p, const struct events *list, const char *group)
{
	size_t len;

	snprintf(p->name, sizeof(p->name), "%s%.*s%s",
		 isdigit((unsigned char)p->symbol[0]) ? "at_" : "", NAME_MAX_LEN - 12, p->symbol,
		 p->is_return ? "__return" : "");
	for (char *c = p->name; *c; c++)
		if (!isalnum((unsigned char)*c))
			*c = '_';
	len = strlen(p->name);
	for (unsigned nr = 2; is_taken(list, group, p->name); nr++)
		snprintf(p->name + len, sizeof(p->name) - len, "_%u", nr);
}

static int define(const struct probe *p, const char *group, const char *symbol, char **line)
{
	const char *file = p->is_user ? "uprobe_events" : "kprobe_events";
	char *undo = xasprintf("-:%s/%s", group, p->name), returns[16] = "";
	int ret;

	if (p->is_return && !p->is_user)
		snprintf(returns, sizeof(returns), "%d", RETURNS);
	if (p->is_user)
		*line = xasprintf("%c:%s/%s %s:0x%llx%s%s", p->is_return ? 'r' : 'p', group,
				  p->name, p->file,
				  (unsigned long long)binary_place(p->file, symbol, p->asked),
				  *p->args ? " " : "", p->args);
	else
		*line = xasprintf("%c%s:%s/%s %s%s%s%s%s", p->is_return ? 'r' : 'p', returns, group,
				  p->name, p->place ? p->place : "", p->place ? ":" : "", symbol,
				  *p->args ? " " : "", p->args);
	ret = tracefs_append(file, *line, undo);
	free(undo);
	return ret;
}

/* A static probe that is in several places is one event with as many uprobes. */
static int define_static(const struct probe *p, const char *group, char **line)
{
	char *undo = xasprintf("-:%s/%s", group, p->name);
	struct words places = {NULL, 0, 0}, args = {NULL, 0, 0};
	int ret = 0;

	*line = NULL;
	usdt_find(&places, &args, p->file, p->provider, p->symbol, p->asked);
	for (size_t i = 0; i < places.nr && !ret; i++) {
		const char *fetch = *p->args ? p->args : args.v[i];

		free(*line);
		*line = xasprintf("p:%s/%s %s%s%s", group, p->name, places.v[i], *fetch ? " " : "",
				  fetch);
		ret = tracefs_append("uprobe_events", *line, undo);
	}
	words_fini(&places);
	words_fini(&args);
	free(undo);
	return ret;
}

static int is_unknown_symbol(int ret, const char *why)
{
	return ret == -ENOENT || strstr(why, "address or symbol");
}

/* Up to Linux 5.10 $arg1 is refused first: it has a meaning only where a function begins. */
static int may_be_unknown_symbol(const char *why)
{
	return strstr(why, "Invalid $-") != NULL;
}

/*
 * Another kernel's name for the function, if there is just one; else NULL, or where the kernel surely
 * has no such function dies with what is near.
 */
static char *instead_of(const struct probe *p, int surely)
{
	struct words found = {NULL, 0, 0};
	struct functions f;
	const char *how;
	char *name = NULL, *why;

	functions_load(&f);
	how = p->exact || functions_have(&f, p->symbol) ? NULL
							: functions_instead(&f, p->symbol, &found);
	if (!how || found.nr != 1) {
		if (!surely)
			goto out;
		why = xasprintf("%s%s", p->option, functions_why(&f, p->symbol));
		die("%s", why);
	}
	name = xstrdup(found.v[0]);
	warn("%s%s: %s here (%s)", p->option, p->symbol, name, how);
out:
	words_fini(&found);
	functions_fini(&f);
	return name;
}

/* The first refusal may be for a name that this kernel does not have. */
static void define_or_die(const struct probe *p, const char *group)
{
	char *line, *symbol = NULL, why[256];
	int ret, surely;

	ret = p->provider ? define_static(p, group, &line) : define(p, group, p->symbol, &line);
	if (ret)
		errorlog_reason(TRACEFS_TOP, line, why, sizeof(why));
	surely = ret && is_unknown_symbol(ret, why);
	if (ret && !p->is_user && !p->place && !strchr(p->symbol, '+') &&
	    (surely || may_be_unknown_symbol(why)))
		symbol = instead_of(p, surely);
	if (symbol) {
		free(line);
		ret = define(p, group, symbol, &line);
		free(symbol);
	}
	if (ret) {
		errorlog_say(TRACEFS_TOP, line, why, sizeof(why));
		die("%s%s: %s%s", p->option, p->asked,
		    why[0] ? why
		    : ret == -ENOENT && !p->is_user
			    ? "no such kernel function, or this kernel lacks CONFIG_KPROBE_EVENTS"
			    : strerror(-ret),
		    strstr(why, "Failed to register") ? "; the kernel lets no probe be there (its "
							"own entry code, or probes use it)"
						      : "");
	}
	free(line);
}

/* ftrun_PID, or with a letter where a namesake of another pid namespace has that. */
static void choose_group(char *group, size_t len)
{
	char path[80];

	for (char c = 'a'; c <= 'z'; c++) {
		snprintf(group, len, "ftrun_%d%c", (int)getpid(), c);
		if (c == 'a')
			group[strlen(group) - 1] = 0;
		snprintf(path, sizeof(path), "events/%s", group);
		if (!tracefs_has(TRACEFS_TOP, path))
			return;
	}
}

static int is_repeated(const struct words *list, size_t i)
{
	for (size_t before = 0; before < i; before++)
		if (!strcmp(list->v[before], list->v[i]))
			return 1;
	return 0;
}

static void add_probe(struct events *list, struct probe *p, const char *group, const char *option)
{
	if (p->is_user)
		find_file(p);
	if (!tracefs_has(TRACEFS_TOP, p->is_user ? "uprobe_events" : "kprobe_events"))
		die("%s%s: this kernel lacks it; it needs CONFIG_%cPROBE_EVENTS=y", p->option,
		    p->asked, p->is_user ? 'U' : 'K');
	choose_name(p, list, group);
	define_or_die(p, group);
	events_add(list, group, p->name, p->filter, option, p->asked);
	free(p->file);
	free(p->text);
}

/* Those of stacks first: they get the functions' names, by which their stacks are found again. */
void probes_define(struct events *list, const struct capture_options *opt)
{
	const struct words *stacks = &opt->stacks, *defs = &opt->probes;
	char group[32];
	struct probe p;

	if (stacks->nr || defs->nr)
		choose_group(group, sizeof(group));
	for (size_t i = 0; i < stacks->nr; i++) {
		if (is_repeated(stacks, i))
			continue;
		parse_stack(&p, stacks->v[i]);
		p.exact = opt->exact;
		add_probe(list, &p, group, "--stack");
	}
	for (size_t i = 0; i < defs->nr; i++) {
		parse(&p, defs->v[i]);
		p.exact = opt->exact;
		add_probe(list, &p, group, "-k");
	}
}

unsigned long long probes_missed(const struct events *list)
{
	unsigned long long hits, misses, sum = 0;
	char *text, *save, name[128];

	int ret = tracefs_read(TRACEFS_TOP, "kprobe_profile", &text);

	if (ret == -ENOENT)
		return 0;
	if (ret < 0)
		die("%s/kprobe_profile: %s", tracefs_path(), strerror(-ret));
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		for (size_t i = 0; i < list->nr; i++)
			if (sscanf(line, " %127s %llu %llu", name, &hits, &misses) == 3 &&
			    !strcmp(name, list->v[i].name) &&
			    !strncmp(list->v[i].system, "ftrun_", 6))
				sum += misses;
	free(text);
	return sum;
}
