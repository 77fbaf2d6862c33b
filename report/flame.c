/* SPDX-License-Identifier: MIT */
/*
 * A flame graph: one self-contained SVG, callers above, callees below, the width of a frame its
 * share of the time (or of the calls). Top row: a frame for each task. Siblings stand in the order
 * in which they first ran, so it reads like the call graph. A colour stands for the first word of a
 * function's name: what belongs together in the kernel looks alike.
 *
 * Its size is bounded: only the FRAMES_MAX widest frames are drawn (a frame is never wider than its
 * caller, so what is drawn hangs together), and a line below says what was left out.
 */
#include <errno.h>
#include <stdlib.h>

#include "duration.h"
#include "flame_script.h"
#include "paths.h"
#include "report.h"

#define FRAMES_MAX  10000
#define WIDTH	    1200
#define PAD	    10
#define ROW	    18
#define TOP	    64
#define CONTROLS    560 /* of the search field and what stands beside it */
#define CHAR_TENTHS 73	/* width of a character in tenths: 12px monospace */

static const char *const style[] = {
	"text{font:12px monospace;fill:#000;pointer-events:none}\n",
	"#heading{font:bold 16px sans-serif}\n",
	".note{fill:#444}\n",
	"#chart rect{cursor:pointer;stroke:#fff;stroke-width:.3}\n",
	"#chart rect:hover{stroke:#000;stroke-width:1}\n",
	"#chart rect:focus{outline:none;stroke:#00c;stroke-width:2}\n",
	"#chart .outer{opacity:.5}\n",
	"#chart .hit{fill:#d8f!important}\n",
	"#controls{display:none}\n",
	"#controls div{font:13px sans-serif;text-align:right;white-space:nowrap}\n",
	"@media print{#controls{display:none!important}rect{print-color-adjust:exact;",
	"-webkit-print-color-adjust:exact}svg{width:100%;height:auto}}\n",
};

/* Light enough for black text; .t is a task. */
static const char *const colours[] = {
	"#ffd9a0", "#ffc4a8", "#ffe08a", "#f7b98b", "#f5d0c0", "#ffcf70", "#e9d58f", "#ffb9a0",
	"#d9e39a", "#c4e3b0", "#f0c8a0", "#ffdfc8", "#e6cfa8", "#f2e2a0", "#d4dfb8", "#fbc6b8",
};
#define NR_COLOURS (sizeof(colours) / sizeof(*colours))

struct flame {
	struct paths paths;
	struct names names;
	const struct report_options *opt;
	struct out *out;
	int by_count;
	uint64_t total;
	uint64_t threshold; /* frames of a smaller weight are not drawn */
	uint64_t *starts;   /* owned: of each node, in weight from the left */
	uint32_t *drawn;    /* owned: of each node, its index + 1 among those drawn, or 0 */
	uint32_t nr_drawn, nr_pruned, deepest;
	uint64_t pruned, widest_pruned; /* the weight of pruned subtrees, the largest one's */
};

static uint64_t weight(const struct flame *f, uint32_t node)
{
	const struct path_node *n = &f->paths.nodes[node];

	return f->by_count ? n->total_calls : n->total_ns;
}

static int descending(const void *pa, const void *pb)
{
	uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;

	return (a < b) - (a > b);
}

/* The least weight that is drawn: with it, at most FRAMES_MAX frames are; never 0. */
static int choose_threshold(struct flame *f)
{
	uint64_t *weights;
	size_t nr = f->paths.nr;

	f->threshold = 1;
	if (nr <= FRAMES_MAX)
		return 0;
	weights = calloc(nr, sizeof(*weights));
	if (!weights)
		return -ENOMEM;
	for (size_t i = 0; i < nr; i++)
		weights[i] = weight(f, (uint32_t)i);
	qsort(weights, nr, sizeof(*weights), descending);
	f->threshold = weights[FRAMES_MAX] + 1;
	free(weights);
	return 0;
}

