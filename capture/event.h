/* SPDX-License-Identifier: MIT */
/*
 * Events: which are recorded beside the functions. -e names the kernel's own, -k adds probes (see
 * probe.h), which are events too once they are defined.
 */
#ifndef FTRUN_EVENT_H
#define FTRUN_EVENT_H

#include "../recording/recording.h"
#include "../util/words.h"

struct event {
	char *system, *name; /* owned */
	char *filter;	     /* owned; NULL: none */
	const char *option;  /* "-e" or "-k" */
	const char *asked;   /* as the user wrote it; borrowed */
};

struct events {
	struct event *v; /* owned */
	size_t nr;
};

/*
 * Adds the events that specs ("SYSTEM:NAME[ if FILTER]", globs) stand for. Dies when one stands for
 * none, with the nearest names. After tracefs_find().
 */
void events_find(struct events *list, const struct words *specs);

/* Adds one; what is in the list already only gets the filter. filter may be NULL. */
void events_add(struct events *list, const char *system, const char *name, const char *filter,
		const char *option, const char *asked);

/* Splits "TEXT if FILTER" in place; returns FILTER, or NULL when there is none. */
char *events_split_filter(char *text);

/*
 * Dies when none of list's events has such a field of its own, with the names of those there are: before
 * the command runs for a count that cannot be made.
 */
void events_check_field(const struct events *list, const char *field);

/* Sets filters and enables them in the stage. Dies, with the kernel's reason, when one is refused. */
void events_arm(const struct events *list);

/*
 * Adds their format files to rec, with switches 1 those of task switches too, recorded or not. Before
 * the restore, which removes probes.
 */
void events_formats(struct events *list, struct recording *rec, int switches);

void events_fini(struct events *list);

/* --list-events: those that match glob ("": all), on stdout. Returns the exit status; 1: none. */
int events_list(const char *glob);

#endif
