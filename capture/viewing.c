/* SPDX-License-Identifier: MIT */
/*
 * Rounds: the thread asks, each reader answers when it has taken all that its CPU has, full pages or not.
 * The thread then knows how far the spools go, and hands the viewer what lies between, in pieces, as
 * fast as the viewer takes it: what it does not take waits in the spool, which is a file. What the viewer
 * has got is given back to the file system unless the recording is kept.
 *
 * A command's first pages are shown when it has executed: until then whether its execve is recorded, and
 * with it where the trace begins, cannot be known.
 */
#include "viewing.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "../util/err.h"
#include "../util/mem.h"
#include "../util/process.h"
#include "comms.h"
#include "signals.h"

#define TICK_MS	  100
#define PIECE_LEN (1 << 20)

struct viewing {
	const struct recording_viewer *viewer; /* borrowed */
	const struct capture_result *result;   /* borrowed */
	struct recording *rec;		       /* owned by who has the viewer: see viewing_join() */
	struct viewing_cpu **cpus;	       /* owned, and each */
	size_t nr;
	int keep, global_ids, pid;
	struct comms comms;
	char name[32]; /* what task_name() gave last */
	struct recording_tasks tasks;
	uint8_t *piece; /* owned */
	struct timespec start;
	pthread_t thread;
	int wake; /* eventfd: look at ending */
	atomic_int thread_tid, ending, over;
	atomic_uint round;
	atomic_ullong freed;
	int dropped; /* with ending: nothing is to be shown */
	int error;
};

/* A task's name now, else that under which the kernel saw it last. */
static const char *task_name(void *ctx, int tid)
{
	struct viewing *l = ctx;

	if (l->global_ids && process_name(tid, l->name, sizeof(l->name)) == 0)
		return l->name;
	return comms_name(&l->comms, tid);
}

static int is_foreign(void *ctx, int tid)
{
	struct viewing *l = ctx;

	for (size_t i = 0; i < l->nr; i++)
		if (atomic_load(&l->cpus[i]->tid) == tid)
			return 1;
	return tid == atomic_load(&l->thread_tid) || capture_is_foreign(l->result, tid);
}

static int is_gone(void *ctx, int tid)
{
	struct viewing *l = ctx;

	return l->global_ids && tid > 0 && kill(tid, 0) && errno == ESRCH;
}

struct viewing *viewing_new(const struct capture_options *opt, const struct capture_result *result,
			    const struct recording *header, int tid, int pid, const char *command)
{
	struct viewing *l = xcalloc(1, sizeof(*l));

	l->viewer = opt->viewer;
	l->result = result;
	l->keep = opt->keep;
	l->global_ids = process_ids_are_global();
	l->pid = pid;
	if (tid && command)
		comms_add(&l->comms, tid, command);
	l->tasks = (struct recording_tasks){l, task_name, is_foreign, is_gone};
	l->piece = xmalloc(PIECE_LEN);
	l->rec = opt->viewed;
	l->rec->big_endian = header->big_endian;
	l->rec->long_size = header->long_size;
	l->rec->subbuf_size = header->subbuf_size;
	l->rec->command_tid = tid;
	if (recording_copy(l->rec, &l->rec->header_page, header->header_page.data,
			   header->header_page.len) ||
	    recording_copy(l->rec, &l->rec->header_event, header->header_event.data,
			   header->header_event.len))
		die("out of memory");
	l->wake = eventfd(0, EFD_CLOEXEC);
	if (l->wake < 0)
		die_errno("--live");
	return l;
}

struct recording *viewing_recording(struct viewing *l)
{
	return l->rec;
}

struct viewing_cpu *viewing_add_cpu(struct viewing *l, unsigned cpu, int spool)
{
	struct viewing_cpu *c = xcalloc(1, sizeof(*c));
	struct recording_cpu *rc;

	c->round = &l->round;
	c->freed = &l->freed;
	c->keep = l->keep;
	c->spool = fcntl(spool, F_DUPFD_CLOEXEC, 0);
	if (c->spool < 0)
		die_errno("spool for what is recorded (TMPDIR chooses its place)");
	l->cpus = xreallocarray(l->cpus, l->nr + 1, sizeof(*l->cpus));
	l->cpus[l->nr++] = c;
	if (recording_add_cpu(l->rec, cpu, &rc))
		die("out of memory");
	return c;
}

/* Reads len bytes of the spool to l->piece. Returns 0 or -errno. */
static int read_spool(struct viewing *l, const struct viewing_cpu *c, uint64_t at, size_t len)
{
	size_t got = 0;
	ssize_t n;

	while (got < len) {
		n = pread(c->spool, l->piece + got, len - got, (off_t)(at + got));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : -EIO;
		got += (size_t)n;
	}
	return 0;
}

static int round_is_over(const struct viewing *l)
{
	for (size_t i = 0; i < l->nr; i++)
		if (atomic_load(&l->cpus[i]->done) != atomic_load(&l->round))
			return 0;
	return 1;
}

