/* SPDX-License-Identifier: MIT */
/*
 * trace.dat has no place for parameters' names, and trace-cmd complains of every option that it does not
 * know. It has one for the formats of printk, strings with addresses, which a reader takes one of only
 * when a record points there. No record points to 1, 2, 3: that is where the names are, many functions
 * in one string.
 */
#include "params.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../util/btf.h"
#include "../util/err.h"
#include "../util/file.h"
#include "../util/mem.h"

#define STRING_LEN 8000 /* about: functions are not cut */
#define HEAD_LEN   64

/* The functions' lines as strings behind what there is, in a new block of *len bytes. */
static char *compose(const struct recording_blob *before, char *functions, size_t *len)
{
	size_t cap = before->len + strlen(functions) * (STRING_LEN + HEAD_LEN) / STRING_LEN +
		     2 * HEAD_LEN;
	char *text = xmalloc(cap), *p = text, *next;

	if (before->len)
		p = (char *)memcpy(p, before->data, before->len) + before->len;
	for (unsigned nr = 1; *functions; nr++, functions = next) {
		next = strlen(functions) > STRING_LEN ? strchr(functions + STRING_LEN, '\n') : NULL;
		next = next ? next + 1 : functions + strlen(functions);
		p += sprintf(p, "0x%x : \"ftrun-args ", nr);
		for (; functions < next; functions++)
			*p++ = *functions == '\n' ? ';' : *functions;
		p = (char *)memcpy(p - 1, "\"\n", 2) + 2;
	}
	*len = (size_t)(p - text);
	return text;
}

void params_take(struct recording *rec)
{
	int fd = open("/sys/kernel/btf/vmlinux", O_RDONLY | O_CLOEXEC);
	char *btf = NULL, *functions, *text;
	ssize_t len = fd < 0 ? -1 : file_read(fd, &btf);
	size_t text_len;

	if (fd >= 0)
		close(fd);
	if (len < 0 || btf_functions(btf, (size_t)len, rec->long_size, &functions) < 0) {
		free(btf);
		return;
	}
	text = compose(&rec->printk, functions, &text_len);
	free(functions);
	free(btf);
	if (recording_own_heap(rec, text))
		die("out of memory");
	rec->printk = (struct recording_blob){text, text_len};
}
