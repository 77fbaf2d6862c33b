/* SPDX-License-Identifier: MIT */
/*
 * fake KIND [-S SORT] [-y BY] [-H GLOB] [-n] [-T TITLE] FILE [FILE]: a report of a trace that is
 * written down as text, so that every case, hostile names included, can be had without a kernel.
 * Takes decode/'s place: it defines trace.h's functions over a list of items.
 *
 *   kernel TEXT          uname of the recording
 *   task TID COMM        the lines below are this task's
 *   cpu N                ... on this CPU
 *   + TS FUNC            OPEN            - TS [r=HEX]          its CLOSE
 *   . TS DUR FUNC [r=HEX] [a=HEX,HEX]    LEAF
 *   ] TS DUR FUNC        CLOSE without entry
 *   ! TS SYSTEM:NAME [key=NUMBER | key=TEXT]...                EVENT
 *   lost TS N            LOST
 *   end TS               END of all that is open
 * FUNC may be NAME[MODULE]; \xNN in names is that byte.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../decode/trace.h"
#include "../../recording/recording.h"
#include "../../report/report.h"
#include "../../util/mem.h"

#define MAX_FIELDS 4
#define MAX_DEPTH 4096

struct trace_event_type {
	char system[64], name[64];
	struct trace_field fields[MAX_FIELDS];
	char keys[MAX_FIELDS][32], text[MAX_FIELDS][128];
	uint64_t values[MAX_FIELDS];
	size_t nr;
};

struct item {
	struct trace_item item;
	uint64_t args[8];
};

struct list {
	struct item **v;
	size_t nr, cap;
};

struct function {
	char *name, *module;
};

struct trace {
	struct trace_task *tasks;
	size_t nr_tasks, tasks_cap;
	struct list *items; /* of each task */
	size_t items_cap;
	struct function *functions; /* address 0x1000 + index */
	size_t nr_functions, functions_cap;
	struct trace_totals totals;
	struct recording rec;
	struct recording_cpu cpus[2];
	unsigned cpu;
};

/* Kept to the end, so that a leak checker's complaints are about the reports. */
static struct trace *loaded[2];

static void grow(void *array, size_t *cap, size_t nr, size_t size)
{
	if (mem_grow(array, cap, nr, size))
		abort();
}

