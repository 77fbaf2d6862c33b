/* SPDX-License-Identifier: MIT */
/*
 * The child passes two gates. At the first it sleeps in read(2) while the tracer is set up, which can
 * take seconds; should ftrun die meanwhile, the read ends and so does the child. At the second it
 * turns in user space on a word of shared memory, for the few microseconds in which ftrun switches
 * recording on. A sleeping child would begin its trace with its own way back from sleep; this one
 * begins it with execve.
 *
 * Everything that execve needs (its code, the arguments, errno) is touched before, by an execve of
 * "", so that no page fault of ftrun's making is recorded either.
 */
#include "tracee.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../util/err.h"
#include "../util/mem.h"
#include "../util/process.h"
#include "../util/user.h"

struct tracee_gate {
	atomic_int ready; /* the child turns at the second gate */
	atomic_int open;  /* it may go */
	atomic_int error; /* execve's errno */
	char text[64];	  /* what it is to write to the descriptor that it is sent */
};

/* Some milliseconds of turning; then the child looks whether ftrun is still there. */
#define TURNS 200000L

/* How often and for how long it is asked whether a child that has ended has left its CPU. */
#define OFF_CPU_LOOKS 1000
#define OFF_CPU_MS    200

int tracee_exec_status(const char *command, int error)
{
	errno = error;
	if (error == ENOENT)
		warn("%s: command not found", command);
	else
		warn("%s: cannot execute: %s", command, strerror(error));
	return error == ENOENT ? 127 : 126;
}

/* Returns 0, or what execve(2) would say. */
static int cannot_execute(const char *file)
{
	struct stat st;

	if (stat(file, &st))
		return errno;
	return S_ISDIR(st.st_mode) || faccessat(AT_FDCWD, file, X_OK, AT_EACCESS) ? EACCES : 0;
}

/* The file that execvp(3) would execute, in a new string; NULL with errno. */
static char *find_command(const char *name)
{
	const char *path = getenv("PATH"), *colon;
	int error = ENOENT, ret;
	char *file;

	if (strchr(name, '/'))
		return (errno = cannot_execute(name)) ? NULL : strdup(name);
	if (!path)
		path = "/bin:/usr/bin";
	for (; *name; path = colon + 1) {
		colon = strchrnul(path, ':');
		if (asprintf(&file, "%.*s%s%s", (int)(colon - path), path, colon == path ? "" : "/",
			     name) < 0)
			return NULL;
		ret = cannot_execute(file);
		if (!ret)
			return file;
		if (ret == EACCES)
			error = EACCES;
		free(file);
		if (!*colon)
			break;
	}
	errno = error;
	return NULL;
}

/* What execvp(3) does with a script that has no "#!": argv[0] becomes the script's path. */
static char **shell_argv(char **argv, char *file)
{
	size_t nr = 0;
	char **with;

	while (argv[nr])
		nr++;
	with = calloc(nr + 2, sizeof(*with));
	if (!with)
		return NULL;
	with[0] = strdup("sh");
	with[1] = file;
	for (size_t i = 1; i <= nr && nr; i++)
		with[i + 1] = argv[i];
	return with;
}

/* Answers ftrun: 0, or why the command cannot be executed. */
static void answer(int fd, int error)
{
	while (write(fd, &error, sizeof(error)) < 0 && errno == EINTR)
		;
	if (error)
		_exit(EXIT_FTRUN);
}

/* Sends a byte, and a descriptor unless that is -1. Returns 0 or -errno. */
static int send_byte(int to, int fd)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} c = {.head = {.cmsg_len = CMSG_LEN(sizeof(int)),
			.cmsg_level = SOL_SOCKET,
			.cmsg_type = SCM_RIGHTS}};
	char byte = 0;
	struct iovec v = {&byte, 1};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1};
	ssize_t n;

	if (fd >= 0) {
		memcpy(CMSG_DATA(&c.head), &fd, sizeof(fd));
		m.msg_control = &c;
		m.msg_controllen = sizeof(c);
	}
	do
		n = sendmsg(to, &m, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

/* Receives such a byte; *fd is -1 when it came alone. Returns 1, or else the other end is gone. */
static ssize_t receive_byte(int from, int *fd)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} c;
	char byte;
	struct iovec v = {&byte, 1};
	struct msghdr m = {
		.msg_iov = &v, .msg_iovlen = 1, .msg_control = &c, .msg_controllen = sizeof(c)};
	ssize_t n;

	*fd = -1;
	do
		n = recvmsg(from, &m, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n == 1 && m.msg_controllen >= sizeof(c.head) && c.head.cmsg_type == SCM_RIGHTS)
		memcpy(fd, CMSG_DATA(&c.head), sizeof(*fd));
	return n;
}

