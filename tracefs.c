/* SPDX-License-Identifier: MIT */
/*
 * tracefs: every access goes through the functions of this file, and every change through journaled().
 *
 * Paths are opened relative to a directory descriptor, because with a detached mount there is no
 * absolute path, and because a mount made over /sys later must not lead the restore astray.
 */
#include "tracefs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "util/err.h"
#include "util/file.h"
#include "util/journal.h"
#include "util/mem.h"
#include "util/mount.h"
#include "util/refusal.h"
#include "util/script.h"
#include "util/setting.h"

#define PATH_LEN    512
#define MOUNT_POINT "/sys/kernel/tracing"

static struct {
	int top;     /* the tracefs root directory */
	int journal; /* borrowed */
	int verbose;
	struct script *script; /* borrowed; NULL: none */
	char path[PATH_LEN]; /* of the root, for messages */
	char stage[64];	     /* "" or "instances/NAME/" */
} fs = { -1, -1, 0, NULL, "", "" };

int tracefs_find(char *why, size_t why_len)
{
	int error;

	if (fs.top >= 0)
		return 0;
	fs.top = mount_open("tracefs", fs.path, sizeof(fs.path));
	if (fs.top < 0 && fs.top != -EACCES && fs.top != -EPERM) {
		snprintf(fs.path, sizeof(fs.path), "(tracefs)");
		fs.top = mount_detached("tracefs");
	}
	if (fs.top < 0) {
		error = -fs.top;
		fs.top = -1;
		refusal_mount(why, why_len, error);
		return -error;
	}
	if (faccessat(fs.top, "current_tracer", F_OK, 0) == 0)
		return 0;
	error = errno;
	refusal_open(why, why_len, fs.path, "current_tracer", error);
	close(fs.top);
	fs.top = -1;
	return -error;
}

int tracefs_fd(void)
{
	return fs.top;
}

const char *tracefs_path(void)
{
	return fs.path;
}

void tracefs_be_verbose(void)
{
	fs.verbose = 1;
}

void tracefs_journal(int fd)
{
	fs.journal = fd;
}

void tracefs_record(struct script *s)
{
	int hidden = fs.path[0] == '(';

	fs.script = s;
	script_begin(s, hidden ? MOUNT_POINT : fs.path, hidden ? "tracefs" : NULL);
}

void tracefs_stage(const char *instance)
{
	fs.stage[0] = 0;
	if (instance)
		snprintf(fs.stage, sizeof(fs.stage), "instances/%s/", instance);
}

static const char *full_path(enum tracefs_dir dir, const char *file, char *path)
{
	snprintf(path, PATH_LEN, "%s%s", dir == TRACEFS_STAGE ? fs.stage : "", file);
	return path;
}

char *tracefs_typed(enum tracefs_dir dir, const char *file)
{
	char path[PATH_LEN];

	return script_path(fs.script, full_path(dir, file, path));
}

/* Reading */

int tracefs_has(enum tracefs_dir dir, const char *file)
{
	char path[PATH_LEN];

	return faccessat(fs.top, full_path(dir, file, path), F_OK, 0) == 0;
}

int tracefs_open(enum tracefs_dir dir, const char *file, int flags)
{
	char path[PATH_LEN];
	int fd = openat(fs.top, full_path(dir, file, path), flags | O_CLOEXEC);

	if (fd >= 0 && (flags & O_TRUNC))
		script_truncate(fs.script, path);
	return fd < 0 ? -errno : fd;
}

int tracefs_read(enum tracefs_dir dir, const char *file, char **text)
{
	int fd = tracefs_open(dir, file, O_RDONLY);
	ssize_t len;

	*text = NULL;
	if (fd < 0)
		return fd;
	len = file_read(fd, text);
	close(fd);
	return (int)len;
}

/* A file that this kernel lacks, or of an instance that was removed while we looked. */
static int is_absent(int error)
{
	return error == -ENOENT || error == -ENODEV;
}

