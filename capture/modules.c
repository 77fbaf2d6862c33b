/* SPDX-License-Identifier: MIT */
/*
 * /lib/modules/RELEASE holds the modules, modules.dep names each file, modules.symbols the module of
 * each exported symbol (depmod(8)). Other functions are looked for in the modules' own symbol tables,
 * which are ELF (elf(5)); every offset in them is checked, for a file may be anything. Compressed
 * files are not unpacked.
 */
#include "modules.h"

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

struct image {
	const uint8_t *data;
	size_t len;
};

/* len bytes at offset of the image, or NULL when they are not all there or not aligned. */
static const void *at(const struct image *image, uint64_t offset, uint64_t len)
{
	if (offset > image->len || len > image->len - offset || offset % sizeof(uint32_t))
		return NULL;
	return image->data + offset;
}

static int defines(const struct image *image, const ElfW(Shdr) * symtab, const ElfW(Shdr) * strtab,
		   const char *name)
{
	const ElfW(Sym) *sym = at(image, symtab->sh_offset, symtab->sh_size);
	size_t want = strlen(name) + 1;

	if (!sym || strtab->sh_offset > image->len ||
	    strtab->sh_size > image->len - strtab->sh_offset)
		return 0;
	for (size_t i = 0; i < symtab->sh_size / sizeof(*sym); i++)
		if ((sym[i].st_info & 15) == STT_FUNC && sym[i].st_shndx != SHN_UNDEF &&
		    sym[i].st_name < strtab->sh_size && strtab->sh_size - sym[i].st_name >= want &&
		    !memcmp(image->data + strtab->sh_offset + sym[i].st_name, name, want))
			return 1;
	return 0;
}

static int image_defines(const struct image *image, const char *name)
{
	const ElfW(Ehdr) *head = at(image, 0, sizeof(*head));
	const ElfW(Shdr) * sections;

	if (!head || memcmp(head->e_ident, ELFMAG, SELFMAG) ||
	    head->e_shentsize != sizeof(*sections))
		return 0;
	sections = at(image, head->e_shoff, (uint64_t)head->e_shnum * sizeof(*sections));
	for (size_t i = 0; sections && i < head->e_shnum; i++)
		if (sections[i].sh_type == SHT_SYMTAB && sections[i].sh_link < head->e_shnum)
			return defines(image, &sections[i], &sections[sections[i].sh_link], name);
	return 0;
}

static int file_defines(const char *path, const char *name)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), found = 0;
	struct image image;
	struct stat st;
	void *map;

	if (fd < 0)
		return 0;
	if (fstat(fd, &st) == 0 && st.st_size > 0) {
		image.len = (size_t)st.st_size;
		map = mmap(NULL, image.len, PROT_READ, MAP_PRIVATE, fd, 0);
		if (map != MAP_FAILED) {
			image.data = map;
			found = image_defines(&image, name);
			munmap(map, image.len);
		}
	}
	close(fd);
	return found;
}

/* "kernel/fs/nfs/nfs.ko.xz" is module "nfs"; '-' in a file's name is '_' in the module's. */
static void module_name(const char *path, char *name, size_t len)
{
	const char *base = strrchr(path, '/');

	snprintf(name, len, "%s", base ? base + 1 : path);
	name[strcspn(name, ".")] = 0;
	for (; *name; name++)
		if (*name == '-')
			*name = '_';
}

static int is_loaded(const char *module)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "/sys/module/%s/initstate", module);
	return access(path, F_OK) == 0;
}

/* A line of modules.symbols: "alias symbol:NAME MODULE". */
static int find_exported(const char *dir, const char *name, char *module, size_t len)
{
	char path[PATH_MAX], line[1024], symbol[512], owner[256];
	int found = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/modules.symbols", dir);
	f = fopen(path, "re");
	while (f && !found && fgets(line, sizeof(line), f))
		if (sscanf(line, "alias symbol:%511s %255s", symbol, owner) == 2 &&
		    !strcmp(symbol, name) && !is_loaded(owner)) {
			snprintf(module, len, "%s", owner);
			found = 1;
		}
	if (f)
		fclose(f);
	return found;
}

int modules_find(const char *name, char *module, size_t len, unsigned *unread)
{
	char dir[PATH_MAX / 2], path[PATH_MAX], line[PATH_MAX / 2];
	struct utsname u;
	int found;
	FILE *f;

	*unread = 0;
	uname(&u);
	snprintf(dir, sizeof(dir), "/lib/modules/%s", u.release);
	found = find_exported(dir, name, module, len);
	snprintf(path, sizeof(path), "%s/modules.dep", dir);
	f = found ? NULL : fopen(path, "re");
	while (f && !found && fgets(line, sizeof(line), f)) {
		size_t end = strcspn(line, ":");

		line[end] = 0;
		module_name(line, module, len);
		if (is_loaded(module))
			continue;
		if (end < 3 || strcmp(line + end - 3, ".ko")) {
			++*unread;
			continue;
		}
		snprintf(path, sizeof(path), "%s/%s", line[0] == '/' ? "" : dir, line);
		found = file_defines(path, name);
	}
	if (f)
		fclose(f);
	return found;
}
