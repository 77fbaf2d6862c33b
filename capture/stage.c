/* SPDX-License-Identifier: MIT */
/*
 * The stage is a private instance where function_graph works in one, else the top level, which is
 * everybody's: then it is locked, it has to be unused, and each setting is saved before it is made.
 *
 * Four knobs are the whole machine's even for an instance: set_graph_function, set_graph_notrace,
 * max_graph_depth and tracing_thresh. They are touched only under the exclusive lock and while
 * nobody else runs function_graph. Every ftrun holds the lock at least shared, so none of them ever
 * changes a knob under another.
 *
 * Filters are set before the tracer, and nothing is recorded until tracing_on says so.
 */
#include "stage.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/file.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/mem.h"
#include "cpus.h"
#include "filter.h"
#include "guard.h"
#include "pids.h"
#include "tracer.h"

#define BUFFER_MAX_KB 8192

/*
 * What a setting is to be while we record; files that a kernel lacks are passed over. An instance
 * begins with the top level's own options; those of a tracer are shared with it by some kernels.
 */
static const struct setting {
	const char *file, *value;
} tracer_options[] = {
	{ "options/sleep-time", "1" },	    { "options/funcgraph-irqs", "1" },	  { "options/funcgraph-args", "0" },
	{ "options/funcgraph-retval", "0" }, { "options/funcgraph-retaddr", "0" },
}, own_options[] = {
	{ "options/overwrite", "1" }, { "options/pause-on-trace", "0" }, { "options/stacktrace", "0" },
	{ "options/userstacktrace", "0" },
}, knobs[] = {
	{ "max_graph_depth", "0" }, { "tracing_thresh", "0" },
};

static noreturn void cannot(int error, const char *file)
{
	if (error == -EPERM)
		die("%s/%s: %s: the kernel is locked down (cat /sys/kernel/security/lockdown)", tracefs_path(), file,
		    strerror(EPERM));
	errno = -error;
	die_errno("%s/%s", tracefs_path(), file);
}

static void set(enum tracefs_dir dir, const char *file, const char *value)
{
	int ret = tracefs_set(dir, file, value);

	if (ret)
		cannot(ret, file);
}

static void clear(enum tracefs_dir dir, const char *file)
{
	size_t bad;
	int ret = tracefs_set_list(dir, file, NULL, 0, &bad);

	if (ret && ret != -ENOENT)
		cannot(ret, file);
}

/* Choosing */

static int is_graph_user(void *ctx, const char *name)
{
	char file[300];

	(void)ctx;
	snprintf(file, sizeof(file), "instances/%s/current_tracer", name);
	return tracefs_lists(TRACEFS_TOP, file, "function_graph");
}

/* Somebody else's function_graph, at the top or in an instance. */
static int others_trace(void)
{
	return tracefs_lists(TRACEFS_TOP, "current_tracer", "function_graph") ||
	       tracefs_each(TRACEFS_TOP, "instances", is_graph_user, NULL) == 1;
}

static int list_is_empty(const char *file)
{
	char *text;
	int len = tracefs_read(TRACEFS_TOP, file, &text), empty = len <= 0 || text[0] == '#';

	if (len >= 0)
		free(text);
	return empty;
}

/* The whole machine's knobs limit what we would record. */
static int knobs_limit(void)
{
	for (size_t i = 0; i < sizeof(knobs) / sizeof(*knobs); i++)
		if (tracefs_number(TRACEFS_TOP, knobs[i].file, 0))
			return 1;
	return !list_is_empty("set_graph_function") || !list_is_empty("set_graph_notrace");
}

/*
 * Whether to try an instance. Its own available_tracers has the last word (stage_arm), but making one
 * costs old kernels a tenth of a second, so those that never had function_graph there are not asked.
 */
int stage_has_instances(void)
{
	struct utsname u;
	int major = 0, minor = 0;

	uname(&u);
	sscanf(u.release, "%d.%d", &major, &minor);
	return (major > 6 || (major == 6 && minor >= 11)) && tracefs_has(TRACEFS_TOP, "instances");
}

static void check_tracers(void)
{
	char *text;
	int len;

	if (tracefs_lists(TRACEFS_TOP, "available_tracers", "function_graph"))
		return;
	len = tracefs_read(TRACEFS_TOP, "available_tracers", &text);
	if (len < 0)
		cannot(len, "available_tracers");
	text[strcspn(text, "\n")] = 0;
	die("function_graph: this kernel lacks it (it has: %s); it needs CONFIG_FUNCTION_GRAPH_TRACER=y", text);
}

static void check_enabled(void)
{
	FILE *f = fopen("/proc/sys/kernel/ftrace_enabled", "re");
	int c = f ? fgetc(f) : EOF;

	if (f)
		fclose(f);
	if (c == '0')
		die("kernel.ftrace_enabled: is 0, so functions are not traced; sysctl kernel.ftrace_enabled=1 switches it on");
}

