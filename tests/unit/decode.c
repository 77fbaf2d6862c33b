/* SPDX-License-Identifier: MIT */
/* decode/ and the graph on recordings built by hand: what real kernels rarely or never record. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../report/report.h"
#include "pages.h"

#define US 1000ULL

static int nr_tests;

static void result(int good, const char *name)
{
	printf("%sok %d - %s\n", good ? "" : "not ", ++nr_tests, name);
}

static void same_text(const char *got, const char *want, const char *name)
{
	int good = !strcmp(got, want);

	result(good, name);
	for (const char *p = got, *q; !good && *p; p = *q ? q + 1 : q) {
		q = strchrnul(p, '\n');
		printf("# got: %.*s\n", (int)(q - p), p);
	}
}

/* A report in a buffer of its own; totals, when not NULL, are filled. */
static char *report(struct builder *b, const struct trace_options *opt,
		    const struct report_ops *ops, const struct report_options *ropt,
		    struct trace_totals *totals)
{
	static const struct report_options none;
	char why[200], *text;
	int fd = memfd_create("report", 0);
	struct trace *t;
	struct out out;
	ssize_t len;

	builder_end(b);
	if (trace_new(&t, &b->rec, opt, why, sizeof(why))) {
		printf("Bail out! %s\n", why);
		exit(1);
	}
	if (fd < 0 || out_init(&out, fd) || ops->run(t, ropt ? ropt : &none, &out) ||
	    out_fini(&out))
		abort();
	if (totals)
		*totals = *trace_totals(t);
	trace_free(t);
	text = calloc(1, (size_t)out.total + 1);
	len = pread(fd, text, (size_t)out.total, 0);
	close(fd);
	if (len < 0)
		abort();
	return text;
}

/* The graph without its heading. */
static char *graph(struct builder *b, const struct trace_options *opt,
		   const struct report_options *ropt, struct trace_totals *totals)
{
	char *text = report(b, opt, &report_graph, ropt, totals), *rows;

	rows = strstr(text, "|   |   |   |\n");
	if (rows)
		memmove(text, rows + 14, strlen(rows + 14) + 1);
	return text;
}

static void check(struct builder *b, const struct trace_options *opt,
		  const struct report_options *ropt, const char *want, const char *name)
{
	char *got = graph(b, opt, ropt, NULL);

	same_text(got, want, name);
	free(got);
	builder_fini(b);
}

/* f1 { f2; f3 { f4 } } with f3 going on behind a long pause and into another sub-buffer. */
static void build_nested(struct builder *b)
{
	builder_page(b, 0, 1000);
	builder_enter(b, 2000, 1, 0);
	builder_enter(b, 3000, 2, 1);
	builder_leave(b, 3500, 2, 1, 500);
	builder_enter(b, 4000, 3, 1);
	builder_enter(b, 3000000000, 40, 2);
	builder_page(b, 0, 3000001000);
	builder_leave(b, 3000001000, 40, 2, 1000);
	builder_leave(b, 3000002000, 3, 1, 2999998000);
	builder_leave(b, 3000003000, 1, 0, 3000001000);
}

static void test_layouts(void)
{
	static const char want[] = "    0.000002 |   0)               |  f1() {\n"
				   "    0.000003 |   0)   0.500 us    |    f2();\n"
				   "    0.000004 |   0)               |    f3() {\n"
				   "    3.000000 |   0)   1.000 us    |      f40 [mod]();\n"
				   "    3.000002 |   0) $ 2999998 us  |    }\n"
				   "    3.000003 |   0) $ 3000001 us  |  }\n";
	struct report_options ropt = {.absolute = 1};
	struct builder b;
	char name[80];

	for (int i = 0; i < 8; i++) {
		builder_init(&b, i & 1, i & 2 ? 8 : 4, i & 4 ? 65536 : 4096);
		build_nested(&b);
		snprintf(name, sizeof(name), "%s-endian, %d-byte longs, sub-buffers of %d KB",
			 i & 1 ? "big" : "little", i & 2 ? 8 : 4, i & 4 ? 64 : 4);
		check(&b, NULL, &ropt, want, name);
	}
}

