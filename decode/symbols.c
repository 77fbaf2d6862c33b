/* SPDX-License-Identifier: MIT */
/*
 * /proc/kallsyms has some 200,000 lines, "ffffffff81000000 T _stext", modules' with "\t[name]"
 * behind. Only address and place of each line are taken; names are copied when they are asked for.
 * The kernel's own part is sorted already; modules follow in the order of loading.
 *
 * Of several names for one address the first listed is the one that the kernel prints (%ps).
 */
#include "symbols.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../util/mem.h"

#define ENTRY_LEN      4
#define SYMBOL_MAX_LEN (1U << 20) /* farther than this from the last symbol: not in it */

struct symbol_line {
	uint64_t addr;
	uint32_t name; /* offset in text; beyond 4 GB nothing is read */
};

struct symbol_slot {
	uint64_t addr;
	struct symbol *symbol; /* NULL: free */
};

void symbols_init(struct symbols *s, const char *text, size_t len)
{
	*s = (struct symbols){.text = text, .text_len = len < UINT32_MAX ? len : UINT32_MAX};
}

void symbols_set_sorted(struct symbols *s, uint64_t irq_begin, uint64_t irq_end)
{
	s->sorted = s->irqs_known = 1;
	s->irq_begin = irq_begin;
	s->irq_end = irq_end;
}

void symbols_fini(struct symbols *s)
{
	for (struct symbol *sym = s->all, *next; sym; sym = next) {
		next = sym->next;
		free(sym);
	}
	free(s->lines);
	free(s->slots);
	symbols_init(s, NULL, 0);
}

