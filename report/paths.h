/* SPDX-License-Identifier: MIT */
/*
 * Call paths, counted: a tree with one node for each distinct chain of callers, over all tasks.
 * What folded, flame and diff show. Its size follows the number of distinct paths, never that of
 * events.
 *
 * Node 0 is the root; its children are tasks; below them are functions. A node's number is larger
 * than its parent's, and siblings are in the order in which they first ran.
 */
#ifndef FTRUN_REPORT_PATHS_H
#define FTRUN_REPORT_PATHS_H

#include "names.h"

#define PATHS_ROOT 0

struct path_node {
	uint32_t parent;
	uint32_t first, last, next; /* children and sibling; 0: none */
	uint32_t name;		    /* number in struct names; of the root meaningless */
	uint32_t depth;		    /* of the root 0 */
	uint64_t calls;		    /* made on this path, unfinished ones included; of a task 0 */
	uint64_t self_ns;	    /* time not in calls below */
	uint64_t total_ns;	    /* self_ns of this node and all below; set by paths_collect() */
	uint64_t total_calls;	    /* calls of this node and all below */
};

struct paths {
	struct path_node *nodes; /* owned */
	size_t nr, cap;
	struct keymap children; /* node by parent and name */
};

/* Makes the root, if there is none yet, of zeroed paths. Returns 0 or -ENOMEM. */
int paths_init(struct paths *paths);
void paths_fini(struct paths *paths);

/* The child of parent with this name, made when there is none. Returns 0 or -ENOMEM. */
int paths_child(struct paths *paths, uint32_t parent, uint32_t name, uint32_t *node);

/* The node after this one, callers before callees (preorder); 0 after the last. */
uint32_t paths_next(const struct paths *paths, uint32_t node);

/* The largest depth of a node. */
size_t paths_deepest(const struct paths *paths);

/* Fills names, which has room for the node's depth, with names from the task down to the node. */
void paths_chain(const struct paths *paths, uint32_t node, uint32_t *names);

/*
 * Adds all calls of all tasks. merge_tasks: tasks of one name share a node (to compare two runs).
 *
 * A call that was open when tracing began has no callers: it hangs below its task, and only its
 * time within the recording counts. A call still open at the end counts until its task's last
 * record. paths is zeroed or has calls already. Returns 0 or -errno.
 *
 * Where no function was recorded, the paths are the kernel stacks of the events, each a call of its
 * innermost function; they took no time.
 */
int paths_collect(struct paths *paths, struct names *names, struct trace *trace, int merge_tasks);

/* 1 when paths weigh their calls: told to by opt, or they are stacks. */
int paths_by_count(const struct trace *trace, int by_count);

#endif
