/* SPDX-License-Identifier: MIT */
/*
 * floor GLOB COMMAND...: the least that tracing a command with a private instance can cost. The same
 * writes to tracefs as ftrun's, one fork, one exec, the raw pages read into nothing, all undone. No
 * symbols, no names, no decoding, no journal, no message. For kernels whose instances have
 * function_graph (6.11 and later).
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define INSTANCE "/sys/kernel/tracing/instances/floor"

static void set(const char *file, const char *text)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), INSTANCE "/%s", file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text) || close(fd) < 0) {
		perror(path);
		exit(1);
	}
}

static void drain(unsigned cpu)
{
	char path[128], page[4096];
	int fd;

	snprintf(path, sizeof(path), INSTANCE "/per_cpu/cpu%u/trace_pipe_raw", cpu);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	while (fd >= 0 && read(fd, page, sizeof(page)) > 0)
		;
	close(fd);
}

int main(int argc, char **argv)
{
	char text[512];
	int gate[2], status;
	pid_t pid;

	if (argc < 3 || mkdir(INSTANCE, 0700) < 0 || pipe2(gate, O_CLOEXEC) < 0)
		return 1;
	set("tracing_on", "0");
	set("options/function-fork", "1");
	snprintf(text, sizeof(text), "%s\n", argv[1]);
	set("set_ftrace_filter", text);
	pid = fork();
	if (!pid) {
		close(gate[1]);
		if (read(gate[0], text, 1) == 0)
			execvp(argv[2], argv + 2);
		_exit(127);
	}
	snprintf(text, sizeof(text), "%d\n", pid);
	set("set_ftrace_pid", text);
	set("current_tracer", "function_graph");
	set("tracing_on", "1");
	close(gate[1]);
	waitpid(pid, &status, 0);
	set("tracing_on", "0");
	for (unsigned cpu = 0; cpu < (unsigned)sysconf(_SC_NPROCESSORS_CONF); cpu++)
		drain(cpu);
	set("current_tracer", "nop");
	rmdir(INSTANCE);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