static void test_open_ends(void)
{
	struct builder b;

	builder_init(&b, 0, 8, 4096);
	builder_page(&b, 0, 0);
	builder_leave(&b, 1000, 5, 3, 700);
	builder_enter(&b, 2000, 6, 2);
	builder_leave(&b, 2500, 6, 2, 400);
	builder_leave(&b, 3000, 4, 1, 20 * US);
	builder_enter(&b, 4000, 7, 1);
	builder_enter(&b, 5000, 8, 2);
	check(&b, NULL, NULL,
	      " 0)   0.700 us    |        } /* f5 */\n"
	      " 0)   0.400 us    |      f6();\n"
	      " 0) + 20.000 us   |    } /* f4 */\n"
	      " 0)               |    f7() {\n"
	      " 0)               |      f8() {\n",
	      "calls open at the beginning and at the end");
}

static void test_orphans(void)
{
	struct trace_totals totals;
	struct builder b;
	char *got;

	builder_init(&b, 0, 8, 4096);
	builder_page(&b, 0, 0);
	builder_enter(&b, 1000, 1, 0);
	builder_leave(&b, 2000, 9, 1, 500); /* another tracer's */
	builder_leave(&b, 3000, 1, 0, 2000);
	builder_leave(&b, 4000, 9, 0, 500);
	got = graph(&b, NULL, NULL, &totals);
	same_text(got, " 0)   2.000 us    |  f1();\n", "exits that nothing entered are left out");
	result(totals.orphan_exits == 2 && totals.entries == 1 && totals.exits == 3,
	       "... and counted");
	free(got);
	builder_fini(&b);
}

/* Linux 6.12's first slot: exits of functions and of tasks that nobody here asked for. */
static void test_strays(void)
{
	static const int all_new[] = {0}, one_attached[] = {77, 0};
	struct trace_options opt = {.open_tids = all_new};
	struct builder b;

	for (int attached = 0; attached < 2; attached++) {
		builder_init(&b, 0, 8, 4096);
		builder_page(&b, 0, 0);
		b.pid = 77;
		builder_leave(&b, 1000, 9, 2, 500);
		b.pid = 100;
		builder_leave(&b, 2000, 9, 0, 500);
		builder_enter(&b, 3000, 1, 3);
		builder_leave(&b, 4000, 1, 3, 1000);
		builder_leave(&b, 5000, 9, 0, 500);
		opt.open_tids = attached ? one_attached : all_new;
		check(&b, &opt, NULL,
		      attached ? " 0)    <...>-77    |   0.500 us    |      } /* f9 */\n\n"
				 " 0)   <...>-100    |   1.000 us    |        f1();\n"
			       : " 0)   1.000 us    |        f1();\n",
		      attached ? "an attached task's exits are its own"
			       : "other users' exits are left out, and their tasks");
	}
}

static void test_broken_in(void)
{
	struct builder b;

	builder_init(&b, 0, 8, 4096);
	builder_page(&b, 0, 0);
	builder_enter(&b, 1000, 1, 0);
	builder_enter(&b, 2000, 2, 1);
	b.flags = IRQS_OFF;
	builder_enter(&b, 3000, 20, 1);
	builder_leave(&b, 4000, 20, 1, 800);
	b.flags = IRQS_OFF | HARDIRQ;
	builder_enter(&b, 5000, 21, 1);
	builder_enter(&b, 6000, 22, 2);
	builder_leave(&b, 6500, 22, 2, 500);
	builder_leave(&b, 7000, 21, 1, 2000);
	b.flags = 0;
	builder_leave(&b, 8000, 2, 1, 900);
	builder_leave(&b, 9000, 1, 0, 8000);
	check(&b, NULL, NULL,
	      " 0)               |  f1() {\n"
	      " 0)               |    f2() {\n"
	      " 0)   0.800 us    |    f20();\n"
	      " 0)               |    f21() {\n"
	      " 0)   0.500 us    |      f22();\n"
	      " 0)   2.000 us    |    }\n"
	      " 0)   0.900 us    |    } /* f2 */\n"
	      " 0)   8.000 us    |  }\n",
	      "an interrupt between a call's return and the record of it");
}