static void unescape(char *s)
{
	char *to = s;

	for (; *s; s++) {
		unsigned byte;

		if (sscanf(s, "\\x%2x", &byte) == 1) {
			*to++ = (char)byte;
			s += 3;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}

static uint64_t function(struct trace *t, char *name)
{
	char *module = strchr(name, '[');
	size_t i;

	if (module) {
		*module++ = '\0';
		module[strcspn(module, "]")] = '\0';
	}
	unescape(name);
	for (i = 0; i < t->nr_functions; i++)
		if (!strcmp(t->functions[i].name, name))
			return 0x1000 + i;
	grow(&t->functions, &t->functions_cap, t->nr_functions, sizeof(*t->functions));
	t->functions[t->nr_functions++] = (struct function){xstrdup(name), xstrdup(module ? module : "")};
	return 0x1000 + i;
}

static struct trace_item *add(struct trace *t, enum trace_kind kind, uint64_t ts)
{
	struct list *list = &t->items[t->nr_tasks - 1];
	struct item *item = xcalloc(1, sizeof(*item));

	grow(&list->v, &list->cap, list->nr, sizeof(*list->v));
	list->v[list->nr++] = item;
	item->item = (struct trace_item){.kind = kind, .cpu = t->cpu, .ts_ns = ts};
	if (!t->totals.last_ns || ts < t->totals.first_ns)
		t->totals.first_ns = ts;
	if (ts > t->totals.last_ns)
		t->totals.last_ns = ts;
	if (!t->tasks[t->nr_tasks - 1].first_ns)
		t->tasks[t->nr_tasks - 1].first_ns = ts;
	t->tasks[t->nr_tasks - 1].last_ns = ts;
	return &item->item;
}

static void extras(struct trace_item *item, char *save)
{
	struct item *holder = (struct item *)item;

	for (char *word; (word = strtok_r(NULL, " ", &save));) {
		if (!strncmp(word, "r=", 2)) {
			item->flags |= TRACE_HAS_RETVAL;
			item->retval = strtoull(word + 2, NULL, 16);
		} else if (!strncmp(word, "a=", 2)) {
			item->args = holder->args;
			for (char *p = word + 2; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL)
				holder->args[item->nr_args++] = strtoull(p, NULL, 16);
		}
	}
}

static void add_event(struct trace *t, uint64_t ts, char *save)
{
	struct trace_item *item = add(t, TRACE_EVENT, ts);
	struct trace_event_type *type = xcalloc(1, sizeof(*type));
	char *word = strtok_r(NULL, " ", &save);

	unescape(word);
	sscanf(word, "%63[^:]:%63[^\1]", type->system, type->name);
	item->event = type;
	item->data = (const uint8_t *)type;
	while ((word = strtok_r(NULL, " ", &save))) {
		size_t i = type->nr++;
		char *end, *value = strchr(word, '=');

		*value++ = '\0';
		unescape(value);
		snprintf(type->keys[i], sizeof(type->keys[i]), "%s", word);
		snprintf(type->text[i], sizeof(type->text[i]), "%s", value);
		type->values[i] = (uint64_t)strtoll(value, &end, 0);
		type->fields[i] = (struct trace_field){.name = type->keys[i], .type = "long", .size = 8,
						       .is_signed = 1, .kind = FIELD_INT};
		if (*end)
			type->fields[i] = (struct trace_field){.name = type->keys[i], .type = "char[]",
							       .kind = FIELD_STRING, .is_string = 1};
	}
}

static void parse_line(struct trace *t, char *line)
{
	char *save, *word = strtok_r(line, " ", &save), *arg = strtok_r(NULL, " ", &save);
	uint64_t ts = arg ? strtoull(arg, NULL, 10) : 0;
	struct trace_item *item;

	if (!strcmp(word, "kernel")) {
		arg[strlen(arg)] = ' ';
		t->rec.uname.data = xstrdup(arg);
		t->rec.uname.len = strlen(arg);
	} else if (!strcmp(word, "task")) {
		grow(&t->tasks, &t->tasks_cap, t->nr_tasks, sizeof(*t->tasks));
		grow(&t->items, &t->items_cap, t->nr_tasks, sizeof(*t->items));
		unescape(save);
		t->tasks[t->nr_tasks] = (struct trace_task){.tid = atoi(arg), .comm = xstrdup(save)};
		t->items[t->nr_tasks++] = (struct list){0};
		t->totals.tasks = t->nr_tasks;
	} else if (!strcmp(word, "cpu")) {
		t->cpu = (unsigned)ts;
	} else if (!strcmp(word, "+")) {
		item = add(t, TRACE_OPEN, ts);
		item->func = function(t, strtok_r(NULL, " ", &save));
		extras(item, save);
	} else if (!strcmp(word, "-")) {
		extras(add(t, TRACE_CLOSE, ts), save);
	} else if (!strcmp(word, ".") || !strcmp(word, "]")) {
		item = add(t, *word == '.' ? TRACE_LEAF : TRACE_CLOSE, ts);
		t->totals.exits++;
		item->flags = *word == ']' ? TRACE_NO_ENTRY : 0;
		item->duration_ns = item->self_ns = strtoull(strtok_r(NULL, " ", &save), NULL, 10);
		item->start_ns = *word == '.' ? ts : ts - item->duration_ns;
		item->func = function(t, strtok_r(NULL, " ", &save));
		extras(item, save);
	} else if (!strcmp(word, "!")) {
		add_event(t, ts, save);
	} else if (!strcmp(word, "lost")) {
		item = add(t, TRACE_LOST, ts);
		item->lost = strtoull(save, NULL, 10);
		t->totals.lost += item->lost;
		t->totals.lost_gaps += !item->lost;
	} else if (!strcmp(word, "end")) {
		add(t, TRACE_END, ts);
	}
}

static struct trace *load(const char *path)
{
	struct trace *t = xcalloc(1, sizeof(*t));
	FILE *f = path ? fopen(path, "r") : NULL;
	char line[4096];

	if (!f)
		exit(2);
	loaded[!!loaded[0]] = t;
	t->rec.cpus = t->cpus;
	t->rec.nr_cpus = 2;
	t->cpus[1].cpu = 1;
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (*line && *line != '#')
			parse_line(t, line);
	}
	fclose(f);
	return t;
}

struct walking {
	struct trace_frame frames[MAX_DEPTH];
	unsigned nr;
	trace_sink_fn *sink;
	void *ctx;
};

/* Gives an item the frames around it, and a call its duration. */
static int hand_out(struct walking *w, struct trace_item *item)
{
	item->frames = w->frames;
	item->nr_frames = w->nr;
	item->depth = (int32_t)w->nr;
	if (w->nr && (item->kind == TRACE_LEAF || item->kind == TRACE_CLOSE || item->kind == TRACE_END))
		w->frames[w->nr - 1].children_ns += item->duration_ns;
	return w->sink(w->ctx, item);
}

static int close_frame(struct walking *w, struct trace_item *item)
{
	const struct trace_frame *frame = &w->frames[--w->nr];

	item->func = frame->func;
	item->start_ns = frame->start_ns;
	item->duration_ns = item->ts_ns - frame->start_ns;
	item->self_ns = item->duration_ns - frame->children_ns;
	return hand_out(w, item);
}

int trace_walk(struct trace *t, size_t index, trace_sink_fn *sink, void *ctx)
{
	struct walking *w = xcalloc(1, sizeof(*w));
	int err = 0;

	w->sink = sink;
	w->ctx = ctx;
	for (size_t i = 0; i < t->items[index].nr && !err; i++) {
		struct trace_item item = t->items[index].v[i]->item;

		if (item.kind == TRACE_END) {
			while (w->nr && !err)
				err = close_frame(w, &item);
		} else if (item.kind == TRACE_CLOSE && !(item.flags & TRACE_NO_ENTRY)) {
			err = close_frame(w, &item);
		} else {
			err = hand_out(w, &item);
		}
		if (item.kind == TRACE_OPEN)
			w->frames[w->nr++] = (struct trace_frame){.func = item.func, .start_ns = item.ts_ns};
	}
	free(w);
	return err;
}

const struct trace_task *trace_tasks(const struct trace *t, size_t *nr)
{
	*nr = t->nr_tasks;
	return t->tasks;
}

const struct trace_totals *trace_totals(const struct trace *t)
{
	return &t->totals;
}

const struct recording *trace_recording(const struct trace *t)
{
	return &t->rec;
}

const char *trace_symbol(struct trace *t, uint64_t addr, const char **module)
{
	if (module)
		*module = t->functions[addr - 0x1000].module;
	return t->functions[addr - 0x1000].name;
}

const char *trace_event_system(const struct trace_event_type *type)
{
	return type->system;
}

const char *trace_event_name(const struct trace_event_type *type)
{
	return type->name;
}

const struct trace_field *trace_event_fields(const struct trace_event_type *type, size_t *nr)
{
	*nr = type->nr;
	return type->fields;
}

uint64_t trace_field_u64(const struct trace *t, const struct trace_item *item,
			 const struct trace_field *field)
{
	(void)t;
	return item->event->values[field - item->event->fields];
}

const uint8_t *trace_field_bytes(const struct trace *t, const struct trace_item *item,
				 const struct trace_field *field, size_t *len)
{
	const char *text = item->event->text[field - item->event->fields];

	(void)t;
	*len = strlen(text);
	return (const uint8_t *)text;
}

size_t trace_args_text(struct trace *t, const struct trace_item *item, char *buf, size_t len)
{
	(void)t;
	(void)item;
	return (size_t)snprintf(buf, len, "()");
}

/* There are no stacks here; tests/unit and real recordings have them. */
int trace_is_stack(const struct trace_item *item)
{
	(void)item;
	return 0;
}

size_t trace_stack(const struct trace *trace, const struct trace_item *item, uint64_t *frames, size_t max)
{
	(void)trace;
	(void)item;
	(void)frames;
	(void)max;
	return 0;
}

size_t trace_address_text(struct trace *trace, uint64_t addr, char *buf, size_t len)
{
	(void)trace;
	return (size_t)snprintf(buf, len, "0x%llx", (unsigned long long)addr);
}

size_t trace_event_text(struct trace *t, const struct trace_item *item, char *buf, size_t len)
{
	(void)t;
	return (size_t)snprintf(buf, len, "%s=%s", item->event->keys[0], item->event->text[0]);
}

static int choose(const char *const *words, const char *word)
{
	for (int i = 0; words[i]; i++)
		if (!strcmp(words[i], word))
			return i;
	exit(2);
}

static int run(const char *kind, struct trace *a, const char *other,
	       const struct report_options *opt, struct out *out)
{
	char line[512];
	int err;

	if (!strcmp(kind, "diff"))
		return report_diff(a, load(other), opt, out);
	if (strcmp(kind, "verdict"))
		return report_find(kind)->run(a, opt, out);
	err = report_verdict(a, "test", line, sizeof(line));
	out_printf(out, "%s\n", line);
	return err;
}

int main(int argc, char **argv)
{
	static const char *const sorts[] = {"total", "self", "avg", "max", "count", "name", NULL};
	static const char *const bys[] = {"none", "syscall", "task", "cpu", "parent", NULL};
	struct report_options opt = {0};
	struct out out;
	int c, err;

	for (optind = 2; (c = getopt(argc, argv, "S:y:H:T:n")) > 0;) {
		if (c == 'S')
			opt.sort = (enum report_sort)choose(sorts, optarg);
		else if (c == 'y')
			opt.by = (enum report_by)choose(bys, optarg);
		else if (c == 'H')
			opt.hist = optarg;
		else if (c == 'T')
			opt.title = optarg;
		else
			opt.by_count = 1;
	}
	if (argc - optind < 1 || out_init(&out, STDOUT_FILENO))
		return 2;
	err = run(argv[1], load(argv[optind]), argv[optind + 1], &opt, &out);
	if (out_fini(&out))
		return 2;
	if (err)
		fprintf(stderr, "%s\n", strerror(-err));
	return err ? 1 : 0;
}
