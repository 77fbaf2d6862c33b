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
#include "../util/process.h"
#include "comms.h"
#include "drain.h"
#include "filter.h"
#include "guard.h"
#include "metadata.h"
#include "stage.h"
#include "symbols.h"
#include "tracee.h"
#include "user.h"

#define COMMS_MS 40

struct run {
	const struct capture_options *opt;
	struct tracee_origin origin;
	struct tracee tracee;
	struct stage stage;
	struct guard guard;
	struct drain *drain;
	struct comms comms;
	sigset_t watched; /* what the run reads: everything that would end or stop it, and SIGCHLD */
};

int capture_recover(void)
{
	int failed = guard_recover();

	tracefs_reap();
	return failed;
}

/* Blocks what the run reads itself, and takes SIGCHLD back from a parent that ignored it. */
static void take_signals(struct run *r)
{
	static const int numbers[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM,
				       SIGCHLD, SIGCONT, SIGTSTP, SIGTTIN, SIGTTOU, SIGXFSZ, SIGPIPE };
	struct sigaction ignore = { .sa_handler = SIG_DFL }, old;

	sigemptyset(&r->watched);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		sigaddset(&r->watched, numbers[i]);
	sigprocmask(SIG_BLOCK, &r->watched, &r->origin.mask);
	sigaction(SIGCHLD, &ignore, &old);
	r->origin.sigchld_ignored = old.sa_handler == SIG_IGN;
}