static void test_moves(void)
{
	struct builder b;

	builder_init(&b, 0, 8, 4096);
	builder_page(&b, 0, 0);
	builder_enter(&b, 1000, 1, 0);
	builder_enter(&b, 2000, 2, 1);
	builder_leave(&b, 9000, 4, 1, 1000);
	builder_leave(&b, 9500, 1, 0, 8500);
	builder_page(&b, 3, 0);
	builder_leave(&b, 4000, 2, 1, 2000);
	builder_enter(&b, 5000, 3, 1);
	builder_leave(&b, 6000, 3, 1, 1000);
	builder_enter(&b, 8000, 4, 1);
	check(&b, NULL, NULL,
	      " 0)               |  f1() {\n"
	      " 0)   2.000 us    |    f2();\n"
	      " 3)   1.000 us    |    f3();\n"
	      " 3)   1.000 us    |    f4();\n"
	      " 0)   8.500 us    |  }\n",
	      "one task that moves between CPUs");

	builder_init(&b, 0, 8, 4096);
	builder_page(&b, 0, 0);
	builder_enter(&b, 1000, 1, 0);
	b.pid = 8;
	builder_enter(&b, 2000, 2, 0);
	builder_leave(&b, 3000, 2, 0, 500);
	b.pid = 7;
	builder_leave(&b, 4000, 1, 0, 3000);
	check(&b, NULL, NULL,
	      " 0)     ping-7     |   3.000 us    |  f1();\n\n"
	      " 0)   two wor-8    |   0.500 us    |  f2();\n",
	      "two tasks on one CPU: a tree each");
}

static void test_gaps(void)
{
	struct trace_totals totals;
	struct builder b;
	char *got;

	builder_init(&b, 0, 8, 4096);
	builder_page(&b, 0, 0);
	builder_enter(&b, 1000, 1, 0);
	builder_enter(&b, 2000, 2, 1);
	builder_page(&b, 0, 5000);
	builder_leave(&b, 6000, 4, 2, 100);
	builder_leave(&b, 7000, 2, 1, 5000);
	builder_lost(&b, 12, 1);
	builder_page(&b, 0, 8000);
	builder_leave(&b, 9000, 1, 0, 8000);
	builder_lost(&b, 0, 0);
	got = graph(&b, NULL, NULL, &totals);
	same_text(got,
		  " 0)               |  f1() {\n"
		  " 0)               |    f2() {\n"
		  "CPU:0 [LOST 12 EVENTS]\n"
		  " 0)   0.100 us    |      } /* f4 */\n"
		  " 0)   5.000 us    |    }\n"
		  "CPU:0 [LOST EVENTS]\n"
		  " 0)   8.000 us    |  }\n",
		  "gaps with and without a number");
	result(totals.lost == 12 && totals.lost_gaps == 1 && !totals.orphan_exits, "... counted");
	free(got);
	builder_fini(&b);
}

/* Task 7 may have been on CPU 1 while that lost events: calls that it returns from are shown. */
static void test_gap_elsewhere(void)
{
	struct builder b;

	builder_init(&b, 0, 8, 4096);
	builder_page(&b, 0, 0);
	builder_enter(&b, 1000, 1, 0);
	builder_page(&b, 1, 0);
	b.pid = 8;
	builder_enter(&b, 1500, 2, 0);
	builder_page(&b, 1, 4000);
	builder_leave(&b, 5000, 2, 0, 3500);
	builder_lost(&b, 3, 1);
	builder_page(&b, 0, 2000);
	b.pid = 9;
	builder_enter(&b, 2500, 3, 0);
	b.pid = 7;
	builder_leave(&b, 3000, 4, 2, 100);
	builder_leave(&b, 3500, 1, 0, 2500);
	check(&b, NULL, NULL,
	      " 0)     ping-7     |               |  f1() {\n"
	      " 0)     ping-7     |   0.100 us    |      } /* f4 */\n"
	      " 0)     ping-7     |   2.500 us    |  }\n\n"
	      " 1)   two wor-8    |               |  f2() {\n"
	      "CPU:1 [LOST 3 EVENTS]\n"
	      " 1)   two wor-8    |   3.500 us    |  }\n\n"
	      " 0)    <...>-9     |               |  f3() {\n",
	      "a gap on a CPU where the task may have been");
}

