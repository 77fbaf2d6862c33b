/* SPDX-License-Identifier: MIT */
#include "keymap.h"

#include <errno.h>
#include <stdlib.h>

void keymap_fini(struct keymap *map)
{
	free(map->slots);
	*map = (struct keymap){0};
}

int keymap_grow(struct keymap *map)
{
	size_t nr_slots = map->nr_slots ? map->nr_slots * 2 : 1024, nr = 0;
	struct keymap_slot *slots = calloc(nr_slots, sizeof(*slots));

	if (!slots)
		return -ENOMEM;
	for (size_t old = 0; old < map->nr_slots; old++) {
		size_t i = keymap_hash(map->slots[old].key) & (nr_slots - 1);

		if (!map->slots[old].value)
			continue;
		while (slots[i].value)
			i = (i + 1) & (nr_slots - 1);
		slots[i] = map->slots[old];
		nr++;
	}
	free(map->slots);
	*map = (struct keymap){.slots = slots, .nr = nr, .nr_slots = nr_slots};
	return 0;
}
