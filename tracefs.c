/* SPDX-License-Identifier: MIT */
/*
 * tracefs, and how to leave it as it was.
 *
 * The journal is a sequence of records, each appended with one write(2) before the change that it
 * undoes: a header, the file's path relative to the tracefs root, and the data to write. A torn
 * record can only be the last one, and its change was not made yet. Undoing is repeatable: the guard
 * starts over where a killed ftrun was half-way.
 *
 * Paths are opened relative to a directory descriptor, because with a detached mount there is no
 * absolute path, and because a mount made over /sys later must not lead the restore astray.
 */
#include "tracefs.h"

#include <assert.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "util/err.h"
#include "util/mem.h"

#define FSOPEN_CLOEXEC	     1
#define FSCONFIG_CMD_CREATE  6
#define FSMOUNT_CLOEXEC	     1
#define PATH_LEN	     512

static struct {
	int top;	      /* the tracefs root directory */
	int lock;	      /* the same, opened for flock; -1 until asked for */
	int instance;	      /* our instance's directory, holding its lock; -1 none */
	int journal;	      /* borrowed */
	int verbose;
	char path[PATH_LEN];  /* of the root, for messages */
	char stage[64];	      /* "" or "instances/NAME/" */
} fs = { -1, -1, -1, -1, 0, "", "" };

enum undo_kind {
	UNDO_VALUE = 1, /* write data, truncating */
	UNDO_LIST,	/* truncate, then write data line by line */
	UNDO_FILTER,	/* the same for a list of functions, which takes line numbers */
	UNDO_APPEND,	/* write data, appending */
	UNDO_INSTANCE,	/* stop, then remove the directory */
	UNDO_DONE,	/* everything before was undone */
};

struct undo {
	uint32_t kind, path_len, data_len;
};

/* Finding */

/* Decodes the octal escapes of mountinfo in place ("\040" is a blank). */
static void unescape(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (s[0] == '\\' && s[1] && s[2] && s[3]) {
			*to++ = (char)((s[1] - '0') * 64 + (s[2] - '0') * 8 + (s[3] - '0'));
			s += 3;
		} else {
			*to++ = *s;
		}
	}
	*to = 0;
}

/* Finds the root of a mounted tracefs: mountinfo's 4th field is "/", its type is tracefs. */
static int find_mounted(void)
{
	FILE *f = fopen("/proc/self/mountinfo", "re");
	char line[4096], root[PATH_LEN], point[PATH_LEN], *type;

	if (!f)
		return -1;
	while (fs.top < 0 && fgets(line, sizeof(line), f)) {
		type = strstr(line, " - tracefs ");
		if (!type || sscanf(line, "%*s %*s %*s %511s %511s", root, point) != 2 || strcmp(root, "/"))
			continue;
		unescape(point);
		fs.top = open(point, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fs.top >= 0)
			snprintf(fs.path, sizeof(fs.path), "%s", point);
	}
	fclose(f);
	return fs.top;
}