/* Parents come before children and siblings in order, so one pass places every node. */
static int place(struct flame *f)
{
	size_t nr = f->paths.nr;
	uint64_t *next = calloc(nr + 1, sizeof(*next)); /* where a node's next child goes */

	f->starts = calloc(nr + 1, sizeof(*f->starts));
	f->drawn = calloc(nr + 1, sizeof(*f->drawn));
	if (!next || !f->starts || !f->drawn) {
		free(next);
		return -ENOMEM;
	}
	for (uint32_t i = 1; i < nr; i++) {
		const struct path_node *n = &f->paths.nodes[i];
		uint64_t w = weight(f, i);

		next[i] = f->starts[i] = next[n->parent];
		next[n->parent] += w;
		if (w >= f->threshold) {
			f->drawn[i] = ++f->nr_drawn;
			f->deepest = n->depth > f->deepest ? n->depth : f->deepest;
			continue;
		}
		f->nr_pruned += !!w; /* what has no width would not be seen anyway */
		f->widest_pruned = w > f->widest_pruned ? w : f->widest_pruned;
		if (n->parent == PATHS_ROOT || f->drawn[n->parent])
			f->pruned += w;
	}
	free(next);
	return 0;
}

/* The colour of "__x64_sys_read" is that of "x64". */
static const char *colour(const struct name *name)
{
	const char *word = name->text + strspn(name->text, "_");
	size_t len = strcspn(word, "_. [");
	uint32_t h = 2166136261;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)word[i]) * 16777619;
	return colours[(h >> 8) % NR_COLOURS];
}

static void put_fixed(struct out *out, double v)
{
	out_printf(out, "%.2f", v);
}

static double pixels(const struct flame *f, uint64_t w)
{
	return (double)w / (double)f->total * (WIDTH - 2 * PAD);
}

/* Stacks are counted, not timed. */
static int is_timeless(const struct flame *f)
{
	return !f->paths.nodes[PATHS_ROOT].total_ns;
}

static void put_figures(struct flame *f, uint32_t node)
{
	const struct path_node *n = &f->paths.nodes[node];
	uint64_t calls = n->depth == 1 ? n->total_calls : n->calls;
	char text[DURATION_LEN];

	if (is_timeless(f))
		calls = n->total_calls;
	if (!is_timeless(f))
		out_printf(f->out, "%s ", duration_text(text, n->total_ns));
	out_printf(f->out, "(%.2f%%), %llu call%s",
		   100.0 * (double)weight(f, node) / (double)f->total, (unsigned long long)calls,
		   calls == 1 ? "" : "s");
}

static void put_frame(struct flame *f, uint32_t node)
{
	const struct path_node *n = &f->paths.nodes[node];
	struct out *out = f->out;

	out_str(out, "<rect x=\"");
	put_fixed(out, PAD + pixels(f, f->starts[node]));
	out_printf(out, "\" y=\"%u\" width=\"", TOP + (n->depth - 1) * ROW);
	put_fixed(out, pixels(f, weight(f, node)));
	out_printf(out, "\" height=\"%d\" fill=\"%s\" data-p=\"", ROW - 1,
		   n->depth == 1 ? "#b8cfe6" : colour(&f->names.list[n->name]));
	if (n->parent != PATHS_ROOT)
		out_u64(out, f->drawn[n->parent] - 1);
	out_printf(out, "\" data-s=\"%llu\" data-w=\"%llu\"><title>",
		   (unsigned long long)f->starts[node], (unsigned long long)weight(f, node));
	names_out(&f->names, n->name, OUT_XML, out);
	out_char(out, '\n');
	put_figures(f, node);
	out_str(out, "</title></rect>\n");
}

/* As much of the name as fits, for who looks at it without the script. */
static void put_label(struct flame *f, uint32_t node)
{
	const struct path_node *n = &f->paths.nodes[node];
	const struct name *name = &f->names.list[n->name];
	double room = (pixels(f, weight(f, node)) - 6) * 10 / CHAR_TENTHS;

	if (room < 3)
		return;
	out_str(f->out, "<text x=\"");
	put_fixed(f->out, PAD + 3 + pixels(f, f->starts[node]));
	out_printf(f->out, "\" y=\"%u\">", TOP + (n->depth - 1) * ROW + 13);
	if (name->len <= room) {
		names_out(&f->names, n->name, OUT_XML, f->out);
	} else {
		out_escaped(f->out, OUT_XML, name->text, (size_t)room - 2);
		out_str(f->out, "..");
	}
	out_str(f->out, "</text>\n");
}

