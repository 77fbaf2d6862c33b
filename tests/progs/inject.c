// SPDX-License-Identifier: MIT
/*
 * inject FAULT N COMMAND...: run a command and let something go wrong at its Nth system call, the first openat(2) being the
 * first one counted, for what comes before is libc's. FAULT is an errno's name, which that call then returns without being
 * made (close(2): after it was made); a signal's name, which arrives in it; or BOTH: SIGKILL for the process and for every
 * ftrun-guard. Which call that was is said on stderr.
 *
 * Only the process's first thread is looked at, not its children. Exits with the command's status, 128 + N if it died of
 * signal N; 200 if it made fewer system calls than N; 201 if it took longer than 30 seconds, which is then killed.
 */
#include <dirent.h>
#include <elf.h>
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct fault {
	const char *name;
	int signal, error;
} faults[] = {
	{ "KILL", SIGKILL, 0 },	  { "TERM", SIGTERM, 0 },   { "INT", SIGINT, 0 },	{ "HUP", SIGHUP, 0 },
	{ "ENOSPC", 0, ENOSPC },  { "EBUSY", 0, EBUSY },    { "EINTR", 0, EINTR },	{ "ENOMEM", 0, ENOMEM },
	{ "EPERM", 0, EPERM },	  { "BOTH", SIGKILL, -1 },  { "QUIT", SIGQUIT, 0 },	{ "EIO", 0, EIO },
};

static pid_t child;

/* Of the system call that the child is stopped at: its number; make it none; what it returned. */
#ifdef __x86_64__
static long call_nr(void)
{
	struct user_regs_struct r;

	ptrace(PTRACE_GETREGS, child, 0, &r);
	return (long)r.orig_rax;
}

static void call_none(void)
{
	struct user_regs_struct r;

	ptrace(PTRACE_GETREGS, child, 0, &r);
	r.orig_rax = -1ULL;
	ptrace(PTRACE_SETREGS, child, 0, &r);
}

static void call_returns(long value)
{
	struct user_regs_struct r;

	ptrace(PTRACE_GETREGS, child, 0, &r);
	r.rax = (unsigned long)value;
	ptrace(PTRACE_SETREGS, child, 0, &r);
}
#else /* arm64 */
static long call_nr(void)
{
	struct user_regs_struct r;
	struct iovec v = { &r, sizeof(r) };

	ptrace(PTRACE_GETREGSET, child, NT_PRSTATUS, &v);
	return (long)r.regs[8];
}

static void call_none(void)
{
	int none = -1;
	struct iovec v = { &none, sizeof(none) };

	ptrace(PTRACE_SETREGSET, child, NT_ARM_SYSTEM_CALL, &v);
}

static void call_returns(long value)
{
	struct user_regs_struct r;
	struct iovec v = { &r, sizeof(r) };

	ptrace(PTRACE_GETREGSET, child, NT_PRSTATUS, &v);
	r.regs[0] = (unsigned long)value;
	ptrace(PTRACE_SETREGSET, child, NT_PRSTATUS, &v);
}
#endif

static void too_long(int sig)
{
	(void)sig;
	kill(child, SIGKILL);
	_exit(201);
}

static void kill_guards(void)
{
	DIR *d = opendir("/proc");
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char path[300], comm[32] = "";
		FILE *f;

		snprintf(path, sizeof(path), "/proc/%s/comm", e->d_name);
		f = fopen(path, "re");
		if (f && fgets(comm, sizeof(comm), f) && !strcmp(comm, "ftrun-guard\n"))
			kill(atoi(e->d_name), SIGKILL);
		if (f)
			fclose(f);
	}
	if (d)
		closedir(d);
}

/* Does it, at the entry of a system call; for an error, up to the call's exit. Returns 0 when this call is to be spared. */
static int strike(const struct fault *fault, long nr)
{
	int status;

	if (fault->signal) {
		if (fault->error)
			kill_guards();
		kill(child, fault->signal);
		return 1;
	}
	/* Those that cannot fail, or not in this way: brk(2) returns an address whatever happens; there is always a clock. */
	if (nr == SYS_exit_group || nr == SYS_exit || nr == SYS_brk || nr == SYS_clock_gettime)
		return 0;
	/* Linux closes a descriptor whatever close(2) returns. */
	if (nr != SYS_close)
		call_none();
	ptrace(PTRACE_SYSCALL, child, 0, 0);
	if (waitpid(child, &status, __WALL) == child && WIFSTOPPED(status))
		call_returns(-fault->error);
	return 1;
}

int main(int argc, char **argv)
{
	const struct fault *fault = NULL;
	long when = argc > 3 ? atol(argv[2]) : 0, nr = 0;
	int status, entry = 0, sig, struck = 0;

	for (size_t i = 0; argc > 3 && i < sizeof(faults) / sizeof(*faults); i++)
		if (!strcmp(argv[1], faults[i].name))
			fault = &faults[i];
	if (!fault)
		errx(125, "usage: inject FAULT N COMMAND...");
	child = fork();
	if (!child) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		execvp(argv[3], argv + 3);
		err(127, "%s", argv[3]);
	}
	signal(SIGALRM, too_long);
	alarm(30);
	waitpid(child, &status, __WALL);
	ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
	for (sig = 0;;) {
		ptrace(struck ? PTRACE_CONT : PTRACE_SYSCALL, child, 0, sig);
		if (waitpid(child, &status, __WALL) != child)
			err(125, "waitpid");
		if (!WIFSTOPPED(status))
			break;
		sig = WSTOPSIG(status) & 0x7f;
		if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
			if (sig == SIGTRAP)
				sig = 0;
			continue;
		}
		sig = 0;
		entry = !entry;
		if (!entry)
			continue;
		if ((nr || call_nr() == SYS_openat) && ++nr == when) {
			fprintf(stderr, "inject: %s in call %ld, system call %ld\n", fault->name, nr, call_nr());
			struck = strike(fault, call_nr());
			if (!struck)
				break;
		}
	}
	if (WIFSTOPPED(status)) {
		ptrace(PTRACE_DETACH, child, 0, 0);
		waitpid(child, &status, __WALL);
	}
	if (!struck && nr < when)
		return 200;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