static void test_times(void)
{
	struct report_options ropt = {.absolute = 1};
	struct builder b;

	builder_init(&b, 0, 8, 4096);
	builder_page(&b, 0, 0);
	builder_word(&b, 1000 << 5 | 30); /* time extend: 2^27 + 1000 ns */
	builder_word(&b, 1);
	b.time_ns = (1 << 27) + 1000;
	builder_enter(&b, b.time_ns + 1000, 1, 0);
	builder_word(&b, 500 << 5 | 29); /* a discarded event of 12 bytes */
	builder_word(&b, 8);
	builder_word(&b, 0);
	b.time_ns += 500;
	builder_enter(&b, b.time_ns + 500, 2, 1);
	builder_word(&b, 7 << 5 | 31); /* a time stamp: 8 * 2^27 + 7 ns */
	builder_word(&b, 8);
	b.time_ns = (8ULL << 27) + 7;
	builder_leave(&b, b.time_ns + 993, 2, 1, 1000);
	builder_word(&b, 29); /* padding up to the end */
	builder_word(&b, 0xffffffff);
	check(&b, NULL, &ropt,
	      "    0.134219 |   0)               |  f1() {\n"
	      "    0.134220 |   0)   1.000 us    |    f2();\n",
	      "time extends, time stamps, discarded events, padding");
}

static void test_durations(void)
{
	static const struct {
		uint64_t ns;
		const char *text; /* as the kernel prints it */
	} d[] = {
		{0, "  0.000 us    |"},		  {10000, "  10.000 us   |"},
		{10001, "+ 10.001 us   |"},	  {100001, "! 100.001 us  |"},
		{1124735, "# 1124.735 us |"},	  {21070718, "* 21070.71 us |"},
		{197848123, "@ 197848.1 us |"},	  {1000000001, "$ 1000000 us  |"},
		{12345678901, "$ 12345678 us |"},
	};
	char want[64], name[64];
	struct builder b;

	for (size_t i = 0; i < sizeof(d) / sizeof(*d); i++) {
		builder_init(&b, 0, 8, 4096);
		builder_page(&b, 0, 0);
		builder_enter(&b, 1000, 1, 0);
		builder_leave(&b, 1000 + d[i].ns, 1, 0, d[i].ns);
		snprintf(want, sizeof(want), " 0) %s  f1();\n", d[i].text);
		snprintf(name, sizeof(name), "a duration of %llu ns", (unsigned long long)d[i].ns);
		check(&b, NULL, NULL, want, name);
	}
}

/* f1 { f2 { f3 { f4 } } f5 { [irq: f20] } f6 }, execve f50 before f5 */
static void build_options(struct builder *b)
{
	builder_init(b, 0, 8, 4096);
	b->rec.command_tid = 7;
	builder_page(b, 0, 0);
	builder_enter(b, 1000, 1, 0);
	builder_enter(b, 2000, 2, 1);
	builder_enter(b, 3000, 3, 2);
	builder_enter(b, 4000, 4, 3);
	builder_leave(b, 5000, 4, 3, 1000);
	builder_leave(b, 6000, 3, 2, 3000);
	builder_leave(b, 7000, 2, 1, 5000);
	builder_leave(b, 7500, 1, 0, 6500);
	builder_enter(b, 8000, 50, 0);
	builder_enter(b, 9000, 5, 1);
	b->flags = HARDIRQ;
	builder_enter(b, 10000, 20, 2);
	builder_leave(b, 11000, 20, 2, 1000);
	b->flags = 0;
	builder_leave(b, 12000, 5, 1, 3000);
	builder_enter(b, 13000, 6, 1);
	builder_leave(b, 13500, 6, 1, 500);
	builder_leave(b, 14000, 50, 0, 6000);
}