/* Takes what a round has found, or at the end all. */
static int take_round(struct viewing *l, int last)
{
	uint32_t size = l->rec->subbuf_size;
	int error = 0;

	l->viewer->round(l->viewer->ctx, last);
	for (size_t i = 0; i < l->nr && !error; i++) {
		struct viewing_cpu *c = l->cpus[i];
		uint64_t len = atomic_load(&c->len);

		if (len == c->limit)
			continue;
		c->limit = len;
		error = read_spool(l, c, len - size, size);
		if (!error)
			l->viewer->newest(l->viewer->ctx, l->piece);
	}
	return error;
}

/* Memory and disk do not grow with the time that somebody looks. */
static void give_back(struct viewing *l, struct viewing_cpu *c, uint64_t from, uint64_t len)
{
	if (!l->keep && !fallocate(c->spool, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
				   (off_t)from, (off_t)len))
		atomic_fetch_add(&l->freed, len);
}

/* Hands over a piece of each CPU. *left: 1 when there is more. Returns 0 or -errno. */
static int feed(struct viewing *l, int *left)
{
	const struct recording_viewer *v = l->viewer;
	int error = 0;

	*left = 0;
	for (size_t i = 0; i < l->nr && !error; i++) {
		struct viewing_cpu *c = l->cpus[i];
		uint64_t len = c->limit - c->fed,
			 piece = PIECE_LEN - PIECE_LEN % l->rec->subbuf_size;

		if (len > piece)
			len = piece;
		if (v->waiting(v->ctx, i) > piece)
			len = 0;
		error = read_spool(l, c, c->fed, len);
		if (!error)
			error = v->pages(v->ctx, i, l->piece, len, c->limit - c->fed - len);
		if (len)
			give_back(l, c, c->fed, len);
		c->fed += len;
		*left |= c->fed < c->limit;
	}
	return error;
}

static uint64_t elapsed_ns(const struct viewing *l)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)(now.tv_sec - l->start.tv_sec) * 1000000000 + (uint64_t)now.tv_nsec -
	       (uint64_t)l->start.tv_nsec;
}

/* Waits for ms, or until it is time to end. */
static void wait_tick(const struct viewing *l, int ms)
{
	struct pollfd wake = {l->wake, POLLIN, 0};

	poll(&wake, 1, ms);
}

/* Until the command was executed, or all is over. */
static void wait_exec(const struct viewing *l)
{
	while (l->pid && !atomic_load(&l->ending) && !process_has_executed(l->pid))
		wait_tick(l, 2);
}

/* Shows everything until the end. Returns 0 or -errno. */
static int show_all(struct viewing *l)
{
	const struct recording_viewer *v = l->viewer;
	int error = 0, last = 0, left = 1;

	wait_exec(l);
	if (atomic_load(&l->ending) && l->dropped)
		return 0;
	atomic_fetch_add(&l->round, 1);
	while (!error && (!last || left)) {
		last = atomic_load(&l->ending);
		if (last || round_is_over(l)) {
			error = take_round(l, last);
			atomic_fetch_add(&l->round, 1);
		}
		if (!error)
			error = feed(l, &left);
		comms_look(&l->comms);
		if (!error)
			error = v->show(v->ctx, elapsed_ns(l), !left, &l->tasks);
		if (!error && !left && !last)
			wait_tick(l, TICK_MS);
	}
	return error ? error : v->end(v->ctx, elapsed_ns(l), &l->tasks);
}

static void *viewing_main(void *arg)
{
	struct viewing *l = arg;

	atomic_store(&l->thread_tid, (int)syscall(SYS_gettid));
	l->error = show_all(l);
	atomic_store(&l->over, 1);
	return NULL;
}

void viewing_start(struct viewing *l)
{
	int error = l->viewer->begin(l->viewer->ctx, l->rec);

	if (!error) {
		clock_gettime(CLOCK_MONOTONIC, &l->start);
		error = -signals_start_thread(&l->thread, viewing_main, l);
	}
	if (error) {
		errno = -error;
		die_errno("--live");
	}
}

int viewing_is_over(const struct viewing *l)
{
	return l && atomic_load(&l->over);
}

void viewing_end_cpu(struct viewing_cpu *c, uint64_t len)
{
	atomic_store(&c->len, len);
}

void viewing_end(struct viewing *l, const struct recording *rec)
{
	uint64_t one = 1;

	for (size_t i = 0; rec && i < l->rec->nr_cpus && i < rec->nr_cpus; i++)
		l->rec->cpus[i].stats = rec->cpus[i].stats;
	l->dropped = !rec;
	atomic_store(&l->ending, 1);
	if (write(l->wake, &one, sizeof(one)) < 0)
		warn("--live: %s", strerror(errno));
}

int viewing_join(struct viewing *l)
{
	int error;

	pthread_join(l->thread, NULL);
	error = l->error;
	for (size_t i = 0; i < l->nr; i++) {
		close(l->cpus[i]->spool);
		free(l->cpus[i]);
	}
	comms_fini(&l->comms);
	close(l->wake);
	free(l->cpus);
	free(l->piece);
	free(l);
	return error;
}
