/* SPDX-License-Identifier: MIT */
/*
 * The settings of a run. Filters are set before the tracer, and nothing is recorded until tracing_on
 * says so: the other order costs seconds.
 */
#include "stage.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "cpus.h"
#include "filter.h"
#include "instance.h"
#include "pids.h"
#include "tracer.h"

#define BUFFER_KB     1408 /* the kernel's default */
#define BUFFER_MAX_KB 8192

/*
 * What a setting is to be while we record; files that a kernel lacks are passed over. An instance
 * begins with the top level's own options; those of a tracer are shared with it by some kernels.
 */
struct setting {
	const char *file, *value;
};
static const struct setting tracer_options[] = {
	{"options/sleep-time", "1"},	    {"options/funcgraph-irqs", "1"},
	{"options/funcgraph-args", "0"},    {"options/funcgraph-retval", "0"},
	{"options/funcgraph-retaddr", "0"},
};
static const struct setting own_options[] = {
	{"options/overwrite", "1"},
	{"options/pause-on-trace", "0"},
	{"options/userstacktrace", "0"},
};

static void set(enum tracefs_dir dir, const char *file, const char *value)
{
	int ret = tracefs_set(dir, file, value);

	if (ret)
		stage_cannot(ret, file);
}

static void clear(enum tracefs_dir dir, const char *file)
{
	size_t bad;
	int ret = tracefs_set_list(dir, file, NULL, 0, &bad);

	if (ret && ret != -ENOENT)
		stage_cannot(ret, file);
}

/*
 * Making a buffer larger takes the kernel longer than all the rest, and a filtered run fills it slowly:
 * 0, leave the kernel's default. All functions: a share of the free memory, at most what helps.
 */
static uint64_t default_buffer_kb(const struct capture_options *opt)
{
	uint64_t kb = opt->filters.nr || opt->modules.nr || !tracer_has_functions(opt)
			      ? 0
			      : (uint64_t)sysconf(_SC_AVPHYS_PAGES) *
					(uint64_t)sysconf(_SC_PAGESIZE) / 1024 / 64 /
					(uint64_t)sysconf(_SC_NPROCESSORS_CONF);

	return kb > BUFFER_MAX_KB ? BUFFER_MAX_KB : kb > BUFFER_KB ? kb : 0;
}

static void arm_buffer(struct stage *s, const struct capture_options *opt)
{
	uint64_t want = opt->buffer_kb ? opt->buffer_kb : default_buffer_kb(opt);
	long long kb = BUFFER_KB; /* where it differs between CPUs, and so is no number */
	char value[32];
	int ret;

	snprintf(value, sizeof(value), "%llu", (unsigned long long)want);
	ret = want ? tracefs_set(TRACEFS_STAGE, "buffer_size_kb", value) : 0;
	if (ret && opt->buffer_kb)
		die("-b %s: the kernel has no room for %s KB per CPU: %s", value, value,
		    strerror(-ret));
	/* A default that does not fit is no reason to fail: the kernel kept the size that it had. */
	ret = tracefs_number(TRACEFS_STAGE, "buffer_size_kb", &kb);
	if (ret)
		stage_cannot(ret, "buffer_size_kb");
	s->buffer_kb = (uint64_t)kb;
}

static void set_all(const struct setting *list, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (tracefs_has(TRACEFS_STAGE, list[i].file))
			set(TRACEFS_STAGE, list[i].file, list[i].value);
}

/*
 * Arguments are recorded on demand. Up to some kernel a tracer's option that is set in an instance is
 * set at the top level too, so that is what has to be put back.
 */
static void arm_args(const struct stage *s)
{
	static const char file[] = "options/funcgraph-args";
	int ret;

	if (!tracefs_has(TRACEFS_STAGE, file))
		die("--args: this kernel records no arguments; it takes Linux 6.15 and "
		    "CONFIG_FUNCTION_TRACE_ARGS=y");
	if (!s->top && (ret = tracefs_keep(file, NULL)) < 0)
		stage_cannot(ret, file);
	set(TRACEFS_STAGE, file, "1");
}

/* The kernel then writes a stack behind each event that it records; not behind calls of a tracer. */
static void arm_stacks(int wanted)
{
	static const char file[] = "options/stacktrace";

	if (tracefs_has(TRACEFS_STAGE, file))
		set(TRACEFS_STAGE, file, wanted ? "1" : "0");
	else if (wanted)
		die("--stack: this kernel records no stacks; it takes CONFIG_STACKTRACE=y");
}

/* Return values are recorded always by a kernel that can: its exit event then has such a field. */
static void check_retval(void)
{
	char *text;
	int len = tracefs_read(TRACEFS_TOP, "events/ftrace/funcgraph_exit/format", &text);

	if (len < 0)
		stage_cannot(len, "events/ftrace/funcgraph_exit/format");
	if (!strstr(text, " retval;"))
		die("--retval: this kernel records no return values; it takes Linux 6.5 and "
		    "CONFIG_FUNCTION_GRAPH_RETVAL=y");
	free(text);
}

static void arm_cpumask(void)
{
	char mask[CPUS_MASK_LEN];

	if (cpus_mask(mask) && !stage_lists(TRACEFS_STAGE, "tracing_cpumask", mask))
		set(TRACEFS_STAGE, "tracing_cpumask", mask);
}

