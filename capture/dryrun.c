/* SPDX-License-Identifier: MIT */
/*
 * What would be written is learned by writing it: a filter that the kernel refuses is refused here too.
 * The stage is armed as for a run, with recording off and the command waiting at its gate, and undone
 * as after a run; tracefs.c notes each write. The commands in between are put together here. A shell
 * that execs takes the place of the gate: its process id is the command's.
 */
#include "dryrun.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/mem.h"
#include "../util/process.h"

void dryrun_check(const struct capture_options *opt)
{
	if (opt->force)
		die("--dry-run: --force would lose what others have recorded, even so; leave it "
		    "out");
	if (!opt->pids.nr && !process_ids_are_global())
		die("--dry-run: the kernel's tracer knows a shell by its number in the initial pid "
		    "namespace, and this is another; run ftrun outside the container");
}

/* Appends a word to line, which is replaced. */
static void add(char **line, const char *word)
{
	char *quoted = script_quote(word, strlen(word)),
	     *longer = xasprintf("%s %s", *line, quoted);

	free(*line);
	free(quoted);
	*line = longer;
}

static void add_value(char **line, const char *name, const char *value)
{
	char *word = xasprintf("%s%s", name, value);

	add(line, word);
	free(word);
}

/* As user_become() does. */
static void add_user(char **line, const struct user *u)
{
	char id[16], *groups = NULL, *longer;

	add(line, "setpriv");
	snprintf(id, sizeof(id), "%u", (unsigned)u->uid);
	add_value(line, "--reuid=", id);
	snprintf(id, sizeof(id), "%u", (unsigned)u->gid);
	add_value(line, "--regid=", id);
	for (size_t i = 0; i < u->nr_groups; i++) {
		longer = xasprintf("%s%s%u", groups ? groups : "", groups ? "," : "",
				   (unsigned)u->groups[i]);
		free(groups);
		groups = longer;
	}
	add_value(line, "--groups=", groups);
	free(groups);
	add(line, "env");
	if (u->home)
		add_value(line, "HOME=", u->home);
	add_value(line, "USER=", u->name);
	add_value(line, "LOGNAME=", u->name);
}

/* The command, with the words that make it another user's, behind start. */
static void command_line(struct script *s, const char *start, char **argv, const struct user *user)
{
	char *line = xstrdup(start);

	if (user)
		add_user(&line, user);
	while (*argv)
		add(&line, *argv++);
	script_line(s, "%s", line);
	free(line);
}

static void traced_command(struct script *s, char **argv, const struct user *user, int events,
			   const char *on)
{
	char *pids = tracefs_typed(TRACEFS_STAGE, "set_ftrace_pid");
	char *event_pids = tracefs_typed(TRACEFS_STAGE, "set_event_pid");
	char *text = xasprintf("echo $$ > %s; %s%s%secho 1 > %s; exec \"$@\"", pids,
			       events ? "echo $$ > " : "", events ? event_pids : "",
			       events ? "; " : "", on);
	char *quoted = script_quote(text, strlen(text)), *start = xasprintf("sh -c %s sh", quoted);

	command_line(s, start, argv, user);
	free(pids);
	free(event_pids);
	free(text);
	free(quoted);
	free(start);
}

static void wait_for(struct script *s, const struct words *pids)
{
	for (size_t i = 0; i < pids->nr; i++)
		script_line(s, "while kill -0 %s 2>/dev/null; do sleep 1; done", pids->v[i]);
}

void dryrun_command(struct script *s, const struct capture_options *opt, char **argv,
		    const struct user *user, const struct words *pids, int events)
{
	char *on = tracefs_typed(TRACEFS_STAGE, "tracing_on"), seconds[48] = "";

	if (opt->duration_ns)
		snprintf(seconds, sizeof(seconds), "%llu.%03llu",
			 (unsigned long long)(opt->duration_ns / 1000000000),
			 (unsigned long long)(opt->duration_ns / 1000000 % 1000));
	/* A command goes on when the time is up. Who reads what is printed here need not wait for the sleep. */
	if (opt->duration_ns && argv[0])
		script_line(s, "{ sleep %s; echo 0 > %s; } >/dev/null 2>&1 & timer=$!", seconds,
			    on);
	if (opt->pids.nr)
		script_line(s, "echo 1 > %s", on);
	if (argv[0] && opt->pids.nr)
		command_line(s, "env", argv, user);
	else if (argv[0])
		traced_command(s, argv, user, events, on);
	else if (opt->duration_ns)
		script_line(s, "sleep %s", seconds);
	else
		wait_for(s, pids);
	if (opt->duration_ns && argv[0])
		script_line(s, "kill $timer 2>/dev/null");
	script_line(s, "echo 0 > %s", on);
	free(on);
	on = tracefs_typed(TRACEFS_STAGE, "trace");
	script_line(s, "cat %s", on);
	free(on);
}

int dryrun_print(struct script *s, int failed)
{
	size_t at = 0;
	ssize_t n;

	script_end(s);
	while (!failed && at < s->len) {
		n = write(STDOUT_FILENO, s->text + at, s->len - at);
		if (n > 0)
			at += (size_t)n;
		else if (n < 0 && errno != EINTR)
			die_errno("stdout");
	}
	script_fini(s);
	return failed ? EXIT_FTRUN : 0;
}
