/* SPDX-License-Identifier: MIT */
/* The table of texts is open-addressed, a power of two slots, at most half of them used. */
#include "names.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "../util/mem.h"

static uint32_t hash_text(const char *text, size_t len)
{
	uint32_t h = 2166136261; /* FNV-1a */

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * 16777619;
	return h;
}

static int is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') &&
		    (!c || !strchr("_.[] -", c)))
			return 0;
	}
	return 1;
}

void names_next_trace(struct names *names)
{
	keymap_fini(&names->addrs);
}

void names_fini(struct names *names)
{
	names_next_trace(names);
	for (size_t i = 0; i < names->nr; i++)
		free(names->list[i].text);
	free(names->list);
	free(names->slots);
	*names = (struct names){0};
}

static int grow_slots(struct names *names)
{
	size_t nr = names->nr_slots ? names->nr_slots * 2 : 256;
	uint32_t *slots = calloc(nr, sizeof(*slots));

	if (!slots)
		return -ENOMEM;
	for (size_t id = 0; id < names->nr; id++) {
		size_t i = names->list[id].hash & (nr - 1);

		while (slots[i])
			i = (i + 1) & (nr - 1);
		slots[i] = (uint32_t)id + 1;
	}
	free(names->slots);
	names->slots = slots;
	names->nr_slots = nr;
	return 0;
}

static int add_new(struct names *names, const char *text, size_t len, uint32_t hash, uint32_t *id)
{
	struct name *n;
	char *copy;

	if (len >= UINT32_MAX || names->nr >= UINT32_MAX - 1 ||
	    mem_grow(&names->list, &names->cap, names->nr, sizeof(*names->list)))
		return -ENOMEM;
	copy = malloc(len + 1);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, text, len);
	copy[len] = '\0';
	n = &names->list[names->nr];
	*n = (struct name){.text = copy, .len = (uint32_t)len, .hash = hash};
	n->bare_len = n->len;
	n->plain = is_plain(text, len);
	*id = (uint32_t)names->nr++;
	return 0;
}

int names_add(struct names *names, const char *text, size_t len, uint32_t *id)
{
	uint32_t hash = hash_text(text, len);
	size_t i;
	int err;

	if (names->nr * 2 >= names->nr_slots) {
		err = grow_slots(names);
		if (err)
			return err;
	}
	for (i = hash & (names->nr_slots - 1); names->slots[i];
	     i = (i + 1) & (names->nr_slots - 1)) {
		const struct name *n = &names->list[names->slots[i] - 1];

		if (n->hash == hash && n->len == len && !memcmp(n->text, text, len)) {
			*id = names->slots[i] - 1;
			return 0;
		}
	}
	err = add_new(names, text, len, hash, id);
	if (!err)
		names->slots[i] = *id + 1;
	return err;
}

/* The label of a function, as the kernel's %ps prints it. */
static int add_function(struct names *names, struct trace *trace, uint64_t addr, uint32_t *id)
{
	const char *module = NULL, *name = trace_symbol(trace, addr, &module);
	char *label;
	int len, err;

	if (!module || !*module)
		return names_add(names, name, strlen(name), id);
	len = asprintf(&label, "%s [%s]", name, module);
	if (len < 0)
		return -ENOMEM;
	err = names_add(names, label, (size_t)len, id);
	free(label);
	if (!err)
		names->list[*id].bare_len = (uint32_t)strlen(name);
	return err;
}

int names_function(struct names *names, struct trace *trace, uint64_t addr, uint32_t *id)
{
	uint32_t *found;
	int err = keymap_find(&names->addrs, addr, &found);

	if (err)
		return err;
	if (!*found) {
		err = add_function(names, trace, addr, id);
		if (err)
			return err;
		*found = *id + 1;
	}
	*id = *found - 1;
	return 0;
}

int names_task(struct names *names, const struct trace_task *task, int without_tid, uint32_t *id)
{
	char *label;
	int len, err;

	if (without_tid)
		return names_add(names, task->comm, strlen(task->comm), id);
	if (task->tid)
		len = asprintf(&label, "%s-%d", task->comm, task->tid);
	else
		len = asprintf(&label, "%s-0 (CPU %d)", task->comm, task->cpu);
	if (len < 0)
		return -ENOMEM;
	err = names_add(names, label, (size_t)len, id);
	free(label);
	return err;
}
