/* SPDX-License-Identifier: MIT */
/*
 * set_ftrace_pid limits functions, set_event_pid events; both hold thread ids, as the initial pid
 * namespace numbers them. With the options function-fork and event-fork the kernel itself adds what
 * a listed task creates, and takes out what has ended. These are switched on before the threads of a
 * process are listed, and the threads are listed again afterwards, so that a thread that was being
 * created meanwhile is either followed or found.
 */
#include "pids.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/mem.h"
#include "../util/process.h"
#include "stage.h"

#define KERNEL_THREAD 0x00200000 /* PF_KTHREAD in the flags of /proc/PID/stat */
#define RELISTINGS    10

/* State and flags of a task, the 3rd and 9th field of its stat file. Returns 0, or -1: no such task. */
static int task_state(const char *pid, char *state, unsigned *flags)
{
	char stat[512], *behind;

	if (process_read(pid, "stat", stat, sizeof(stat)) <= 0 || !(behind = strrchr(stat, ')')))
		return -1;
	return sscanf(behind + 1, " %c %*d %*d %*d %*d %*d %u", state, flags) == 2 ? 0 : -1;
}

static int is_number(const char *s)
{
	return *s && strspn(s, "0123456789") == strlen(s);
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The name of its program, or the one that it gave itself. */
static int is_named(const char *pid, const char *name)
{
	char text[4096];

	if (process_read(pid, "cmdline", text, sizeof(text)) > 0 &&
	    !strcmp(base_of(text), base_of(name)))
		return 1;
	if (process_read(pid, "comm", text, sizeof(text)) <= 0)
		return 0;
	text[strcspn(text, "\n")] = 0;
	return !strcmp(text, name);
}

static void add_named(struct words *pids, const char *name, int quiet)
{
	DIR *d = opendir("/proc");
	size_t first = pids->nr;
	char list[256] = "";
	struct dirent *e;

	while (d && (errno = 0, e = readdir(d)))
		if (is_number(e->d_name) && atoi(e->d_name) != getpid() &&
		    is_named(e->d_name, name))
			words_add(pids, e->d_name);
	if (errno)
		die_errno("/proc");
	if (d)
		closedir(d);
	if (pids->nr == first)
		die("-p %s: no process has this name; ps -e shows names", name);
	for (size_t i = first; i < pids->nr && strlen(list) < 200; i++)
		snprintf(list + strlen(list), sizeof(list) - strlen(list), "%s%s",
			 i > first ? ", " : "", pids->v[i]);
	if (!quiet)
		warn("-p %s: %zu process%s: %s", name, pids->nr - first,
		     pids->nr - first == 1 ? "" : "es", list);
}

static void add_pid(struct words *pids, const char *pid, int quiet)
{
	unsigned flags;
	char state;

	if (task_state(pid, &state, &flags))
		die("-p %s: no such process; ps -e shows numbers", pid);
	if (state == 'Z' || state == 'X')
		die("-p %s: has ended already and waits for its parent (a zombie)", pid);
	if ((flags & KERNEL_THREAD) && !quiet)
		warn("-p %s: is a kernel thread", pid);
	words_add(pids, pid);
}

struct words pids_find(const struct words *who, int quiet)
{
	struct words pids = {NULL, 0, 0};

	if (!process_ids_are_global())
		die("-p: the kernel's tracer knows processes by their numbers in the initial pid "
		    "namespace, and this is another; run ftrun outside the container");
	for (size_t i = 0; i < who->nr; i++) {
		if (is_number(who->v[i]))
			add_pid(&pids, who->v[i], quiet);
		else
			add_named(&pids, who->v[i], quiet);
	}
	return pids;
}

/* A process's threads; a thread that is not its process's first stands for itself. */
static void add_threads(struct words *tids, const char *pid)
{
	char path[64], status[1024], *tgid;
	struct dirent *e;
	DIR *d;

	if (process_read(pid, "status", status, sizeof(status)) > 0 &&
	    (tgid = strstr(status, "\nTgid:")) && atoi(tgid + 6) != atoi(pid)) {
		words_add(tids, pid);
		return;
	}
	snprintf(path, sizeof(path), "/proc/%.20s/task", pid);
	d = opendir(path);
	while (d && (errno = 0, e = readdir(d)))
		if (is_number(e->d_name))
			words_add(tids, e->d_name);
	/* A process that has ended meanwhile has no threads. */
	if (errno && errno != ENOENT && errno != ESRCH)
		die_errno("%s", path);
	if (d)
		closedir(d);
}

static void refuse(const char *file, int ret)
{
	errno = -ret;
	die_errno("%s/%s", tracefs_path(), file);
}

/*
 * Adds tids from index first on. The kernel takes many in one write, and each write costs; at a page's
 * length it may stop, and a person who types it (--dry-run) before.
 */
static void add_tids(const char *file, const struct words *tids, size_t first)
{
	char line[2048];
	size_t len = 0;
	int ret = 0;

	for (size_t i = first; i < tids->nr && !ret; i++) {
		len += (size_t)snprintf(line + len, sizeof(line) - len, "%.20s ", tids->v[i]);
		if (i + 1 < tids->nr && len < sizeof(line) - 30)
			continue;
		line[len - 1] = '\n';
		ret = tracefs_add(TRACEFS_STAGE, file, line);
		len = 0;
	}
	if (ret)
		refuse(file, ret);
}

static void set_tids(const char *file, const struct words *tids)
{
	size_t bad;
	int ret = tracefs_set_list(TRACEFS_STAGE, file, NULL, 0, &bad);

	if (ret)
		refuse(file, ret);
	add_tids(file, tids, 0);
}

static void set_option(const char *file, enum pids_follow follow)
{
	int ret = tracefs_set(TRACEFS_STAGE, file, follow == PIDS_FOLLOW ? "1" : "0");

	if (ret)
		refuse(file, ret);
}

static struct words list_tids(const struct words *pids, int attach)
{
	struct words tids = {NULL, 0, 0};

	for (size_t i = 0; i < pids->nr; i++) {
		if (attach)
			add_threads(&tids, pids->v[i]);
		else
			words_add(&tids, pids->v[i]);
	}
	return tids;
}

/* Adds the threads that have come since tids was made. Returns how many. */
static size_t add_new(struct words *tids, const struct words *pids, int events)
{
	struct words now = list_tids(pids, 1);
	size_t first = tids->nr;

	for (size_t i = 0; i < now.nr; i++)
		if (!words_contain(tids, now.v[i]))
			words_add(tids, now.v[i]);
	words_fini(&now);
	if (tids->nr > first) {
		add_tids("set_ftrace_pid", tids, first);
		if (events)
			add_tids("set_event_pid", tids, first);
	}
	return tids->nr - first;
}

int *pids_arm(const struct words *pids, enum pids_follow follow, int attach, int events)
{
	struct words tids;
	size_t nr = 0;
	int *open;

	set_option("options/function-fork", follow);
	if (events)
		set_option("options/event-fork", follow);
	tids = list_tids(pids, attach && follow == PIDS_FOLLOW);
	if (!tids.nr && attach)
		die("-p: has ended meanwhile");
	set_tids("set_ftrace_pid", &tids);
	if (events)
		set_tids("set_event_pid", &tids);
	for (int i = 0; i < RELISTINGS && attach && follow == PIDS_FOLLOW; i++)
		if (!add_new(&tids, pids, events))
			break;
	open = xcalloc(tids.nr + 1, sizeof(*open));
	for (size_t i = 0; attach && i < tids.nr; i++)
		open[nr++] = atoi(tids.v[i]);
	words_fini(&tids);
	return open;
}

static int is_alive(const char *pid)
{
	unsigned flags;
	char state;

	return !task_state(pid, &state, &flags) && state != 'Z' && state != 'X';
}

/* Of a list of pids, one a line. */
static enum pids_left listed_left(char *text, int gone)
{
	enum pids_left left = PIDS_NONE;
	char *save, *pid;

	for (pid = strtok_r(text, "\n", &save); pid; pid = strtok_r(NULL, "\n", &save)) {
		if (atoi(pid) == gone)
			continue;
		if (!process_ids_are_global() || is_alive(pid))
			return PIDS_LEFT;
		left = PIDS_ENDING;
	}
	return left;
}

enum pids_left pids_left(const struct words *pids, enum pids_follow follow, int gone)
{
	enum pids_left left;
	char *text;
	int len;

	if (follow == PIDS_FOLLOW) {
		len = tracefs_read(TRACEFS_STAGE, "set_ftrace_pid", &text);
		if (len < 0)
			stage_cannot(len, "set_ftrace_pid");
		left = listed_left(text, gone);
		free(text);
		return left;
	}
	for (size_t i = 0; i < pids->nr; i++)
		if (is_alive(pids->v[i]))
			return PIDS_LEFT;
	return PIDS_NONE;
}
