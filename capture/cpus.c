/* SPDX-License-Identifier: MIT */
#include "cpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tracefs.h"
#include "../util/err.h"

static int widen(void *ctx, const char *cpu)
{
	unsigned *end = ctx,
		 n = strncmp(cpu, "cpu", 3) ? 0 : (unsigned)strtoul(cpu + 3, NULL, 10) + 1;

	if (n > *end)
		*end = n;
	return 0;
}

unsigned cpus_mask(char mask[CPUS_MASK_LEN])
{
	unsigned end = 0;
	size_t len = 0;
	int ret;

	mask[0] = 0;
	ret = tracefs_each(TRACEFS_STAGE, "per_cpu", widen, &end);
	if (ret)
		die("%s/per_cpu: %s", tracefs_path(), strerror(-ret));
	for (unsigned word = (end + 31) / 32; word-- > 0 && len + 10 < CPUS_MASK_LEN;) {
		unsigned bits = end - word * 32;

		len += (size_t)snprintf(mask + len, CPUS_MASK_LEN - len, "%x%s",
					bits >= 32 ? ~0U : (1U << bits) - 1, word ? "," : "");
	}
	return end;
}
