/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer target: any bytes as a trace.dat. What can be read is decoded, reported in every kind,
 * and written again; what was written must be readable. Built and run by tests/fuzz/run.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct recording rec, again;
	char why[128];
	int in = memfd_create("in", 0), out = memfd_create("out", 0);

	assert(in >= 0 && out >= 0 && write(in, data, len) == (ssize_t)len);
	recording_init(&rec);
	recording_init(&again);
	memset(why, 'x', sizeof(why));
	if (tracedat_read(&rec, in, why, sizeof(why)) == 0) {
		assert(memchr(why, '\0', sizeof(why)));
		fuzz_reports(&rec);
		assert(tracedat_write(&rec, out) == 0);
		assert(tracedat_read(&again, out, why, sizeof(why)) == 0);
		assert(again.nr_formats <= rec.nr_formats && again.nr_cpus <= rec.nr_cpus);
	} else {
		assert(why[0] && memchr(why, '\0', sizeof(why)));
	}
	recording_fini(&rec);
	recording_fini(&again);
	close(in);
	close(out);
	return 0;
}