static void test_options(void)
{
	static const char *const graph_globs[] = {"f[25]", NULL}, *const cut_globs[] = {"f3", "f2?",
											NULL};
	struct builder b;

	build_options(&b);
	check(&b, &(struct trace_options){.graph = graph_globs}, NULL,
	      " 0)               |  f2() {\n"
	      " 0)               |    f3() {\n"
	      " 0)   1.000 us    |      f4();\n"
	      " 0)   3.000 us    |    }\n"
	      " 0)   5.000 us    |  }\n"
	      " 0)               |  f5() {\n"
	      " 0)   1.000 us    |    f20();\n"
	      " 0)   3.000 us    |  }\n",
	      "graph: these functions and what they call, from the margin");
	build_options(&b);
	check(&b, &(struct trace_options){.notrace = cut_globs, .max_depth = 2}, NULL,
	      " 0)               |  f1() {\n"
	      " 0)   5.000 us    |    f2();\n"
	      " 0)   6.500 us    |  }\n"
	      " 0)               |  __x64_sys_execve50() {\n"
	      " 0)   3.000 us    |    f5();\n"
	      " 0)   0.500 us    |    f6();\n"
	      " 0)   6.000 us    |  }\n",
	      "notrace, max_depth: what is empty then is a leaf");
	build_options(&b);
	check(&b, &(struct trace_options){.graph = graph_globs, .max_depth = 1}, NULL,
	      " 0)   5.000 us    |  f2();\n"
	      " 0)   3.000 us    |  f5();\n",
	      "max_depth counts from the outermost shown");
	build_options(&b);
	check(&b, &(struct trace_options){.min_ns = 3000, .no_irqs = 1}, NULL,
	      " 0)               |  f1() {\n"
	      " 0)               |    f2() {\n"
	      " 0)   3.000 us    |      f3();\n"
	      " 0)   5.000 us    |    }\n"
	      " 0)   6.500 us    |  }\n"
	      " 0)               |  __x64_sys_execve50() {\n"
	      " 0)   3.000 us    |    f5();\n"
	      " 0)   6.000 us    |  }\n",
	      "min_ns: long calls and what encloses them");
	build_options(&b);
	check(&b, &(struct trace_options){.from_exec = 1, .no_irqs = 1}, NULL,
	      " 0)               |  __x64_sys_execve50() {\n"
	      " 0)   3.000 us    |    f5();\n"
	      " 0)   0.500 us    |    f6();\n"
	      " 0)   6.000 us    |  }\n",
	      "from_exec, no_irqs");
}

static void add_loop(struct builder *b, uint64_t *ns, unsigned func, int children)
{
	builder_enter(b, *ns += 1000, func, 1);
	for (int i = 0; i < children; i++) {
		builder_enter(b, *ns += 1000, 30, 2);
		builder_leave(b, *ns += 1000, 30, 2, 1000);
	}
	builder_leave(b, *ns += 1000, func, 1, 2000);
}

static void test_collapse(void)
{
	struct report_options ropt = {.collapse = 1};
	uint64_t ns = 1000;
	struct builder b;

	builder_init(&b, 0, 8, 65536);
	builder_page(&b, 0, 0);
	builder_enter(&b, ns, 1, 0);
	for (int i = 0; i < 100; i++)
		add_loop(&b, &ns, 2, 4);
	add_loop(&b, &ns, 2, 3);
	for (int i = 0; i < 2; i++)
		add_loop(&b, &ns, 3, 0);
	builder_leave(&b, ns += 1000, 1, 0, 5000);
	check(&b, NULL, &ropt,
	      " 0)               |  f1() {\n"
	      " 0)               |    f2() {\n"
	      " 0)   1.000 us    |      f30();\n"
	      " 0)   3.000 us    |      /* 3 more of f30() */\n"
	      " 0)   2.000 us    |    }\n"
	      " 0) ! 198.000 us  |    /* 99 more of f2() */\n"
	      " 0)               |    f2() {\n"
	      " 0)   1.000 us    |      f30();\n"
	      " 0)   2.000 us    |      /* 2 more of f30() */\n"
	      " 0)   2.000 us    |    }\n"
	      " 0)   2.000 us    |    f3();\n"
	      " 0)   2.000 us    |    f3();\n"
	      " 0)   5.000 us    |  }\n",
	      "collapse: loops, and loops of loops");
}

static void test_fields(void)
{
	struct builder b;

	for (int big = 0; big < 2; big++) {
		uint8_t r[64] = {0}, *p = r;

		builder_init(&b, big, 8, 4096);
		builder_page(&b, 0, 0);
		builder_enter(&b, 1000, 1, 0);
		builder_enter(&b, 1500, 2, 1);
		p = builder_put(&b, p, ID_EVENT, 2);
		p = builder_put(&b, p + 2, 7, 4);
		p = builder_put(&b, p, (uint16_t)-5, 2);
		memcpy(p,
		       "\x0a\x1b"
		       "ab\n",
		       6);
		p += 6;
		p = builder_put(&b, p, 5 << 16 | 24, 4); /* text: 5 bytes at 24 */
		p = builder_put(&b, p, 8 << 16 | 8, 4);	 /* words: 8 bytes, 8 behind this word */
		memcpy(p, "yes\0\0\0\0", 8);
		p = builder_put(&b, builder_put(&b, p + 8, 3000000000, 4), 4, 4);
		builder_record(&b, 2000, r, (uint32_t)(p - r));
		builder_put(&b, r + 16, 200 << 16 | 30, 4); /* a length beyond the record */
		builder_put(&b, r + 20, 8U << 16 | 60000, 4);
		builder_record(&b, 3000, r, (uint32_t)(p - r));
		check(&b, NULL, NULL,
		      " 0)               |  f1() {\n"
		      " 0)               |    f2() {\n"
		      " 0)               |      /* everything: small=-5 list={0xa,0x1b} "
		      "name=ab\\x0a "
		      "text=yes words={3000000000,4} */\n"
		      " 0)               |      /* everything: small=-5 list={0xa,0x1b} "
		      "name=ab\\x0a "
		      "text= words={} */\n",
		      big ? "an event's fields, big-endian" : "an event's fields");
	}
}