static void put_pruned(struct flame *f, unsigned y)
{
	char text[DURATION_LEN];

	if (!f->nr_pruned)
		return;
	out_printf(f->out,
		   "<text class=\"note\" x=\"%d\" y=\"%u\">Not drawn: %u frame%s of at most ", PAD,
		   y, f->nr_pruned, f->nr_pruned == 1 ? "" : "s");
	if (f->by_count)
		out_printf(f->out, "%llu calls each, ", (unsigned long long)f->widest_pruned);
	else
		out_printf(f->out, "%s each, ", duration_text(text, f->widest_pruned));
	out_printf(f->out, "%.2f%% of the whole.</text>\n",
		   100.0 * (double)f->pruned / (double)f->total);
}

static void put_head(struct flame *f, unsigned height)
{
	const char *title = f->opt->title ? f->opt->title : "ftrun";
	const struct path_node *root = &f->paths.nodes[PATHS_ROOT];
	struct out *out = f->out;
	char text[DURATION_LEN];

	out_printf(out,
		   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		   "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%u\" "
		   "viewBox=\"0 0 %d %u\">\n<title>",
		   WIDTH, height, WIDTH, height);
	out_escaped(out, OUT_XML, title, strlen(title));
	out_str(out, "</title>\n<style>\n");
	for (size_t i = 0; i < sizeof(style) / sizeof(*style); i++)
		out_str(out, style[i]);
	out_printf(out,
		   "</style>\n<rect id=\"paper\" width=\"%d\" height=\"%u\" fill=\"#fff\"/>\n"
		   "<text id=\"heading\" x=\"%d\" y=\"22\">",
		   WIDTH, height, PAD);
	out_escaped(out, OUT_XML, title, strlen(title));
	out_printf(out,
		   "</text>\n<text class=\"note\" x=\"%d\" y=\"38\">%s%s%llu calls; "
		   "a frame is as wide as its %s</text>\n",
		   PAD, is_timeless(f) ? "" : duration_text(text, root->total_ns),
		   is_timeless(f) ? "" : " in ", (unsigned long long)root->total_calls,
		   f->by_count ? "number of calls, those below included" : "time");
	out_printf(
		out,
		"<text id=\"detail\" role=\"status\" x=\"%d\" y=\"56\"></text>\n"
		"<foreignObject id=\"controls\" x=\"%d\" y=\"6\" width=\"%d\" height=\"30\">"
		"<div xmlns=\"http://www.w3.org/1999/xhtml\"><span id=\"matched\"></span> "
		"<input id=\"search\" type=\"search\" placeholder=\"Search: a regular expression\" "
		"aria-label=\"Search\" size=\"26\"/> "
		"<button id=\"reset\" type=\"button\" disabled=\"disabled\">Reset zoom</button>"
		"</div></foreignObject>\n",
		PAD, WIDTH - CONTROLS - PAD, CONTROLS);
}

static void put_all(struct flame *f)
{
	unsigned bottom = TOP + f->deepest * ROW + 20;

	put_head(f, bottom + PAD);
	out_printf(f->out, "<g id=\"chart\" data-total=\"%llu\">\n", (unsigned long long)f->total);
	for (uint32_t i = 1; i < f->paths.nr; i++)
		if (f->drawn[i])
			put_frame(f, i);
	for (uint32_t i = 1; i < f->paths.nr; i++)
		if (f->drawn[i])
			put_label(f, i);
	out_str(f->out, "</g>\n");
	put_pruned(f, bottom);
	if (!f->nr_drawn)
		out_printf(f->out, "<text x=\"%d\" y=\"%u\">No calls were recorded.</text>\n", PAD,
			   bottom - ROW);
	out_str(f->out, "<script><![CDATA[\n");
	for (const char *const *line = flame_script; *line; line++)
		out_str(f->out, *line);
	out_str(f->out, "]]></script>\n</svg>\n");
}

static int flame_run(struct trace *trace, const struct report_options *opt, struct out *out)
{
	struct flame f = {.opt = opt, .out = out, .by_count = paths_by_count(trace, opt->by_count)};
	int err = paths_collect(&f.paths, &f.names, trace, 0);

	if (!err)
		err = choose_threshold(&f);
	if (!err)
		err = place(&f);
	if (!err) {
		f.total = weight(&f, PATHS_ROOT);
		f.total += !f.total; /* it divides */
		put_all(&f);
	}
	free(f.starts);
	free(f.drawn);
	paths_fini(&f.paths);
	names_fini(&f.names);
	return err;
}

const struct report_ops report_flame = {
	.name = "flame",
	.suffix = ".svg",
	.help = "an interactive flame graph",
	.run = flame_run,
};
