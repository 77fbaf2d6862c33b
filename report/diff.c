/* SPDX-License-Identifier: MIT */
/*
 * What differs between two traces, A and B: functions and call paths that only one has, functions
 * called more or less often, functions that took more or less time. Tasks of one name are compared
 * as one, because their numbers differ from run to run.
 *
 * Of paths that only one trace has, the topmost node is shown: what hangs below is new with it.
 * Numbers come from the trees of call paths (paths.h); a function's time is that of its calls that
 * were not made inside another call of it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "../util/mem.h"
#include "duration.h"
#include "paths.h"
#include "report.h"

enum { A, B };

struct function {
	uint32_t name;
	uint64_t calls[2], total_ns[2];
};

/* A path that only one trace has. */
struct novelty {
	uint32_t node;
	uint64_t calls, total_ns;
};

struct diff {
	struct names names;
	struct paths paths[2];
	struct function *functions; /* owned, by number of name */
	size_t nr_functions;
	struct novelty *novelties; /* owned */
	size_t nr_novelties, novelties_cap;
	struct out *out;
};

static uint64_t distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

static int inside_itself(const struct paths *paths, uint32_t node)
{
	uint32_t name = paths->nodes[node].name;

	while ((node = paths->nodes[node].parent) != PATHS_ROOT)
		if (paths->nodes[node].name == name)
			return 1;
	return 0;
}

static void add_functions(struct diff *d, int side)
{
	const struct paths *paths = &d->paths[side];

	for (uint32_t i = 1; i < paths->nr; i++) {
		const struct path_node *n = &paths->nodes[i];
		struct function *f = &d->functions[n->name];

		if (n->depth == 1) /* a task */
			continue;
		f->calls[side] += n->calls;
		if (!inside_itself(paths, i))
			f->total_ns[side] += n->total_ns;
	}
}

static int by_calls(const void *pa, const void *pb)
{
	const struct function *a = pa, *b = pb;
	uint64_t da = distance(a->calls[A], a->calls[B]), db = distance(b->calls[A], b->calls[B]);

	if (da != db)
		return da < db ? 1 : -1;
	return a->name < b->name ? -1 : 1;
}

static int by_time(const void *pa, const void *pb)
{
	const struct function *a = pa, *b = pb;
	uint64_t da = distance(a->total_ns[A], a->total_ns[B]);
	uint64_t db = distance(b->total_ns[A], b->total_ns[B]);

	if (da != db)
		return da < db ? 1 : -1;
	return a->name < b->name ? -1 : 1;
}

static void put_text(struct out *out, uint64_t ns)
{
	char text[DURATION_LEN];

	out_printf(out, " %9s", duration_text(text, ns));
}

/* Heads a section when its first line comes. */
static void head(struct diff *d, size_t *lines, const char *text)
{
	if (!(*lines)++)
		out_printf(d->out, "%s%s\n", d->out->total ? "\n" : "", text);
}

static void put_only(struct diff *d, int side)
{
	size_t lines = 0;

	qsort(d->functions, d->nr_functions, sizeof(*d->functions), by_time);
	for (size_t i = 0; i < d->nr_functions; i++) {
		const struct function *f = &d->functions[i];

		if (!f->calls[side] || f->calls[!side])
			continue;
		head(d, &lines,
		     side == A ? "Functions only in A\n    calls      time  function"
			       : "Functions only in B\n    calls      time  function");
		out_printf(d->out, "%9llu", (unsigned long long)f->calls[side]);
		put_text(d->out, f->total_ns[side]);
		out_str(d->out, "  ");
		names_out(&d->names, f->name, OUT_TEXT, d->out);
		out_char(d->out, '\n');
	}
}

static void put_signed_time(struct out *out, uint64_t a, uint64_t b)
{
	char text[DURATION_LEN], with_sign[DURATION_LEN + 1];

	snprintf(with_sign, sizeof(with_sign), "%c%s", b < a ? '-' : '+',
		 duration_text(text, distance(a, b)));
	out_printf(out, " %9s", with_sign);
}

static void put_changed(struct diff *d, const struct function *f)
{
	char sign = f->calls[B] < f->calls[A] ? '-' : '+', count[32];

	snprintf(count, sizeof(count), "%c%llu", sign,
		 (unsigned long long)distance(f->calls[A], f->calls[B]));
	out_printf(d->out, "%9llu %9llu %9s", (unsigned long long)f->calls[A],
		   (unsigned long long)f->calls[B], f->calls[A] == f->calls[B] ? "=" : count);
	put_text(d->out, f->total_ns[A]);
	put_text(d->out, f->total_ns[B]);
	put_signed_time(d->out, f->total_ns[A], f->total_ns[B]);
	out_str(d->out, "  ");
	names_out(&d->names, f->name, OUT_TEXT, d->out);
	out_char(d->out, '\n');
}

