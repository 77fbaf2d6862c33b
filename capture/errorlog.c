/* SPDX-License-Identifier: MIT */
/*
 * error_log (Linux 5.2) holds the last eight refusals, three lines each:
 *
 *	[   12.345678] trace_kprobe: error: Invalid fetch argument
 *	  Command: p:group/name do_sys_open foo=bar
 *	                                        ^
 *
 * The caret's column counts from the start of its line, so the first two go out as they came.
 */
#include "errorlog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../util/err.h"

#define COMMAND "\n  Command: "

/* The last entry of the log that is about command: its reason's line; NULL: none. */
static char *find_entry(char *log, const char *command)
{
	size_t len = strlen(command);
	char *found = NULL;

	for (char *at = log; (at = strstr(at, COMMAND)); at++) {
		const char *text = at + strlen(COMMAND);

		if (strncmp(text, command, len) || text[len] != '\n')
			continue;
		for (found = at; found > log && found[-1] != '\n'; found--)
			;
	}
	return found;
}

/* The log's text (NULL: none), which the caller frees, with the command's entry in it. */
static char *read_entry(enum tracefs_dir dir, const char *command, char **entry)
{
	char *log;

	*entry = NULL;
	if (tracefs_read(dir, "error_log", &log) < 0)
		return NULL;
	*entry = find_entry(log, command);
	return log;
}

static void take_reason(const char *entry, char *why, size_t len)
{
	const char *reason = entry;

	for (const char *at = entry; (at = strstr(at, "error: ")) && at < strchr(entry, '\n'); at++)
		reason = at + strlen("error: ");
	snprintf(why, len, "%.*s", (int)strcspn(reason, "\n"), reason);
}

void errorlog_reason(enum tracefs_dir dir, const char *command, char *why, size_t len)
{
	char *entry, *log = read_entry(dir, command, &entry);

	why[0] = 0;
	if (entry)
		take_reason(entry, why, len);
	free(log);
}

void errorlog_say(enum tracefs_dir dir, const char *command, char *why, size_t len)
{
	char *entry, *caret, *log = read_entry(dir, command, &entry);

	why[0] = 0;
	if (entry) {
		take_reason(entry, why, len);
		caret = strchr(strchr(entry, '\n') + 1, '\n') + 1;
		warn("  Command: %s", command);
		warn("%.*s", (int)strcspn(caret, "\n"), caret);
	}
	free(log);
}
