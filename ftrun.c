/* SPDX-License-Identifier: MIT */
/*
 * ftrun: run a command and show the kernel functions that it called.
 *
 * options -> capture -> recording -> decode -> report -> exit status. The kernel is as it was before
 * a single page is decoded, so a bug behind that point can harm nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/capture.h"
#include "capture/check.h"
#include "capture/event.h"
#include "capture/functions.h"
#include "decode/trace.h"
#include "recording/recording.h"
#include "report/output.h"
#include "report/report.h"
#include "tracefs.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/options.h"
#include "util/process.h"
#include "util/progress.h"

struct options {
	struct capture_options capture;
	struct trace_options decode;
	struct report_options report;
	struct output_options output;
	const char *input, *list, *why, *list_events;
	int verbose, help, version, strict, restore, check;
};

/* --restore waits so long for what is being restored just now. */
#define RESTORE_MS 10000

#define IN(member) offsetof(struct options, member)

static const struct option_def table[] = {
	{ 'l', "filter", "GLOB", "only functions that match (repeatable, a,b lists)", OPTION_LIST, IN(capture.filters) },
	{ 'n', "notrace", "GLOB", "leave these functions out", OPTION_LIST, IN(capture.notrace) },
	{ 'N', "notrace", "GLOB", NULL, OPTION_LIST, IN(capture.notrace) },
	{ 'g', "graph", "FUNC", "FUNC and everything that it calls", OPTION_LIST, IN(capture.graph) },
	{ 'G', "graph", "FUNC", NULL, OPTION_LIST, IN(capture.graph) },
	{ 0, "exact", NULL, "no other kernels' names for what has none here", OPTION_FLAG, IN(capture.exact) },
	{ 0, "module", "MOD", "only functions of module MOD", OPTION_LIST, IN(capture.modules) },
	{ 'D', "depth", "N", "at most N calls deep", OPTION_NUMBER, IN(capture.depth) },
	{ 0, "max-graph-depth", "N", NULL, OPTION_NUMBER, IN(capture.depth) },
	{ 0, "min", "TIME", "only calls that took at least TIME (250us, 5ms)", OPTION_TIME, IN(decode.min_ns) },
	{ 0, "no-irqs", NULL, "leave out what interrupts call", OPTION_FLAG, IN(decode.no_irqs) },
	{ 'f', "follow", NULL, "threads and children too (the default)", OPTION_OFF, IN(capture.no_follow) },
	{ 0, "no-follow", NULL, "only the command's first task", OPTION_FLAG, IN(capture.no_follow) },
	{ 'p', "pid", "PID|NAME", "these processes, all their threads (a,b lists)", OPTION_LIST, IN(capture.pids) },
	{ 'd', "duration", "TIME", "record for TIME only (5s, 500ms)", OPTION_SECONDS, IN(capture.duration_ns) },
	{ 'e', "event", "SYSTEM:NAME", "an event too; \"... if FILTER\" (repeatable, globs)", OPTION_EACH, IN(capture.events) },
	{ 'k', "probe", "DEF", "FUNC[%return] or FILE:FUNC, and what to fetch", OPTION_EACH, IN(capture.probes) },
	{ 0, "stack", "FUNC", "count the kernel stacks by which FUNC is reached", OPTION_LIST, IN(capture.stacks) },
	{ 0, "args", NULL, "the functions' arguments, where the kernel has them", OPTION_FLAG, IN(capture.args) },
	{ 0, "retval", NULL, "what they returned, likewise", OPTION_FLAG, IN(report.retval) },
	{ 0, "tracer", "function|function_graph", "a flat list with callers, or the graph", OPTION_STRING, IN(capture.tracer) },
	{ 0, "list-events", "GLOB", "list the events that there are", OPTION_OPTIONAL, IN(list_events) },
	{ 0, "user", "NAME", NULL, OPTION_OPTIONAL, IN(capture.user) },
	{ 'u', "user", "NAME", "run the command as NAME (--user alone: $SUDO_USER)", OPTION_STRING, IN(capture.user) },
	{ 'b', "buffer", "SIZE", "buffer per CPU: KB, or with K, M, G", OPTION_SIZE_KB, IN(capture.buffer_kb) },
	{ 0, "max-size", "SIZE", "stop recording at this size (half the free space)", OPTION_SIZE, IN(capture.max_size) },
	{ 0, "strict", NULL, "lost events are an error (status 125)", OPTION_FLAG, IN(strict) },
	{ 0, "force", NULL, "also where somebody else is tracing", OPTION_FLAG, IN(capture.force) },
	{ 'i', "input", "FILE", "read a recording (trace.dat) instead of running", OPTION_STRING, IN(input) },
	{ 'o', "output", "FILE", "repeatable; the kind from the suffix; - is stdout", OPTION_EACH, IN(output.files) },
	{ 'R', "report", "KIND", "the kind, where no suffix says it", OPTION_STRING, IN(output.kind) },
	{ 'c', "summary", NULL, "times per function instead of the graph", OPTION_FLAG, IN(output.summary) },
	{ 'C', "both", NULL, "the graph, then the summary", OPTION_FLAG, IN(output.both) },
	{ 'S', "sort", "total|self|avg|max|count|name", "order of the summary", OPTION_CHOICE, IN(report.sort) },
	{ 0, "by", "syscall|task|cpu|parent|FIELD", "split the summary", OPTION_STRING, IN(output.by) },
	{ 0, "hist", "FUNC", "a histogram of FUNC's times", OPTION_STRING, IN(report.hist) },
	{ 0, "count", NULL, "flame and folded weigh calls, not time", OPTION_FLAG, IN(report.by_count) },
	{ 0, "collapse", NULL, "repeated equal calls once, with a count", OPTION_FLAG, IN(report.collapse) },
	{ 'Z', "failed-only", NULL, "only calls that returned an error (with --retval)", OPTION_FLAG, IN(output.failed_only) },
	{ 0, "live", NULL, "each outermost call as soon as it is complete", OPTION_FLAG, IN(output.live) },
	{ 0, "interval", "TIME", "the summary of each TIME, while it is recorded", OPTION_SECONDS, IN(output.interval_ns) },
	{ 0, "diff", NULL, "what differs between two recordings", OPTION_FLAG, IN(output.diff) },
	{ 't', "time", NULL, "a column of absolute times", OPTION_FLAG, IN(report.absolute) },
	{ 0, "dry-run", NULL, "check all; print shell commands that do the same", OPTION_FLAG, IN(output.dry_run) },
	{ 'L', "list", "GLOB", "list functions that can be traced, and exit", OPTION_OPTIONAL, IN(list) },
	{ 0, "why", "FUNC", "say why FUNC can be traced, or not, and exit", OPTION_STRING, IN(why) },
	{ 0, "check", NULL, "say what this machine can do, and exit", OPTION_FLAG, IN(check) },
	{ 0, "restore", NULL, "undo what a killed ftrun left behind, and exit", OPTION_FLAG, IN(restore) },
	{ 'q', "quiet", NULL, "errors only", OPTION_FLAG, IN(capture.quiet) },
	{ 'v', "verbose", NULL, "show each write to tracefs", OPTION_FLAG, IN(verbose) },
	{ 'h', "help", NULL, "this text", OPTION_FLAG, IN(help) },
	{ 'V', "version", NULL, "the version", OPTION_FLAG, IN(version) },
	{ 0, NULL, NULL, NULL, OPTION_FLAG, 0 },
};

