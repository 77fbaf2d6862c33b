/* SPDX-License-Identifier: MIT */
/*
 * Files are opened before the command runs and truncated when there is something to write: a run that
 * never happens leaves what was there.
 */
#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../recording/recording.h"
#include "../util/err.h"
#include "../util/mem.h"
#include "../util/outfile.h"
#include "../util/terminal.h"

static void add_output(struct outputs *list, const char *path, const struct report_ops *ops)
{
	list->v = xreallocarray(list->v, list->nr + 1, sizeof(*list->v));
	list->v[list->nr++] = (struct output){path, ops, -1};
}

static const struct report_ops *kind_of(const struct output_options *o, const char *hist)
{
	const char *name = o->kind					   ? o->kind
			   : o->failed_only				   ? "failed"
			   : o->summary || o->by || hist || o->interval_ns ? "summary"
			   : o->stacks					   ? "stack"
									   : "graph";
	const struct report_ops *ops = report_find(name);

	if (!ops)
		die("-R %s: no such report (see ftrun -h)", o->kind);
	return ops;
}

static int is_recording(const char *path)
{
	size_t len = strlen(path);

	return len > 4 && !strcmp(path + len - 4, ".dat");
}

/* A suffix beats the options that choose a kind; .txt, the suffix of the graph, is any text's. */
static const struct report_ops *kind_for_file(const struct output_options *o, const char *hist,
					      const char *path)
{
	const struct report_ops *ops = o->failed_only ? NULL : report_for_file(path);

	return ops && ops != &report_graph ? ops : kind_of(o, hist);
}

/* What is shown during the run is one text, of one kind. */
static void check_live(const struct output_options *o, const char *hist)
{
	const char *name = o->live ? "--live" : "--interval";
	const struct report_ops *want = o->live ? &report_graph : &report_summary;
	size_t texts = 0;

	if (o->to_stdout)
		die("%s: shows a run while it lasts; -i and --diff read what is over", name);
	if (o->live && o->interval_ns)
		die("--live: shows the graph and --interval the summary; one of them at a time");
	if (o->both || kind_of(o, hist) != want)
		die("%s: shows the %s and nothing else; -o FILE.dat records for other reports",
		    name, want->name);
	if (o->by && !strcmp(o->by, "syscall"))
		die("--interval: --by=syscall needs whole calls, and an interval may end within "
		    "one");
	for (size_t i = 0; i < o->files.nr; i++) {
		if (is_recording(o->files.v[i]))
			continue;
		if (kind_for_file(o, hist, o->files.v[i]) != want || texts++)
			die("-o %s: %s writes one text, and FILE.dat", o->files.v[i], name);
	}
}

void outputs_open(struct outputs *list, const struct output_options *o, const char *hist)
{
	const char *usual = o->to_stdout ? "-" : NULL;
	size_t texts = 0;

	if (o->live || o->interval_ns)
		check_live(o, hist);
	for (size_t i = 0; i < o->files.nr; i++) {
		const char *path = o->files.v[i];

		list->keep |= is_recording(path);
		texts += !is_recording(path);
		add_output(list, path, is_recording(path) ? NULL : kind_for_file(o, hist, path));
	}
	if (!list->nr || (!texts && (o->live || o->interval_ns)))
		add_output(list, usual, kind_of(o, hist));
	if (o->both && !o->diff)
		add_output(list, usual, report_find("summary"));
	for (size_t i = 0; i < list->nr; i++) {
		struct output *out = &list->v[i];

		out->fd = !out->path		    ? STDERR_FILENO
			  : !strcmp(out->path, "-") ? STDOUT_FILENO
			  : o->dry_run		    ? outfile_check(out->path)
						    : outfile_open(out->path);
	}
}

void outputs_fini(struct outputs *list)
{
	live_report_free(list->live);
	free(list->v);
	*list = (struct outputs){.v = NULL};
}

static const char *output_name(const struct output *output)
{
	return !output->path ? "stderr" : !strcmp(output->path, "-") ? "stdout" : output->path;
}

