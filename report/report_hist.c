/* SPDX-License-Identifier: MIT */
#include "report_hist.h"

#include <errno.h>

#include "stats.h"

#define BAR_LEN 40

static void put_row(struct out *out, unsigned power, uint64_t count, uint64_t most)
{
	char bar[BAR_LEN + 1];
	unsigned len = (unsigned)((double)count / (double)most * BAR_LEN);

	memset(bar, '*', len);
	memset(bar + len, ' ', BAR_LEN - len);
	bar[BAR_LEN] = '\0';
	out_printf(out, "%20llu -> %-20llu : %-10llu |%s|\n", power ? 1ULL << power : 0,
		   (1ULL << power) - 1 + (1ULL << power), (unsigned long long)count, bar);
}

static void put_histogram(const struct stats *s, const struct stats_cell *cell, struct out *out)
{
	uint64_t counts[64], most = 1;
	unsigned first = 64, last = 0;

	hist_powers(&s->pool, &cell->hist, counts);
	for (unsigned i = 0; i < 64; i++) {
		if (!counts[i])
			continue;
		first = first == 64 ? i : first;
		last = i;
		most = counts[i] > most ? counts[i] : most;
	}
	out_str(out, "                  ns                      : count      distribution\n");
	for (unsigned i = first; i <= last && i < 64; i++)
		put_row(out, i, counts[i], most);
}

int report_hist(struct stats *s, const struct report_options *opt, struct out *out)
{
	for (size_t i = 0; i < s->nr; i++) {
		out_str(out, i ? "\n" : "");
		names_out(&s->names, s->cells[i].name, OUT_TEXT, out);
		if (s->cells[i].group != STATS_UNGROUPED) {
			out_str(out, opt->by == BY_PARENT ? ", called by " : ", ");
			names_out(&s->names, s->cells[i].group, OUT_TEXT, out);
		}
		out_printf(out, ": %llu calls\n", (unsigned long long)s->cells[i].count);
		put_histogram(s, &s->cells[i], out);
	}
	return s->nr ? 0 : -ENOENT;
}
