/* SPDX-License-Identifier: MIT */
/* near WORD...: the nearest of the names on standard input, a line for each word; then how long that took. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../../util/near.h"

static char names[100000][64];

int main(int argc, char **argv)
{
	struct timespec from, to;
	char text[512];
	size_t nr = 0;

	while (nr < sizeof(names) / sizeof(*names) && fgets(names[nr], sizeof(names[nr]), stdin)) {
		names[nr][strcspn(names[nr], "\n")] = 0;
		nr++;
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	for (int i = 1; i < argc; i++) {
		struct near near = {.word = argv[i]};

		for (size_t n = 0; n < nr; n++)
			near_offer(&near, names[n]);
		printf("%s%s\n", argv[i], near_text(&near, text, sizeof(text)));
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	printf("us for a word: %ld\n",
	       ((to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000) /
		       (argc > 1 ? argc - 1 : 1));
	return 0;
}