static int compare_lines(const void *va, const void *vb)
{
	const struct symbol_line *a = va, *b = vb;

	if (a->addr != b->addr)
		return a->addr < b->addr ? -1 : 1;
	return a->name < b->name ? -1 : a->name > b->name;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static size_t name_len(const char *p, const char *end)
{
	const char *q = p;

	while (q < end && *q != '\t' && *q != '\n' && *q != ' ')
		q++;
	return (size_t)(q - p);
}

/*
 * One line at p: "addr type name". Returns 1 when it is a symbol with an address. Absolute ones
 * (type A) are per-CPU offsets and constants; without permission every address reads 0.
 */
static int parse_line(const char *p, const char *end, struct symbol_line *line, const char *text)
{
	uint64_t addr = 0;
	int digit;

	for (; p < end && (digit = hex_digit(*p)) >= 0; p++)
		addr = addr << 4 | (unsigned)digit;
	if (end - p < 4 || p[0] != ' ' || p[2] != ' ' || !addr || p[1] == 'A' || p[1] == 'a')
		return 0;
	*line = (struct symbol_line){.addr = addr, .name = (uint32_t)(p + 3 - text)};
	return 1;
}

/* Of lines with the same address only the first stays. */
static void keep_first_names(struct symbols *s)
{
	size_t nr = 0;

	for (size_t i = 0; i < s->nr_lines; i++)
		if (!nr || s->lines[i].addr != s->lines[nr - 1].addr)
			s->lines[nr++] = s->lines[i];
	s->nr_lines = nr;
}

static int load(struct symbols *s)
{
	const char *p = s->text, *end = p + s->text_len, *eol;
	struct symbol_line *line;
	size_t cap = 0;
	int sorted = 1;

	if (mem_grow(&s->lines, &cap, s->text_len / 64, sizeof(*s->lines)) < 0)
		return -ENOMEM;
	for (; p < end; p = eol + 1) {
		eol = memchr(p, '\n', (size_t)(end - p));
		if (!eol)
			eol = end;
		if (mem_grow(&s->lines, &cap, s->nr_lines, sizeof(*s->lines)) < 0)
			return -ENOMEM;
		line = &s->lines[s->nr_lines];
		if (!parse_line(p, eol, line, s->text))
			continue;
		if (s->nr_lines && line[-1].addr > line->addr)
			sorted = 0;
		s->nr_lines++;
	}
	if (!sorted)
		qsort(s->lines, s->nr_lines, sizeof(*s->lines), compare_lines);
	keep_first_names(s);
	return 0;
}

/* The line that begins at or before offset at, but not before low. */
static size_t line_start(const struct symbols *s, size_t at, size_t low)
{
	while (at > low && s->text[at - 1] != '\n')
		at--;
	return at;
}

/* The offset behind the line that begins at at. */
static size_t line_end(const struct symbols *s, size_t at)
{
	const char *eol = memchr(s->text + at, '\n', s->text_len - at);

	return eol ? (size_t)(eol - s->text) + 1 : s->text_len;
}

/*
 * The same as search() without a table: halves the text itself. Lines before low are <= addr, those
 * from high on > addr. Returns 1 with *line, or 0.
 */
static int search_text(const struct symbols *s, uint64_t addr, struct symbol_line *line)
{
	size_t low = 0, high = s->text_len, mid, end;
	struct symbol_line here;

	while (low < high) {
		mid = line_start(s, low + (high - low) / 2, low);
		end = line_end(s, mid);
		if (!parse_line(s->text + mid, s->text + end, &here, s->text))
			return 0;
		if (here.addr <= addr)
			low = end;
		else
			high = mid;
	}
	if (!low)
		return 0;
	mid = line_start(s, low - 1, 0);
	if (!parse_line(s->text + mid, s->text + low, line, s->text) ||
	    addr - line->addr > SYMBOL_MAX_LEN)
		return 0;
	while (mid) { /* the first of several names */
		end = mid;
		mid = line_start(s, end - 1, 0);
		if (!parse_line(s->text + mid, s->text + end, &here, s->text) ||
		    here.addr != line->addr)
			break;
		*line = here;
	}
	return 1;
}

/* The last line whose address is at most addr; NULL: none near enough. */
static const struct symbol_line *search(const struct symbols *s, uint64_t addr)
{
	size_t low = 0, high = s->nr_lines, mid;

	while (low < high) { /* lines before low are <= addr, from high on > addr */
		mid = low + (high - low) / 2;
		if (s->lines[mid].addr <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	if (!low || addr - s->lines[low - 1].addr > SYMBOL_MAX_LEN)
		return NULL;
	return &s->lines[low - 1];
}

/* A new symbol with copies of both names, in one block. */
static struct symbol *add(struct symbols *s, uint64_t addr, const char *name, size_t len,
			  const char *module, size_t module_len)
{
	struct symbol *sym = malloc(sizeof(*sym) + len + module_len + 2);
	char *p;

	if (!sym)
		return NULL;
	p = sym->name;
	memcpy(p, name, len);
	p[len] = '\0';
	p += len + 1;
	memcpy(p, module, module_len);
	p[module_len] = '\0';
	sym->module = p;
	sym->addr = addr;
	sym->marks = 0;
	sym->next = s->all;
	s->all = sym;
	return sym;
}

static struct symbol *add_line(struct symbols *s, const struct symbol_line *line)
{
	const char *name = s->text + line->name, *end = s->text + s->text_len, *module;
	size_t len = name_len(name, end), module_len = 0;

	module = name + len;
	while (module < end && (*module == '\t' || *module == ' '))
		module++;
	if (module < end && *module == '[') {
		module++;
		while (module + module_len < end && !strchr("]\n", module[module_len]))
			module_len++;
	}
	return add(s, line->addr, name, len, module, module_len);
}

static struct symbol_slot *slot_of(struct symbols *s, uint64_t addr)
{
	size_t i = (size_t)(addr * 0x9e3779b97f4a7c15ULL >> 32);

	for (;; i++) {
		i &= s->nr_slots - 1;
		if (!s->slots[i].symbol || s->slots[i].addr == addr)
			return &s->slots[i];
	}
}

/* Twice the slots when half are used. */
static int grow_slots(struct symbols *s)
{
	struct symbol_slot *old = s->slots;
	size_t nr_old = s->nr_slots;

	if (nr_old && s->nr_used < nr_old / 2)
		return 0;
	s->nr_slots = nr_old ? nr_old * 2 : 1024;
	s->slots = calloc(s->nr_slots, sizeof(*s->slots));
	if (!s->slots) {
		s->slots = old;
		s->nr_slots = nr_old;
		return -ENOMEM;
	}
	for (size_t i = 0; i < nr_old; i++)
		if (old[i].symbol)
			*slot_of(s, old[i].addr) = old[i];
	free(old);
	return 0;
}

/*
 * Looks in the text first. Where it is not known to be sorted, as all but modules' symbols usually is,
 * only a line of that very address proves itself (or with x86's first instruction between, endbr64);
 * else a table is made. Returns 1, 0 or -ENOMEM.
 */
static int find_line(struct symbols *s, uint64_t addr, struct symbol_line *found)
{
	const struct symbol_line *line;

	if (!s->lines && search_text(s, addr, found) &&
	    (s->sorted || addr - found->addr <= ENTRY_LEN))
		return 1;
	if (s->sorted)
		return 0;
	if (!s->lines && load(s) < 0)
		return -ENOMEM;
	line = search(s, addr);
	if (line)
		*found = *line;
	return line != NULL;
}

static struct symbol *find_slow(struct symbols *s, uint64_t addr)
{
	struct symbol_line line;
	struct symbol *sym;
	char hex[20];
	int len, found;

	found = grow_slots(s) < 0 ? -ENOMEM : find_line(s, addr, &line);
	if (found < 0)
		return NULL;
	if (found && line.addr != addr) {
		sym = symbols_find(s, line.addr);
	} else if (found) {
		sym = add_line(s, &line);
	} else {
		len = snprintf(hex, sizeof(hex), "0x%llx", (unsigned long long)addr);
		sym = add(s, addr, hex, (size_t)len, "", 0);
	}
	if (!sym || grow_slots(s) < 0)
		return NULL;
	*slot_of(s, addr) = (struct symbol_slot){.addr = addr, .symbol = sym};
	s->nr_used++;
	return sym;
}

struct symbol *symbols_find(struct symbols *s, uint64_t addr)
{
	struct symbol_slot *slot;

	if (s->slots) {
		slot = slot_of(s, addr);
		if (slot->symbol)
			return slot->symbol;
	}
	return find_slow(s, addr);
}

/* The address in the line that ends in name, a newline included; 0 when there is none. */
static uint64_t address_of(const struct symbols *s, const char *name)
{
	const char *p = memmem(s->text, s->text_len, name, strlen(name));
	struct symbol_line line;
	size_t at;

	if (!p)
		return 0;
	at = line_start(s, (size_t)(p - s->text), 0);
	return parse_line(s->text + at, p + strlen(name), &line, s->text) ? line.addr : 0;
}

void symbols_find_irqs(struct symbols *s)
{
	if (s->irqs_known || !s->text_len)
		return;
	s->irqs_known = 1;
	s->irq_begin = address_of(s, " __irqentry_text_start\n");
	s->irq_end = address_of(s, " __irqentry_text_end\n");
}
