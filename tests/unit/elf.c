/* SPDX-License-Identifier: MIT */
/*
 * elf FILE: prints "name offset" for each name on standard input, as elf_function() finds it, or the
 * negative errno. elf -r FILE: the same with every byte of the file's headers and tables damaged in
 * turn; says nothing, and must neither crash nor read outside. elf -n FILE: prints its static probes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../util/elf.h"

static unsigned char *load(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	unsigned char *data = NULL;

	*len = 0;
	if (!f)
		exit(1);
	for (size_t n = 1; n; *len += n) {
		data = realloc(data, *len + 65536);
		if (!data)
			exit(1);
		n = fread(data + *len, 1, 65536, f);
	}
	fclose(f);
	return realloc(data, *len); /* to the byte, for the sanitizer */
}

/* Reads all that it is given, to the end of its strings. */
static void measure(void *ctx, const struct elf_sdt *sdt)
{
	*(size_t *)ctx += strlen(sdt->provider) + strlen(sdt->name) + strlen(sdt->args);
}

static void print(void *ctx, const struct elf_sdt *sdt)
{
	(void)ctx;
	printf("%s %s %llx %llx %s\n", sdt->provider, sdt->name, (unsigned long long)sdt->addr,
	       (unsigned long long)sdt->semaphore, sdt->args);
}

static void look(const unsigned char *data, size_t len)
{
	struct near near = { .word = "calee" };
	uint64_t offset = 0;
	struct elf e;

	if (elf_open(&e, data, len))
		return;
	if (!elf_function(&e, "callee", &offset, &near) && offset >= len)
		abort();
	if (!elf_offset(&e, 0x1000, &offset) && offset >= len)
		abort();
	elf_has_code(&e, offset);
	len = 0;
	elf_each_sdt(&e, measure, &len);
}

/* Damages byte i in three ways, and cuts the file there. */
static void damage(unsigned char *data, size_t len, size_t i)
{
	static const unsigned char with[] = { 0xff, 0x00, 0x7f };
	unsigned char was = data[i], *cut;

	for (size_t j = 0; j < sizeof(with); j++) {
		data[i] = with[j];
		look(data, len);
	}
	data[i] = was;
	cut = malloc(i + 1);
	if (!cut)
		exit(1);
	memcpy(cut, data, i);
	look(cut, i);
	free(cut);
}

int main(int argc, char **argv)
{
	char name[256];
	unsigned char *data;
	uint64_t offset;
	struct elf e;
	size_t len;
	int ret;

	data = load(argv[argc - 1], &len);
	if (argc == 3 && !strcmp(argv[1], "-n")) {
		if (!elf_open(&e, data, len))
			elf_each_sdt(&e, print, NULL);
		free(data);
		return 0;
	}
	if (argc == 3) {
		for (size_t i = 0; i < len; i++)
			damage(data, len, i);
		free(data);
		return 0;
	}
	ret = elf_open(&e, data, len);
	while (!ret && scanf("%255s", name) == 1) {
		int error = elf_function(&e, name, &offset, NULL);

		if (error)
			printf("%s %d\n", name, error);
		else
			printf("%s %llx\n", name, (unsigned long long)offset);
	}
	free(data);
	return ret ? 2 : 0;
}