static const char head[] =
	"usage: ftrun [options] [--] command [argument ...]\n"
	"       ftrun [options] -p PID[,PID...] [--] [command ...]\n"
	"       ftrun -i FILE [report options]\n"
	"       ftrun --diff A.dat B.dat\n"
	"Runs the command and shows the kernel functions that it called.\n";
static const char tail[] = "Example: ftrun --filter='*icmp*' -- ping -c1 127.0.0.1\n";

static void usage(int fd)
{
	char reports[512];
	int error;

	report_usage(reports, sizeof(reports));
	error = write(fd, head, sizeof(head) - 1) < 0 || options_print(table, fd) ||
		write(fd, reports, strlen(reports)) < 0 || write(fd, tail, sizeof(tail) - 1) < 0;
	if (error)
		die_errno(fd == STDOUT_FILENO ? "stdout" : "stderr");
}

static void read_input(struct recording *rec, const char *path)
{
	char why[256] = "";
	int error, fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		die_errno("-i %s", path);
	error = tracedat_read(rec, fd, why, sizeof(why));
	if (error)
		die("-i %s: %s", path, why[0] ? why : strerror(-error));
	if (why[0])
		warn("%s: %s", path, why);
	if (rec->truncated)
		warn("%s: ends early; everything that is whole is shown", path);
	close(fd);
}