static int has_entries(void *ctx, const char *cpu)
{
	char file[64], *text;
	int some;

	(void)ctx;
	snprintf(file, sizeof(file), "per_cpu/%s/stats", cpu);
	if (tracefs_read(TRACEFS_TOP, file, &text) < 0)
		return 0;
	some = strncmp(text, "entries: 0\n", 11) != 0;
	free(text);
	return some;
}

/* The top level is used only when nobody else does. */
static void check_top_unused(const struct capture_options *opt)
{
	char *text;
	int len;

	if (opt->force)
		return;
	len = tracefs_read(TRACEFS_TOP, "current_tracer", &text);
	if (len < 0)
		cannot(len, "current_tracer");
	text[strcspn(text, "\n")] = 0;
	if (strcmp(text, "nop"))
		die("%s/current_tracer: is %s: somebody else is tracing, and this kernel has no function_graph in instances; --force borrows it and puts the settings back, but what was recorded is lost",
		    tracefs_path(), text);
	free(text);
	if (tracefs_each(TRACEFS_TOP, "per_cpu", has_entries, NULL) == 1)
		die("%s/trace: holds somebody else's trace, which cannot be put back; save it and empty it (echo > %s/trace), or --force loses it",
		    tracefs_path(), tracefs_path());
}

static void lock_or_die(int how)
{
	char who[128];
	int ret = tracefs_lock(how);

	if (ret == 0)
		return;
	if (ret != -EWOULDBLOCK)
		cannot(ret, "");
	tracefs_lock_owner(who, sizeof(who));
	die("tracer: in use by %s; this run needs what belongs to the whole machine", who);
}

void stage_choose(struct stage *s, const struct capture_options *opt)
{
	char why[512];

	if (tracefs_find(why, sizeof(why)))
		die("%s", why);
	if (tracer_is_graph(opt)) {
		check_tracers();
		check_enabled();
	}
	capture_recover();
	s->top = tracer_is_graph(opt) ? !stage_has_instances() : !tracefs_has(TRACEFS_TOP, "instances");
	s->knobs = s->top;
	if (s->top) {
		lock_or_die(LOCK_EX);
		check_top_unused(opt);
		return;
	}
	if ((opt->depth || opt->graph.nr || knobs_limit()) && !others_trace())
		s->knobs = tracefs_lock(LOCK_EX) == 0;
	if (!s->knobs)
		lock_or_die(LOCK_SH);
}

/* Arming */

/*
 * Making a buffer larger takes the kernel longer than all the rest, and a filtered run fills it slowly:
 * 0, leave the kernel's default. All functions: a share of the free memory, at most what helps.
 */
static uint64_t default_buffer_kb(const struct capture_options *opt)
{
	uint64_t kb = opt->filters.nr || opt->modules.nr || !tracer_is_graph(opt) ? 0 : (uint64_t)sysconf(_SC_AVPHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE) / 1024 / 64 /
		      (uint64_t)sysconf(_SC_NPROCESSORS_CONF);

	return kb > BUFFER_MAX_KB ? BUFFER_MAX_KB : kb > 1408 ? kb : 0;
}

static void arm_buffer(struct stage *s, const struct capture_options *opt)
{
	uint64_t want = opt->buffer_kb ? opt->buffer_kb : default_buffer_kb(opt);
	char value[32];
	int ret;

	snprintf(value, sizeof(value), "%llu", (unsigned long long)want);
	ret = want ? tracefs_set(TRACEFS_STAGE, "buffer_size_kb", value) : 0;
	if (ret && opt->buffer_kb)
		die("-b %s: the kernel has no room for %s KB per CPU: %s", value, value, strerror(-ret));
	/* A default that does not fit is no reason to fail: the kernel kept the size that it had. */
	s->buffer_kb = (uint64_t)tracefs_number(TRACEFS_STAGE, "buffer_size_kb", 1408);
}

static void set_all(const struct setting *list, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (tracefs_has(TRACEFS_STAGE, list[i].file))
			set(TRACEFS_STAGE, list[i].file, list[i].value);
}

static void arm_cpumask(void)
{
	char mask[CPUS_MASK_LEN];

	if (cpus_mask(mask) && !tracefs_lists(TRACEFS_STAGE, "tracing_cpumask", mask))
		set(TRACEFS_STAGE, "tracing_cpumask", mask);
}

