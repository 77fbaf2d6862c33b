/* SPDX-License-Identifier: MIT */
/*
 * A reader per CPU is pinned to it and runs in a real-time class: while it drains the CPU's buffer,
 * nothing else runs there that could fill it. It wakes by the clock and not by the buffer's own
 * wake-ups, whose irq_work and wake-up calls would be recorded inside the traced functions. The
 * interval is the time in which a buffer of that size can be filled, within reason. A filtered run
 * that never fills a page never starts them: the thread that waits for the command looks instead.
 *
 * While the command runs, pages are spliced (buffer -> pipe -> spool file), which takes full pages
 * only and leaves the one being written alone. The rest is read at the end. A run shorter than one
 * interval is read at the end alone.
 */
#include "drain.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/mem.h"
#include "reader.h"
#include "signals.h"

/* What one CPU can record at most: an entry and an exit, 80 bytes, in about 230 ns. */
#define FILL_BYTES_PER_MS 350000
#define INTERVAL_MAX_MS	  4

struct drain {
	struct reader *readers;
	size_t nr;
	uint32_t subbuf_size;
	int interval_ms;
	int stop; /* eventfd that ends the readers */
	int held; /* trace_pipe: while we have it open, nobody can read the buffer empty with it */
	int running; /* 1: the readers run */
	int raised;  /* 1: the calling thread is in the real-time class, too */
	int policy;  /* its own before that */
	struct sched_param param;
	struct spool_bound bound;
};

static void *reader_main(void *arg)
{
	struct reader *r = arg;
	struct pollfd stop = {r->stop, POLLIN, 0};
	struct sched_param rt = {.sched_priority = 1};
	cpu_set_t *set = CPU_ALLOC(r->cpu + 1);
	size_t set_len = CPU_ALLOC_SIZE(r->cpu + 1);

	atomic_store(&r->tid, (int)syscall(SYS_gettid));
	if (r->viewing)
		atomic_store(&r->viewing->tid, atomic_load(&r->tid));
	if (set) {
		CPU_ZERO_S(set_len, set);
		CPU_SET_S(r->cpu, set_len, set);
		pthread_setaffinity_np(pthread_self(), set_len, set);
		CPU_FREE(set);
	}
	/* Where a real-time class is not allowed, the reader is an ordinary one, and loss is counted. */
	pthread_setschedparam(pthread_self(), SCHED_FIFO, &rt);
	while (poll(&stop, 1, r->interval_ms) <= 0) {
		reader_take_full(r);
		if (r->viewing)
			reader_take_round(r);
	}
	return NULL;
}

static int add_cpu(void *ctx, const char *name)
{
	struct drain *d = ctx;
	unsigned cpu;

	if (sscanf(name, "cpu%u", &cpu) != 1)
		return 0;
	d->readers = xreallocarray(d->readers, d->nr + 1, sizeof(*d->readers));
	d->readers[d->nr++] = (struct reader){.cpu = cpu, .raw = -1, .spool = -1};
	return 0;
}

static int by_cpu(const void *a, const void *b)
{
	const struct reader *x = a, *y = b;

	return x->cpu < y->cpu ? -1 : x->cpu > y->cpu;
}

static void open_reader(struct drain *d, struct reader *r, struct viewing *viewing)
{
	r->bound = &d->bound;
	r->subbuf_size = d->subbuf_size;
	r->interval_ms = d->interval_ms;
	r->stop = d->stop;
	reader_open(r);
	if (viewing)
		r->viewing = viewing_add_cpu(viewing, r->cpu, r->spool);
}

void drain_open(struct drain **out, uint64_t buffer_kb, uint32_t subbuf_size, uint64_t max_size,
		struct viewing *viewing)
{
	struct drain *d = *out = xcalloc(1, sizeof(*d));
	int ret;