/* A terminal's or a user's wish to stop, before the command was let go: nothing ran, nothing remains. */
static void end_if_asked(const struct run *r)
{
	static const int ending[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
	struct sigaction now;
	sigset_t pending;

	sigpending(&pending);
	for (size_t i = 0; i < sizeof(ending) / sizeof(*ending); i++) {
		if (!sigismember(&pending, ending[i]) || sigismember(&r->origin.mask, ending[i]) ||
		    sigaction(ending[i], NULL, &now) || now.sa_handler == SIG_IGN)
			continue;
		tracefs_restore(r->guard.journal, 1);
		sigprocmask(SIG_SETMASK, &r->origin.mask, NULL);
	}
}

/*
 * A signal that a process sent to ftrun is meant for the command. What a terminal sends (si_code of
 * the kernel's) the command got itself, as a member of the same group.
 */
static void forward(const struct run *r, const siginfo_t *info)
{
	if (info->si_code <= 0 && info->si_pid != r->tracee.pid)
		kill(r->tracee.pid, info->si_signo);
}

/*
 * Stops with the command, so that the shell sees its job stopped; whoever continues ftrun continues
 * the command. SIGCONT's blocking does not keep it from waking us. Not for SIGSTOP: that is aimed at
 * the command by somebody who will continue it, not us.
 */
static void stop_with(const struct run *r)
{
	kill(getpid(), SIGSTOP);
	kill(r->tracee.pid, SIGCONT);
}

/* The next signal, waiting at most ms (-1: forever). Returns its number, or 0. */
static int next_signal(const struct run *r, siginfo_t *info, long ms)
{
	struct timespec limit = { ms / 1000, ms % 1000 * 1000000 };
	int sig = sigtimedwait(&r->watched, info, ms < 0 ? NULL : &limit);

	return sig > 0 ? sig : 0;
}

/*
 * Waits until the command has ended. Returns its wait status. With follow, names of tasks are
 * gathered meanwhile, often enough for a few thousand new tasks a second.
 */
static int wait_command(struct run *r)
{
	siginfo_t info;
	int status, sig;
	pid_t pid;

	for (;;) {
		pid = waitpid(r->tracee.pid, &status, WNOHANG | WUNTRACED);
		if (pid == r->tracee.pid && !WIFSTOPPED(status))
			return status;
		if (pid == r->tracee.pid) {
			if (WSTOPSIG(status) != SIGSTOP)
				stop_with(r);
			continue;
		}
		sig = next_signal(r, &info, r->opt->no_follow ? -1 : COMMS_MS);
		if (!sig)
			comms_look(&r->comms);
		if (sig && sig != SIGCHLD && sig != SIGPIPE && sig != SIGXFSZ)
			forward(r, &info);
	}
}

/*
 * With follow, what the command left behind is part of it. A signal ends the waiting: by then it is
 * ftrun that it is meant for.
 */
static void wait_rest(struct run *r)
{
	siginfo_t info;
	long ms = 2;
	int sig, told = 0;

	while (stage_has_tasks() && !drain_full(r->drain)) {
		sig = next_signal(r, &info, ms);
		comms_look(&r->comms);
		if (sig == SIGINT || sig == SIGQUIT || sig == SIGTERM || sig == SIGHUP)
			return;
		if (ms < COMMS_MS)
			ms *= 2;
		else if (++told == 25 && !r->opt->quiet)
			warn("%s has ended; waiting for processes that it left running (Ctrl-C ends and reports)",
			     r->tracee.command);
	}
}

static void finish(struct run *r, struct recording *rec, struct capture_result *result)
{
	stage_record(0);
	result->full = drain_full(r->drain);
	result->own_tids = drain_tids(r->drain);
	drain_finish(r->drain, rec);
	metadata_stats(rec);
	/* At once, because patched functions slow down the whole machine; the restore only confirms it. */
	tracefs_put(TRACEFS_STAGE, "current_tracer", "nop");
	comms_look(&r->comms);
	comms_add(&r->comms, r->tracee.pid, r->tracee.command);
	comms_finish(&r->comms, rec);
	metadata_rest(rec);
	if (r->opt->all_symbols)
		symbols_take_all(rec);
	else
		symbols_take(rec);
	rec->command_tid = r->tracee.pid;
	if (tracefs_restore(r->guard.journal, 1))
		warn("%s: not everything could be put back; see above", tracefs_path());
	guard_end(&r->guard);
}

/* What came while we were busy was meant for the command; from here on signals end ftrun itself. */
static void give_signals_back(const struct run *r)
{
	siginfo_t info;

	while (next_signal(r, &info, 0))
		;
	sigprocmask(SIG_SETMASK, &r->origin.mask, NULL);
}

/* ftrun's own files may grow; the command keeps the limit that it inherited. */
static void lift_limits(void)
{
	struct rlimit lim;

	if (!getrlimit(RLIMIT_FSIZE, &lim)) {
		lim.rlim_cur = lim.rlim_max;
		setrlimit(RLIMIT_FSIZE, &lim);
	}
}

void capture_run(const struct capture_options *opt, char **argv, struct recording *rec,
		 struct capture_result *result)
{
	struct run r = { .opt = opt };
	struct user user;
	char tids[16];
	int error;

	filter_check("--filter", &opt->filters);
	filter_check("--notrace", &opt->notrace);
	filter_check("--graph", &opt->graph);
	if (opt->user)
		user_find(&user, opt->user);
	take_signals(&r);
	stage_choose(&r.stage, opt);
	tracee_fork(&r.tracee, argv, opt->user ? &user : NULL, &r.origin);
	if (process_ids_are_global())
		result->started = process_started(r.tracee.pid);
	lift_limits();
	guard_start(&r.guard);
	snprintf(tids, sizeof(tids), "%d", (int)r.tracee.pid);
	stage_arm(&r.stage, opt, tids, result);
	metadata_header(rec);
	end_if_asked(&r);
	r.drain = drain_start(r.stage.buffer_kb, rec->subbuf_size, opt->max_size);
	tracee_wake(&r.tracee);
	stage_record(1);
	tracee_release(&r.tracee);
	result->status = wait_command(&r);
	if (!opt->no_follow)
		wait_rest(&r);
	finish(&r, rec, result);
	error = tracee_exec_error(&r.tracee);
	if (error)
		exit(tracee_exec_status(argv[0], error));
	give_signals_back(&r);
	if (opt->user)
		user_fini(&user);
}
