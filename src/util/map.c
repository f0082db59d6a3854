#include "util/map.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#include <xxhash.h>

#include "util/alloc.h"

/* A hash table of entry numbers over an array of entries: the array keeps the
 * order of insertion, the table finds. */

#define CAPACITY_MIN 8

/* The slot of `key`: the one that has it, or the free one where it belongs.
 * At least half of the slots are free, so this ends. */
static unsigned *map_slot(const struct map *map, const char *key, size_t length)
{
	size_t mask = map->slot_count - 1;
	size_t i = (size_t)XXH3_64bits(key, length) & mask;

	for (; map->slots[i]; i = (i + 1) & mask) {
		const struct map_entry *entry =
			&map->entries[map->slots[i] - 1];

		if (entry->key_length == length &&
			!memcmp(entry->key, key, length))
			break;
	}
	return &map->slots[i];
}

static struct map_entry *map_find(const struct map *map, const char *key)
{
	unsigned number;

	if (!map->count)
		return NULL;
	number = *map_slot(map, key, strlen(key));
	return number ? &map->entries[number - 1] : NULL;
}

static bool map_grow_entries(struct map *map, size_t capacity)
{
	struct map_entry *entries;
	size_t bytes;

	if (!calx__multiply(capacity, sizeof(*entries), &bytes))
		return false;
	entries = calx__realloc(
		map->entries, map->capacity * sizeof(*entries), bytes);
	if (!entries)
		return false;
	map->entries = entries;
	map->capacity = capacity;
	return true;
}

static bool map_grow_slots(struct map *map, size_t slot_count)
{
	unsigned *slots = calx__alloc_zero(slot_count, sizeof(*slots));

	if (!slots)
		return false;
	calx__free(map->slots);
	map->slots = slots;
	map->slot_count = slot_count;
	for (size_t i = 0; i < map->count; i++) {
		const struct map_entry *entry = &map->entries[i];

		*map_slot(map, entry->key, entry->key_length) = (unsigned)i + 1;
	}
	return true;
}

/* Room for one more entry, with half of the slots free. */
static bool map_reserve(struct map *map)
{
	size_t capacity = map->capacity ? map->capacity * 2 : CAPACITY_MIN;

	if (map->failed)
		return false;
	if (map->count == map->capacity &&
		(capacity > UINT_MAX / 2 || !map_grow_entries(map, capacity)))
		map->failed = true;
	else if (map->slot_count < map->capacity * 2 &&
		 !map_grow_slots(map, map->capacity * 2))
		map->failed = true;
	return !map->failed;
}

bool calx__map_set(struct map *map, const char *key, void *value)
{
	struct map_entry *entry = map_find(map, key);
	size_t length = strlen(key);

	if (entry) {
		entry->value = value;
		return true;
	}
	if (!map_reserve(map))
		return false;
	assert(map->entries);
	map->entries[map->count] = (struct map_entry){
		.key = key,
		.key_length = length,
		.value = value,
	};
	*map_slot(map, key, length) = (unsigned)++map->count;
	return true;
}

void *calx__map_get(const struct map *map, const char *key)
{
	const struct map_entry *entry = map_find(map, key);

	return entry ? entry->value : NULL;
}

bool calx__map_has(const struct map *map, const char *key)
{
	return map_find(map, key) != NULL;
}

void calx__map_release(struct map *map)
{
	calx__free(map->entries);
	calx__free(map->slots);
	*map = (struct map){ 0 };
}
