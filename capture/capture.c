/* SPDX-License-Identifier: MIT */
/*
 * One run: choose the stage, fork the command behind its gate, start the guard, arm, let go, wait,
 * stop, take the metadata, restore. Signals are blocked all along and read where the run waits.
 */
#include "capture.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/mem.h"
#include "../util/process.h"
#include "dryrun.h"
#include "filter.h"
#include "instance.h"
#include "metadata.h"
#include "probe.h"
#include "realtid.h"
#include "run.h"
#include "symbols.h"
#include "tracer.h"
#include "undo.h"
#include "../util/user.h"

#define PATIENCE_MS 2000

int capture_recover(int patience_ms)
{
	int failed = guard_recover(patience_ms);

	return failed + !!instance_reap();
}

/* Everything of the kernel's as it was. Returns the number of things that could not be put back. */
static int put_back(struct capture *r)
{
	int failed = 0;

	stage_let_go(&r->stage);
	if (r->guard.journal >= 0)
		failed = undo_play(r->guard.journal, PATIENCE_MS, 1);
	if (failed)
		warn("%s: not everything could be put back; ftrun-guard goes on trying for a "
		     "minute, then ftrun --restore does",
		     tracefs_path());
	guard_end(&r->guard, failed);
	stage_unlock(&r->stage);
	return failed;
}

void capture_abort(struct capture *r)
{
	if (!r)
		return;
	drain_abort(r->drain);
	put_back(r);
	tracee_abort(&r->tracee);
}

/* A terminal's or a user's wish to stop, before the command was let go: nothing ran, nothing remains. */
static void end_if_asked(struct capture *r)
{
	int sig = signals_ended_by(&r->signals);

	if (!sig)
		return;
	capture_abort(r);
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	sigprocmask(SIG_SETMASK, &r->signals.origin.mask, NULL);
	exit(128 + sig);
}

/* What explains the pages. */
static void explain(const struct capture *r, struct recording *rec)
{
	metadata_rest(rec, r->opt);
	if (r->opt->keep)
		symbols_take_all(rec);
	else
		symbols_take(rec);
}

void run_describe(struct capture *r, struct recording *rec)
{
	if (!r->described)
		explain(r, rec);
	r->described = 1;
}

/* The kernel's own limit on returns under way, or a probe hit inside of a probe. */
static void say_missed(const struct capture *r)
{
	unsigned long long nr =
		r->opt->probes.nr || r->opt->stacks.nr ? probes_missed(&r->events) : 0;

	if (nr)
		warn("the kernel could not run the probes %llu times (of any process)", nr);
}

/* The last look is the one that counts. Names are no reason to lose a trace. */
static void take_names(struct capture *r)
{
	int ret = comms_look(&r->comms);

	if (ret)
		warn("%s/saved_cmdlines: %s: tasks that have ended may have no name",
		     tracefs_path(), strerror(-ret));
}

static void finish(struct capture *r, struct recording *rec, struct capture_result *result,
		   struct capture **live)
{
	result->stopped_by = tracer_stopped_by(r->opt, drain_full(r->drain));
	stage_record(0);
	result->own_tids = drain_tids(r->drain);
	result->full = drain_finish(r->drain, rec);
	r->drain = NULL;
	metadata_stats(rec);
	/* At once, because patched functions slow down the whole machine; the restore only confirms it. */
	tracefs_put(TRACEFS_STAGE, "current_tracer", "nop");
	take_names(r);
	if (r->tid)
		comms_add(&r->comms, r->tid, r->tracee.command);
	comms_finish(&r->comms, rec);
	run_describe(r, rec);
	events_formats(&r->events, rec, r->opt->keep);
	say_missed(r);
	rec->command_tid = r->tid;
	result->marks = put_back(r);
	*live = NULL;
	if (r->viewing)
		viewing_end(r->viewing,
			    r->tracee.pid && tracee_exec_error(&r->tracee) ? NULL : rec);
}

/* The processes of -p, else the command's first task, as the kernel's tracer numbers them; none without it. */
static void choose_pids(struct capture *r)
{
	char pid[16];

	if (r->opt->pids.nr) {
		r->pids = pids_find(&r->opt->pids, r->opt->quiet);
		return;
	}
	if (r->script)
		return;
	r->tid = process_ids_are_global() ? r->tracee.pid : realtid_learn(&r->tracee);
	snprintf(pid, sizeof(pid), "%d", r->tid);
	words_add(&r->pids, pid);
}

/* Who looks on needs at once what explains the pages. */
static void prepare_viewing(struct capture *r, const struct recording *rec,
			    const struct capture_result *result)
{
	struct recording *viewed;

	if (!r->opt->viewer)
		return;
	r->viewing = viewing_new(r->opt, result, rec, r->tid, r->tid ? r->tracee.pid : 0,
				 r->tracee.command);
	viewed = viewing_recording(r->viewing);
	explain(r, viewed);
	events_formats(&r->events, viewed, r->opt->keep);
}

