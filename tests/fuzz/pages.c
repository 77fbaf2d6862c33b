/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer target: any bytes as the sub-buffers of two CPUs, under the metadata of the recording
 * that $FUZZ_METADATA names. Reaches far deeper into the decoder than whole files do, whose first
 * kilobytes must stay right.
 */
#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

#define SUBBUF 4096

static struct recording base;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *path = getenv("FUZZ_METADATA");
	char why[128] = "";
	int fd = path ? open(path, O_RDONLY) : -1;

	(void)argc;
	(void)argv;
	recording_init(&base);
	if (fd < 0 || tracedat_read(&base, fd, why, sizeof(why)) < 0) {
		fprintf(stderr, "FUZZ_METADATA=%s: %s\n", path ? path : "", why);
		exit(2);
	}
	close(fd);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	size_t nr = (len + SUBBUF - 1) / SUBBUF;
	uint8_t *pages = calloc(nr + 1, SUBBUF);
	struct recording_cpu cpus[2] = {{.cpu = 0}, {.cpu = 3}};
	struct recording rec = base;

	assert(pages);
	if (len)
		memcpy(pages, data, len);
	cpus[0].data = pages;
	cpus[0].len = nr / 2 * SUBBUF;
	cpus[1].data = pages + cpus[0].len;
	cpus[1].len = nr * SUBBUF - cpus[0].len;
	rec.cpus = cpus;
	rec.nr_cpus = 2;
	rec.subbuf_size = SUBBUF;
	fuzz_reports(&rec);
	free(pages);
	return 0;
}