/* same_count: those called equally often, by time; else the others, by number of calls. */
static void put_in_both(struct diff *d, int same_count, const char *heading)
{
	size_t lines = 0;

	qsort(d->functions, d->nr_functions, sizeof(*d->functions),
	      same_count ? by_time : by_calls);
	for (size_t i = 0; i < d->nr_functions; i++) {
		const struct function *f = &d->functions[i];

		if (!f->calls[A] || !f->calls[B] || (f->calls[A] == f->calls[B]) != same_count ||
		    (same_count && f->total_ns[A] == f->total_ns[B]))
			continue;
		head(d, &lines, heading);
		put_changed(d, f);
	}
}

/*
 * Finds the node of the other tree for each node of this one, parents first; a node without one
 * whose parent has one is new. Nothing is added to the other tree.
 */
static int find_novelties(struct diff *d, int side)
{
	const struct paths *paths = &d->paths[side];
	uint32_t *twin = calloc(paths->nr + 1, sizeof(*twin)), *found; /* of the root: itself, 0 */
	int err = twin ? 0 : -ENOMEM;

	d->nr_novelties = 0;
	for (uint32_t i = 1; i < paths->nr && !err; i++) {
		const struct path_node *n = &paths->nodes[i];

		if (n->parent != PATHS_ROOT && !twin[n->parent])
			continue;
		err = keymap_find(&d->paths[!side].children, keymap_pair(twin[n->parent], n->name),
				  &found);
		if (err)
			break;
		twin[i] = *found;
		if (*found)
			continue;
		err = mem_grow(&d->novelties, &d->novelties_cap, d->nr_novelties,
			       sizeof(*d->novelties));
		if (!err)
			d->novelties[d->nr_novelties++] =
				(struct novelty){i, n->total_calls, n->total_ns};
	}
	free(twin);
	return err;
}

static int by_novelty(const void *pa, const void *pb)
{
	const struct novelty *a = pa, *b = pb;

	if (a->total_ns != b->total_ns)
		return a->total_ns < b->total_ns ? 1 : -1;
	return a->node < b->node ? -1 : 1;
}

static int put_novelties(struct diff *d, int side)
{
	const struct paths *paths = &d->paths[side];
	uint32_t *chain;
	size_t lines = 0;
	int err = find_novelties(d, side);

	if (err || !d->nr_novelties)
		return err;
	chain = calloc(paths_deepest(paths) + 1, sizeof(*chain));
	if (!chain)
		return -ENOMEM;
	qsort(d->novelties, d->nr_novelties, sizeof(*d->novelties), by_novelty);
	for (size_t i = 0; i < d->nr_novelties; i++) {
		const struct novelty *n = &d->novelties[i];

		head(d, &lines,
		     side == A ? "Call paths only in A\n    calls      time  path"
			       : "Call paths only in B\n    calls      time  path");
		out_printf(d->out, "%9llu", (unsigned long long)n->calls);
		put_text(d->out, n->total_ns);
		out_str(d->out, "  ");
		paths_chain(paths, n->node, chain);
		for (uint32_t level = 0; level < paths->nodes[n->node].depth; level++) {
			out_str(d->out, level ? " > " : "");
			names_out(&d->names, chain[level], OUT_TEXT, d->out);
		}
		out_char(d->out, '\n');
	}
	free(chain);
	return 0;
}

static int collect(struct diff *d, struct trace *traces[2])
{
	int err = 0;

	for (int side = A; side <= B && !err; side++) {
		names_next_trace(&d->names);
		err = paths_collect(&d->paths[side], &d->names, traces[side], 1);
	}
	if (err)
		return err;
	d->nr_functions = d->names.nr;
	d->functions = calloc(d->nr_functions + 1, sizeof(*d->functions));
	if (!d->functions)
		return -ENOMEM;
	for (size_t i = 0; i < d->nr_functions; i++)
		d->functions[i].name = (uint32_t)i;
	add_functions(d, A);
	add_functions(d, B);
	return 0;
}

int report_diff(struct trace *a, struct trace *b, const struct report_options *opt, struct out *out)
{
	struct diff d = {.out = out};
	int err = collect(&d, (struct trace *[]){a, b});

	(void)opt;
	if (!err) {
		put_only(&d, B);
		put_only(&d, A);
		put_in_both(
			&d, 0,
			"Functions called more or less often\n"
			"  A calls   B calls    change    A time    B time    change  function");
		err = put_novelties(&d, B);
	}
	if (!err)
		err = put_novelties(&d, A);
	if (!err) {
		put_in_both(
			&d, 1,
			"Functions called equally often, for longer or shorter\n"
			"  A calls   B calls    change    A time    B time    change  function");
		if (!out->total)
			out_str(out, "No difference.\n");
	}
	for (int side = A; side <= B; side++)
		paths_fini(&d.paths[side]);
	names_fini(&d.names);
	free(d.functions);
	free(d.novelties);
	return err;
}
