/* SPDX-License-Identifier: MIT */
/*
 * Why a function cannot be traced. What tells: /proc/kallsyms (does the kernel have such a symbol, is
 * it code, between which section bounds), the kprobe blacklist, the modules that are not loaded. When
 * addresses are hidden (kernel.kptr_restrict) the bounds say nothing and the answer is a shorter one.
 *
 * A function that the compiler inlined everywhere leaves no symbol, so it cannot be told from one
 * that was never there.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../util/mem.h"
#include "../util/near.h"
#include "modules.h"
#include "functions.h"

/* Where functions stand that ftrace leaves alone, and what to say of them. */
static const struct section {
	const char *start, *end, *what;
} sections[] = {
	{"_sinittext", "_einittext",
	 "it ran when the kernel started and is gone since (.init.text)"},
	{"__noinstr_text_start", "__noinstr_text_end",
	 "it is noinstr: entry code and the like, where tracing would harm"},
	{"__entry_text_start", "__entry_text_end", "it is entry code in assembly"},
	{"_stext", "_etext", NULL},
};
enum { INIT_TEXT = 0, TEXT = 3 };
#define NR_SECTIONS (sizeof(sections) / sizeof(*sections))

/* What kallsyms says of a name. */
struct symbol {
	uint64_t address;
	char type;	 /* 0: there is no such symbol */
	char module[64]; /* "[nfs]", or empty */
	int cold;	 /* 1: there is a NAME.cold */
	uint64_t start[NR_SECTIONS], end[NR_SECTIONS];
};

static int is_code(char type)
{
	return type && strchr("tTwW", type);
}

static int is_inside(const struct symbol *s, size_t section)
{
	return s->address >= s->start[section] && s->address < s->end[section];
}

/* Linker scripts make some variables look like code (init_task in 7): then the address tells. */
static int is_data(const struct symbol *s)
{
	if (!is_code(s->type))
		return 1;
	return s->address && !s->module[0] && s->start[TEXT] && !is_inside(s, TEXT) &&
	       !is_inside(s, INIT_TEXT);
}

static void note(struct symbol *s, const char *word, size_t len, const char *line)
{
	char name[512], module[64] = "", type;
	uint64_t address;

	if (sscanf(line, "%" SCNx64 " %c %511s %63s", &address, &type, name, module) < 3)
		return;
	for (size_t i = 0; i < NR_SECTIONS; i++) {
		if (!strcmp(name, sections[i].start))
			s->start[i] = address;
		if (!strcmp(name, sections[i].end))
			s->end[i] = address;
	}
	if (strncmp(name, word, len))
		return;
	if (!strncmp(name + len, ".cold", 5))
		s->cold = 1;
	if (name[len] || is_code(s->type))
		return;
	s->type = type;
	s->address = address;
	snprintf(s->module, sizeof(s->module), "%s", module);
}

static void find_symbol(struct symbol *s, const char *word)
{
	FILE *f = fopen("/proc/kallsyms", "re");
	size_t len = strlen(word);
	char line[1024];

	*s = (struct symbol){.type = 0};
	while (f && fgets(line, sizeof(line), f)) {
		/* The names that matter begin with '_' or with the word, the rest is passed over quickly. */
		const char *name = strchr(line, ' ');

		if (name && name[1] && name[2] && (name[3] == '_' || name[3] == word[0]))
			note(s, word, len, line);
	}
	if (f)
		fclose(f);
}

/* "0xffff...-0xffff...	name" lines; debugfs is often not mounted, and then there is no answer. */
static int is_blacklisted(const char *word)
{
	FILE *f = fopen("/sys/kernel/debug/kprobes/blacklist", "re");
	char line[1024], name[512];
	int found = 0;

	while (f && !found && fgets(line, sizeof(line), f))
		found = sscanf(line, "%*s %511s", name) == 1 && !strcmp(name, word);
	if (f)
		fclose(f);
	return found;
}

static char *why_code(const struct symbol *s, const char *word)
{
	for (size_t i = 0; i < NR_SECTIONS; i++)
		if (sections[i].what && is_inside(s, i))
			return xasprintf("%s: cannot be traced: %s", word, sections[i].what);
	if (!strcmp(s->module, "[bpf]"))
		return xasprintf("%s: cannot be traced: it is a BPF program", word);
	if (is_blacklisted(word))
		return xasprintf("%s: cannot be traced: it is on the kernel's blacklist "
				 "(/sys/kernel/debug/kprobes/blacklist)",
				 word);
	return xasprintf("%s: cannot be traced: it is notrace, assembly, or in a file that is "
			 "compiled without tracing%s%s",
			 word, s->module[0] ? ", of module " : "", s->module);
}

static char *why_nowhere(const char *word)
{
	unsigned unread;
	char module[128];

	if (modules_find(word, module, sizeof(module), &unread))
		return xasprintf("%s: is in module %s, which is not loaded; modprobe %s", word,
				 module, module);
	if (unread)
		return xasprintf(
			"%s: no such function: not in this kernel, inlined everywhere, or in a "
			"module that is not loaded (%u are compressed and were not searched)",
			word, unread);
	return xasprintf("%s: no such function: not in this kernel, or inlined everywhere", word);
}

/* Why there is no function called word, a name without wildcards. */
static char *why_word(const struct functions *n, const char *word)
{
	struct words found = {NULL, 0, 0};
	const char *how = functions_instead(n, word, &found);
	struct symbol s;
	char *text;

	if (how) {
		text = xasprintf("%s: is %s on this kernel (%s)", word, found.v[0], how);
		words_fini(&found);
		return text;
	}
	find_symbol(&s, word);
	if (s.type)
		return is_data(&s)
			       ? xasprintf("%s: cannot be traced: it is data, not a function", word)
			       : why_code(&s, word);
	if (s.cold)
		return xasprintf(
			"%s: cannot be traced: inlined; only its unlikely part is left, as %s.cold",
			word, word);
	return why_nowhere(word);
}

static char *with_near(const struct functions *n, const char *word, char *text)
{
	struct near near = {.word = word};
	char names[512], *longer;

	for (size_t i = 0; i < n->nr; i++)
		near_offer(&near, n->v[i].name);
	longer = xasprintf("%s%s", text, near_text(&near, names, sizeof(names)));
	free(text);
	return longer;
}

char *functions_why(const struct functions *n, const char *word)
{
	char *text;

	if (strpbrk(word, "*?["))
		return with_near(n, word, xasprintf("%s: no function matches", word));
	text = why_word(n, word);
	return strstr(text, ": no such function") ? with_near(n, word, text) : text;
}
