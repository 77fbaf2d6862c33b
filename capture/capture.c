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
#include <time.h>
#include <unistd.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/mem.h"
#include "../util/process.h"
#include "../util/progress.h"
#include "comms.h"
#include "deadline.h"
#include "drain.h"
#include "dryrun.h"
#include "event.h"
#include "filter.h"
#include "guard.h"
#include "instance.h"
#include "metadata.h"
#include "pids.h"
#include "probe.h"
#include "realtid.h"
#include "signals.h"
#include "stage.h"
#include "symbols.h"
#include "tracee.h"
#include "tracer.h"
#include "undo.h"
#include "../util/user.h"

#define COMMS_MS    40
#define PATIENCE_MS 2000
#define ENDING_MS   200

struct capture {
	const struct capture_options *opt;
	struct signals signals;
	struct tracee tracee; /* pid 0: no command */
	int tid;	      /* the command's first task in the initial pid namespace; 0: none, or -p */
	struct words pids;    /* what is recorded: the command, or with -p processes */
	struct events events;
	struct timespec end; /* of -d, CLOCK_MONOTONIC; tv_sec 0: none */
	struct stage stage;
	struct guard guard;
	struct drain *drain;
	struct comms comms;
	struct script *script; /* --dry-run: what is written goes there too; else NULL */
	int described; /* 1: the recording has what explains its pages */
};

