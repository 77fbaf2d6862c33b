/* SPDX-License-Identifier: MIT */
/* The loops in which a run waits: for signals, the command, the tasks; the drain is looked after there. */
#include <signal.h>

#include "../util/err.h"
#include "../util/progress.h"
#include "run.h"

#define COMMS_MS   40
#define ENDING_MS  200
#define VIEWING_MS 100 /* how long until it is seen that nobody looks on any more */

/*
 * A signal that a process sent to ftrun is meant for the command. What a terminal sends (si_code of
 * the kernel's) the command got itself, as a member of the same group. An alarm(2) that was set before
 * ftrun was executed came to us, for it stays with the process.
 */
static void forward(const struct capture *r, const siginfo_t *info)
{
	if (info->si_signo != SIGALRM && (info->si_code > 0 || info->si_pid == r->tracee.pid))
		return;
	if (info->si_code == SI_QUEUE)
		sigqueue(r->tracee.pid, info->si_signo, info->si_value);
	else
		kill(r->tracee.pid, info->si_signo);
}

/* Recorded for somebody who does not look any more. */
static int is_unwatched(const struct capture *r)
{
	return r->drain && viewing_is_over(r->viewing);
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
		if (r->viewing && (part < 0 || part > VIEWING_MS))
			part = VIEWING_MS;
		sig = part ? signals_next(&r->signals, info, part) : 0;
		ms -= ms > 0 ? part : 0;
	} while (!sig && part && ms && !is_unwatched(r));
	return sig;
}

int run_wait_command(struct capture *r, int *status)
{
	siginfo_t info;
	int sig;

	while (!tracee_wait(&r->tracee, status)) {
		sig = next_while_recording(r, &info, r->opt->no_follow ? -1 : COMMS_MS);
		if (!deadline_left(&r->end, 1) || is_unwatched(r))
			return 0;
		if (!sig && r->drain)
			comms_look(&r->comms);
		if (sig && sig != SIGCHLD && sig != SIGPIPE && sig != SIGXFSZ && sig != SIGXCPU)
			forward(r, &info);
	}
	return 1;
}

void run_wait_tasks(struct capture *r, struct recording *rec)
{
	enum pids_follow follow = r->opt->no_follow ? PIDS_ALONE : PIDS_FOLLOW;
	siginfo_t info;
	long ms = 2, ending = 0;
	int told = 0, gone = r->tracee.off_cpu ? r->tid : 0;
	struct progress progress;
	enum pids_left left;

	progress_start(&progress, "recorded", 0, !r->opt->quiet && !r->viewing);
	while ((left = pids_left(&r->pids, follow, gone)) != PIDS_NONE && !drain_full(r->drain) &&
	       deadline_left(&r->end, ms) && !is_unwatched(r)) {
		if (left == PIDS_ENDING && (ending += ms) > ENDING_MS)
			break;
		if (left == PIDS_ENDING)
			run_describe(r, rec);
		if (signals_ask_to_end(next_while_recording(r, &info, ms)))
			break;
		comms_look(&r->comms);
		progress_set(&progress, drain_len(r->drain));
		if (ms < COMMS_MS)
			ms *= 2;
		else if (++told == 25 && r->tracee.pid && !r->opt->quiet)
			warn("%s has ended; waiting for processes that it left running (Ctrl-C "
			     "ends and reports)",
			     r->tracee.command);
	}
	progress_end(&progress);
}