int tracefs_lists(enum tracefs_dir dir, const char *file, const char *word)
{
	char *text, *save, *w;
	int found = 0, ret = tracefs_read(dir, file, &text);

	if (ret < 0)
		return is_absent(ret) ? 0 : ret;
	for (w = strtok_r(text, " \n", &save); w && !found; w = strtok_r(NULL, " \n", &save))
		found = !strcmp(w, word);
	free(text);
	return found;
}

int tracefs_number(enum tracefs_dir dir, const char *file, long long *number)
{
	char *text, *end;
	long long v;
	int ret = tracefs_read(dir, file, &text);

	if (ret < 0)
		return is_absent(ret) ? 0 : ret;
	v = strtoll(text, &end, 10);
	if (end != text)
		*number = v;
	free(text);
	return 0;
}

int tracefs_each(enum tracefs_dir dir, const char *file, int (*fn)(void *ctx, const char *name), void *ctx)
{
	int fd = tracefs_open(dir, file, O_RDONLY | O_DIRECTORY);
	struct dirent *e;
	int ret = 0;
	DIR *d;

	if (fd < 0)
		return fd;
	d = fdopendir(fd);
	if (!d) {
		close(fd);
		return -ENOMEM;
	}
	while (!ret && (errno = 0, e = readdir(d)))
		if (e->d_name[0] != '.')
			ret = fn(ctx, e->d_name);
	if (!ret)
		ret = -errno;
	closedir(d);
	return ret;
}

/* Writing */

static void say_write(const char *path, const char *value, size_t len, const struct timespec *from, int error)
{
	struct timespec to;
	long us;

	clock_gettime(CLOCK_MONOTONIC, &to);
	us = (to.tv_sec - from->tv_sec) * 1000000 + (to.tv_nsec - from->tv_nsec) / 1000;
	len -= len && value[len - 1] == '\n';
	warn("%6ld.%03ld ms  %s < %.*s%s%s", us / 1000, us % 1000, path, len > 60 ? 60 : (int)len, value,
	     error ? ": " : "", error ? strerror(error) : "");
}

/* Writes all of value; the kernel takes one word a write of some files and returns a short count. */
static int write_all(int fd, const char *path, const char *value, size_t len)
{
	struct timespec from;
	size_t at = 0;
	int ret = 0;

	clock_gettime(CLOCK_MONOTONIC, &from);
	while (at < len && !ret) {
		ssize_t n = write(fd, value + at, len - at);

		if (n > 0)
			at += (size_t)n;
		else if (n == 0 || errno != EINTR)
			ret = n ? -errno : -EIO;
	}
	if (fs.verbose)
		say_write(path, value, len, &from, -ret);
	script_write(fs.script, path, value, len, ret);
	return ret;
}

static int write_path(const char *path, int flags, const char *value, size_t len)
{
	int ret, fd = tracefs_open(TRACEFS_TOP, path, O_WRONLY | flags);

	if (fd < 0)
		return fd;
	ret = write_all(fd, path, value, len);
	if (close(fd) < 0 && !ret)
		ret = -errno;
	return ret;
}

/* What cannot be journaled is not done. */
static void journaled(enum tracefs_undo kind, const char *path, const char *data, size_t len)
{
	int ret = fs.journal < 0 ? -EBADF : journal_append(fs.journal, kind, path, data, len);

	if (ret)
		die("journal of what is to be undone: %s", strerror(-ret));
}

/* An instance of our own is removed whole, so only what outlives it is journaled file by file. */
static int is_private(const char *path)
{
	return fs.stage[0] && !strncmp(path, fs.stage, strlen(fs.stage));
}

/* Sizes that differ between CPUs read as "X"; each is then saved on its own. */
static int journal_cpu_size(void *ctx, const char *cpu)
{
	char path[PATH_LEN], *text, *value;
	size_t len;
	int ret;

	(void)ctx;
	snprintf(path, sizeof(path), "per_cpu/%s/buffer_size_kb", cpu);
	ret = tracefs_read(TRACEFS_TOP, path, &text);
	if (ret < 0)
		return ret;
	value = text;
	len = setting_value(&value);
	journaled(UNDO_VALUE, path, value, len);
	free(text);
	return 0;
}