int capture_recover(void)
{
	int failed = guard_recover();

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
		warn("%s: not everything could be put back; ftrun-guard goes on trying for a minute, then ftrun --restore does",
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
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	sigprocmask(SIG_SETMASK, &r->signals.origin.mask, NULL);
	exit(128 + sig);
}

/*
 * A signal that a process sent to ftrun is meant for the command. What a terminal sends (si_code of
 * the kernel's) the command got itself, as a member of the same group.
 */
static void forward(const struct capture *r, const siginfo_t *info)
{
	if (info->si_code <= 0 && info->si_pid != r->tracee.pid)
		kill(r->tracee.pid, info->si_signo);
}

/*
 * The next signal, while something is recorded: the drain is looked after meanwhile. 0 also when -d's time is
 * up, or ms have passed.
 */
static int next_while_recording(const struct capture *r, siginfo_t *info, long ms)
{
	long part;
	int sig;

	do {
		part = deadline_left(&r->end, r->drain ? drain_look(r->drain, ms) : ms);
		sig = part ? signals_next(&r->signals, info, part) : 0;
		ms -= ms > 0 ? part : 0;
	} while (!sig && part && ms);
	return sig;
}

/*
 * Waits until the command has ended: 1 and its status, or until the time is up: 0. With follow, names
 * of tasks are gathered meanwhile, often enough for a few thousand new tasks a second.
 */
static int wait_command(struct capture *r, int *status)
{
	siginfo_t info;
	pid_t pid;
	int sig;

	for (;;) {
		pid = waitpid(r->tracee.pid, status, WNOHANG | WUNTRACED);
		if (pid == r->tracee.pid && !WIFSTOPPED(*status))
			return 1;
		if (pid == r->tracee.pid) {
			if (WSTOPSIG(*status) != SIGSTOP)
				tracee_stop_with(&r->tracee);
			continue;
		}
		sig = next_while_recording(r, &info, r->opt->no_follow ? -1 : COMMS_MS);
		if (!deadline_left(&r->end, 1))
			return 0;
		if (!sig && r->drain)
			comms_look(&r->comms);
		if (sig && sig != SIGCHLD && sig != SIGPIPE && sig != SIGXFSZ)
			forward(r, &info);
	}
}

/* What explains the pages. */
static void describe(struct capture *r, struct recording *rec)
{
	if (r->described)
		return;
	metadata_rest(rec, r->opt);
	if (r->opt->keep)
		symbols_take_all(rec);
	else
		symbols_take(rec);
	r->described = 1;
}

/*
 * Waits until no task is left, the time is up or the recording is full. With follow, what the command
 * left behind is part of it. A signal ends the waiting: by then it is ftrun that it is meant for.
 * The last steps of a task, after its parent knows of its end, are part of it too: the kernel's list
 * of tasks, which is emptied a few ticks later, is waited for with something useful to do, and not
 * forever where that is put off (CONFIG_RCU_LAZY).
 */
static void wait_tasks(struct capture *r, struct recording *rec)
{
	enum pids_follow follow = r->opt->no_follow ? PIDS_ALONE : PIDS_FOLLOW;
	siginfo_t info;
	long ms = 2, ending = 0;
	int told = 0;
	struct progress progress;
	enum pids_left left;

	progress_start(&progress, "recorded", 0, !r->opt->quiet);
	while ((left = pids_left(&r->pids, follow)) != PIDS_NONE && !drain_full(r->drain) &&
	       deadline_left(&r->end, ms)) {
		if (left == PIDS_ENDING && (ending += ms) > ENDING_MS)
			break;
		if (left == PIDS_ENDING)
			describe(r, rec);
		if (signals_ask_to_end(next_while_recording(r, &info, ms)))
			break;
		comms_look(&r->comms);
		progress_set(&progress, drain_len(r->drain));
		if (ms < COMMS_MS)
			ms *= 2;
		else if (++told == 25 && r->tracee.pid && !r->opt->quiet)
			warn("%s has ended; waiting for processes that it left running (Ctrl-C ends and reports)",
			     r->tracee.command);
	}
	progress_end(&progress);
}

/* The kernel's own limit on returns under way, or a probe hit inside of a probe. */
static void say_missed(const struct capture *r)
{
	unsigned long long nr = r->opt->probes.nr || r->opt->stacks.nr ? probes_missed(&r->events) : 0;

	if (nr)
		warn("the kernel could not run the probes %llu times (of any process)", nr);
}

/* The last look is the one that counts. Names are no reason to lose a trace. */
static void take_names(struct capture *r)
{
	int ret = comms_look(&r->comms);

	if (ret)
		warn("%s/saved_cmdlines: %s: tasks that have ended may have no name", tracefs_path(), strerror(-ret));
}

static void finish(struct capture *r, struct recording *rec, struct capture_result *result, struct capture **live)
{
	result->stopped_by = tracer_stopped_by(r->opt, drain_full(r->drain));
	stage_record(0);
	result->full = drain_full(r->drain);
	result->own_tids = drain_tids(r->drain);
	drain_finish(r->drain, rec);
	r->drain = NULL;
	metadata_stats(rec);
	/* At once, because patched functions slow down the whole machine; the restore only confirms it. */
	tracefs_put(TRACEFS_STAGE, "current_tracer", "nop");
	take_names(r);
	if (r->tid)
		comms_add(&r->comms, r->tid, r->tracee.command);
	comms_finish(&r->comms, rec);
	describe(r, rec);
	events_formats(&r->events, rec, r->opt->keep);
	say_missed(r);
	rec->command_tid = r->tid;
	result->marks = put_back(r);
	*live = NULL;
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

/* From the first recorded event to the last. The command may go on after it: returns 0 then. */
static int record(struct capture *r, struct recording *rec, int *status)
{
	int ended = 1;

	drain_open(&r->drain, r->stage.buffer_kb, rec->subbuf_size, r->opt->max_size);
	if (!r->opt->filters.nr && !r->opt->modules.nr)
		drain_start(r->drain);
	if (r->tracee.pid)
		tracee_wake(&r->tracee);
	stage_record(1);
	deadline_set(&r->end, r->opt->duration_ns);
	if (r->tracee.pid) {
		tracee_release(&r->tracee);
		ended = wait_command(r, status);
	}
	if (!r->tracee.pid || (ended && !r->opt->pids.nr && !r->opt->no_follow))
		wait_tasks(r, rec);
	return ended;
}

static void fini(struct capture *r)
{
	int error = r->tracee.pid ? tracee_exec_error(&r->tracee) : 0;

	if (error)
		exit(tracee_exec_status(r->tracee.command, error));
	signals_give_back(&r->signals);
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
		events_add(&r->events, "raw_syscalls", i ? "sys_exit" : "sys_enter", NULL, "--by", "syscall");
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
static struct capture *begin(const struct capture_options *opt, struct user *user, struct capture **live)
{
	struct capture *r = xcalloc(1, sizeof(*r));

	*r = (struct capture){ .opt = opt, .tracee = TRACEE_NONE, .stage = STAGE_NONE, .guard = GUARD_NONE };
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
	struct user user = { .name = NULL };
	struct capture *r = begin(opt, &user, live);
	int ended;

	arm(r, argv, opt->user ? &user : NULL, rec, result);
	ended = record(r, rec, &result->status);
	finish(r, rec, result, live);
	if (!ended) {
		r->end.tv_sec = 0;
		wait_command(r, &result->status);
	}
	fini(r);
	user_fini(&user);
}

int capture_rehearse(const struct capture_options *opt, char **argv, struct capture **live)
{
	struct capture_result result = { .status = 0 };
	struct user user = { .name = NULL };
	struct script script = { .text = NULL };
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
	fini(r);
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
