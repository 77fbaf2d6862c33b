/* SPDX-License-Identifier: MIT */
#include "elf.h"

#include <errno.h>
#include <string.h>

#define ARM	     40
#define LOAD	     1
#define EXECUTABLE   1
#define ANY	     7 /* executable, writable or readable */
#define SYMTAB	     2
#define DYNSYM	     11
#define NOTE	     7
#define TYPE_FUNC    2
#define TYPE_IFUNC   10
#define SYMBOL_NAMES 256 /* the longest name that is compared */

/* A number of size bytes at a file offset; 0 where the file ends before. */
static uint64_t get(const struct elf *e, uint64_t at, unsigned size)
{
	uint64_t v = 0;

	if (at > e->len || e->len - at < size)
		return 0;
	for (unsigned i = 0; i < size; i++)
		v |= (uint64_t)e->data[at + i] << 8 * (e->is_big ? size - 1 - i : i);
	return v;
}

/* A word as wide as the file's class, at one of two places. */
static uint64_t word(const struct elf *e, uint64_t base, unsigned at_64, unsigned at_32)
{
	return e->is_64 ? get(e, base + at_64, 8) : get(e, base + at_32, 4);
}

int elf_open(struct elf *e, const void *data, size_t len)
{
	const uint8_t *id = data;

	*e = (struct elf){.data = data, .len = len};
	if (len < 52 || memcmp(id, "\177ELF", 4) || (id[4] != 1 && id[4] != 2) ||
	    (id[5] != 1 && id[5] != 2))
		return -ENOEXEC;
	e->is_64 = id[4] == 2;
	e->is_big = id[5] == 2;
	if (e->is_64 && len < 64)
		return -ENOEXEC;
	e->machine = (unsigned)get(e, 18, 2);
	e->segments = word(e, 0, 32, 28);
	e->sections = word(e, 0, 40, 32);
	e->segment_size = (unsigned)get(e, e->is_64 ? 54 : 42, 2);
	e->nr_segments = (unsigned)get(e, e->is_64 ? 56 : 44, 2);
	e->section_size = (unsigned)get(e, e->is_64 ? 58 : 46, 2);
	e->nr_sections = (unsigned)get(e, e->is_64 ? 60 : 48, 2);
	if (e->segment_size < (e->is_64 ? 56 : 32) || e->segments > len)
		e->nr_segments = 0;
	if (e->section_size < (e->is_64 ? 64 : 40) || e->sections > len)
		e->nr_sections = 0;
	return e->nr_segments ? 0 : -ENOEXEC;
}

/* A segment's part of the file. Returns 0 when segment i is not loaded, or has none of flags. */
static int segment(const struct elf *e, unsigned i, unsigned flags, uint64_t *addr,
		   uint64_t *offset, uint64_t *size)
{
	uint64_t at = e->segments + (uint64_t)i * e->segment_size;

	*offset = word(e, at, 8, 4);
	*addr = word(e, at, 16, 8);
	*size = word(e, at, 32, 16);
	if (get(e, at, 4) != LOAD || !(get(e, at + (e->is_64 ? 4 : 24), 4) & flags))
		return 0;
	if (*offset > e->len)
		return 0;
	if (*size > e->len - *offset)
		*size = e->len - *offset;
	return 1;
}

int elf_has_code(const struct elf *e, uint64_t offset)
{
	uint64_t addr, start, size;

	for (unsigned i = 0; i < e->nr_segments; i++)
		if (segment(e, i, EXECUTABLE, &addr, &start, &size) && offset >= start &&
		    offset - start < size)
			return 1;
	return 0;
}

static int find_offset(const struct elf *e, unsigned flags, uint64_t addr, uint64_t *offset)
{
	uint64_t from, start, size;

	for (unsigned i = 0; i < e->nr_segments; i++) {
		if (!segment(e, i, flags, &from, &start, &size) || addr < from ||
		    addr - from >= size)
			continue;
		*offset = addr - from + start;
		return 0;
	}
	return -ENOENT;
}

int elf_offset(const struct elf *e, uint64_t addr, uint64_t *offset)
{
	return find_offset(e, EXECUTABLE, addr, offset);
}

int elf_data_offset(const struct elf *e, uint64_t addr, uint64_t *offset)
{
	return find_offset(e, ANY, addr, offset);
}

/* What a search has found so far. */
struct search {
	const char *name;
	size_t name_len;
	uint64_t global, local;
	unsigned nr_tables, nr_global, nr_local, nr_ifunc;
	struct near *near;
	void (*each)(void *ctx, const char *name); /* all names are wanted; NULL: only the one */
	void *ctx;
};

static int is_called(const struct search *s, const char *name)
{
	return !strncmp(name, s->name, s->name_len) &&
	       (!name[s->name_len] || name[s->name_len] == '@');
}

static void look_at_symbol(const struct elf *e, struct search *s, uint64_t at, const char *names,
			   size_t names_len)
{
	uint64_t name = get(e, at, 4), value = word(e, at, 8, 4);
	unsigned info = (unsigned)get(e, at + (e->is_64 ? 4 : 12), 1);
	unsigned section = (unsigned)get(e, at + (e->is_64 ? 6 : 14), 2);
	size_t room;

	if (!section || ((info & 15) != TYPE_FUNC && (info & 15) != TYPE_IFUNC) ||
	    name >= names_len)
		return;
	room = names_len - name < SYMBOL_NAMES ? names_len - name : SYMBOL_NAMES;
	if (!memchr(names + name, 0, room))
		return;
	if (s->each) {
		s->each(s->ctx, names + name);
		return;
	}
	if (!is_called(s, names + name)) {
		if (s->near)
			near_offer(s->near, names + name);
		return;
	}
	if (e->machine == ARM)
		value &= ~1ULL; /* the bit that means Thumb */
	if ((info & 15) == TYPE_IFUNC) {
		s->nr_ifunc++;
	} else if (info >> 4) {
		s->nr_global += !s->nr_global || value != s->global;
		s->global = value;
	} else {
		s->nr_local += !s->nr_local || value != s->local;
		s->local = value;
	}
}