/* What a report's or a writer's failure means in words. */
static noreturn void output_failed(const struct report_options *opt, const char *name, int error)
{
	if (error == -ENOENT && opt->by_field)
		die("--by=%s: neither syscall, task, cpu nor parent, and no event in the trace has "
		    "such a field",
		    opt->by_field);
	if (error == -ENOENT && opt->hist)
		die("--hist=%s: no such call in the trace; -c lists those that there are",
		    opt->hist);
	if (error == -ENODATA)
		die("%s: the trace has no return values; the kernel needs "
		    "CONFIG_FUNCTION_GRAPH_RETVAL=y (Linux 6.5) and the run --retval",
		    name);
	errno = -error;
	die_errno("%s", name);
}

/* Runs a report, or with other the comparison to it, into fd or a pager before it. Returns 0 or -errno. */
static int run_report(const struct report_ops *ops, struct trace *trace, struct trace *other,
		      struct report_options opt, int fd)
{
	struct pager pager;
	struct out out;
	int error;

	opt.colour = terminal_colour(fd);
	pager_start(&pager, fd);
	if (out_init(&out, pager.fd))
		die("out of memory");
	out.ahead = fd > STDERR_FILENO;
	error = other ? report_diff(trace, other, &opt, &out) : ops->run(trace, &opt, &out);
	if (out_fini(&out) && !error)
		error = out.error;
	if (pager.pid && error == -EPIPE)
		error = 0;
	pager_wait(&pager);
	return error;
}

/*
 * Drops what was in an output's file; a pipe or a device has nothing (EINVAL). A file that is empty is let be:
 * ext4 takes it for one that is being replaced, and whoever closes it waits for its data to be written out.
 */
static int drop_contents(int fd)
{
	struct stat st;

	if (fd <= STDERR_FILENO || (!fstat(fd, &st) && S_ISREG(st.st_mode) && !st.st_size))
		return 0;
	return ftruncate(fd, 0) && errno != EINVAL ? -errno : 0;
}

void output_write(const struct output *output, const struct report_options *opt,
		  struct trace *trace, struct trace *other, const struct recording *rec)
{
	int error = drop_contents(output->fd);

	if (!error && (output->ops || other))
		error = run_report(output->ops, trace, other, *opt, output->fd);
	else if (!error)
		error = tracedat_write(rec, output->fd);
	if (!error && output->fd > STDERR_FILENO && close(output->fd))
		error = -errno;
	if (error)
		output_failed(opt, output_name(output), error);
}

void outputs_write(const struct outputs *list, const struct report_options *opt,
		   struct trace *trace, const struct recording *rec, struct progress *progress)
{
	uint64_t total = 0;
	char what[64];

	for (size_t i = 0; i < rec->nr_cpus; i++)
		total += rec->cpus[i].len;
	for (size_t i = 0; i < list->nr; i++) {
		snprintf(what, sizeof(what), "writing %s", output_name(&list->v[i]));
		if (progress)
			progress_start(progress, what, total, !isatty(list->v[i].fd));
		output_write(&list->v[i], opt, trace, NULL, rec);
		if (progress)
			progress_end(progress);
	}
}

const struct recording_viewer *outputs_view(struct outputs *list, const struct output_options *o,
					    const struct report_options *opt,
					    void (*decode)(void *ctx, struct trace_options *decode),
					    void *ctx)
{
	struct report_options how = *opt;
	size_t i = 0;
	int error;

	while (!list->v[i].ops)
		i++;
	list->live_name = output_name(&list->v[i]);
	how.colour = terminal_colour(list->v[i].fd);
	error = drop_contents(list->v[i].fd);
	if (error) {
		errno = -error;
		die_errno("%s", list->live_name);
	}
	if (live_report_new(&list->live, decode, ctx, &how, o->interval_ns, list->v[i].fd))
		die("out of memory");
	list->nr--;
	memmove(&list->v[i], &list->v[i + 1], (list->nr - i) * sizeof(*list->v));
	return live_report_viewer(list->live);
}

void outputs_viewed(const struct outputs *list, int error)
{
	errno = -error;
	if (error && error != -EPIPE)
		die_errno("%s", list->live_name);
}
