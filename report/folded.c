/* SPDX-License-Identifier: MIT */
/*
 * Folded stacks: "task;outer;inner WEIGHT", one line for each call path, as flamegraph.pl, inferno
 * and speedscope read them. WEIGHT is the path's own time in nanoseconds, or with --count its
 * calls.
 */
#include <errno.h>
#include <stdlib.h>

#include "paths.h"
#include "report.h"

/* A frame's text: what would end the frame, the line or the weight's number becomes \xNN. */
static void put_frame(const struct names *names, uint32_t id, struct out *out)
{
	const struct name *n = &names->list[id];
	const char *at = n->text, *end = at + n->len, *semicolon;

	if (n->plain) {
		out_mem(out, n->text, n->len);
		return;
	}
	for (; (semicolon = memchr(at, ';', (size_t)(end - at))); at = semicolon + 1) {
		out_escaped(out, OUT_TEXT, at, (size_t)(semicolon - at));
		out_str(out, "\\x3b");
	}
	out_escaped(out, OUT_TEXT, at, (size_t)(end - at));
}

static int put_all(const struct paths *paths, const struct names *names, int by_count,
		   struct out *out)
{
	uint32_t *chain = calloc(paths_deepest(paths) + 1, sizeof(*chain));

	if (!chain)
		return -ENOMEM;
	for (uint32_t i = 1; i < paths->nr; i++) {
		const struct path_node *node = &paths->nodes[i];
		uint64_t weight = by_count ? node->calls : node->self_ns;

		if (!weight)
			continue;
		paths_chain(paths, i, chain);
		for (uint32_t level = 0; level < node->depth; level++) {
			if (level)
				out_char(out, ';');
			put_frame(names, chain[level], out);
		}
		out_char(out, ' ');
		out_u64(out, weight);
		out_char(out, '\n');
	}
	free(chain);
	return 0;
}

static int folded_run(struct trace *trace, const struct report_options *opt, struct out *out)
{
	struct paths paths = {0};
	struct names names = {0};
	int err = paths_collect(&paths, &names, trace, 0);

	if (!err)
		err = put_all(&paths, &names, paths_by_count(trace, opt->by_count), out);
	paths_fini(&paths);
	names_fini(&names);
	return err;
}

const struct report_ops report_folded = {
	.name = "folded",
	.suffix = ".folded",
	.help = "one line a call path, for flamegraph.pl and speedscope",
	.run = folded_run,
};