static void put_call(struct builder *b, uint64_t time_ns, int id, unsigned func, uint64_t word,
		     const uint64_t *args)
{
	uint8_t r[64] = {0}, *p = builder_put(b, r, (unsigned)id, 2);

	p = builder_put(b, p + 2, 7, 4);
	p = builder_put(b, p, builder_addr(b, func), 8);
	p = builder_put(b, p, word, 8);
	for (int i = 0; args && i < 2; i++)
		p = builder_put(b, p, args[i], 8);
	if (id == ID_RETVAL)
		p += 8; /* depth 0 */
	builder_record(b, time_ns, r, (uint32_t)(p - r));
}

/* An exit without times, as no kernel has had it: then the records' own serve. */
static void test_values(void)
{
	static const uint64_t args[] = {1, 0xffff888000000000};
	struct report_options ropt = {.retval = 1};
	struct builder b;

	builder_init(&b, 0, 8, 4096);
	builder_page(&b, 0, 0);
	put_call(&b, 1000, ID_ARGS, 1, 0, args);
	put_call(&b, 2000, ID_RETVAL, 1, (uint64_t)-2, NULL);
	put_call(&b, 3000, ID_ARGS, 2, 0, NULL);
	put_call(&b, 4000, ID_RETVAL, 2, 0xffffffea, NULL); /* an int in the lower half */
	put_call(&b, 5000, ID_ARGS, 3, 0, args);
	builder_enter(&b, 5500, 4, 1);
	builder_leave(&b, 5600, 4, 1, 100);
	put_call(&b, 6000, ID_RETVAL, 3, 0x20, NULL);
	put_call(&b, 7000, ID_ARGS, 5, 0, NULL);
	put_call(&b, 8000, ID_RETVAL, 5, (uint64_t)-4000, NULL);
	check(&b, NULL, &ropt,
	      " 0)   1.000 us    |  f1(0x1, 0xffff888000000000); /* ret=-ENOENT */\n"
	      " 0)   1.000 us    |  f2(); /* ret=-EINVAL */\n"
	      " 0)               |  f3(0x1, 0xffff888000000000) {\n"
	      " 0)   0.100 us    |    f4();\n"
	      " 0)   1.000 us    |  } /* f3 ret=0x20 */\n"
	      " 0)   1.000 us    |  f5(); /* ret=-4000 */\n",
	      "arguments and return values");
}

static void test_message(void)
{
	struct builder b;
	uint8_t r[160] = {0}, *p;

	builder_init(&b, 0, 8, 4096);
	builder_page(&b, 0, 0);
	p = builder_put(&b, r, ID_PRINT, 2);
	builder_put(&b, p + 2, 7, 4);
	memset(r + 16, 'x', 120); /* a long event: its length stands in array[0] */
	memcpy(r + 136, "\033!\n", 4);
	builder_record(&b, 1000, r, 140);
	r[16] = '\0';
	builder_record(&b, 2000, r, 20);
	check(&b, NULL, NULL,
	      " 0)               |  /* "
	      "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	      "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\\x1b! */\n"
	      " 0)               |  /*  */\n",
	      "trace_marker: the message alone, made harmless");
}