/* Turning leaves the processor's other thread, or an emulator's other processors, their time. */
static void turn(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__asm__ volatile("pause");
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

static void wait_at_gates(int fd, struct tracee_gate *gate, pid_t parent, char **argv, char **envp)
{
	ssize_t n;
	int given;

	while ((n = receive_byte(fd, &given)) == 1 && given >= 0) {
		n = write(given, gate->text, strlen(gate->text));
		close(given);
		send_byte(fd, -1);
	}
	if (n != 1)
		_exit(EXIT_FTRUN);
	execve("", argv, envp);
	atomic_store(&gate->ready, 1);
	for (long i = 1; !atomic_load_explicit(&gate->open, memory_order_relaxed); i++) {
		if (i % TURNS == 0 && getppid() != parent)
			_exit(EXIT_FTRUN);
		turn();
	}
}

static void child(int fd, struct tracee_gate *gate, pid_t parent, char **argv,
		  const struct user *user, const struct tracee_origin *origin)
{
	extern char **environ;
	char **script, *file;
	int error;

	if (origin->sigchld_ignored)
		signal(SIGCHLD, SIG_IGN);
	sigprocmask(SIG_SETMASK, &origin->mask, NULL);
	error = user ? user_become(user) : 0;
	if (error) {
		warn("-u %s: %s", user->name, strerror(error));
		answer(fd, -1);
	}
	file = find_command(argv[0]);
	script = file ? shell_argv(argv, file) : NULL;
	answer(fd, file ? (script ? 0 : ENOMEM) : errno);
	wait_at_gates(fd, gate, parent, argv, environ);
	execve(file, argv, environ);
	if (errno == ENOEXEC)
		execve("/bin/sh", script, environ);
	atomic_store(&gate->error, errno);
	_exit(127);
}

void tracee_fork(struct tracee *t, char **argv, const struct user *user,
		 const struct tracee_origin *origin)
{
	int ends[2], error = -1;
	pid_t self = getpid();
	ssize_t n;

	t->command = argv[0];
	t->gate = mmap(NULL, sizeof(*t->gate), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		       -1, 0);
	if (t->gate == MAP_FAILED || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		die_errno("command");
	t->pid = fork();
	if (t->pid < 0)
		die_errno("command: fork");
	if (t->pid == 0) {
		close(ends[1]);
		child(ends[0], t->gate, self, argv, user, origin);
	}
	close(ends[0]);
	t->gate_fd = ends[1];
	do
		n = read(t->gate_fd, &error, sizeof(error));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		die_errno("command");
	if (n != sizeof(error))
		die("%s: was killed before it could begin", t->command);
	/* The child has said why. */
	if (error < 0)
		exit(EXIT_FTRUN);
	if (error)
		exit(tracee_exec_status(t->command, error));
}

/*
 * Stops ftrun as the child has been stopped, so that the shell sees its job stopped; whoever continues ftrun
 * continues the child.
 */
static void stop_too(const struct tracee *t)
{
	siginfo_t info;

	waitid(P_PID, (id_t)t->pid, &info, WSTOPPED | WNOHANG);
	kill(getpid(), SIGSTOP);
	kill(t->pid, SIGCONT);
}

/*
 * Has it ended? Then it is still a zombie. Where it was stopped, ftrun stops too, but not for SIGSTOP: that is
 * aimed at the command by somebody who will continue it, not us.
 */
static int has_ended(const struct tracee *t)
{
	siginfo_t info;

	info.si_pid = 0;
	while (waitid(P_PID, (id_t)t->pid, &info, WEXITED | WSTOPPED | WNOHANG | WNOWAIT))
		if (errno != EINTR)
			die_errno("command");
	if (info.si_pid && info.si_code == CLD_STOPPED && info.si_status != SIGSTOP)
		stop_too(t);
	return info.si_pid && info.si_code != CLD_STOPPED;
}

void tracee_say(const struct tracee *t, int fd, const char *text)
{
	int none, error;

	snprintf(t->gate->text, sizeof(t->gate->text), "%s", text);
	error = send_byte(t->gate_fd, fd);
	if (error || receive_byte(t->gate_fd, &none) != 1)
		die("command: %s", error ? strerror(-error) : "was killed before it could begin");
}

void tracee_wake(struct tracee *t)
{
	int error = send_byte(t->gate_fd, -1);
	const struct timespec moment = {0, 50000};

	/* EPIPE: somebody has killed it, which is seen later. */
	if (error && error != -EPIPE)
		die("command: %s", strerror(-error));
	while (!atomic_load(&t->gate->ready) && !has_ended(t))
		nanosleep(&moment, NULL);
}

void tracee_release(struct tracee *t)
{
	atomic_store(&t->gate->open, 1);
	close(t->gate_fd);
	t->gate_fd = -1;
}

void tracee_abort(struct tracee *t)
{
	if (t->pid <= 0 || t->gate_fd < 0)
		return;
	kill(t->pid, SIGKILL);
	/* Even if that was not to be had: at the first gate the child's end is the gate's. */
	close(t->gate_fd);
	t->gate_fd = -1;
	while (waitpid(t->pid, NULL, 0) < 0 && errno == EINTR)
		;
	t->pid = 0;
}

/*
 * What /proc/PID/syscall says of a task that has no kernel stack any more: it is taken away when another
 * task runs in its place. Until then it is "running", or in its last system call.
 */
#define NO_STACK "-1 0x0 0x0\n"

static int is_off_cpu(pid_t pid)
{
	const struct timespec moment = {0, OFF_CPU_MS * 1000000L / OFF_CPU_LOOKS};
	char task[16], syscall[128];

	snprintf(task, sizeof(task), "%d", pid);
	for (int i = 0; i < OFF_CPU_LOOKS; i++) {
		if (process_read(task, "syscall", syscall, sizeof(syscall)) <= 0)
			return 0;
		if (!strcmp(syscall, NO_STACK))
			return 1;
		nanosleep(&moment, NULL);
	}
	return 0;
}

int tracee_wait(struct tracee *t, int *status)
{
	if (!has_ended(t))
		return 0;
	t->off_cpu = is_off_cpu(t->pid);
	while (waitpid(t->pid, status, 0) < 0)
		if (errno != EINTR)
			die_errno("command");
	return 1;
}

int tracee_exec_error(const struct tracee *t)
{
	return atomic_load(&t->gate->error);
}