int tracefs_keep(const char *path, const char *value)
{
	char *text, *old;
	int ret = tracefs_read(TRACEFS_TOP, path, &text);
	size_t len;

	if (ret < 0)
		return ret;
	old = text;
	len = setting_value(&old);
	ret = value && len == strlen(value) && !memcmp(old, value, len);
	if (!ret && !strcmp(path, "buffer_size_kb") && old[0] == 'X')
		ret = tracefs_each(TRACEFS_TOP, "per_cpu", journal_cpu_size, NULL);
	else if (!ret)
		journaled(UNDO_VALUE, path, old, len);
	free(text);
	return ret;
}

int tracefs_set(enum tracefs_dir dir, const char *file, const char *value)
{
	char path[PATH_LEN];
	int ret = is_private(full_path(dir, file, path)) ? 0 : tracefs_keep(path, value);

	return ret ? (ret < 0 ? ret : 0) : write_path(path, O_TRUNC, value, strlen(value));
}

int tracefs_put(enum tracefs_dir dir, const char *file, const char *value)
{
	char path[PATH_LEN];

	return write_path(full_path(dir, file, path), O_TRUNC, value, strlen(value));
}

static int journal_list(const char *path)
{
	int functions = !strcmp(path, "set_ftrace_filter") || !strcmp(path, "set_ftrace_notrace");
	char *text;
	int ret = tracefs_read(TRACEFS_TOP, path, &text);

	if (ret < 0)
		return ret;
	journaled(functions ? UNDO_FILTER : UNDO_LIST, path, text, (size_t)ret);
	free(text);
	return 0;
}

int tracefs_write_line(int fd, const char *path, const char *word, size_t len)
{
	char line[4100]; /* the kernel takes less than a page a line */

	if (len >= sizeof(line))
		return -E2BIG;
	memcpy(line, word, len);
	line[len] = '\n';
	return write_all(fd, path, line, len + 1);
}

int tracefs_set_list(enum tracefs_dir dir, const char *file, const char *const *words, size_t nr, size_t *bad)
{
	char path[PATH_LEN];
	int fd, ret = 0;

	*bad = 0;
	full_path(dir, file, path);
	if (!is_private(path) && (ret = journal_list(path)))
		return ret;
	fd = tracefs_open(TRACEFS_TOP, path, O_WRONLY | O_TRUNC);
	if (fd < 0)
		return fd;
	for (size_t i = 0; i < nr && !ret; i++) {
		ret = tracefs_write_line(fd, path, words[i], strlen(words[i]));
		if (ret)
			*bad = i;
	}
	if (close(fd) < 0 && !ret)
		ret = -errno;
	return ret;
}

int tracefs_add(enum tracefs_dir dir, const char *file, const char *text)
{
	char path[PATH_LEN];

	return write_path(full_path(dir, file, path), O_APPEND, text, strlen(text));
}

int tracefs_append(const char *file, const char *line, const char *undo)
{
	char *text = xasprintf("%s\n", line), *back = xasprintf("%s\n", undo);
	int ret;

	journaled(UNDO_APPEND, file, back, strlen(back));
	ret = write_path(file, O_APPEND, text, strlen(text));
	free(text);
	free(back);
	return ret;
}

int tracefs_mkdir(const char *dir)
{
	journaled(UNDO_INSTANCE, dir, "", 0);
	if (mkdirat(fs.top, dir, 0700))
		return -errno;
	script_command(fs.script, "mkdir", dir);
	return 0;
}

int tracefs_rmdir(const char *dir)
{
	if (unlinkat(fs.top, dir, AT_REMOVEDIR))
		return -errno;
	script_command(fs.script, "rmdir", dir);
	return 0;
}
