#ifndef CALX_UTIL_MAP_H
#define CALX_UTIL_MAP_H

#include <stdbool.h>
#include <stddef.h>

/* Text to pointer, in the order of insertion. Start with `struct map m = { 0 }`.
 * Keys and values are borrowed. Failure sticks in `failed`. */

struct map_entry {
	const char *key;
	size_t key_length;
	void *value;
};

struct map {
	struct map_entry *entries; /* in order of insertion */
	size_t count;
	size_t capacity;
	unsigned *slots; /* open addressing: entry number + 1 */
	size_t slot_count;
	bool failed;
};

/* Sets the value of `key`; an existing entry keeps its place. */
bool calx__map_set(struct map *map, const char *key, void *value);
/* The value of `key`, NULL if it is not there. */
void *calx__map_get(const struct map *map, const char *key);
/* Whether `key` is there, also with a value of NULL. */
bool calx__map_has(const struct map *map, const char *key);
/* Frees the entries; the map is then as new. */
void calx__map_release(struct map *map);

#endif
