/* SPDX-License-Identifier: MIT */
/*
 * live FILE.dat SEED: what the walks of a live trace hand out, fed in pieces of any size, is task by task
 * what one walk of the whole recording hands out; also when each window is walked twice. Pieces are cut
 * as capture/ would get them: all that had been recorded when a round began, and at times more.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../decode/live.h"

struct text {
	char *v;
	size_t len;
	int tid, cpu;
};

struct texts {
	struct text *v;
	size_t nr;
	struct trace *trace;
	struct text *now;
	FILE *out;
};

static struct text *text_of(struct texts *all, const struct trace_task *task)
{
	for (size_t i = 0; i < all->nr; i++)
		if (all->v[i].tid == task->tid && all->v[i].cpu == task->cpu)
			return &all->v[i];
	all->v = realloc(all->v, (all->nr + 1) * sizeof(*all->v));
	all->v[all->nr] = (struct text){strdup(""), 0, task->tid, task->cpu};
	return &all->v[all->nr++];
}

/* Everything that an item says, in a line. */
static int put(void *ctx, const struct trace_item *item)
{
	struct texts *all = ctx;
	char fields[2000] = "";

	if (item->kind == TRACE_EVENT)
		trace_event_text(all->trace, item, fields, sizeof(fields));
	fprintf(all->out, "%d %x cpu%u depth%d %llu %s lost%llu (%s)", (int)item->kind, item->flags,
		item->cpu, item->depth, (unsigned long long)item->ts_ns,
		item->func ? trace_symbol(all->trace, item->func, NULL) : "",
		item->kind == TRACE_LOST ? (unsigned long long)item->lost : 0, fields);
	if (item->kind == TRACE_CLOSE || item->kind == TRACE_LEAF)
		fprintf(all->out, " %llu %llu %llu %llx", (unsigned long long)item->start_ns,
			(unsigned long long)item->duration_ns, (unsigned long long)item->self_ns,
			(unsigned long long)item->retval);
	for (unsigned i = 0; item->kind != TRACE_CLOSE && item->args && i < item->nr_args; i++)
		fprintf(all->out, " arg%llx", (unsigned long long)item->args[i]);
	for (unsigned i = 0; i < item->nr_frames; i++)
		fprintf(all->out, " < %llx@%llu", (unsigned long long)item->frames[i].func,
			(unsigned long long)item->frames[i].start_ns);
	fputc('\n', all->out);
	return 0;
}

static int ignore(void *ctx, const struct trace_item *item)
{
	(void)ctx;
	(void)item;
	return 0;
}

static void walk_all(struct texts *all)
{
	size_t nr, len;
	const struct trace_task *tasks = trace_tasks(all->trace, &nr);
	char *piece;

	for (size_t i = 0; i < nr; i++) {
		struct text *text = text_of(all, &tasks[i]);

		if (rand() % 4 == 0)
			trace_walk(all->trace, i, ignore, NULL);
		all->out = open_memstream(&piece, &len);
		if (trace_walk(all->trace, i, put, all))
			abort();
		fclose(all->out);
		text->v = realloc(text->v, text->len + len + 1);
		memcpy(text->v + text->len, piece, len + 1);
		text->len += len;
		free(piece);
	}
}

static struct trace *load(const struct recording *rec, const struct trace_options *opt)
{
	struct trace *t;
	char why[256];

	if (trace_new(&t, rec, opt, why, sizeof(why))) {
		fprintf(stderr, "%s\n", why);
		exit(2);
	}
	return t;
}

static uint64_t page_time(const struct recording *rec, size_t cpu, uint64_t at)
{
	uint64_t ns;

	memcpy(&ns, rec->cpus[cpu].data + at, sizeof(ns));
	return ns;
}

/* Feeds what a round has found, in pieces, and looks at each window. */
static void feed_round(struct texts *all, const struct recording *rec, uint64_t *fed, const uint64_t *found)
{
	int more;

	trace_mark(all->trace);
	do {
		more = 0;
		for (size_t i = 0; i < rec->nr_cpus; i++) {
			uint64_t pages = (found[i] - fed[i]) / rec->subbuf_size;
			uint64_t len = pages ? (uint64_t)rand() % (pages + 1) * rec->subbuf_size : 0;
			uint8_t *copy = malloc(len + 1);

			if (len)
				memcpy(copy, rec->cpus[i].data + fed[i], len);
			fed[i] += len;
			if (trace_feed(all->trace, i, copy, len, found[i] - fed[i]))
				abort();
			free(copy);
			more |= fed[i] < found[i];
		}
		if (trace_advance(all->trace))
			abort();
		walk_all(all);
	} while (more);
}