/* From the first recorded event to the last. The command may go on after it: returns 0 then. */
static int record(struct capture *r, struct recording *rec, struct capture_result *result)
{
	int ended = 1;

	prepare_viewing(r, rec, result);
	drain_open(&r->drain, r->stage.buffer_kb, rec->subbuf_size, r->opt->max_size, r->viewing);
	if (r->viewing)
		viewing_start(r->viewing);
	if (r->viewing || (!r->opt->filters.nr && !r->opt->modules.nr))
		drain_start(r->drain);
	if (r->tracee.pid)
		tracee_wake(&r->tracee);
	stage_record(1);
	deadline_set(&r->end, r->opt->duration_ns);
	if (r->tracee.pid) {
		tracee_release(&r->tracee);
		ended = run_wait_command(r, &result->status);
	}
	if (!r->tracee.pid || (ended && !r->opt->pids.nr && !r->opt->no_follow))
		run_wait_tasks(r, rec);
	return ended;
}

static void fini(struct capture *r, struct capture_result *result)
{
	int error = r->tracee.pid ? tracee_exec_error(&r->tracee) : 0;

	if (error)
		exit(tracee_exec_status(r->tracee.command, error));
	signals_give_back(&r->signals);
	/* What is shown may wait for its reader: the kernel is as it was, and signals end ftrun again. */
	if (r->viewing)
		result->viewer_error = viewing_join(r->viewing);
	words_fini(&r->pids);
	events_fini(&r->events);
	free(r);
}

/* Everything before the first recorded event; a command waits at its gate then. */
static void arm(struct capture *r, char **argv, const struct user *user, struct recording *rec,
		struct capture_result *result)
{
	const struct capture_options *opt = r->opt;

	stage_choose(&r->stage, opt);
	events_find(&r->events, &opt->events);
	for (int i = 0; opt->syscalls && i < 2; i++)
		events_add(&r->events, "raw_syscalls", i ? "sys_exit" : "sys_enter", NULL, "--by",
			   "syscall");
	if (argv[0])
		tracee_fork(&r->tracee, argv, user, &r->signals.origin);
	if (!opt->pids.nr && process_ids_are_global())
		result->started = process_started(r->tracee.pid);
	process_lift_limits();
	guard_start(&r->guard, r->stage.lock);
	tracefs_record(r->script);
	probes_define(&r->events, opt);
	stage_enter(&r->stage, opt);
	choose_pids(r);
	stage_arm(&r->stage, opt, &r->pids, &r->events, result);
	metadata_header(rec);
	end_if_asked(r);
}

/* What the options say, before the kernel is asked. *live is NULL until there is something to undo. */
static struct capture *begin(const struct capture_options *opt, struct user *user,
			     struct capture **live)
{
	struct capture *r = xcalloc(1, sizeof(*r));

	*r = (struct capture){
		.opt = opt, .tracee = TRACEE_NONE, .stage = STAGE_NONE, .guard = GUARD_NONE};
	tracer_check(opt);
	filter_check("--filter", &opt->filters);
	filter_check("--notrace", &opt->notrace);
	filter_check("--graph", &opt->graph);
	if (opt->user)
		user_find(user, opt->user);
	signals_take(&r->signals);
	*live = r;
	return r;
}

void capture_run(const struct capture_options *opt, char **argv, struct recording *rec,
		 struct capture_result *result, struct capture **live)
{
	struct user user = {.name = NULL};
	struct capture *r = begin(opt, &user, live);
	int ended;

	arm(r, argv, opt->user ? &user : NULL, rec, result);
	ended = record(r, rec, result);
	finish(r, rec, result, live);
	if (!ended) {
		r->end.tv_sec = 0;
		run_wait_command(r, &result->status);
	}
	fini(r, result);
	user_fini(&user);
}

int capture_rehearse(const struct capture_options *opt, char **argv, struct capture **live)
{
	struct capture_result result = {.status = 0};
	struct user user = {.name = NULL};
	struct script script = {.text = NULL};
	struct recording rec;
	struct capture *r;

	dryrun_check(opt);
	recording_init(&rec);
	r = begin(opt, &user, live);
	r->script = &script;
	arm(r, argv, opt->user ? &user : NULL, &rec, &result);
	dryrun_command(&script, opt, argv, opt->user ? &user : NULL, &r->pids, r->events.nr > 0);
	result.marks = put_back(r);
	tracefs_record(NULL);
	*live = NULL;
	tracee_abort(&r->tracee);
	fini(r, &result);
	recording_fini(&rec);
	user_fini(&user);
	words_fini(&result.graph);
	free(result.open_tids);
	return dryrun_print(&script, result.marks);
}

int capture_is_foreign(const struct capture_result *result, int tid)
{
	long long started;

	if (!tid || tid == (int)getpid())
		return 1;
	for (const int *own = result->own_tids; own && *own; own++)
		if (*own == tid)
			return 1;
	started = result->started > 0 ? process_started(tid) : -1;
	return started >= 0 && started < result->started;
}