/* Says what is missing from the trace. Returns 1 when something is. */
static int say_losses(const struct trace *trace, const struct capture_result *result)
{
	const struct trace_totals *t = trace_totals(trace);

	if (result->full > 0)
		warn("the recording found no more room (%s; TMPDIR chooses another place); what came later is missing",
		     strerror(result->full));
	else if (result->full)
		warn("the recording reached its --max-size; what came later is missing");
	if (result->stopped_by)
		warn("%s: somebody else switched it off during the run; what came later is missing", result->stopped_by);
	if (t->lost)
		warn("%llu events were lost; a larger -b keeps them", (unsigned long long)t->lost);
	else if (t->lost_gaps)
		warn("events were lost in %llu places, the kernel does not say how many; a larger -b keeps them",
		     (unsigned long long)t->lost_gaps);
	if (t->bad_subbufs || t->bad_records)
		warn("%llu pages and %llu records could not be read; the rest is shown", (unsigned long long)t->bad_subbufs,
		     (unsigned long long)t->bad_records);
	return result->full || result->stopped_by || t->lost || t->lost_gaps;
}

static struct trace *decode(const struct recording *rec, const struct trace_options *opt, const char *name)
{
	struct trace *trace;
	char why[256] = "";
	int error = trace_new(&trace, rec, opt, why, sizeof(why));

	if (error)
		die("%s: %s", name, why[0] ? why : strerror(-error));
	return trace;
}

/* One line about the run as a whole: what there is to look at, and whether it is all. */
static void say_verdict(struct trace *trace, const struct live_report *live, const struct capture_result *result)
{
	const struct trace_totals *t = trace_totals(trace);
	char line[256] = "";

	if (!t->entries && !t->exits && !t->events && !result->stopped_by)
		warn("nothing was recorded: none of what was asked for happened; ftrun -c -- COMMAND shows what a command calls");
	if (live)
		live_report_verdict(live, result->stage, line, sizeof(line));
	else if (report_verdict(trace, result->stage, line, sizeof(line)))
		return;
	warn("%s", line);
}

static int is_foreign(void *ctx, const struct trace_task *task)
{
	return capture_is_foreign(ctx, task->tid);
}

static void report_progress(void *ctx, uint64_t len)
{
	progress_add(ctx, len);
}

/* What decoding has to know, which after a run depends on what the kernel could be asked for. */
struct decoding {
	const struct options *o;
	const struct capture_result *result;
};

static void choose_decoding(void *ctx, struct trace_options *opt)
{
	const struct decoding *d = ctx;
	const struct options *o = d->o;
	int live = opt->live;

	*opt = o->decode;
	opt->live = live;
	opt->graph = (const char *const *)(o->input ? o->capture.graph.v : d->result->graph.v);
	if (d->result->depth_in_decoder || o->input)
		opt->max_depth = o->capture.depth;
	if (o->input)
		opt->notrace = (const char *const *)o->capture.notrace.v;
	opt->from_exec = 1;
	opt->open_tids = d->result->open_tids;
}

/* Decodes and writes every report. Returns 1 when the trace is incomplete. */
static int report(const struct options *o, const struct outputs *list, const struct recording *rec,
		  struct capture_result *result)
{
	struct decoding decoding = { o, result };
	struct trace_options opt = { .live = 0 };
	struct progress progress = { .on = 0 };
	struct trace *trace = list->live ? live_report_trace(list->live) : NULL;
	int incomplete;

	choose_decoding(&decoding, &opt);
	opt.progress = report_progress;
	opt.progress_ctx = &progress;
	if (!trace) {
		trace = decode(rec, &opt, o->input ? o->input : "recording");
		if (!o->input)
			trace_hide(trace, is_foreign, result);
	}
	outputs_write(list, &o->report, trace, rec, o->capture.quiet ? NULL : &progress);
	outputs_viewed(list, result->viewer_error);
	incomplete = say_losses(trace, result);
	if (!o->capture.quiet && !o->input && !result->viewer_error)
		say_verdict(trace, list->live, result);
	if (!list->live)
		trace_free(trace);
	return incomplete;
}

/* --diff A B. */
static int diff(const struct options *o, const struct outputs *outputs, char **files)
{
	struct recording rec[2];
	struct trace *trace[2];

	for (int i = 0; i < 2; i++) {
		recording_init(&rec[i]);
		read_input(&rec[i], files[i]);
		trace[i] = decode(&rec[i], &o->decode, files[i]);
	}
	for (size_t i = 0; i < outputs->nr; i++)
		output_write(&outputs->v[i], &o->report, trace[0], trace[1], &rec[0]);
	for (int i = 0; i < 2; i++) {
		trace_free(trace[i]);
		recording_fini(&rec[i]);
	}
	return 0;
}

/* No arguments at all: the usage in short, what can be done here, and something to try. */
static int first_minute(void)
{
	if (write(STDERR_FILENO, head, sizeof(head) - 1) < 0)
		return EXIT_FTRUN;
	check_print(STDERR_FILENO);
	if (write(STDERR_FILENO, tail, sizeof(tail) - 1) < 0)
		return EXIT_FTRUN;
	return EXIT_FTRUN;
}

