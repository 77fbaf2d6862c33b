/* SPDX-License-Identifier: MIT */
/*
 * Undoing is repeatable: every record holds the whole old value, so the guard can start over where a
 * killed ftrun was half-way. It must not die half-way either, so nothing here does.
 */
#include "undo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/journal.h"
#include "instance.h"

#define MOMENT_MS 10

/*
 * Writes each line of data that is not a remark of the kernel's ("no pid", "#### all ..."). What the
 * kernel does not know any more went with its module, and would not be in the list either.
 */
static int put_lines(const char *path, int fd, const char *data, size_t len)
{
	const char *line = data, *end = data + len, *next;
	int ret = 0, error;

	for (; line < end; line = next) {
		const char *nl = memchr(line, '\n', (size_t)(end - line));

		next = nl ? nl + 1 : end;
		if (line[0] == '#' || !strncmp(line, "no pid", 6) || nl == line)
			continue;
		error = tracefs_write_line(fd, path, line, (size_t)((nl ? nl : end) - line));
		if (error && error != -EINVAL)
			ret = error;
	}
	return ret;
}

/* available_filter_functions, read when it is first asked for, and how far it was looked through. */
struct functions {
	char *text; /* owned */
	const char *at;
	unsigned long nr;
};

/* The 1-based number of the next line from where f is that is the name, and f behind it; 0, and f as it was: there is none. */
static unsigned long next_number(struct functions *f, const char *name, size_t len)
{
	const char *line = f->at, *nl;

	for (unsigned long nr = f->nr + 1; (nl = strchr(line, '\n')); nr++) {
		if (!strncmp(line, name, len) && line[len] == '\n') {
			f->nr = nr;
			f->at = nl + 1;
			return nr;
		}
		line = nl + 1;
	}
	return 0;
}

/*
 * The lists of functions and available_filter_functions have the same order, so the search goes on
 * where the last one ended; but a module that was loaded anew meanwhile has another place.
 */
static unsigned long find_number(struct functions *f, const char *name, size_t len)
{
	unsigned long nr = next_number(f, name, len);

	if (nr)
		return nr;
	f->at = f->text;
	f->nr = 0;
	return next_number(f, name, len);
}

/*
 * Puts one line of a list of functions back by its number in available_filter_functions: names are
 * not unique, and a name costs a scan of all functions where a number costs nothing. Function
 * triggers ("do_exit:traceoff:unlimited") were never cleared and cannot be written; "GLOB:mod:NAME"
 * can. A function that is there no longer went with its module; the kernel took it from its lists, too.
 */
static int put_function(const char *path, int fd, struct functions *f, const char *line, size_t len)
{
	char number[32];
	unsigned long nr;
	int ret;

	if (memchr(line, ':', len))
		return memmem(line, len, ":mod:", 5) ? tracefs_write_line(fd, path, line, len) : 0;
	if (!f->text) {
		ret = tracefs_read(TRACEFS_TOP, "available_filter_functions", &f->text);
		if (ret < 0)
			return ret;
		f->at = f->text;
	}
	nr = find_number(f, line, len);
	if (!nr)
		return 0;
	return tracefs_write_line(fd, path, number,
				  (size_t)snprintf(number, sizeof(number), "%lu", nr));
}

static int put_functions(const char *path, int fd, const char *data, size_t len)
{
	const char *line = data, *end = data + len, *next;
	struct functions f = {NULL, NULL, 0};
	int ret = 0;

	for (; line < end && !ret; line = next) {
		const char *nl = memchr(line, '\n', (size_t)(end - line));

		next = nl ? nl + 1 : end;
		if (line[0] != '#' && nl != line)
			ret = put_function(path, fd, &f, line, (size_t)((nl ? nl : end) - line));
	}
	free(f.text);
	return ret;
}

static int put_list(const struct journal_record *r)
{
	int ret, fd = tracefs_open(TRACEFS_TOP, r->name, O_WRONLY | O_TRUNC);

	if (fd < 0)
		return fd;
	ret = r->kind == UNDO_FILTER ? put_functions(r->name, fd, r->data, r->len)
				     : put_lines(r->name, fd, r->data, r->len);
	if (close(fd) < 0 && !ret)
		ret = -errno;
	return ret;
}

/* The line was journaled but never written, or it is gone already: nothing to do. */
static int put_appended(const struct journal_record *r)
{
	int ret, fd = tracefs_open(TRACEFS_TOP, r->name, O_WRONLY | O_APPEND);

	if (fd < 0)
		return fd;
	ret = put_lines(r->name, fd, r->data, r->len);
	close(fd);
	return ret == -ENOENT || ret == -EINVAL ? 0 : ret;
}

/* An event that is there no longer went with its module or, by this very journal, with its probe. */
static int put_value(const struct journal_record *r)
{
	int ret = tracefs_put(TRACEFS_TOP, r->name, r->data);

	return ret == -ENOENT && !strncmp(r->name, "events/", 7) ? 0 : ret;
}

static int undo_once(const struct journal_record *r)
{
	switch (r->kind) {
	case UNDO_VALUE:
		return put_value(r);
	case UNDO_LIST:
	case UNDO_FILTER:
		return put_list(r);
	case UNDO_APPEND:
		return put_appended(r);
	case UNDO_INSTANCE:
		return instance_remove(r->name);
	default:
		return 0;
	}
}

/*
 * Any failure gets a second try, and a busy file, which some reader holds, as many as *patience_ms
 * allows: a killed process may still be closing its own.
 */
static int undo_one(const struct journal_record *r, int *patience_ms)
{
	static const struct timespec moment = {0, MOMENT_MS * 1000000L};
	int ret = undo_once(r);

	if (ret)
		ret = undo_once(r);
	while (ret == -EBUSY && *patience_ms > 0) {
		nanosleep(&moment, NULL);
		*patience_ms -= MOMENT_MS;
		ret = undo_once(r);
	}
	return ret;
}

/*
 * tracing_on is the first change and so the last one to be undone. What is still enabled when the
 * tracer goes, and the buffer is emptied, must not fill it again.
 */
static void stop_recording(const struct journal *j)
{
	for (size_t i = 0; i < j->nr; i++)
		if (j->v[i].kind == UNDO_VALUE && !strcmp(j->v[i].name, "tracing_on"))
			tracefs_put(TRACEFS_TOP, "tracing_on", "0");
}

int undo_play(int journal_fd, int patience_ms, int loud)
{
	struct journal j;
	int failed = 0, ret = journal_load(&j, journal_fd);

	if (ret) {
		if (loud)
			warn("journal of what is to be undone: %s", strerror(-ret));
		journal_fini(&j);
		return 1;
	}
	stop_recording(&j);
	for (size_t i = j.nr; i--;) {
		ret = undo_one(&j.v[i], &patience_ms);
		if (ret && ++failed && loud)
			warn("%s/%s: could not be put back: %s", tracefs_path(), j.v[i].name,
			     strerror(-ret));
	}
	if (!failed && j.nr)
		journal_append(journal_fd, JOURNAL_DONE, "", "", 0);
	journal_fini(&j);
	return failed;
}
