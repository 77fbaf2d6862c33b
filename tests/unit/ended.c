/* SPDX-License-Identifier: MIT */
/*
 * A live graph of tasks that come and go: each is shown whole, also what it was in when it ended, and is then
 * forgotten: places are taken again, so that memory follows the tasks that are alive.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../report/live.h"
#include "pages.h"
#include "viewed.h"

#define TASKS	 2000
#define PER_PAGE 10
#define FIRST	 1000

static int alive_from; /* tasks of lower numbers have ended */

static int is_gone(void *ctx, int tid)
{
	(void)ctx;
	return tid < alive_from;
}

static const struct recording_tasks tasks = {NULL, viewed_name, viewed_is_not, is_gone};

static void build(struct builder *b)
{
	uint64_t ns = 1000;

	builder_init(b, 0, 8, 4096);
	for (int i = 0; i < TASKS; i++) {
		if (i % PER_PAGE == 0)
			builder_page(b, 0, ns += 100);
		b->pid = FIRST + i;
		builder_enter(b, ns += 1000, 1, 0);
		builder_leave(b, ns += 1000, 1, 0, 500);
		builder_enter(b, ns += 1000, 2, 0); /* as do_exit(): does not return */
		builder_enter(b, ns += 1000, 3, 1);
		builder_leave(b, ns += 1000, 3, 1, 500);
	}
	builder_end(b);
}

static int count(const char *text, const char *what)
{
	int nr = 0;

	while ((text = strstr(text, what))) {
		nr++;
		text += strlen(what);
	}
	return nr;
}

int main(void)
{
	struct report_options opt = {.absolute = 0};
	const struct recording_viewer *v;
	struct live_report *r;
	struct builder b;
	int fd = memfd_create("graph", 0), bad = 0;
	size_t places = 0, nr;
	char *text;

	build(&b);
	if (fd < 0 || live_report_new(&r, viewed_decode, NULL, &opt, 0, fd))
		return 2;
	v = live_report_viewer(r);
	if (v->begin(v->ctx, &b.rec))
		return 2;
	for (uint64_t at = 0, round = 1; at < b.rec.cpus[0].len; at += 4096, round++) {
		v->round(v->ctx, 0);
		v->newest(v->ctx, b.rec.cpus[0].data + at);
		alive_from = FIRST + (int)(at / 4096) * PER_PAGE - PER_PAGE;
		if (v->pages(v->ctx, 0, b.rec.cpus[0].data + at, 4096, 0) ||
		    v->show(v->ctx, round * 100000000, 1, &tasks))
			return 2;
		trace_tasks(live_report_trace(r), &nr);
		places = nr > places ? nr : places;
	}
	v->round(v->ctx, 1);
	if (v->show(v->ctx, 0, 1, &tasks) || v->end(v->ctx, 0, &tasks))
		return 2;
	if (trace_totals(live_report_trace(r))->tasks != TASKS)
		bad = printf("not all tasks were counted\n");
	if (places > TASKS / 4)
		bad = printf("%zu places for %d tasks\n", places, TASKS);
	live_report_free(r);
	text = viewed_text(fd);
	if (count(text, "  f1();\n") != TASKS || count(text, "  f2() {\n") != TASKS || count(text, "    f3();\n") != TASKS)
		bad = printf("rows are missing or too many: %d, %d, %d\n", count(text, "  f1();\n"),
			     count(text, "  f2() {\n"), count(text, "    f3();\n"));
	free(text);
	builder_fini(&b);
	return bad != 0;
}