/* Goes through one symbol table; its section header is at this file offset. */
static void look_at_table(const struct elf *e, struct search *s, uint64_t header)
{
	uint64_t at = word(e, header, 24, 16), size = word(e, header, 32, 20),
		 link = get(e, header + (e->is_64 ? 40 : 24), 4);
	uint64_t strings, names, names_len, entry = e->is_64 ? 24 : 16;

	if (link >= e->nr_sections || at > e->len)
		return;
	if (size > e->len - at)
		size = e->len - at;
	strings = e->sections + link * e->section_size;
	names = word(e, strings, 24, 16);
	names_len = word(e, strings, 32, 20);
	if (names >= e->len)
		return;
	if (names_len > e->len - names)
		names_len = e->len - names;
	s->nr_tables++;
	for (uint64_t i = 0; i + entry <= size; i += entry)
		look_at_symbol(e, s, at + i, (const char *)e->data + names, (size_t)names_len);
}

static void look_at_tables(const struct elf *e, struct search *s, unsigned type)
{
	for (unsigned i = 0; i < e->nr_sections; i++) {
		uint64_t header = e->sections + (uint64_t)i * e->section_size;

		if (get(e, header + 4, 4) == type)
			look_at_table(e, s, header);
	}
}

int elf_each(const struct elf *e, void (*fn)(void *ctx, const char *name), void *ctx)
{
	struct search s = {.each = fn, .ctx = ctx};

	look_at_tables(e, &s, SYMTAB);
	if (!s.nr_tables)
		look_at_tables(e, &s, DYNSYM);
	return s.nr_tables ? 0 : -ENODATA;
}

int elf_function(const struct elf *e, const char *name, uint64_t *offset, struct near *near)
{
	struct search s = {.name = name, .name_len = strlen(name), .near = near};

	look_at_tables(e, &s, SYMTAB);
	look_at_tables(e, &s, DYNSYM);
	if (s.nr_ifunc)
		return -EOPNOTSUPP;
	if (!s.nr_global && !s.nr_local)
		return s.nr_tables ? -ENOENT : -ENODATA;
	if (!s.nr_global && s.nr_local > 1)
		return -ENOTUNIQ;
	return elf_offset(e, s.nr_global ? s.global : s.local, offset) ? -ENOEXEC : 0;
}

/* The string at *at, which ends before end; *at moves behind it. NULL: it does not end there. */
static const char *take_string(const struct elf *e, uint64_t *at, uint64_t end)
{
	const char *s = (const char *)e->data + *at;
	const char *nul = *at < end ? memchr(s, 0, (size_t)(end - *at)) : NULL;

	if (nul)
		*at += (uint64_t)(nul - s) + 1;
	return nul ? s : NULL;
}

/* A note's description: three words (the place, a base for prelink, the semaphore), three strings. */
static int parse_sdt(const struct elf *e, uint64_t at, uint64_t end, struct elf_sdt *sdt)
{
	unsigned size = e->is_64 ? 8 : 4;

	if (end - at < 3 * size)
		return 0;
	sdt->addr = get(e, at, size);
	sdt->semaphore = get(e, at + 2 * size, size);
	at += 3 * size;
	sdt->provider = take_string(e, &at, end);
	sdt->name = sdt->provider ? take_string(e, &at, end) : NULL;
	sdt->args = sdt->name ? take_string(e, &at, end) : NULL;
	return sdt->args != NULL;
}

/* A section of notes: lengths of name and description, type, then both, each filled up to four bytes. */
static void look_at_notes(const struct elf *e, uint64_t at, uint64_t end,
			  void (*fn)(void *ctx, const struct elf_sdt *sdt), void *ctx)
{
	static const char owner[] = "stapsdt";
	struct elf_sdt sdt;

	while (end - at >= 12) {
		uint64_t name_len = get(e, at, 4), len = get(e, at + 4, 4),
			 type = get(e, at + 8, 4), name = at + 12;

		at = name + ((name_len + 3) & ~3ULL);
		if (at > end || len > end - at)
			return;
		if (type == 3 && name_len == sizeof(owner) &&
		    !memcmp(e->data + name, owner, sizeof(owner)) &&
		    parse_sdt(e, at, at + len, &sdt))
			fn(ctx, &sdt);
		len = (len + 3) & ~3ULL;
		if (len > end - at)
			return;
		at += len;
	}
}

void elf_each_sdt(const struct elf *e, void (*fn)(void *ctx, const struct elf_sdt *sdt), void *ctx)
{
	for (unsigned i = 0; i < e->nr_sections; i++) {
		uint64_t header = e->sections + (uint64_t)i * e->section_size;
		uint64_t at = word(e, header, 24, 16), size = word(e, header, 32, 20);

		if (get(e, header + 4, 4) == NOTE && at <= e->len)
			look_at_notes(e, at, at + (size < e->len - at ? size : e->len - at), fn,
				      ctx);
	}
}