/* At the top level everybody's settings are in the way; in an instance they are as the kernel makes them. */
static void arm_top(void)
{
	set(TRACEFS_STAGE, "tracing_on", "0");
	if (!tracefs_lists(TRACEFS_STAGE, "current_tracer", "nop"))
		set(TRACEFS_STAGE, "current_tracer", "nop");
	if (!list_is_empty("set_event"))
		clear(TRACEFS_STAGE, "set_event");
	arm_cpumask();
	set_all(tracer_options, sizeof(tracer_options) / sizeof(*tracer_options));
	if (!tracefs_lists(TRACEFS_STAGE, "set_ftrace_notrace_pid", "no"))
		clear(TRACEFS_STAGE, "set_ftrace_notrace_pid");
	if (!tracefs_lists(TRACEFS_STAGE, "set_event_notrace_pid", "no"))
		clear(TRACEFS_STAGE, "set_event_notrace_pid");
}

/*
 * The kernel's default is the "local" clock, or "global" where the CPUs' clocks drift apart: what the
 * top level has tells which. Clocks that count something else than nanoseconds are of no use.
 */
static void arm_clock(const struct stage *s)
{
	static const char *const good[] = { "[local]", "[global]", "[mono]", "[mono_raw]", "[boot]", "[tai]" };
	int global = tracefs_lists(TRACEFS_TOP, "trace_clock", "[global]");

	if (!s->top && global)
		set(TRACEFS_STAGE, "trace_clock", "global");
	if (!s->top)
		return;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (tracefs_lists(TRACEFS_TOP, "trace_clock", good[i]))
			return;
	set(TRACEFS_STAGE, "trace_clock", "global");
}

static int arm_instance(const struct capture_options *opt)
{
	char name[32];
	int ret;

	snprintf(name, sizeof(name), "ftrun-%d", (int)getpid());
	ret = tracefs_instance(name);
	if (ret)
		cannot(ret, "instances");
	if (!tracefs_lists(TRACEFS_STAGE, "available_tracers", tracer_name(opt)))
		return -EINVAL;
	ret = tracefs_put(TRACEFS_STAGE, "tracing_on", "0");
	if (ret)
		cannot(ret, "tracing_on");
	return 0;
}

static void arm_knobs(const struct stage *s, const struct capture_options *opt, struct capture_result *result)
{
	char depth[16];

	result->graph_in_decoder = opt->graph.nr && !s->knobs;
	result->depth_in_decoder = opt->depth && !s->knobs;
	if (!s->knobs) {
		if (!opt->quiet && (opt->depth || opt->graph.nr))
			warn("-%c: another function_graph user is active, so everything is recorded and cut down afterwards",
			     opt->depth ? 'D' : 'g');
		if (!opt->quiet && knobs_limit())
			warn("%s: max_graph_depth, tracing_thresh or set_graph_* of the whole machine limit what is recorded", tracefs_path());
		return;
	}
	snprintf(depth, sizeof(depth), "%u", opt->depth);
	set(TRACEFS_TOP, "max_graph_depth", depth);
	set(TRACEFS_TOP, "tracing_thresh", "0");
	if (!list_is_empty("set_graph_notrace"))
		clear(TRACEFS_TOP, "set_graph_notrace");
	if (opt->graph.nr)
		filter_set_graph(opt, "--graph");
	else if (!list_is_empty("set_graph_function"))
		clear(TRACEFS_TOP, "set_graph_function");
}

static void arm_filters(const struct stage *s, const struct capture_options *opt)
{
	if (opt->filters.nr || opt->modules.nr)
		filter_set(opt, "--filter", "set_ftrace_filter", &opt->filters, &opt->modules);
	else if (s->top && !list_is_empty("set_ftrace_filter"))
		clear(TRACEFS_STAGE, "set_ftrace_filter");
	if (opt->notrace.nr)
		filter_set(opt, "--notrace", "set_ftrace_notrace", &opt->notrace, &(struct words){ NULL, 0, 0 });
	else if (s->top && !list_is_empty("set_ftrace_notrace"))
		clear(TRACEFS_STAGE, "set_ftrace_notrace");
}

void stage_arm(struct stage *s, const struct capture_options *opt, const struct words *pids,
	       const struct events *events, struct capture_result *result)
{
	if (!s->top && arm_instance(opt)) {
		/* An instance that knows no function_graph: it is removed with the rest at the end. */
		tracefs_stage(NULL);
		s->top = s->knobs = 1;
		lock_or_die(LOCK_EX);
		check_top_unused(opt);
	}
	if (s->top)
		arm_top();
	arm_clock(s);
	arm_buffer(s, opt);
	set_all(own_options, sizeof(own_options) / sizeof(*own_options));
	arm_filters(s, opt);
	if (tracer_is_graph(opt))
		arm_knobs(s, opt, result);
	pids_arm(pids, opt->no_follow ? PIDS_ALONE : PIDS_FOLLOW, opt->pids.nr > 0, events->nr > 0);
	events_arm(events);
	tracer_set(opt);
	result->stage = s->top ? "top level" : "private instance";
}

void stage_record(int on)
{
	int ret = tracefs_put(TRACEFS_STAGE, "tracing_on", on ? "1" : "0");

	if (ret)
		cannot(ret, "tracing_on");
}