	d->held = -1;
	d->subbuf_size = subbuf_size;
	d->bound.max_size = max_size;
	d->interval_ms = INTERVAL_MAX_MS;
	if (buffer_kb * 1024 < INTERVAL_MAX_MS * FILL_BYTES_PER_MS)
		d->interval_ms = buffer_kb * 1024 > FILL_BYTES_PER_MS
					 ? (int)(buffer_kb * 1024 / FILL_BYTES_PER_MS)
					 : 1;
	d->stop = eventfd(0, EFD_CLOEXEC);
	if (d->stop < 0)
		die_errno("readers");
	ret = tracefs_each(TRACEFS_STAGE, "per_cpu", add_cpu, d);
	if (ret || !d->nr)
		die("%s/per_cpu: %s", tracefs_path(), ret ? strerror(-ret) : "lists no CPUs");
	qsort(d->readers, d->nr, sizeof(*d->readers), by_cpu);
	for (size_t i = 0; i < d->nr; i++)
		open_reader(d, &d->readers[i], viewing);
	d->held = tracefs_open(TRACEFS_STAGE, "trace_pipe", O_RDONLY | O_NONBLOCK);
	if (d->held < 0)
		die("%s/trace_pipe: %s", tracefs_path(), strerror(-d->held));
}

void drain_start(struct drain *d)
{
	for (size_t i = 0; i < d->nr; i++)
		d->readers[i].started =
			!signals_start_thread(&d->readers[i].thread, reader_main, &d->readers[i]);
	d->running = 1;
}

/* For as long as the caller stands in for the readers it has to wake as they do, however busy the machine. */
static void raise_caller(struct drain *d)
{
	struct sched_param rt = {.sched_priority = 1};

	d->policy = sched_getscheduler(0);
	d->raised = !sched_getparam(0, &d->param) && !sched_setscheduler(0, SCHED_FIFO, &rt);
}

static void lower_caller(struct drain *d)
{
	if (d->raised)
		sched_setscheduler(0, d->policy, &d->param);
	d->raised = 0;
}

long drain_look(struct drain *d, long max_ms)
{
	uint64_t len = drain_len(d);

	if (d->running)
		return max_ms;
	if (!d->raised)
		raise_caller(d);
	for (size_t i = 0; i < d->nr; i++)
		reader_take_full(&d->readers[i]);
	if (drain_len(d) == len)
		return max_ms < 0 || max_ms > d->interval_ms ? d->interval_ms : max_ms;
	lower_caller(d);
	drain_start(d);
	return max_ms;
}

/* Returns 0 or -errno: then the readers still run. */
static int stop_readers(struct drain *d)
{
	uint64_t one = 1;

	lower_caller(d);
	if (write(d->stop, &one, sizeof(one)) < 0)
		return -errno;
	for (size_t i = 0; i < d->nr; i++) {
		if (d->readers[i].started)
			pthread_join(d->readers[i].thread, NULL);
		d->readers[i].started = 0;
	}
	return 0;
}

void drain_abort(struct drain *d)
{
	/* A second try, for what interrupted us may have been the first. */
	if (!d || (stop_readers(d) && stop_readers(d)))
		return;
	for (size_t i = 0; i < d->nr; i++) {
		if (d->readers[i].raw >= 0)
			close(d->readers[i].raw);
		d->readers[i].raw = -1;
	}
	if (d->held >= 0)
		close(d->held);
	d->held = -1;
}

int *drain_tids(const struct drain *d)
{
	int *tids = xcalloc(d->nr + 1, sizeof(*tids));

	for (size_t i = 0, nr = 0; i < d->nr; i++)
		if ((tids[nr] = atomic_load(&d->readers[i].tid)))
			nr++;
	return tids;
}

uint64_t drain_len(const struct drain *d)
{
	return atomic_load(&d->bound.spooled);
}

int drain_full(const struct drain *d)
{
	return atomic_load(&d->bound.full);
}

int drain_finish(struct drain *d, struct recording *rec)
{
	int error = stop_readers(d), full;

	if (error) {
		errno = -error;
		die_errno("readers");
	}
	for (size_t i = 0; i < d->nr; i++) {
		struct reader *r = &d->readers[i];

		reader_take_rest(r);
		if (r->viewing)
			viewing_end_cpu(r->viewing, r->len);
		close(r->raw);
		r->raw = -1;
		close(r->pipe[0]);
		close(r->pipe[1]);
	}
	for (size_t i = 0; i < d->nr; i++) {
		struct reader *r = &d->readers[i];

		if (r->error) {
			errno = r->error;
			die_errno("per_cpu/cpu%u/trace_pipe_raw, or the spool of what was read "
				  "from it (TMPDIR chooses another place)",
				  r->cpu);
		}
		reader_hand_over(r, rec);
		close(r->spool);
	}
	full = drain_full(d);
	close(d->held);
	close(d->stop);
	free(d->readers);
	free(d);
	return full;
}
