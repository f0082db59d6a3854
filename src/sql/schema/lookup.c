#include "sql/schema/lookup.h"

#include <stdint.h>

#include "util/ascii.h"
#include "util/text.h"

/* A hash table with open addressing. Names that differ by case have one hash, so
 * that both ways of comparing find them; nothing is taken out, so that of equal
 * names the first is met first. */

#define FNV_BASIS UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

static size_t hash_of(const char *name)
{
	uint64_t hash = FNV_BASIS;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)calx__ascii_lower(*name)) *
		       FNV_PRIME;
	return (size_t)(hash ^ (hash >> 32));
}

bool calx__lookup_make(struct arena *arena, size_t count, struct lookup *lookup)
{
	size_t places = 8;

	/* at least half of them stay free */
	while (places / 2 < count && places <= SIZE_MAX / 4)
		places *= 2;
	*lookup = (struct lookup){
		calx__arena_zero(arena, places, sizeof(*lookup->places)),
		places - 1,
	};
	return lookup->places != NULL;
}

void calx__lookup_add(
	struct lookup *lookup, const char *space, const char *name, void *value)
{
	size_t place = hash_of(name) & lookup->mask;

	while (lookup->places[place].value)
		place = (place + 1) & lookup->mask;
	lookup->places[place] = (struct lookup_entry){ space, name, value };
}

static bool is_it(const struct lookup_entry *entry, const char *space,
	const char *name, bool ignore_case)
{
	bool (*const equal)(const char *a, const char *b) =
		ignore_case ? calx__text_equal_nocase : calx__text_equal;

	return equal(entry->name, name) && equal(entry->space, space);
}

void *calx__lookup_find(const struct lookup *lookup, const char *space,
	const char *name, bool ignore_case)
{
	size_t place = hash_of(name) & lookup->mask;

	while (lookup->places[place].value &&
		!is_it(&lookup->places[place], space, name, ignore_case))
		place = (place + 1) & lookup->mask;
	return lookup->places[place].value;
}
