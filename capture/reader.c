/* SPDX-License-Identifier: MIT */
#include "reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "../tracefs.h"
#include "../util/err.h"
#include "../util/mem.h"
#include "drain.h"

#define PIPE_LEN (1024 * 1024)

/* Where the spool goes: TMPDIR or /var/tmp, which is a disk more often than /tmp; then memory. */
static int spool_open(void)
{
	const char *dirs[] = {getenv("TMPDIR"), "/var/tmp", "/tmp"};
	int fd;

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		if (!dirs[i])
			continue;
		fd = open(dirs[i], O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
		if (fd >= 0)
			return fd;
	}
	return memfd_create("ftrun-spool", MFD_CLOEXEC);
}

/* Half of what is free where the spool is. */
static unsigned long long default_max(int fd)
{
	struct statvfs st;

	if (fstatvfs(fd, &st) || !st.f_blocks)
		return 1ULL << 30;
	return (unsigned long long)st.f_bavail * st.f_frsize / 2;
}

/* Switches recording off for good; why as drain_full(). What the spools hold of it until then is whole. */
static void end_recording(struct reader *r, int why)
{
	int none = 0;

	r->len -= r->len % r->subbuf_size;
	if (atomic_compare_exchange_strong(&r->bound->full, &none, why))
		tracefs_put(TRACEFS_STAGE, "tracing_on", "0");
}

/* Accounts for len more bytes. */
static void account(struct reader *r, uint64_t len)
{
	struct spool_bound *b = r->bound;
	unsigned long long freed = r->viewing ? atomic_load(r->viewing->freed) : 0;

	if (!atomic_load(&b->full) &&
	    atomic_fetch_add(&b->spooled, len) + len > b->max_size + freed)
		end_recording(r, DRAIN_BOUND);
}

/* A full disk ends the recording there, and everything else makes it worthless. */
static void spool_failed(struct reader *r, int error)
{
	if (error == ENOSPC || error == EDQUOT)
		end_recording(r, error);
	else
		r->error = error;
}

/* Moves len bytes from the pipe to the spool. Returns 0 or an errno. */
static int spool_pipe(struct reader *r, size_t len)
{
	loff_t at;
	ssize_t n;

	while (len) {
		at = (loff_t)r->len;
		n = splice(r->pipe[0], NULL, r->spool, &at, len, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? errno : EIO;
		r->len += (uint64_t)n;
		len -= (size_t)n;
	}
	return 0;
}

void reader_take_full(struct reader *r)
{
	ssize_t n;
	int error;

	while (!r->error && !atomic_load(&r->bound->full)) {
		n = splice(r->raw, NULL, r->pipe[1], NULL, PIPE_LEN, SPLICE_F_NONBLOCK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN)
			r->error = errno;
		if (n <= 0)
			return;
		error = spool_pipe(r, (size_t)n);
		if (error)
			spool_failed(r, error);
		else
			account(r, (uint64_t)n);
	}
}

void reader_open(struct reader *r)
{
	char file[64];

	snprintf(file, sizeof(file), "per_cpu/cpu%u/trace_pipe_raw", r->cpu);
	r->raw = tracefs_open(TRACEFS_STAGE, file, O_RDONLY | O_NONBLOCK);
	if (r->raw < 0) {
		errno = -r->raw;
		die_errno("%s", file);
	}
	r->spool = spool_open();
	if (r->spool < 0 || pipe2(r->pipe, O_CLOEXEC))
		die_errno("spool for what is recorded (TMPDIR chooses its place)");
	fcntl(r->pipe[1], F_SETPIPE_SZ, PIPE_LEN);
	if (!r->bound->max_size)
		r->bound->max_size = default_max(r->spool);
}

/* Page by page: each read gives one sub-buffer, whole even when it is not full. */
void reader_take_rest(struct reader *r)
{
	uint8_t *page = xmalloc(r->subbuf_size);
	ssize_t n, m;

	reader_take_full(r);
	while (!r->error && !atomic_load(&r->bound->full)) {
		n = read(r->raw, page, r->subbuf_size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN)
			r->error = errno;
		if (n <= 0)
			break;
		memset(page + n, 0, r->subbuf_size - (size_t)n);
		m = pwrite(r->spool, page, r->subbuf_size, (off_t)r->len);
		if (m != (ssize_t)r->subbuf_size)
			spool_failed(r, m < 0 ? errno : ENOSPC);
		else
			r->len += (uint64_t)m;
	}
	free(page);
}

void reader_take_round(struct reader *r)
{
	unsigned round = atomic_load(r->viewing->round);
	uint64_t len;

	if (round == atomic_load(&r->viewing->done))
		return;
	reader_take_full(r);
	len = r->len;
	reader_take_rest(r);
	account(r, r->len - len);
	atomic_store(&r->viewing->len, r->len);
	atomic_store(&r->viewing->done, round);
}

void reader_hand_over(struct reader *r, struct recording *rec)
{
	struct recording_cpu *cpu;
	void *p;

	if (recording_add_cpu(rec, r->cpu, &cpu))
		die("out of memory");
	if (!r->len || (r->viewing && !r->viewing->keep))
		return;
	p = mmap(NULL, r->len, PROT_READ, MAP_PRIVATE | recording_map_flags(r->len), r->spool, 0);
	if (p == MAP_FAILED || recording_own_map(rec, p, r->len))
		die_errno("spool of cpu%u (TMPDIR chooses its place)", r->cpu);
	cpu->data = p;
	cpu->len = r->len;
}
