/* SPDX-License-Identifier: MIT */
#include "tracer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "stage.h"

/* Events alone need no tracer; anything that is said of functions asks for their graph. */
const char *tracer_name(const struct capture_options *opt)
{
	int functions = opt->filters.nr || opt->notrace.nr || opt->graph.nr || opt->modules.nr ||
			opt->depth || opt->args || opt->retval;

	if (opt->tracer)
		return opt->tracer;
	return (opt->events.nr || opt->probes.nr || opt->stacks.nr) && !functions
		       ? "nop"
		       : "function_graph";
}

int tracer_is_graph(const struct capture_options *opt)
{
	return !strcmp(tracer_name(opt), "function_graph");
}

int tracer_has_functions(const struct capture_options *opt)
{
	return strcmp(tracer_name(opt), "nop") != 0;
}

void tracer_check(const struct capture_options *opt)
{
	if (!opt->tracer || !strcmp(opt->tracer, "function_graph"))
		return;
	if (strcmp(opt->tracer, "function"))
		die("--tracer=%s: takes function or function_graph", opt->tracer);
	if (opt->graph.nr || opt->depth || opt->args || opt->retval)
		die("--tracer=function: is a flat list; --graph, --depth, --args and --retval are "
		    "for the graph");
}

void tracer_set(const struct capture_options *opt)
{
	int ret = tracefs_set(TRACEFS_STAGE, "current_tracer", tracer_name(opt));

	if (ret == -ENOSPC)
		die("%s/current_tracer: the kernel has no room for another function_graph user (16 "
		    "at most); one of those in %s/instances has to end first",
		    tracefs_path(), tracefs_path());
	if (ret == -EBUSY)
		die("%s/current_tracer: busy: somebody reads trace_pipe or trace_pipe_raw; fuser "
		    "-v on that file names the process",
		    tracefs_path());
	if (ret)
		die("%s/current_tracer: %s", tracefs_path(), strerror(-ret));
}

int tracer_is_enabled(void)
{
	FILE *f = fopen("/proc/sys/kernel/ftrace_enabled", "re");
	int c = f ? fgetc(f) : EOF;

	if (f ? ferror(f) : errno != ENOENT)
		die_errno("kernel.ftrace_enabled");
	if (f)
		fclose(f);
	return c != '0';
}

const char *tracer_stopped_by(const struct capture_options *opt, int full)
{
	if (!full && !stage_lists(TRACEFS_STAGE, "tracing_on", "1"))
		return "tracing_on";
	return tracer_has_functions(opt) && !tracer_is_enabled() ? "kernel.ftrace_enabled" : NULL;
}
