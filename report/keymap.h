/* SPDX-License-Identifier: MIT */
/*
 * A map from 64-bit keys (an address, a pair of numbers) to 32-bit numbers, for tables that grow
 * only: open addressing, a power of two slots, at most half of them used.
 */
#ifndef FTRUN_REPORT_KEYMAP_H
#define FTRUN_REPORT_KEYMAP_H

#include <stddef.h>
#include <stdint.h>

struct keymap_slot {
	uint64_t key;
	uint32_t value; /* 0: empty */
};

/* Zeroed: empty. */
struct keymap {
	struct keymap_slot *slots; /* owned */
	size_t nr, nr_slots;
};

void keymap_fini(struct keymap *map);

/* keymap_find() when there is no room. Returns 0 or -ENOMEM. */
int keymap_grow(struct keymap *map);

static inline size_t keymap_hash(uint64_t key)
{
	return (size_t)((key * 0x9e3779b97f4a7c15) >> 32);
}

static inline uint64_t keymap_pair(uint32_t a, uint32_t b)
{
	return (uint64_t)a << 32 | b;
}

/*
 * Points *value at the key's number, which is 0 when the key is new: the caller then sets another
 * one before the next call, or the key is forgotten. Returns 0 or -ENOMEM.
 */
static inline int keymap_find(struct keymap *map, uint64_t key, uint32_t **value)
{
	size_t i, mask;

	if (map->nr * 2 >= map->nr_slots) {
		int err = keymap_grow(map);

		if (err)
			return err;
	}
	mask = map->nr_slots - 1;
	for (i = keymap_hash(key) & mask; map->slots[i].value; i = (i + 1) & mask)
		if (map->slots[i].key == key)
			break;
	if (!map->slots[i].value) {
		map->slots[i].key = key;
		map->nr++;
	}
	*value = &map->slots[i].value;
	return 0;
}

#endif
