/* SPDX-License-Identifier: MIT */
#include "journal.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "file.h"
#include "mem.h"

struct header {
	uint32_t kind, name_len, data_len; /* both lengths with a NUL at their end */
};

static struct iovec piece(const void *data, size_t len)
{
	struct iovec v = {NULL, len};

	memcpy(&v.iov_base, &data, sizeof(data));
	return v;
}

int journal_append(int fd, unsigned kind, const char *name, const char *data, size_t len)
{
	struct header h = {kind, (uint32_t)strlen(name) + 1, (uint32_t)len + 1};
	struct iovec v[] = {piece(&h, sizeof(h)), piece(name, h.name_len), piece(data, len),
			    piece("", 1)};
	ssize_t n, want = (ssize_t)(sizeof(h) + h.name_len + h.data_len);
	struct stat st;

	do
		n = writev(fd, v, 4);
	while (n < 0 && errno == EINTR);
	if (n == want)
		return 0;
	if (n < 0)
		return -errno;
	/* Half a record in front of the next one would hide it. */
	return !fstat(fd, &st) && !ftruncate(fd, st.st_size - n) ? -ENOSPC : -EIO;
}

int journal_load(struct journal *j, int fd)
{
	size_t len, at = 0;
	struct header h;
	ssize_t n;

	*j = (struct journal){.text = NULL};
	n = file_read(fd, &j->text);
	if (n < 0)
		return (int)n;
	len = (size_t)n;
	while (len - at >= sizeof(h)) {
		const char *name = j->text + at + sizeof(h), *data;

		memcpy(&h, j->text + at, sizeof(h));
		if (len - at - sizeof(h) < (size_t)h.name_len + h.data_len)
			break;
		data = name + h.name_len;
		if (!h.name_len || name[h.name_len - 1] || !h.data_len || data[h.data_len - 1])
			break;
		if (mem_grow(&j->v, &j->cap, j->nr, sizeof(*j->v)))
			return -ENOMEM;
		j->v[j->nr++] = (struct journal_record){h.kind, name, data, h.data_len - 1};
		if (h.kind == JOURNAL_DONE)
			j->nr = 0;
		at += sizeof(h) + h.name_len + h.data_len;
	}
	return 0;
}

void journal_fini(struct journal *j)
{
	free(j->v);
	free(j->text);
	*j = (struct journal){.v = NULL};
}