/* A round begins at a time that is not before anything that was found, and finds more on some CPUs. */
static void feed(struct texts *all, const struct recording *rec)
{
	uint64_t found[64] = {0}, fed[64] = {0}, begin, left;

	do {
		begin = 0;
		for (size_t i = 0; i < rec->nr_cpus; i++)
			if (found[i] < rec->cpus[i].len && page_time(rec, i, found[i]) > begin &&
			    (!begin || rand() % 2))
				begin = page_time(rec, i, found[i]);
		for (size_t i = 0; i < rec->nr_cpus; i++)
			if (found[i] && all->trace->live->noted_ns > begin)
				begin = all->trace->live->noted_ns;
		left = 0;
		for (size_t i = 0; i < rec->nr_cpus; i++) {
			while (found[i] < rec->cpus[i].len &&
			       (page_time(rec, i, found[i]) <= begin || rand() % 3 == 0))
				found[i] += rec->subbuf_size;
			left += rec->cpus[i].len - found[i];
		}
		feed_round(all, rec, fed, found);
		for (size_t i = 0; i < rec->nr_cpus; i++)
			if (found[i])
				trace_note(all->trace,
					   rec->cpus[i].data + found[i] - rec->subbuf_size);
	} while (left);
	trace_stop(all->trace);
	feed_round(all, rec, fed, found);
	if (trace_finish(all->trace))
		abort();
	walk_all(all);
}

static int same_totals(const struct trace_totals *a, const struct trace_totals *b)
{
	return a->entries == b->entries && a->exits == b->exits && a->events == b->events &&
	       a->lost == b->lost && a->lost_gaps == b->lost_gaps && a->bad_subbufs == b->bad_subbufs &&
	       a->bad_records == b->bad_records && a->orphan_exits == b->orphan_exits &&
	       a->first_ns == b->first_ns && a->last_ns == b->last_ns && a->tasks == b->tasks &&
	       a->highest_cpu == b->highest_cpu;
}

int main(int argc, char **argv)
{
	static const int none[] = {0};
	static const char *const globs[] = {"*vfs*", "*sys*", NULL};
	struct trace_options opt = {.min_ns = 0};
	struct texts whole = {.nr = 0}, pieces = {.nr = 0};
	struct recording rec, empty;
	char why[256];
	size_t nr = 0;
	int bad = 0, which;

	recording_init(&rec);
	if (argc != 3 || tracedat_read(&rec, open(argv[1], O_RDONLY), why, sizeof(why)))
		return 2;
	srand((unsigned)atoi(argv[2]));
	which = rand() % 6;
	opt.min_ns = which == 1 ? 20000 : 0;
	opt.max_depth = which == 2 ? 2 : 0;
	opt.graph = which == 3 ? globs : NULL;
	opt.notrace = which == 4 ? globs : NULL;
	opt.no_irqs = which == 5;
	opt.open_tids = rand() % 3 == 0 ? none : NULL;
	whole.trace = load(&rec, &opt);
	walk_all(&whole);
	empty = rec;
	opt.live = 1;
	pieces.trace = load(&empty, &opt);
	feed(&pieces, &rec);
	for (size_t i = 0; i < whole.nr; i++) {
		struct text *a = &whole.v[i], *b = NULL;

		for (size_t j = 0; j < pieces.nr; j++)
			if (pieces.v[j].tid == a->tid && pieces.v[j].cpu == a->cpu)
				b = &pieces.v[j];
		if (b && !strcmp(a->v, b->v))
			continue;
		bad = 1;
		printf("task %d differs (%zu and %zu bytes)\n", a->tid, a->len, b ? b->len : 0);
	}
	/* What has nothing but strays is no task in a whole recording, and one without news in a live one. */
	for (size_t i = 0; i < pieces.nr; i++)
		nr += pieces.v[i].len > 0;
	if (nr > whole.nr || (!opt.open_tids && pieces.nr != whole.nr) || !same_totals(trace_totals(whole.trace), trace_totals(pieces.trace)))
		bad = printf("tasks or totals differ\n");
	for (size_t i = 0; i < whole.nr; i++)
		free(whole.v[i].v);
	for (size_t i = 0; i < pieces.nr; i++)
		free(pieces.v[i].v);
	free(whole.v);
	free(pieces.v);
	trace_free(whole.trace);
	trace_free(pieces.trace);
	recording_fini(&rec);
	return bad != 0;
}
