/* SPDX-License-Identifier: MIT */
/*
 * Every line is found out by looking: files that are there, words in them, whether a file can be
 * opened for writing. Nothing is written and nothing is made.
 */
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/out.h"
#include "stage.h"

#define TEXT_LEN 512

/* The first line of a file outside tracefs; returns text, empty when it cannot be read. */
static char *first_line(const char *path, char *text, size_t len)
{
	FILE *f = fopen(path, "re");

	if (!f || !fgets(text, (int)len, f))
		text[0] = 0;
	if (f)
		fclose(f);
	text[strcspn(text, "\n")] = 0;
	return text;
}

/* Each of these puts into text what there is, or how to get it, and returns 1: yes, or 0: no. */

static int check_tracefs(char *text)
{
	if (tracefs_find(text, TEXT_LEN))
		return 0;
	snprintf(text, TEXT_LEN, "%s", tracefs_path());
	return 1;
}

static int check_rights(char *text)
{
	int fd = tracefs_open(TRACEFS_TOP, "current_tracer", O_WRONLY);

	if (fd < 0) {
		snprintf(text, TEXT_LEN, "%s/current_tracer cannot be written: %s%s",
			 tracefs_path(), strerror(-fd), geteuid() ? "; use sudo" : "");
		return 0;
	}
	close(fd);
	snprintf(text, TEXT_LEN, geteuid() ? "user %d may write to tracefs" : "root",
		 (int)geteuid());
	return 1;
}

static int check_lockdown(char *text)
{
	char line[128];

	first_line("/sys/kernel/security/lockdown", line, sizeof(line));
	if (strstr(line, "[confidentiality]")) {
		snprintf(text, TEXT_LEN,
			 "the kernel is locked down for confidentiality; boot without "
			 "lockdown=confidentiality");
		return 0;
	}
	snprintf(text, TEXT_LEN,
		 line[0] ? "%s" : "not known to be locked down (securityfs is not mounted)", line);
	return 1;
}

static int check_tracer(char *text)
{
	if (tracefs_lists(TRACEFS_TOP, "available_tracers", "function_graph") > 0) {
		snprintf(text, TEXT_LEN, "function_graph");
		return 1;
	}
	snprintf(text, TEXT_LEN,
		 "no function_graph; a kernel with CONFIG_FUNCTION_GRAPH_TRACER=y has it");
	return 0;
}

static int check_enabled(char *text)
{
	char line[16];

	if (!strcmp(first_line("/proc/sys/kernel/ftrace_enabled", line, sizeof(line)), "0")) {
		snprintf(text, TEXT_LEN,
			 "functions are not traced; sysctl kernel.ftrace_enabled=1");
		return 0;
	}
	snprintf(text, TEXT_LEN, "kernel.ftrace_enabled is 1");
	return 1;
}

static int check_filters(char *text)
{
	if (tracefs_has(TRACEFS_TOP, "available_filter_functions") &&
	    tracefs_has(TRACEFS_TOP, "set_ftrace_filter")) {
		snprintf(text, TEXT_LEN, "single functions can be chosen");
		return 1;
	}
	snprintf(text, TEXT_LEN, "a kernel with CONFIG_DYNAMIC_FTRACE=y has them");
	return 0;
}

static int check_follow(char *text)
{
	if (tracefs_has(TRACEFS_TOP, "options/function-fork")) {
		snprintf(text, TEXT_LEN, "threads and children are traced too");
		return 1;
	}
	snprintf(text, TEXT_LEN, "only the first task; Linux 4.12 and later follow");
	return 0;
}

static int check_stage(char *text)
{
	char *tracer;

	if (tracefs_lists(TRACEFS_TOP, "available_tracers", "function_graph") <= 0) {
		snprintf(text, TEXT_LEN, "nowhere, without function_graph");
		return 0;
	}
	if (stage_has_instances()) {
		snprintf(text, TEXT_LEN, "a private instance: nobody else who traces is disturbed");
		return 1;
	}
	if (tracefs_read(TRACEFS_TOP, "current_tracer", &tracer) >= 0) {
		tracer[strcspn(tracer, "\n")] = 0;
		if (strcmp(tracer, "nop")) {
			snprintf(text, TEXT_LEN,
				 "the top level, where %s runs now; wait for it, or --force, or "
				 "Linux 6.11 and later",
				 tracer);
			free(tracer);
			return 0;
		}
		free(tracer);
	}
	snprintf(text, TEXT_LEN,
		 "the top level, for one tracer at a time (Linux 6.11 and later: a private "
		 "instance)");
	return 1;
}

static int check_retval(char *text)
{
	if (tracefs_has(TRACEFS_TOP, "options/funcgraph-retval")) {
		snprintf(text, TEXT_LEN, "return values can be recorded");
		return 1;
	}
	snprintf(text, TEXT_LEN,
		 "no return values; Linux 6.5 and later with CONFIG_FUNCTION_GRAPH_RETVAL=y");
	return 0;
}

static int check_args(char *text)
{
	if (tracefs_has(TRACEFS_TOP, "options/funcgraph-args")) {
		snprintf(text, TEXT_LEN, "arguments can be recorded");
		return 1;
	}
	snprintf(text, TEXT_LEN,
		 "no arguments; Linux 6.15 and later with CONFIG_FUNCTION_TRACE_ARGS=y");
	return 0;
}

static int check_probes(char *text)
{
	int k = tracefs_has(TRACEFS_TOP, "kprobe_events"),
	    u = tracefs_has(TRACEFS_TOP, "uprobe_events");

	snprintf(text, TEXT_LEN, "%s%s%s", k ? "kprobes" : "no kprobes (CONFIG_KPROBE_EVENTS=y)",
		 ", ", u ? "uprobes" : "no uprobes (CONFIG_UPROBE_EVENTS=y)");
	return k && u;
}

static const struct check {
	const char *name;
	int (*look)(char *text);
	int required;
} checks[] = {
	{"tracefs", check_tracefs, 1},	 {"rights", check_rights, 1},
	{"lockdown", check_lockdown, 1}, {"tracer", check_tracer, 1},
	{"enabled", check_enabled, 1},	 {"stage", check_stage, 1},
	{"filters", check_filters, 0},	 {"follow", check_follow, 0},
	{"retval", check_retval, 0},	 {"args", check_args, 0},
	{"probes", check_probes, 0},
};

static int check_machine(struct out *out)
{
	char text[TEXT_LEN];
	int able = 1, found = 1;

	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++) {
		const struct check *c = &checks[i];
		int yes;

		/* Without tracefs, what is in it is not known; what is elsewhere may say why. */
		if (!found && c->look != check_lockdown && c->look != check_enabled)
			continue;
		yes = c->look(text);
		out_printf(out, "%-4s%-10s%s\n", yes ? "yes" : "no", c->name, text);
		if (!i)
			found = yes;
		if (!yes && c->required)
			able = 0;
	}
	return able;
}

int check_print(int fd)
{
	struct out out;
	int able;

	if (out_init(&out, fd))
		die("out of memory");
	able = check_machine(&out);
	if (out_fini(&out)) {
		errno = -out.error;
		die_errno("--check");
	}
	return !able;
}
