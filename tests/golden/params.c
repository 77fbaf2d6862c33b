/* SPDX-License-Identifier: MIT */
/*
 * params FILE BTF: puts the names of parameters into a recording that somebody else made, in place, as ftrun's own recordings
 * have them: of those functions that the recording names.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../recording/recording.h"
#include "../../util/btf.h"
#include "../../util/file.h"

static void die(const char *what)
{
	fprintf(stderr, "params: %s\n", what);
	exit(1);
}

/* Is there a symbol of this name? */
static int has(struct recording_blob symbols, const char *name, size_t len)
{
	const char *p = symbols.data, *end = p + symbols.len;

	for (; (p = memmem(p, (size_t)(end - p), name, len)); p++)
		if (p > symbols.data && p[-1] == ' ' && (p[len] == '\n' || p[len] == '\t'))
			return 1;
	return 0;
}

int main(int argc, char **argv)
{
	struct recording rec;
	char why[256], *btf, *functions, *line, *save, *text, *p;
	ssize_t len;

	if (argc != 3)
		die("usage: params FILE BTF");
	recording_init(&rec);
	if (tracedat_read(&rec, open(argv[1], O_RDONLY), why, sizeof(why)) < 0)
		die(why);
	len = file_read(open(argv[2], O_RDONLY), &btf);
	if (len < 0 || btf_functions(btf, (size_t)len, rec.long_size, &functions) < 0)
		die("no BTF");
	p = text = malloc(strlen(functions) + 64);
	p += sprintf(p, "0x1 : \"ftrun-args ");
	for (line = strtok_r(functions, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (has(rec.kallsyms, line, strcspn(line, " ")))
			p += sprintf(p, "%s;", line);
	p += sprintf(p, "\"\n");
	rec.printk = (struct recording_blob){text, (size_t)(p - text)};
	/* What is read is mapped: another file takes its name. */
	snprintf(why, sizeof(why), "%.200s.new", argv[1]);
	if (tracedat_write(&rec, open(why, O_WRONLY | O_CREAT | O_TRUNC, 0666)) < 0 ||
	    rename(why, argv[1]))
		die("cannot write");
	return 0;
}
