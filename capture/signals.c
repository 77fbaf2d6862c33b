/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <stddef.h>
#include <time.h>

void signals_take(struct signals *s)
{
	static const int numbers[] = {SIGINT,  SIGQUIT,	  SIGTERM,  SIGHUP,  SIGUSR1, SIGUSR2,
				      SIGALRM, SIGCHLD,	  SIGCONT,  SIGTSTP, SIGTTIN, SIGTTOU,
				      SIGXFSZ, SIGPIPE,	  SIGWINCH, SIGURG,  SIGIO,   SIGPWR,
				      SIGPROF, SIGVTALRM, SIGXCPU};
	struct sigaction ignore = {.sa_handler = SIG_DFL}, old;

	sigemptyset(&s->watched);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		sigaddset(&s->watched, numbers[i]);
	for (int sig = SIGRTMIN; sig <= SIGRTMAX; sig++)
		sigaddset(&s->watched, sig);
	sigprocmask(SIG_BLOCK, &s->watched, &s->origin.mask);
	sigaction(SIGCHLD, &ignore, &old);
	s->origin.sigchld_ignored = old.sa_handler == SIG_IGN;
}

int signals_next(const struct signals *s, siginfo_t *info, long ms)
{
	struct timespec limit = {ms / 1000, ms % 1000 * 1000000};
	int sig = sigtimedwait(&s->watched, info, ms < 0 ? NULL : &limit);

	return sig > 0 ? sig : 0;
}

int signals_ask_to_end(int sig)
{
	return sig == SIGINT || sig == SIGQUIT || sig == SIGTERM || sig == SIGHUP;
}

int signals_ended_by(const struct signals *s)
{
	struct sigaction now;
	sigset_t pending;

	sigpending(&pending);
	for (int sig = 1; sig < SIGRTMIN; sig++) {
		if (!signals_ask_to_end(sig) || !sigismember(&pending, sig) ||
		    sigismember(&s->origin.mask, sig))
			continue;
		if (!sigaction(sig, NULL, &now) && now.sa_handler != SIG_IGN)
			return sig;
	}
	return 0;
}

int signals_start_thread(pthread_t *thread, void *(*run)(void *arg), void *arg)
{
	sigset_t all, old;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	error = pthread_create(thread, NULL, run, arg);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return error;
}

void signals_give_back(const struct signals *s)
{
	siginfo_t info;

	while (signals_next(s, &info, 0))
		;
	sigprocmask(SIG_SETMASK, &s->origin.mask, NULL);
}
