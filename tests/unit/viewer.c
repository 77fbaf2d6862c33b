/* SPDX-License-Identifier: MIT */
/*
 * viewer FILE.dat SEED graph|counts: the live report, handed a recording in random rounds as capture/ would
 * hand it, writes what the report of the whole does: of each task the same rows; or tables whose counts
 * are, function by function, those of one table.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../report/live.h"
#include "viewed.h"

static const struct recording_tasks names = {NULL, viewed_name, viewed_is_not, viewed_is_not};

/* Rounds that find a random number of pages of each CPU, but none that is newer than one left behind. */
static char *live_text(const struct recording *rec, const struct report_options *opt, uint64_t interval_ns)
{
	struct recording begin = *rec;
	struct live_report *r;
	const struct recording_viewer *v;
	uint64_t found[64] = {0}, fed[64] = {0}, upto = 0, elapsed_ns = 0, ns;
	int fd = memfd_create("live", 0), left = 1, more;

	if (fd < 0 || live_report_new(&r, viewed_decode, NULL, opt, interval_ns, fd))
		abort();
	v = live_report_viewer(r);
	if (v->begin(v->ctx, &begin))
		abort();
	while (left) {
		upto = left = 0;
		for (size_t i = 0; i < rec->nr_cpus; i++) {
			/* Later than everything found on that CPU. */
			if (found[i] == rec->cpus[i].len) {
				upto = found[i] ? UINT64_MAX : upto;
				continue;
			}
			memcpy(&ns, rec->cpus[i].data + found[i], sizeof(ns));
			upto = ns > upto ? ns : upto;
		}
		for (size_t i = 0; i < rec->nr_cpus; i++) {
			for (; found[i] < rec->cpus[i].len; found[i] += rec->subbuf_size) {
				memcpy(&ns, rec->cpus[i].data + found[i], sizeof(ns));
				if (ns > upto)
					break;
			}
			left |= found[i] < rec->cpus[i].len;
		}
		v->round(v->ctx, !left);
		for (size_t i = 0; i < rec->nr_cpus; i++)
			if (found[i])
				v->newest(v->ctx, rec->cpus[i].data + found[i] - rec->subbuf_size);
		do {
			more = 0;
			for (size_t i = 0; i < rec->nr_cpus; i++) {
				uint64_t pages = (found[i] - fed[i]) / rec->subbuf_size;
				uint64_t len = (uint64_t)rand() % (pages + 1) * rec->subbuf_size;

				if (v->pages(v->ctx, i, rec->cpus[i].data + fed[i], len, found[i] - fed[i] - len))
					abort();
				fed[i] += len;
				more |= fed[i] < found[i];
			}
			elapsed_ns += 40000000;
			if (v->show(v->ctx, elapsed_ns, !more, &names))
				abort();
		} while (more);
	}
	if (v->end(v->ctx, elapsed_ns, &names))
		abort();
	live_report_free(r);
	return viewed_text(fd);
}

static char *whole_text(const struct recording *rec, const struct report_options *opt, const struct report_ops *ops)
{
	struct trace_options none = {.live = 0};
	struct trace *t;
	struct out out;
	char why[256];
	int fd = memfd_create("whole", 0);

	if (trace_new(&t, rec, &none, why, sizeof(why)) || out_init(&out, fd) || ops->run(t, opt, &out) || out_fini(&out))
		abort();
	trace_free(t);
	return viewed_text(fd);
}

/* A row's task, 0: none; *key becomes what is compared. */
static int row_of(char *line, char **key)
{
	char *bar = strstr(line, " | "), *dash = bar, *paren = strchr(line, ')');

	if (*line == '#' || !bar || !paren || paren > bar)
		return 0;
	while (dash > paren && *dash != '-')
		dash--;
	*key = dash > paren ? bar + 3 : paren + 2;
	return dash > paren ? atoi(dash + 1) : -1;
}

/* The rows of one task, one behind the other; tid -1: of all. */
static char *rows_of(const char *text, int tid)
{
	char *copy = strdup(text), *rows = calloc(1, strlen(text) + 1), *save, *key, *end = rows;

	for (char *line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (row_of(line, &key) && (tid < 0 || row_of(line, &key) == tid))
			end += sprintf(end, "%s\n", key);
	free(copy);
	return rows;
}

static int same_graph(const char *live, const char *whole)
{
	char *copy = strdup(whole), *save, *key;
	int bad = 0, last = 0, tid;

	for (char *line = strtok_r(copy, "\n", &save); line && !bad; line = strtok_r(NULL, "\n", &save)) {
		tid = row_of(line, &key);
		if (!tid || tid == last)
			continue;
		last = tid;
		char *a = rows_of(live, tid), *b = rows_of(whole, tid);

		bad = strcmp(a, b) != 0;
		if (bad)
			printf("task %d differs\n", tid);
		free(a);
		free(b);
	}
	free(copy);
	return bad || !last;
}

/* A line's last word; of a task only "-TID", for its name is another. */
static const char *name_in(const char *line)
{
	const char *word = strrchr(line, ' '), *dash = word ? strrchr(word, '-') : NULL;
	char first[32];

	/* Tasks are listed where a table has several, so what they add up to says nothing. */
	if (dash && sscanf(line, "%*s %31[0-9]", first) == 1)
		return NULL;
	return dash ? dash : word;
}

/* What a function was counted, over all tables. */
static unsigned long long count_of(const char *text, const char *name)
{
	unsigned long long sum = 0, nr;
	char *copy = strdup(text), *save;
	const char *at;

	for (char *line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (sscanf(line, "%llu", &nr) == 1 && (at = name_in(line)) && !strcmp(at, name))
			sum += nr;
	free(copy);
	return sum;
}

static int same_counts(const char *live, const char *whole)
{
	char *copy = strdup(whole), *save;
	unsigned long long nr;
	const char *at;
	int bad = 0, seen = 0;

	for (char *line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if (*line == '#' || sscanf(line, "%llu", &nr) != 1 || !(at = name_in(line)))
			continue;
		seen++;
		if (count_of(live, at) == count_of(whole, at))
			continue;
		bad = printf("%s: %llu and %llu\n", at, count_of(live, at), count_of(whole, at));
	}
	free(copy);
	return bad || !seen;
}

int main(int argc, char **argv)
{
	struct report_options opt = {.absolute = 0};
	struct recording rec;
	char why[256], *live, *whole;
	int graph, bad;

	recording_init(&rec);
	if (argc != 4 || tracedat_read(&rec, open(argv[1], O_RDONLY), why, sizeof(why)))
		return 2;
	srand((unsigned)atoi(argv[2]));
	graph = !strcmp(argv[3], "graph");
	live = live_text(&rec, &opt, graph ? 0 : 70000000);
	whole = whole_text(&rec, &opt, graph ? &report_graph : &report_summary);
	bad = graph ? same_graph(live, whole) : same_counts(live, whole);
	free(live);
	free(whole);
	recording_fini(&rec);
	return bad;
}
