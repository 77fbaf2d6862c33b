/* SPDX-License-Identifier: MIT */
/*
 * The stage is a private instance where function_graph works in one, else the top level, which is
 * everybody's: then it is locked, it has to be unused, and each setting is saved before it is made.
 *
 * Four knobs are the whole machine's even for an instance: set_graph_function, set_graph_notrace,
 * max_graph_depth and tracing_thresh. They are touched only under the exclusive lock and while
 * nobody else runs function_graph. Every ftrun holds the lock at least shared, so none of them ever
 * changes a knob under another.
 */
#include "stage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/refusal.h"
#include "lock.h"
#include "tracer.h"

noreturn void stage_cannot(int error, const char *file)
{
	char why[512];

	refusal_open(why, sizeof(why), tracefs_path(), file, -error);
	die("%s", why);
}

static int is_graph_user(void *ctx, const char *name)
{
	char file[300];

	(void)ctx;
	snprintf(file, sizeof(file), "instances/%s/current_tracer", name);
	return stage_lists(TRACEFS_TOP, file, "function_graph");
}

/* Somebody else's function_graph, at the top or in an instance. */
static int others_trace(void)
{
	int ret = stage_lists(TRACEFS_TOP, "current_tracer", "function_graph");

	if (!ret)
		ret = tracefs_each(TRACEFS_TOP, "instances", is_graph_user, NULL);
	if (ret < 0)
		stage_cannot(ret, "instances");
	return ret;
}

int stage_is_empty(const char *file)
{
	char *text;
	int len = tracefs_read(TRACEFS_TOP, file, &text), empty = len <= 0 || text[0] == '#';

	if (len < 0 && len != -ENOENT)
		stage_cannot(len, file);
	free(text);
	return empty;
}

int stage_lists(enum tracefs_dir dir, const char *file, const char *word)
{
	int ret = tracefs_lists(dir, file, word);

	if (ret < 0)
		stage_cannot(ret, file);
	return ret;
}

/* One of the knobs that are numbers, of which 0 is none. */
static int is_zero(const char *file)
{
	long long n = 0;
	int ret = tracefs_number(TRACEFS_TOP, file, &n);

	if (ret)
		stage_cannot(ret, file);
	return !n;
}

static int is_limited(void)
{
	if (!is_zero("max_graph_depth") || !is_zero("tracing_thresh"))
		return 1;
	return !stage_is_empty("set_graph_function") || !stage_is_empty("set_graph_notrace");
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

	if (stage_lists(TRACEFS_TOP, "available_tracers", "function_graph"))
		return;
	len = tracefs_read(TRACEFS_TOP, "available_tracers", &text);
	if (len < 0)
		stage_cannot(len, "available_tracers");
	text[strcspn(text, "\n")] = 0;
	die("function_graph: this kernel lacks it (it has: %s); it needs "
	    "CONFIG_FUNCTION_GRAPH_TRACER=y",
	    text);
}

/* What cannot be written (a read-only mount, lockdown) is said before anything is journaled. */
static void check_writable(void)
{
	int fd = tracefs_open(TRACEFS_TOP, "current_tracer", O_WRONLY);

	if (fd < 0)
		stage_cannot(fd, "current_tracer");
	close(fd);
}

static void check_enabled(void)
{
	if (!tracer_is_enabled())
		die("kernel.ftrace_enabled: is 0, so functions are not traced; sysctl "
		    "kernel.ftrace_enabled=1 switches it on");
}

static int has_entries(void *ctx, const char *cpu)
{
	char file[64], *text;
	int some, len;

	(void)ctx;
	snprintf(file, sizeof(file), "per_cpu/%s/stats", cpu);
	len = tracefs_read(TRACEFS_TOP, file, &text);
	if (len < 0)
		stage_cannot(len, file);
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
		stage_cannot(len, "current_tracer");
	text[strcspn(text, "\n")] = 0;
	if (strcmp(text, "nop"))
		die("%s/current_tracer: is %s: somebody else is tracing, and this kernel has no "
		    "function_graph in instances; --force borrows it and puts the settings back, "
		    "but what was recorded is lost",
		    tracefs_path(), text);
	free(text);
	len = tracefs_each(TRACEFS_TOP, "per_cpu", has_entries, NULL);
	if (len < 0)
		stage_cannot(len, "per_cpu");
	if (len)
		die("%s/trace: holds somebody else's trace, which cannot be put back; save it and "
		    "empty it (echo > %s/trace), or --force loses it",
		    tracefs_path(), tracefs_path());
}

static void lock_or_die(struct stage *s, int how)
{
	char who[128];
	int ret = lock_take(&s->lock, how);

	if (ret == 0)
		return;
	if (ret != -EWOULDBLOCK)
		stage_cannot(ret, "");
	lock_owner(s->lock, who, sizeof(who));
	die("tracer: in use by %s; this run needs what belongs to the whole machine, and has to "
	    "wait for that one",
	    who);
}

void stage_take_top(struct stage *s, const struct capture_options *opt)
{
	s->top = s->knobs = 1;
	s->limited = 0;
	lock_or_die(s, LOCK_EX);
	check_top_unused(opt);
}

/*
 * What dead ftruns left is undone under the lock: whoever takes it later finds nothing half-way, and
 * no journal of the dead is older than what its holder changes.
 */
void stage_choose(struct stage *s, const struct capture_options *opt)
{
	char why[512];

	if (tracefs_find(why, sizeof(why)))
		die("%s", why);
	check_writable();
	if (tracer_is_graph(opt))
		check_tracers();
	if (tracer_has_functions(opt))
		check_enabled();
	s->top = tracer_is_graph(opt) ? !stage_has_instances()
				      : !tracefs_has(TRACEFS_TOP, "instances");
	s->knobs = s->top;
	s->limited = !s->top && is_limited();
	if (!s->top && (opt->depth || opt->graph.nr || s->limited) && !others_trace())
		s->knobs = lock_take(&s->lock, LOCK_EX) == 0;
	s->limited &= !s->knobs;
	if (s->top || !s->knobs)
		lock_or_die(s, s->top ? LOCK_EX : LOCK_SH);
	capture_recover(0);
	if (s->top)
		check_top_unused(opt);
}

void stage_let_go(struct stage *s)
{
	if (s->instance >= 0)
		close(s->instance);
	s->instance = -1;
}

void stage_unlock(struct stage *s)
{
	if (s->lock >= 0)
		close(s->lock);
	s->lock = -1;
}

void stage_record(int on)
{
	int ret = tracefs_put(TRACEFS_STAGE, "tracing_on", on ? "1" : "0");

	if (ret)
		stage_cannot(ret, "tracing_on");
}