/* The options that run nothing. */
static int answer(const struct options *o)
{
	char why[512];

	if (o->list)
		return functions_list(o->list);
	if (o->check)
		return check_print(STDOUT_FILENO);
	if (o->why)
		return functions_explain(o->why);
	if (o->list_events)
		return events_list(o->list_events);
	if (tracefs_find(why, sizeof(why)))
		die("%s", why);
	return capture_recover(RESTORE_MS) ? EXIT_FTRUN : 0;
}

/* Stacks are recorded for --stack's functions; where only the report is asked for, for each event. */
static void choose_stacks(struct options *o)
{
	int wants_report = o->output.kind && !strcmp(o->output.kind, report_stack.name);

	if (wants_report && !o->input && !o->capture.stacks.nr && !o->capture.events.nr && !o->capture.probes.nr)
		die("-R stack: stacks of what? --stack=FUNC, -e or -k says it");
	o->output.stacks = o->capture.stacks.nr > 0;
	o->capture.event_stacks = o->output.stacks || wants_report;
	o->report.stacks = (const char *const *)o->capture.stacks.v;
}

static void check_options(struct options *o, int nr_args)
{
	if (o->capture.user && !o->capture.user[0] && !(o->capture.user = getenv("SUDO_USER")))
		die("--user: SUDO_USER is not set; say --user=NAME");
	if (o->output.diff && nr_args != 2)
		die("--diff: takes two recordings: ftrun --diff A.dat B.dat");
	if (o->input && nr_args)
		die("-i %s: reads a recording and runs no command", o->input);
	if (o->input && (o->capture.filters.nr || o->capture.modules.nr || o->capture.user || o->capture.buffer_kb ||
			 o->capture.events.nr || o->capture.probes.nr || o->capture.pids.nr || o->capture.duration_ns))
		die("-i %s: --filter, --module, --event, --probe, --pid, --duration, --user and --buffer are for a run; -g, -n, -D and --min cut a recording down",
		    o->input);
	if (o->output.dry_run && (o->input || o->output.diff))
		die("--dry-run: is for a run; -i and --diff change nothing");
	if (!o->input && !nr_args && !o->capture.pids.nr)
		die("no command (ftrun -h shows how)");
	report_choose_by(&o->report, o->output.by);
	o->capture.by_field = o->report.by_field;
	o->output.to_stdout = o->input || o->output.diff;
	o->report.retval |= o->output.failed_only;
	o->capture.retval = o->report.retval;
	o->capture.syscalls = o->report.by == BY_SYSCALL;
	choose_stacks(o);
	if (o->verbose)
		tracefs_be_verbose();
}

/* What leaving by exit(3), as die() does, still has to end. */
static struct capture *live;

static void end_capture(void)
{
	capture_abort(live);
}

int main(int argc, char **argv)
{
	struct options o = { .input = NULL };
	struct outputs outputs = { .v = NULL };
	struct capture_result result = { .status = 0 };
	struct decoding decoding = { &o, &result };
	struct recording rec, viewed;
	char *title = NULL;
	int first, incomplete;

	process_refuse_setuid();
	process_hold_fds();
	atexit(end_capture);
	if (argc < 2)
		return first_minute();
	first = options_parse(table, &o, argc, argv);
	if (o.help || o.version) {
		if (o.help)
			usage(STDOUT_FILENO);
		else
			printf("ftrun %s\n", VERSION);
		if (fflush(stdout))
			die_errno("stdout");
		return 0;
	}
	if (o.list || o.why || o.list_events || o.check || o.restore)
		return answer(&o);
	check_options(&o, argc - first);
	outputs_open(&outputs, &o.output, o.report.hist);
	o.capture.keep = outputs.keep;
	if (o.output.diff)
		return diff(&o, &outputs, argv + first);
	if (o.output.dry_run)
		return capture_rehearse(&o.capture, argv + first, &live);
	recording_init(&rec);
	recording_init(&viewed);
	o.report.title = o.input ? o.input : (title = words_line(argv + first));
	o.capture.viewed = &viewed;
	if (o.output.live || o.output.interval_ns)
		o.capture.viewer = outputs_view(&outputs, &o.output, &o.report, choose_decoding, &decoding);
	if (o.input)
		read_input(&rec, o.input);
	else
		capture_run(&o.capture, argv + first, &rec, &result, &live);
	incomplete = report(&o, &outputs, &rec, &result);
	recording_fini(&rec);
	free(result.own_tids);
	free(result.open_tids);
	words_fini(&result.graph);
	outputs_fini(&outputs);
	recording_fini(&viewed);
	free(title);
	if (result.marks || (incomplete && o.strict))
		return EXIT_FTRUN;
	return process_end_as(result.status);
}
