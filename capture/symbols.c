/* SPDX-License-Identifier: MIT */
/*
 * Reading /proc/kallsyms takes the kernel tens of milliseconds, and sorting it out takes as long
 * again, for the sake of the few functions that a filtered run shows. So the functions are kept,
 * sorted, in /run/ftrun/symbols, which only root can write. The file's first line says for which boot
 * and which modules it holds, and where the section of interrupt entries lies:
 *
 *	ftrun-symbols KEY IRQ_BEGIN IRQ_END
 *
 * The rest are lines as /proc/kallsyms has them. The file gets its name when it is whole, so that a
 * killed ftrun leaves no half of one.
 */
#include "symbols.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../util/err.h"
#include "../util/file.h"
#include "../util/mem.h"
#include "rundir.h"

#define FILE_NAME "symbols"
#define HEAD	  "ftrun-symbols %016" PRIx64 " %016" PRIx64 " %016" PRIx64 "\n"
#define HEAD_LEN  (14 + 3 * 16 + 3)

struct line {
	uint64_t addr;
	const char *text;
	size_t len; /* with the newline */
};

struct table {
	struct line *lines; /* owned */
	size_t nr, cap;
	uint64_t irq_begin, irq_end;
};

/* A file of /proc, NUL-terminated; a kernel without modules has no list of them, which reads as empty. */
static char *read_plain(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text = NULL;
	ssize_t n;

	if (fd < 0 && errno == ENOENT) {
		*len = 0;
		return xcalloc(1, 1);
	}
	n = fd < 0 ? -errno : file_read(fd, &text);
	if (n < 0) {
		errno = (int)-n;
		die_errno("%s", path);
	}
	close(fd);
	*len = (size_t)n;
	return text;
}

static uint64_t hash(uint64_t h, const char *s, size_t len)
{
	while (len--)
		h = (h ^ (unsigned char)*s++) * 0x100000001b3ULL;
	return h;
}

/*
 * The boot and each module's name, size and address: "name size users by state address". Users come
 * and go without a symbol changing its place.
 */
static uint64_t current_key(void)
{
	size_t len;
	char *text = read_plain("/proc/sys/kernel/random/boot_id", &len), *line, *save, *address;
	uint64_t key = hash(0xcbf29ce484222325ULL, text, len);

	free(text);
	text = read_plain("/proc/modules", &len);
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		key = hash(key, line, strcspn(line, " ") + 1);
		address = strstr(line, " 0x");
		if (address)
			key = hash(key, address, strcspn(address + 1, " ") + 1);
	}
	free(text);
	return key;
}

static int compare(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	return x->text < y->text ? -1 : x->text > y->text;
}

static int is_named(const char *name, const char *end, const char *what)
{
	return (size_t)(end - name) == strlen(what) && !memcmp(name, what, strlen(what));
}

/* Takes a line when it is a function's: types t and T, w and W, i and I. */
static void take_line(struct table *t, const char *text, const char *end)
{
	char *type;
	uint64_t addr = strtoull(text, &type, 16);
	const char *name = type + 3;

	if (!addr || end - type < 4 || !memchr("tTwWiI", type[1], 6) || !strncmp(name, "__pfx_", 6))
		return;
	if (is_named(name, end, "__irqentry_text_start"))
		t->irq_begin = addr;
	else if (is_named(name, end, "__irqentry_text_end"))
		t->irq_end = addr;
	if (mem_grow(&t->lines, &t->cap, t->nr, sizeof(*t->lines)))
		die("out of memory");
	t->lines[t->nr++] = (struct line){addr, text, (size_t)(end - text) + 1};
}

/* Writes head and sorted lines to a new block, *len bytes. */
static char *compose(const struct table *t, uint64_t key, size_t *len)
{
	char *block, *p;

	*len = HEAD_LEN;
	for (size_t i = 0; i < t->nr; i++)
		*len += t->lines[i].len;
	block = xmalloc(*len + 1);
	p = block + sprintf(block, HEAD, key, t->irq_begin, t->irq_end);
	for (size_t i = 0; i < t->nr; i++) {
		memcpy(p, t->lines[i].text, t->lines[i].len);
		p += t->lines[i].len;
	}
	return block;
}

static char *build(uint64_t key, size_t *len)
{
	struct table t = {.lines = NULL};
	size_t all_len;
	char *all = read_plain("/proc/kallsyms", &all_len), *eol, *block;

	for (char *p = all; (eol = strchr(p, '\n')); p = eol + 1)
		take_line(&t, p, eol);
	if (!t.nr)
		warn("/proc/kallsyms: hides the addresses, so functions have no names; sysctl "
		     "kernel.kptr_restrict=1 shows them to root");
	qsort(t.lines, t.nr, sizeof(*t.lines), compare);
	block = compose(&t, key, len);
	free(t.lines);
	free(all);
	return block;
}

/* Keeps the block for the next run. A failure costs that run some time and nothing else. */
static void keep(const char *block, size_t len)
{
	int fd = -1, dir = rundir_open(1);
	char self[32];

	if (dir >= 0)
		fd = openat(dir, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
	if (fd >= 0) {
		snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
		if (write(fd, block, len) == (ssize_t)len &&
		    (!unlinkat(dir, FILE_NAME, 0) || errno == ENOENT))
			linkat(AT_FDCWD, self, dir, FILE_NAME, AT_SYMLINK_FOLLOW);
		close(fd);
	}
	if (dir >= 0)
		close(dir);
}

/* rec NULL: only the key is wanted. Returns -1 when that is no such head. */
static int read_head(const char *p, uint64_t *key, struct recording *rec)
{
	char head[HEAD_LEN + 1]; /* sscanf() looks for the end of its text first */
	uint64_t begin, end;

	memcpy(head, p, HEAD_LEN);
	head[HEAD_LEN] = 0;
	if (sscanf(head, HEAD, key, &begin, &end) != 3)
		return -1;
	if (rec) {
		rec->irq_begin = begin;
		rec->irq_end = end;
	}
	return 0;
}

/* Maps what an earlier run kept. Returns NULL when there is nothing, or it is of another boot. */
static char *kept(uint64_t key, size_t *len)
{
	int dir = rundir_open(0), fd = -1;
	uint64_t found;
	char *p = MAP_FAILED;
	struct stat st;

	if (dir >= 0)
		fd = openat(dir, FILE_NAME, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size > HEAD_LEN) {
		*len = (size_t)st.st_size;
		p = mmap(NULL, *len, PROT_READ, MAP_PRIVATE, fd, 0);
	}
	if (fd >= 0)
		close(fd);
	if (dir >= 0)
		close(dir);
	if (p == MAP_FAILED)
		return NULL;
	if (!read_head(p, &found, NULL) && found == key && p[*len - 1] == '\n')
		return p;
	munmap(p, *len);
	return NULL;
}

void symbols_take(struct recording *rec)
{
	uint64_t key = current_key();
	size_t len;
	char *p = kept(key, &len);

	if (p) {
		if (recording_own_map(rec, p, len))
			die("out of memory");
	} else {
		p = build(key, &len);
		if (recording_own_heap(rec, p))
			die("out of memory");
		if (len > HEAD_LEN)
			keep(p, len);
	}
	read_head(p, &key, rec);
	rec->kallsyms = (struct recording_blob){p + HEAD_LEN, len - HEAD_LEN};
	rec->kallsyms_sorted = 1;
}

void symbols_take_all(struct recording *rec)
{
	size_t len;
	char *text = read_plain("/proc/kallsyms", &len);

	if (recording_own_heap(rec, text))
		die("out of memory");
	rec->kallsyms = (struct recording_blob){text, len};
}
