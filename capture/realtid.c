/* SPDX-License-Identifier: MIT */
/*
 * In a container, process ids are the container's, and set_ftrace_pid takes those of the initial
 * namespace. Nothing there tells a process its number outside, but the tracer does: what the child
 * writes to trace_marker is recorded as an event with its common_pid. The child gets the open file
 * and a text that nobody else writes; here the text is looked for in the raw pages, and the number is
 * read from in front of it, where the event's format file says that it is.
 */
#include "realtid.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/mem.h"
#include "stage.h"

#define PAGE_MAX (64 * 1024) /* the largest sub-buffer that Linux has by default */
#define FORMAT	 "events/ftrace/print/format"

struct search {
	const char *text; /* what the child wrote */
	size_t back;	  /* from the text to common_pid, in bytes */
	char *page;
	int tid; /* 0: not found yet */
};

/* The offset of a field whose declaration ends with what; 0: there is none. */
static size_t offset_of(const char *format, const char *what)
{
	const char *at = strstr(format, what);

	at = at ? strstr(at, "offset:") : NULL;
	return at ? strtoul(at + strlen("offset:"), NULL, 10) : 0;
}

static int look_at_cpu(void *ctx, const char *cpu)
{
	struct search *s = ctx;
	char file[64], *at;
	ssize_t n;
	int fd;

	snprintf(file, sizeof(file), "per_cpu/%s/trace_pipe_raw", cpu);
	fd = tracefs_open(TRACEFS_STAGE, file, O_RDONLY | O_NONBLOCK);
	while (fd >= 0 && !s->tid && (n = read(fd, s->page, PAGE_MAX)) > 0) {
		at = memmem(s->page, (size_t)n, s->text, strlen(s->text));
		if (at && (size_t)(at - s->page) >= s->back)
			memcpy(&s->tid, at - s->back, sizeof(s->tid));
	}
	if (fd >= 0)
		close(fd);
	return s->tid != 0;
}

int realtid_learn(const struct tracee *t)
{
	struct search s = {.page = xmalloc(PAGE_MAX)};
	char text[64], *format;
	struct timespec now;
	size_t pid_at, text_at;
	int ret, marker;

	ret = tracefs_read(TRACEFS_TOP, FORMAT, &format);
	if (ret < 0)
		stage_cannot(ret, FORMAT);
	pid_at = offset_of(format, " common_pid;");
	text_at = offset_of(format, " buf");
	free(format);
	if (!pid_at || text_at <= pid_at)
		die("%s/" FORMAT ": not understood", tracefs_path());
	s.back = text_at - pid_at;
	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(text, sizeof(text), "ftrun %d %lld.%09ld", (int)getpid(), (long long)now.tv_sec,
		 now.tv_nsec);
	s.text = text;
	ret = tracefs_set(TRACEFS_STAGE, "options/markers", "1");
	marker = ret ? ret : tracefs_open(TRACEFS_STAGE, "trace_marker", O_WRONLY);
	if (marker < 0)
		stage_cannot(marker, "trace_marker");
	stage_record(1);
	tracee_say(t, marker, text);
	stage_record(0);
	close(marker);
	tracefs_each(TRACEFS_STAGE, "per_cpu", look_at_cpu, &s);
	free(s.page);
	if (s.tid <= 0)
		die("%s/trace_marker: does not tell the command's number outside this pid "
		    "namespace; run ftrun outside the container",
		    tracefs_path());
	return s.tid;
}
