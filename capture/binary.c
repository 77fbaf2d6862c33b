/* SPDX-License-Identifier: MIT */
/*
 * /etc/ld.so.cache, as glibc's ldconfig writes it since 2.2: the magic, the number of libraries, 24
 * bytes of other things, then an entry of 24 bytes for each library: flags, two offsets of strings
 * from the magic on (name and path), and what the machine needs to have for it.
 */
#include "binary.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../util/elf.h"
#include "../util/err.h"
#include "../util/mem.h"

#define CACHE_MAGIC "glibc-ld.so.cache1.1"
#define CACHE_HEAD  48
#define CACHE_ENTRY 24

static struct bytes map_file(const char *path)
{
	struct bytes b = {NULL, 0};
	struct stat st;
	void *p;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return b;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size > 0) {
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (p != MAP_FAILED)
			b = (struct bytes){p, (size_t)st.st_size};
	}
	close(fd);
	return b;
}

void binary_close(struct bytes b)
{
	union {
		const char *in;
		void *out;
	} p = {b.data};

	if (b.data)
		munmap(p.out, b.len);
}

/* Is it an ELF file of this machine's word size? A library of the other one has the same name. */
static int is_native(const char *path)
{
	struct bytes b = map_file(path);
	struct elf e;
	int yes = b.data && !elf_open(&e, b.data, b.len) && e.is_64 == (sizeof(void *) == 8);

	binary_close(b);
	return yes;
}

/* The first dir/name, of colon-separated dirs, that is a file to be executed, or a library. */
static char *find_in(const char *dirs, const char *name, int library)
{
	const char *colon;
	char *path;

	for (; dirs; dirs = *colon ? colon + 1 : NULL) {
		colon = strchrnul(dirs, ':');
		path = xasprintf("%.*s%s%s", (int)(colon - dirs), dirs, colon == dirs ? "" : "/",
				 name);
		if (library ? is_native(path) : !access(path, X_OK))
			return path;
		free(path);
	}
	return NULL;
}

static uint32_t u32(struct bytes b, size_t at)
{
	uint32_t v = 0;

	if (at <= b.len && b.len - at >= sizeof(v))
		memcpy(&v, b.data + at, sizeof(v));
	return v;
}

/* A string of the cache, or "" when it does not end in it. */
static const char *cache_string(struct bytes b, uint32_t at)
{
	return at < b.len && memchr(b.data + at, 0, b.len - at) ? b.data + at : "";
}

static char *find_in_cache(const char *name)
{
	struct bytes all = map_file("/etc/ld.so.cache"), b = {NULL, 0};
	char *found = NULL;

	if (all.data)
		b.data = memmem(all.data, all.len, CACHE_MAGIC, strlen(CACHE_MAGIC));
	if (b.data)
		b.len = all.len - (size_t)(b.data - all.data);
	for (uint32_t i = 0; i < u32(b, strlen(CACHE_MAGIC)) &&
			     CACHE_HEAD + (i + 1ULL) * CACHE_ENTRY <= b.len && !found;
	     i++) {
		size_t entry = CACHE_HEAD + (size_t)i * CACHE_ENTRY;
		const char *path = cache_string(b, u32(b, entry + 8));

		if (!strcmp(cache_string(b, u32(b, entry + 4)), name) && is_native(path))
			found = xstrdup(path);
	}
	binary_close(all);
	return found;
}

static char *find_in_folders(const char *name)
{
	static const char *const folders[] = {
		"/lib64",	  "/usr/lib64",		"/lib",		 "/usr/lib",
		"/lib/*-linux-*", "/usr/lib/*-linux-*", "/usr/local/lib"};
	char *found = NULL;

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders) && !found; i++) {
		char *pattern = xasprintf("%s/%s", folders[i], name);
		glob_t g;

		if (!glob(pattern, 0, NULL, &g)) {
			for (size_t j = 0; j < g.gl_pathc && !found; j++)
				if (is_native(g.gl_pathv[j]))
					found = xstrdup(g.gl_pathv[j]);
			globfree(&g);
		}
		free(pattern);
	}
	return found;
}

char *binary_find(const char *name)
{
	char *found, *real;

	if (strchr(name, '/')) {
		found = xstrdup(name);
	} else if (strstr(name, ".so")) {
		found = find_in(getenv("LD_LIBRARY_PATH"), name, 1);
		if (!found)
			found = find_in_cache(name);
		if (!found)
			found = find_in_folders(name);
	} else {
		found = find_in(getenv("PATH"), name, 0);
	}
	real = found ? realpath(found, NULL) : NULL;
	free(found);
	return real;
}

static uint64_t place_number(const struct elf *e, const char *path, const char *place,
			     const char *asked)
{
	uint64_t v, offset;
	char *end;

	errno = 0;
	v = strtoull(place, &end, 0);
	if (*end || errno)
		die("-k %s: %s: not a number", asked, place);
	if (elf_has_code(e, v))
		return v;
	if (elf_offset(e, v, &offset))
		die("-k %s: %s has no code there; nm shows where its functions are", asked, path);
	return offset;
}

static uint64_t place_function(const struct elf *e, const char *path, const char *place,
			       const char *asked)
{
	char *name = xstrdup(place), *plus = strchr(name, '+'), near_names[300];
	struct near near = {.word = name};
	uint64_t offset = 0, more = 0;
	int ret;

	if (plus) {
		more = strtoull(plus + 1, NULL, 0);
		*plus = 0;
	}
	ret = elf_function(e, name, &offset, &near);
	if (ret == -ENODATA)
		die("-k %s: %s has no symbols (it is stripped); %s:0xOFFSET works", asked, path,
		    path);
	if (ret == -ENOENT)
		die("-k %s: %s has no function %s%s; ftrun -L%s: lists all", asked, path, name,
		    near_text(&near, near_names, sizeof(near_names)), path);
	if (ret == -ENOTUNIQ)
		die("-k %s: %s has several functions %s; say which by %s:0xOFFSET (nm lists them)",
		    asked, path, name, path);
	if (ret == -EOPNOTSUPP)
		die("-k %s: which %s is used is decided when the program starts (an ifunc); name "
		    "the variant (nm lists them)",
		    asked, name);
	if (ret)
		die("-k %s: the code of %s is not in %s", asked, name, path);
	free(name);
	return offset + more;
}

struct bytes binary_open(struct elf *e, const char *path, const char *option, const char *asked)
{
	struct bytes b;

	errno = 0;
	b = map_file(path);
	if (!b.data)
		die("%s %s: %s: %s", option, asked, path,
		    errno ? strerror(errno) : "not a file with something in it");
	if (elf_open(e, b.data, b.len))
		die("%s %s: %s is no ELF program or library", option, asked, path);
	return b;
}

static void add_name(void *ctx, const char *name)
{
	fprintf(ctx, "%.*s\n", (int)strcspn(name, "@\n"), name);
}

char *binary_functions(const char *path, const char *asked)
{
	struct elf e;
	struct bytes b = binary_open(&e, path, "-L", asked);
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		die("out of memory");
	if (elf_each(&e, add_name, f))
		die("-L %s: %s has no symbols (it is stripped); -k %s:0xOFFSET works", asked, path,
		    path);
	if (fclose(f))
		die("out of memory");
	binary_close(b);
	return text;
}

uint64_t binary_place(const char *path, const char *place, const char *asked)
{
	struct elf e;
	struct bytes b = binary_open(&e, path, "-k", asked);
	uint64_t offset;

	offset = place[0] >= '0' && place[0] <= '9' ? place_number(&e, path, place, asked)
						    : place_function(&e, path, place, asked);
	binary_close(b);
	return offset;
}