/* At the top level everybody's settings are in the way; in an instance they are as the kernel makes them. */
static void arm_top(void)
{
	/* Recording goes on and off later: what it was counts, even if that is what we want first. */
	int ret = tracefs_keep("tracing_on", NULL);

	if (!ret)
		ret = tracefs_put(TRACEFS_STAGE, "tracing_on", "0");
	if (ret)
		stage_cannot(ret, "tracing_on");
	if (!stage_lists(TRACEFS_STAGE, "current_tracer", "nop"))
		set(TRACEFS_STAGE, "current_tracer", "nop");
	if (!stage_is_empty("set_event"))
		clear(TRACEFS_STAGE, "set_event");
	arm_cpumask();
	set_all(tracer_options, sizeof(tracer_options) / sizeof(*tracer_options));
	if (!stage_lists(TRACEFS_STAGE, "set_ftrace_notrace_pid", "no"))
		clear(TRACEFS_STAGE, "set_ftrace_notrace_pid");
	if (!stage_lists(TRACEFS_STAGE, "set_event_notrace_pid", "no"))
		clear(TRACEFS_STAGE, "set_event_notrace_pid");
}

/*
 * The kernel's default is the "local" clock, or "global" where the CPUs' clocks drift apart: what the
 * top level has tells which. Clocks that count something else than nanoseconds are of no use.
 */
static void arm_clock(const struct stage *s)
{
	static const char *const good[] = {"[local]",	 "[global]", "[mono]",
					   "[mono_raw]", "[boot]",   "[tai]"};
	int global = stage_lists(TRACEFS_TOP, "trace_clock", "[global]");

	if (!s->top && global)
		set(TRACEFS_STAGE, "trace_clock", "global");
	if (!s->top)
		return;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (stage_lists(TRACEFS_TOP, "trace_clock", good[i]))
			return;
	set(TRACEFS_STAGE, "trace_clock", "global");
}

static int arm_instance(struct stage *s, const struct capture_options *opt)
{
	int ret = s->instance = instance_make();

	if (ret == -EWOULDBLOCK)
		die("%s/instances: another ftrun has kept it locked for a minute; is it stopped?",
		    tracefs_path());
	if (ret < 0)
		stage_cannot(ret, "instances");
	if (!stage_lists(TRACEFS_STAGE, "available_tracers", tracer_name(opt)))
		return -EINVAL;
	ret = tracefs_put(TRACEFS_STAGE, "tracing_on", "0");
	if (ret)
		stage_cannot(ret, "tracing_on");
	return 0;
}

static void arm_knobs(const struct stage *s, const struct capture_options *opt,
		      struct capture_result *result)
{
	char depth[16];

	if (opt->graph.nr && !s->knobs)
		filter_translate_graph(opt, "--graph", &result->graph);
	result->depth_in_decoder = opt->depth && !s->knobs;
	if (!s->knobs) {
		if (!opt->quiet && (opt->depth || opt->graph.nr))
			warn("-%c: another function_graph user is active, so everything is "
			     "recorded and cut down afterwards",
			     opt->depth ? 'D' : 'g');
		if (!opt->quiet && s->limited)
			warn("%s: max_graph_depth, tracing_thresh or set_graph_* of the whole "
			     "machine limit what is recorded",
			     tracefs_path());
		return;
	}
	snprintf(depth, sizeof(depth), "%u", opt->depth);
	set(TRACEFS_TOP, "max_graph_depth", depth);
	set(TRACEFS_TOP, "tracing_thresh", "0");
	if (!stage_is_empty("set_graph_notrace"))
		clear(TRACEFS_TOP, "set_graph_notrace");
	if (opt->graph.nr)
		filter_set_graph(opt, "--graph");
	else if (!stage_is_empty("set_graph_function"))
		clear(TRACEFS_TOP, "set_graph_function");
}

/* The functions of -g are recorded beside those of -l: without them nothing would begin there. */
static void arm_filters(const struct stage *s, const struct capture_options *opt)
{
	static const struct words none;

	if (opt->filters.nr || opt->modules.nr)
		filter_set(opt, "--filter", "set_ftrace_filter", &opt->filters, &opt->modules,
			   &opt->graph);
	else if (s->top && !stage_is_empty("set_ftrace_filter"))
		clear(TRACEFS_STAGE, "set_ftrace_filter");
	if (opt->notrace.nr)
		filter_set(opt, "--notrace", "set_ftrace_notrace", &opt->notrace, &none, &none);
	else if (s->top && !stage_is_empty("set_ftrace_notrace"))
		clear(TRACEFS_STAGE, "set_ftrace_notrace");
	if (opt->notrace.nr && (opt->filters.nr || opt->modules.nr))
		filter_check_left();
}

void stage_enter(struct stage *s, const struct capture_options *opt)
{
	if (!s->top && arm_instance(s, opt)) {
		/* An instance that knows no function_graph: it is removed with the rest at the end. */
		tracefs_stage(NULL);
		stage_take_top(s, opt);
	}
	if (s->top)
		arm_top();
}

void stage_arm(struct stage *s, const struct capture_options *opt, const struct words *pids,
	       const struct events *events, struct capture_result *result)
{
	if (opt->by_field)
		events_check_field(events, opt->by_field);
	arm_clock(s);
	arm_buffer(s, opt);
	set_all(own_options, sizeof(own_options) / sizeof(*own_options));
	arm_stacks(opt->event_stacks);
	if (opt->args)
		arm_args(s);
	if (opt->retval)
		check_retval();
	arm_filters(s, opt);
	if (tracer_is_graph(opt))
		arm_knobs(s, opt, result);
	result->open_tids = pids_arm(pids, opt->no_follow ? PIDS_ALONE : PIDS_FOLLOW,
				     opt->pids.nr > 0, events->nr > 0);
	if (s->limited) {
		free(result->open_tids);
		result->open_tids = NULL;
	}
	events_arm(events);
	tracer_set(opt);
	result->stage = s->top ? "top level" : "private instance";
}
