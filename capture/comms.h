/* SPDX-License-Identifier: MIT */
/*
 * Names of tasks. The kernel remembers those of the last 128 tasks only, for the whole machine; a
 * run with more looks now and then and keeps them all.
 */
#ifndef FTRUN_COMMS_H
#define FTRUN_COMMS_H

#include <stddef.h>

#include "../recording/recording.h"

struct comms_slot;

struct comms {
	struct comms_slot *slots; /* owned; open addressing by tid */
	size_t nr, cap;
};

/* Takes over what saved_cmdlines says now; a task that is known gets its newest name. Returns 0 or -errno. */
int comms_look(struct comms *c);

/* A name for a task whose own the kernel may not know: path's last part, cut as the kernel does. */
void comms_add(struct comms *c, int tid, const char *path);

/* A task's name, "" when it is not known; valid until the next look. */
const char *comms_name(const struct comms *c, int tid);

void comms_fini(struct comms *c);

/* Gives rec everything as the text of saved_cmdlines, and frees the table. */
void comms_finish(struct comms *c, struct recording *rec);

#endif
