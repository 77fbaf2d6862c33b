/* SPDX-License-Identifier: MIT */
/* The table of reports. */
#include "report.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const struct report_ops *const table[] = {
	&report_graph,	&report_summary, &report_csv,	 &report_folded, &report_flame,
	&report_chrome, &report_jsonl,	 &report_failed, &report_stack,	 NULL,
};

const struct report_ops *const *report_all(void)
{
	return table;
}

const struct report_ops *report_find(const char *name)
{
	for (size_t i = 0; table[i]; i++)
		if (!strcmp(table[i]->name, name))
			return table[i];
	return NULL;
}

const struct report_ops *report_for_file(const char *path)
{
	size_t len = strlen(path), suffix;

	for (size_t i = 0; table[i]; i++) {
		suffix = table[i]->suffix ? strlen(table[i]->suffix) : 0;
		if (suffix && suffix < len && !strcmp(path + len - suffix, table[i]->suffix))
			return table[i];
	}
	return NULL;
}

void report_usage(char *text, size_t len)
{
	size_t at = (size_t)snprintf(text, len, "Reports:"), line = at;
	const struct report_ops *const *r = report_all();
	char word[40];

	for (; *r && len - at > 3 * sizeof(word); r++) {
		size_t n =
			(size_t)snprintf(word, sizeof(word), " %s%s%s,", (*r)->name,
					 (*r)->suffix ? " " : "", (*r)->suffix ? (*r)->suffix : "");

		if (line + n > 80)
			at += (size_t)snprintf(text + at, len - at, "\n%8s", ""), line = 8;
		at += (size_t)snprintf(text + at, len - at, "%s", word);
		line += n;
	}
	snprintf(text + at, len - at, " .dat.\n");
}

void report_choose_by(struct report_options *opt, const char *by)
{
	static const char *const words[] = {"none", "syscall", "task", "cpu", "parent"};

	for (size_t i = 0; by && i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(by, words[i]))
			continue;
		opt->by = (enum report_by)i;
		return;
	}
	opt->by_field = by;
}