static void test_damage(void)
{
	struct trace_totals totals;
	struct builder b;
	char *got;

	builder_init(&b, 0, 8, 4096);
	builder_page(&b, 0, 0);
	builder_enter(&b, 1000, 1, 0);
	builder_word(&b, 28 << 0 | 1000 << 5); /* 112 bytes that are not there */
	builder_page(&b, 0, 5000);
	builder_end(&b);
	memset((void *)(b.rec.cpus[0].data + 4096), 0xff, 16); /* a torn header */
	builder_page(&b, 0, 6000);
	builder_leave(&b, 7000, 1, 0, 6000);
	builder_enter(&b, 8000, 2, 5000); /* deeper than can be */
	b.page[b.at] = 0xff;
	builder_record(&b, 9000, "\x0a\0\0\0\x07\0\0\0", 8); /* an exit too short for its format */
	got = graph(&b, NULL, NULL, &totals);
	same_text(got,
		  " 0)               |  f1() {\n"
		  "CPU:0 [LOST EVENTS]\n"
		  " 0)   6.000 us    |  }\n",
		  "damaged sub-buffers and records are passed by");
	result(totals.bad_subbufs == 1 && totals.bad_records == 3, "... and counted");
	free(got);
	builder_fini(&b);
}

static void put_event(struct builder *b, uint64_t time_ns)
{
	uint8_t r[48] = {0};

	builder_put(b, builder_put(b, r, ID_EVENT, 2) + 2, 7, 4);
	builder_record(b, time_ns, r, sizeof(r));
}

/* Says that it has nr frames; has those of funcs, innermost first, each at offset 4 of the function. */
static void put_stack(struct builder *b, uint64_t time_ns, unsigned nr, const char *funcs)
{
	uint8_t r[128] = {0}, *p = builder_put(b, r, ID_STACK, 2);

	p = builder_put(b, p + 2, 7, 4);
	p = builder_put(b, p, nr, 4);
	for (p += b->word - 4; *funcs; funcs++)
		p = builder_put(b, p, builder_addr(b, (unsigned)(*funcs - '0')) + 4, b->word);
	builder_record(b, time_ns, r, (uint32_t)(p - r));
}

static void test_stacks(void)
{
	static const char *const wanted[] = {"mod:everything", NULL}, *const other[] = {"every", NULL};
	struct report_options ropt = {.stacks = wanted}, none = {.stacks = other};
	struct builder b;
	char name[80], *got;

	for (int i = 0; i < 4; i++) {
		builder_init(&b, i & 1, i & 2 ? 8 : 4, 4096);
		builder_page(&b, 0, 0);
		put_event(&b, 1000);
		put_stack(&b, 1100, 2, "12");
		put_event(&b, 2000); /* an interrupt comes before its stack */
		put_event(&b, 2100);
		put_stack(&b, 2200, 3, "345");
		put_stack(&b, 2300, 2, "12");
		put_event(&b, 3000); /* its stack says more than it has, and one has none at all */
		put_stack(&b, 3100, 4000000000, "345");
		put_event(&b, 4000);
		put_event(&b, 5000);
		put_stack(&b, 5100, 1, "12");
		put_event(&b, 6000);
		put_stack(&b, 6100, 0, "12");
		got = report(&b, NULL, &report_stack, &ropt, NULL);
		snprintf(name, sizeof(name), "stacks, %s-endian, %d-byte longs", i & 1 ? "big" : "little", i & 2 ? 8 : 4);
		same_text(got,
			  "# everything: 7 times, by 4 stacks\n"
			  "    count    share  stack\n"
			  "        2   28.57%  f1+0x4\n"
			  "                    f2+0x4\n\n"
			  "        2   28.57%  f3+0x4\n"
			  "                    f4+0x4\n"
			  "                    f5+0x4\n\n"
			  "        2   28.57%  (the kernel recorded none)\n\n"
			  "        1   14.29%  f1+0x4\n",
			  name);
		free(got);
		got = report(&b, NULL, &report_stack, &none, NULL);
		same_text(got, "", "... of another event there are none");
		free(got);
		builder_fini(&b);
	}
	builder_init(&b, 0, 8, 4096);
	builder_page(&b, 0, 0);
	builder_enter(&b, 500, 1, 0);
	put_stack(&b, 1100, 2, "12");
	builder_leave(&b, 1500, 1, 0, 1000);
	check(&b, NULL, NULL,
	      " 0)               |  f1() {\n"
	      " => f1\n"
	      " => f2\n"
	      " 0)   1.000 us    |  }\n",
	      "a stack in the graph");
}

int main(void)
{
	test_layouts();
	test_open_ends();
	test_orphans();
	test_strays();
	test_broken_in();
	test_moves();
	test_gaps();
	test_gap_elsewhere();
	test_times();
	test_durations();
	test_options();
	test_collapse();
	test_fields();
	test_values();
	test_message();
	test_stacks();
	test_damage();
	printf("1..%d\n", nr_tests);
	return 0;
}
