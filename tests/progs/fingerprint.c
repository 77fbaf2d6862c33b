// SPDX-License-Identifier: MIT
/*
 * fingerprint [-s SYSTEM...]: print everything that ftrun must leave as it was, one setting a line, to be compared with diff.
 *
 * That is every control file of tracefs, at the top level and in each instance (found by reading the folders, so that a
 * new kernel's new file is in), options, buffer sizes, each event's enable, filter and trigger, the kernel's ftrace
 * sysctls, the mount table, what lies in /run, and processes named ftrun. Left out is what only reports: the trace itself,
 * lists of what is available, logs and counters. Of the trace there is one line a CPU: how many entries it has.
 *
 * The buffer's "7 (expanded: 1408)", for one CPU just "7", is what a kernel says until its first tracer and never after,
 * and 1408 may then read 1410 (whole sub-buffers), so these are all printed as "default".
 */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const reports[] = {
	"README", "trace", "trace_pipe", "snapshot", "printk_formats", "saved_cmdlines", "saved_tgids", "kprobe_profile",
	"uprobe_profile", "dyn_ftrace_total_info", "error_log", "touched_functions", "stack_trace", "buffer_total_size_kb",
	"timestamp_mode", "last_boot_info",
};

static char **systems; /* -s: only these of the events' folders, which are most of the work, and ftrun's own */

static int is_report(const char *name)
{
	if (!strncmp(name, "available_", 10))
		return 1;
	for (size_t i = 0; i < sizeof(reports) / sizeof(*reports); i++)
		if (!strcmp(name, reports[i]))
			return 1;
	return 0;
}

static void print_line(const char *path, const char *line)
{
	int kb = -1;
	size_t len = strlen(path);

	if (len > 14 && !strcmp(path + len - 14, "buffer_size_kb")) {
		if (sscanf(line, "%*d (expanded: %d)", &kb) < 1)
			kb = atoi(line);
		if (kb == 7 || kb == 1408 || kb == 1410)
			line = "default";
	}
	printf("%s: %s\n", path, line);
}

/* Prints the file's lines, but no comments; a file that cannot be opened is a line too, for that is also a state. */
static void print_file(const char *path)
{
	static char buf[1 << 20];
	size_t len = 0;
	ssize_t got = 0;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0) {
		printf("%s: unreadable\n", path);
		return;
	}
	while (len < sizeof(buf) - 1 && (got = read(fd, buf + len, sizeof(buf) - 1 - len)) > 0)
		len += got;
	close(fd);
	buf[len] = '\0';
	if (!len)
		printf("%s:\n", path);
	for (char *line = buf, *next; *line; line = next) {
		next = strchrnul(line, '\n');
		if (*next)
			*next++ = '\0';
		if (line[0] != '#' || line[1] == '#')
			print_line(path, line);
	}
}

static int not_dots(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
}

typedef void visit_fn(const char *path, const char *name, mode_t mode);

static void each_entry(const char *dir, visit_fn *visit)
{
	struct dirent **list;
	struct stat st;
	char path[4096];
	int nr = scandir(dir, &list, not_dots, alphasort);

	for (int i = 0; i < nr; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, list[i]->d_name);
		if (!lstat(path, &st))
			visit(path, list[i]->d_name, st.st_mode);
		free(list[i]);
	}
	if (nr >= 0)
		free(list);
}

static void visit_option(const char *path, const char *name, mode_t mode)
{
	(void)name;
	(void)mode;
	print_file(path);
}

static void visit_cpu(const char *path, const char *name, mode_t mode)
{
	char file[4096], line[256];
	FILE *stats;

	(void)name;
	(void)mode;
	snprintf(file, sizeof(file), "%s/buffer_size_kb", path);
	print_file(file);
	snprintf(file, sizeof(file), "%s/stats", path);
	stats = fopen(file, "re");
	if (stats && fgets(line, sizeof(line), stats))
		printf("%s: %s", file, line);
	if (stats)
		fclose(stats);
}

static void visit_event(const char *path, const char *name, mode_t mode)
{
	if (S_ISDIR(mode))
		each_entry(path, visit_event);
	else if (!strcmp(name, "enable") || !strcmp(name, "filter") || !strcmp(name, "trigger"))
		print_file(path);
}

/* Probes of ftrun's own are a system of events, too. */
static void visit_system(const char *path, const char *name, mode_t mode)
{
	int asked = !strncmp(name, "ftrun", 5);

	for (char **s = systems; *s; s++)
		asked |= !strcmp(name, *s);
	if (asked)
		visit_event(path, name, mode);
}

static void visit_control(const char *path, const char *name, mode_t mode)
{
	if (S_ISDIR(mode)) {
		if (!strcmp(name, "options"))
			each_entry(path, visit_option);
		else if (!strcmp(name, "per_cpu"))
			each_entry(path, visit_cpu);
		else if (!strcmp(name, "events"))
			each_entry(path, systems ? visit_system : visit_event);
	} else if ((mode & S_IRUSR) && !is_report(name)) {
		print_file(path);
	}
}

static void visit_instance(const char *path, const char *name, mode_t mode)
{
	(void)name;
	(void)mode;
	printf("%s\n", path);
	each_entry(path, visit_control);
}

static void visit_run(const char *path, const char *name, mode_t mode)
{
	(void)name;
	(void)name;
	/* ftrun's folder may stay, with the list of functions that it keeps there; its journals may not. */
	if (strcmp(path, "/run/ftrun") && strcmp(path, "/run/ftrun/symbols"))
		printf("%s\n", path);
	if (S_ISDIR(mode))
		each_entry(path, visit_run);
}

static void visit_process(const char *path, const char *name, mode_t mode)
{
	char file[4096], comm[64] = "";
	FILE *f;

	(void)mode;
	if (!isdigit((unsigned char)name[0]))
		return;
	snprintf(file, sizeof(file), "%s/comm", path);
	f = fopen(file, "re");
	if (f && fgets(comm, sizeof(comm), f) && !strncmp(comm, "ftrun", 5))
		printf("%s: %s", path, comm);
	if (f)
		fclose(f);
}

static void print_tracefs(const char *top)
{
	char instances[4200];

	snprintf(instances, sizeof(instances), "%s/instances", top);
	each_entry(top, visit_control);
	each_entry(instances, visit_instance);
}

/* Prints the mount table and each tracefs in it once. */
static void print_mounts(void)
{
	char line[4096], at[4096], type[64];
	FILE *f = fopen("/proc/self/mountinfo", "re");
	int seen = 0;

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%*d %*d %*s %*s %4095s %*[^-]- %63s", at, type) < 2)
			continue;
		printf("mount: %s %s\n", type, at);
		if (!strcmp(type, "tracefs") && !seen++)
			print_tracefs(at);
	}
	if (f)
		fclose(f);
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "-s"))
		systems = argv + 2;
	print_mounts();
	print_file("/proc/sys/kernel/ftrace_enabled");
	print_file("/proc/sys/kernel/ftrace_dump_on_oops");
	print_file("/proc/sys/kernel/traceoff_on_warning");
	print_file("/proc/sys/kernel/stack_tracer_enabled");
	each_entry("/run", visit_run);
	each_entry("/proc", visit_process);
	return 0;
}
