/* SPDX-License-Identifier: MIT */
/* Options that reach every branch of the decoder, and each report in two ways. */
#include "fuzz.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "../../decode/trace.h"
#include "../../report/report.h"

static void run_all(struct trace *trace)
{
	const struct report_options plain = {.title = "true"};
	const struct report_options rich = {
		.absolute = 1, .colour = 1, .collapse = 1, .by_count = 1};
	struct out out;

	assert(out_init(&out, -1) == 0);
	for (const struct report_ops *const *ops = report_all(); *ops; ops++) {
		(*ops)->run(trace, &plain, &out);
		(*ops)->run(trace, &rich, &out);
	}
	assert(out_fini(&out) == 0);
}

void fuzz_reports(const struct recording *rec)
{
	static const char *const some[] = {"*e*", NULL}, *const other[] = {"*_[a-m]*", "v?s_*",
									   NULL};
	const struct trace_options options[] = {
		{0},
		{.min_ns = 5000, .no_irqs = 1},
		{.max_depth = 2, .notrace = other},
		{.graph = some, .from_exec = 1},
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		struct trace *trace = NULL;
		char why[128] = "";

		if (trace_new(&trace, rec, &options[i], why, sizeof(why)) < 0) {
			assert(why[0] && memchr(why, '\0', sizeof(why)));
			return;
		}
		run_all(trace);
		trace_free(trace);
	}
}