/* The types of the new mount API are not in every libc; the numbers are the same on all machines but alpha. */
static int open_detached(void)
{
	int sb = (int)syscall(SYS_fsopen, "tracefs", FSOPEN_CLOEXEC);
	int fd = -1, error;

	if (sb < 0)
		return -1;
	if (!syscall(SYS_fsconfig, sb, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		fd = (int)syscall(SYS_fsmount, sb, FSMOUNT_CLOEXEC, 0);
	error = errno;
	close(sb);
	if (fd >= 0) {
		/* The mount's own descriptor is O_PATH; directories are read through a real one. */
		fs.top = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		error = errno;
		close(fd);
		snprintf(fs.path, sizeof(fs.path), "(tracefs)");
	}
	errno = error;
	return fs.top;
}

static int locked_down(char *level, size_t len)
{
	char text[128], *start, *end;
	int fd = open("/sys/kernel/security/lockdown", O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[n > 0 ? n : 0] = 0;
	start = strchr(text, '[');
	end = start ? strchr(start, ']') : NULL;
	if (!end || !strncmp(start, "[none]", 6))
		return 0;
	snprintf(level, len, "%.*s", (int)(end - start - 1), start + 1);
	return 1;
}

int tracefs_find(char *why, size_t why_len)
{
	char level[64] = "";
	int error, lockdown = locked_down(level, sizeof(level));

	if (fs.top >= 0)
		return 0;
	errno = 0;
	if (find_mounted() < 0 && (errno == EACCES || errno == EPERM || open_detached() < 0)) {
		error = errno;
		if (error == ENODEV)
			snprintf(why, why_len, "tracefs: this kernel has none; it needs CONFIG_FTRACE and CONFIG_FUNCTION_GRAPH_TRACER");
		else if (geteuid() != 0)
			snprintf(why, why_len, "tracefs: %s: not root; run it with sudo (-u NAME runs the command as NAME)",
				 strerror(error));
		else
			snprintf(why, why_len, "tracefs: mounted nowhere and cannot be opened: %s; as root of the machine: mount -t tracefs nodev /sys/kernel/tracing",
				 strerror(error));
		return -error;
	}
	if (faccessat(fs.top, "current_tracer", F_OK, 0) == 0)
		return 0;
	error = errno;
	if (error == ENOENT)
		snprintf(why, why_len, "%s: is empty: the kernel is locked down%s%s (cat /sys/kernel/security/lockdown) or has no tracers; boot without lockdown=confidentiality",
			 fs.path, lockdown ? ": " : "", level);
	else
		snprintf(why, why_len, "%s/current_tracer: %s%s", fs.path, strerror(error),
			 geteuid() ? ": not root; run it with sudo (-u NAME runs the command as NAME)" : "");
	close(fs.top);
	fs.top = -1;
	return -error;
}

const char *tracefs_path(void)
{
	return fs.path;
}

void tracefs_be_verbose(void)
{
	fs.verbose = 1;
}

void tracefs_stage(const char *instance)
{
	if (instance)
		snprintf(fs.stage, sizeof(fs.stage), "instances/%s/", instance);
	else
		fs.stage[0] = 0;
}

static const char *full_path(enum tracefs_dir dir, const char *file, char *path)
{
	snprintf(path, PATH_LEN, "%s%s", dir == TRACEFS_STAGE ? fs.stage : "", file);
	return path;
}

/* Reading */

static int open_path(const char *path, int flags)
{
	int fd = openat(fs.top, path, flags | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int read_path(const char *path, char **text)
{
	size_t len = 0, cap = 0;
	char *s = NULL;
	ssize_t n;
	int fd = open_path(path, O_RDONLY);

	*text = NULL;
	if (fd < 0)
		return fd;
	do {
		if (mem_grow(&s, &cap, len + 65536, 1)) {
			n = -1;
			errno = ENOMEM;
			break;
		}
		n = read(fd, s + len, cap - len - 1);
		if (n > 0)
			len += (size_t)n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	if (n < 0) {
		n = -errno;
		free(s);
		close(fd);
		return (int)n;
	}
	close(fd);
	s[len] = 0;
	*text = s;
	return (int)len;
}

int tracefs_has(enum tracefs_dir dir, const char *file)
{
	char path[PATH_LEN];

	return faccessat(fs.top, full_path(dir, file, path), F_OK, 0) == 0;
}

int tracefs_open(enum tracefs_dir dir, const char *file, int flags)
{
	char path[PATH_LEN];

	return open_path(full_path(dir, file, path), flags);
}

int tracefs_read(enum tracefs_dir dir, const char *file, char **text)
{
	char path[PATH_LEN];

	return read_path(full_path(dir, file, path), text);
}

int tracefs_lists(enum tracefs_dir dir, const char *file, const char *word)
{
	char *text, *save, *w;
	int found = 0;

	if (tracefs_read(dir, file, &text) < 0)
		return 0;
	for (w = strtok_r(text, " \n", &save); w && !found; w = strtok_r(NULL, " \n", &save))
		found = !strcmp(w, word);
	free(text);
	return found;
}

long long tracefs_number(enum tracefs_dir dir, const char *file, long long fallback)
{
	char *text, *end;
	long long v;

	if (tracefs_read(dir, file, &text) < 0)
		return fallback;
	v = strtoll(text, &end, 10);
	if (end == text)
		v = fallback;
	free(text);
	return v;
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
	while (!ret && (e = readdir(d)))
		if (e->d_name[0] != '.')
			ret = fn(ctx, e->d_name);
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
	while (len && value[len - 1] == '\n')
		len--;
	warn("%6ld.%03ld ms  %s < %.*s%s%s", us / 1000, us % 1000, path, len > 60 ? 60 : (int)len, value,
	     error ? ": " : "", error ? strerror(error) : "");
}

/* Writes all of value; the kernel takes one word a write of some files and returns a short count. */
static int write_all(int fd, const char *value, size_t len)
{
	while (len) {
		ssize_t n = write(fd, value, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : -EIO;
		value += n;
		len -= (size_t)n;
	}
	return 0;
}

static int write_path(const char *path, int flags, const char *value, size_t len)
{
	struct timespec from;
	int fd, ret;

	clock_gettime(CLOCK_MONOTONIC, &from);
	fd = open_path(path, O_WRONLY | flags);
	if (fd < 0)
		return fd;
	ret = write_all(fd, value, len);
	if (close(fd) < 0 && !ret)
		ret = -errno;
	if (fs.verbose)
		say_write(path, value, len, &from, -ret);
	return ret;
}

/* Appends one record. What cannot be journaled is not done. */
static int journal(enum undo_kind kind, const char *path, const char *data, size_t len)
{
	struct undo u = { kind, (uint32_t)strlen(path), (uint32_t)len };
	struct iovec v[3] = { { &u, sizeof(u) }, { NULL, u.path_len }, { NULL, len } };
	ssize_t n, want = (ssize_t)(sizeof(u) + u.path_len + len);

	assert(fs.journal >= 0);
	memcpy(&v[1].iov_base, &path, sizeof(path));
	memcpy(&v[2].iov_base, &data, sizeof(data));
	do
		n = writev(fs.journal, v, 3);
	while (n < 0 && errno == EINTR);
	if (n == want)
		return 0;
	return n < 0 ? -errno : -ENOSPC;
}

/*
 * What has to be written to have the text again that a file reads now: the marked word of
 * "[local] global", the number in "7 (expanded: 1408)", "0" for an event's filter that is "none",
 * an event's enable without the "*" that tells of a trigger, else the text without its newline.
 */
static size_t value_of(char **text)
{
	char *s = *text, *mark = strchr(s, '['), *end;

	if (mark && (end = strchr(mark, ']'))) {
		*text = mark + 1;
		return (size_t)(end - mark - 1);
	}
	if ((mark = strstr(s, "(expanded: "))) {
		*text = mark + 11;
		return strspn(*text, "0123456789");
	}
	if (!strcmp(s, "none\n"))
		s[0] = '0';
	if (!strcmp(s, "0one\n") || !strcmp(s, "0*\n") || !strcmp(s, "1*\n"))
		return 1;
	return strcspn(s, "\n");
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
	int ret;

	(void)ctx;
	snprintf(path, sizeof(path), "per_cpu/%s/buffer_size_kb", cpu);
	ret = read_path(path, &text);
	if (ret < 0)
		return ret;
	value = text;
	ret = journal(UNDO_VALUE, path, value, value_of(&value));
	free(text);
	return ret;
}

int tracefs_set(enum tracefs_dir dir, const char *file, const char *value)
{
	char path[PATH_LEN], *text, *old;
	size_t len;
	int ret;

	full_path(dir, file, path);
	if (is_private(path))
		return write_path(path, O_TRUNC, value, strlen(value));
	ret = read_path(path, &text);
	if (ret < 0)
		return ret;
	old = text;
	len = value_of(&old);
	if (len == strlen(value) && !memcmp(old, value, len)) {
		free(text);
		return 0;
	}
	if (!strcmp(path, "buffer_size_kb") && old[0] == 'X')
		ret = tracefs_each(TRACEFS_TOP, "per_cpu", journal_cpu_size, NULL);
	else
		ret = journal(UNDO_VALUE, path, old, len);
	free(text);
	return ret ? ret : write_path(path, O_TRUNC, value, strlen(value));
}

int tracefs_put(enum tracefs_dir dir, const char *file, const char *value)
{
	char path[PATH_LEN];

	return write_path(full_path(dir, file, path), O_TRUNC, value, strlen(value));
}

static int takes_numbers(const char *path)
{
	const char *base = strrchr(path, '/');

	base = base ? base + 1 : path;
	return !strcmp(base, "set_ftrace_filter") || !strcmp(base, "set_ftrace_notrace");
}

static int journal_list(const char *path)
{
	char *text;
	int ret = read_path(path, &text);

	if (ret < 0)
		return ret;
	ret = journal(takes_numbers(path) ? UNDO_FILTER : UNDO_LIST, path, text, (size_t)ret);
	free(text);
	return ret;
}

/* One word and its newline. A word without newline is parsed at close, which tells nobody. */
static int write_word(int fd, const char *path, const char *word, size_t len)
{
	struct timespec from;
	char *line = xmalloc(len + 2);
	int ret;

	clock_gettime(CLOCK_MONOTONIC, &from);
	memcpy(line, word, len);
	line[len] = '\n';
	ret = write_all(fd, line, len + 1);
	if (fs.verbose)
		say_write(path, line, len, &from, -ret);
	free(line);
	return ret;
}

int tracefs_set_list(enum tracefs_dir dir, const char *file, const char *const *words, size_t nr, size_t *bad)
{
	char path[PATH_LEN];
	int fd, ret = 0;

	*bad = 0;
	full_path(dir, file, path);
	if (!is_private(path) && (ret = journal_list(path)))
		return ret;
	fd = open_path(path, O_WRONLY | O_TRUNC);
	if (fd < 0)
		return fd;
	for (size_t i = 0; i < nr && !ret; i++) {
		ret = write_word(fd, path, words[i], strlen(words[i]));
		if (ret)
			*bad = i;
	}
	if (close(fd) < 0 && !ret)
		ret = -errno;
	return ret;
}

int tracefs_append(const char *file, const char *line, const char *undo)
{
	char *text = xasprintf("%s\n", line), *back = xasprintf("%s\n", undo);
	int ret = journal(UNDO_APPEND, file, back, strlen(back));

	if (!ret)
		ret = write_path(file, O_APPEND, text, strlen(text));
	free(text);
	free(back);
	return ret;
}

/* Instances and locks */

int tracefs_lock(int how)
{
	if (fs.lock < 0)
		fs.lock = open_path(".", O_RDONLY | O_DIRECTORY);
	if (fs.lock < 0)
		return fs.lock;
	return flock(fs.lock, how | LOCK_NB) ? -errno : 0;
}

/* "HH:MM" of the time at which a process started; its 22nd field in /proc/PID/stat, in ticks since boot. */
static void started_at(int pid, char *buf, size_t len)
{
	char path[64], line[1024], *p;
	unsigned long long ticks = 0;
	struct timespec now, boot;
	time_t at;
	struct tm tm;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "re");
	buf[0] = 0;
	if (!f)
		return;
	if (fgets(line, sizeof(line), f) && (p = strrchr(line, ')')) &&
	    sscanf(p + 1, " %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu", &ticks) == 1) {
		clock_gettime(CLOCK_REALTIME, &now);
		clock_gettime(CLOCK_BOOTTIME, &boot);
		at = now.tv_sec - boot.tv_sec + (time_t)(ticks / (unsigned long long)sysconf(_SC_CLK_TCK));
		if (localtime_r(&at, &tm))
			strftime(buf, len, "%H:%M", &tm);
	}
	fclose(f);
}

void tracefs_lock_owner(char *who, size_t len)
{
	unsigned long long inode;
	unsigned maj, min;
	char line[256], since[16];
	struct stat st;
	FILE *f = fopen("/proc/locks", "re");
	int pid;

	snprintf(who, len, "another process");
	if (!f)
		return;
	if (fstat(fs.lock, &st) == 0) {
		while (fgets(line, sizeof(line), f)) {
			if (sscanf(line, "%*s FLOCK %*s %*s %d %x:%x:%llu", &pid, &maj, &min, &inode) != 4 ||
			    inode != st.st_ino || min != minor(st.st_dev) || pid <= 0)
				continue;
			started_at(pid, since, sizeof(since));
			snprintf(who, len, "pid %d, ftrun%s%s", pid, since[0] ? ", since " : "", since);
			break;
		}
	}
	fclose(f);
}

/*
 * Opens the directory that holds the instances and locks it: shared while an instance is made and
 * locked, exclusive while dead ones are looked for, so that a new one is never taken for dead.
 */
static int instances_lock(int how)
{
	int fd = open_path("instances", O_RDONLY | O_DIRECTORY);

	if (fd < 0)
		return fd;
	while (flock(fd, how))
		if (errno != EINTR) {
			int ret = -errno;

			close(fd);
			return ret;
		}
	return fd;
}

int tracefs_instance(const char *name)
{
	char path[PATH_LEN];
	int ret, lock = instances_lock(LOCK_SH);

	if (lock < 0)
		return lock;
	snprintf(path, sizeof(path), "instances/%s", name);
	ret = journal(UNDO_INSTANCE, path, "", 0);
	if (!ret && mkdirat(fs.top, path, 0700) && errno != EEXIST)
		ret = -errno;
	if (!ret) {
		fs.instance = open_path(path, O_RDONLY | O_DIRECTORY);
		ret = fs.instance < 0 ? fs.instance : flock(fs.instance, LOCK_EX | LOCK_NB) ? -errno : 0;
	}
	close(lock);
	if (!ret)
		tracefs_stage(name);
	return ret;
}

/* Stops and removes an instance. Whoever still reads it (EBUSY) gets a moment to let go. */
static int remove_instance(const char *path)
{
	static const struct timespec moment = { 0, 10 * 1000 * 1000 };
	char file[PATH_LEN];

	snprintf(file, sizeof(file), "%.480s/tracing_on", path);
	write_path(file, O_TRUNC, "0", 1);
	snprintf(file, sizeof(file), "%.480s/current_tracer", path);
	write_path(file, O_TRUNC, "nop", 3);
	for (int i = 0; i < 200; i++) {
		if (!unlinkat(fs.top, path, AT_REMOVEDIR) || errno == ENOENT)
			return 0;
		if (errno != EBUSY)
			break;
		nanosleep(&moment, NULL);
	}
	return -errno;
}

static int reap_one(void *ctx, const char *name)
{
	char path[PATH_LEN];
	int fd, dead;

	(void)ctx;
	if (strncmp(name, "ftrun-", 6))
		return 0;
	snprintf(path, sizeof(path), "instances/%s", name);
	fd = open_path(path, O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		return 0;
	dead = flock(fd, LOCK_EX | LOCK_NB) == 0;
	close(fd);
	if (dead && remove_instance(path) == 0)
		warn("%s/%s: removed; the ftrun that made it was killed", fs.path, path);
	return 0;
}

void tracefs_reap(void)
{
	int lock = instances_lock(LOCK_EX);

	if (lock < 0)
		return;
	tracefs_each(TRACEFS_TOP, "instances", reap_one, NULL);
	close(lock);
}

/* Undoing */

void tracefs_journal(int fd)
{
	fs.journal = fd;
}

/* Writes each line of data that is not a remark of the kernel's ("no pid", "#### all ..."). */
static int restore_lines(const char *path, int fd, const char *data, size_t len)
{
	const char *line = data, *end = data + len, *next;
	int ret = 0, error;

	for (; line < end; line = next) {
		const char *nl = memchr(line, '\n', (size_t)(end - line));

		next = nl ? nl + 1 : end;
		if (line[0] == '#' || !strncmp(line, "no pid", 6) || nl == line)
			continue;
		error = write_word(fd, path, line, (size_t)((nl ? nl : end) - line));
		if (error)
			ret = error;
	}
	return ret;
}

/*
 * Puts a list of functions back by their line numbers in available_filter_functions: names are not
 * unique, and a name costs a scan of all functions where a number costs nothing. Both lists have the
 * same order, so each listed line is looked for behind the one before it. Function triggers
 * ("do_exit:traceoff:unlimited") were never cleared and cannot be written; "GLOB:mod:NAME" can.
 */
static int restore_filter(const char *path, int fd, const char *data, size_t len)
{
	const char *line = data, *end = data + len, *next, *at;
	char *all = NULL, number[32];
	unsigned long nr = 0;
	int ret = 0, error;

	for (; line < end && !ret; line = next) {
		const char *nl = memchr(line, '\n', (size_t)(end - line));
		size_t n = (size_t)((nl ? nl : end) - line);

		next = nl ? nl + 1 : end;
		if (!n || line[0] == '#')
			continue;
		if (memchr(line, ':', n)) {
			const char *mod = memmem(line, n, ":mod:", 5);

			if (mod && (error = write_word(fd, path, line, n)))
				ret = error;
			continue;
		}
		if (!all) {
			error = read_path("available_filter_functions", &all);
			if (error < 0)
				return error;
			at = all;
		}
		for (; *at; at = strchr(at, '\n') + 1) {
			nr++;
			if (!strncmp(at, line, n) && at[n] == '\n')
				break;
		}
		if (!*at) {
			ret = -ENOENT;
			break;
		}
		at += n + 1;
		ret = write_word(fd, path, number, (size_t)snprintf(number, sizeof(number), "%lu", nr));
	}
	free(all);
	return ret;
}

static int undo_list(uint32_t kind, const char *path, const char *data, size_t len)
{
	int ret, fd = open_path(path, O_WRONLY | O_TRUNC);

	if (fd < 0)
		return fd;
	ret = kind == UNDO_FILTER ? restore_filter(path, fd, data, len) : restore_lines(path, fd, data, len);
	if (close(fd) < 0 && !ret)
		ret = -errno;
	return ret;
}

static int undo_one(const struct undo *u, const char *path, const char *data)
{
	int ret;

	switch (u->kind) {
	case UNDO_VALUE:
		return write_path(path, O_TRUNC, data, u->data_len);
	case UNDO_LIST:
	case UNDO_FILTER:
		return undo_list(u->kind, path, data, u->data_len);
	case UNDO_APPEND:
		/* Not there: the line was journaled but never written, or is gone already. */
		ret = write_path(path, O_APPEND, data, u->data_len);
		return ret == -ENOENT || ret == -EINVAL ? 0 : ret;
	case UNDO_INSTANCE:
		return remove_instance(path);
	default:
		return 0;
	}
}

static char *load_journal(int fd, size_t *len)
{
	struct stat st;
	char *text;
	ssize_t n;

	*len = 0;
	if (fstat(fd, &st) || st.st_size <= 0 || !(text = malloc((size_t)st.st_size)))
		return NULL;
	while (*len < (size_t)st.st_size) {
		n = pread(fd, text + *len, (size_t)st.st_size - *len, (off_t)*len);
		if (n <= 0)
			break;
		*len += (size_t)n;
	}
	return text;
}

int tracefs_restore(int journal_fd, int loud)
{
	size_t len, at = 0, nr = 0, cap = 0, *starts = NULL;
	char *text = load_journal(journal_fd, &len), path[PATH_LEN];
	struct undo u;
	int ret, failed = 0;

	while (text && len - at >= sizeof(u)) {
		memcpy(&u, text + at, sizeof(u));
		if (u.path_len >= PATH_LEN || u.data_len > len || len - at - sizeof(u) < (size_t)u.path_len + u.data_len)
			break;
		if (mem_grow(&starts, &cap, nr, sizeof(*starts)))
			break;
		starts[nr++] = at;
		if (u.kind == UNDO_DONE)
			nr = 0;
		at += sizeof(u) + u.path_len + u.data_len;
	}
	while (nr--) {
		memcpy(&u, text + starts[nr], sizeof(u));
		memcpy(path, text + starts[nr] + sizeof(u), u.path_len);
		path[u.path_len] = 0;
		ret = undo_one(&u, path, text + starts[nr] + sizeof(u) + u.path_len);
		if (ret && ++failed && loud)
			warn("%s/%s: could not be put back: %s", fs.path, path, strerror(-ret));
	}
	free(starts);
	free(text);
	if (!failed) {
		fs.journal = journal_fd;
		journal(UNDO_DONE, "", "", 0);
	}
	return failed;
}

void tracefs_undo(void)
{
	if (fs.journal >= 0)
		tracefs_restore(fs.journal, 0);
}
