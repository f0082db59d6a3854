#include "engine/cache.h"

#include <string.h>
#include <xxhash.h>

/* The cache of prepared statements as a container: it frees nothing. */

_Static_assert(
	(CACHE_SLOTS & (CACHE_SLOTS - 1)) == 0, "slots are found with a mask");

static size_t slot_of(uint64_t hash)
{
	return (size_t)hash & (CACHE_SLOTS - 1);
}

static size_t slot_after(size_t slot)
{
	return (slot + 1) & (CACHE_SLOTS - 1);
}

struct cache_key calx__cache_key(const char *data, size_t length, bool is_text)
{
	return (struct cache_key){ data, length, is_text,
		XXH3_64bits(data, length) };
}

static bool key_equal(const struct cache_key *a, const struct cache_key *b)
{
	return a->hash == b->hash && a->length == b->length &&
	       a->is_text == b->is_text && !memcmp(a->data, b->data, a->length);
}

/* ---- the list by age ---------------------------------------------------- */

static void list_remove(
	struct statement_cache *cache, struct cache_entry *entry)
{
	*(entry->newer ? &entry->newer->older : &cache->newest) = entry->older;
	*(entry->older ? &entry->older->newer : &cache->oldest) = entry->newer;
}

static void list_add(struct statement_cache *cache, struct cache_entry *entry)
{
	entry->newer = NULL;
	entry->older = cache->newest;
	*(cache->newest ? &cache->newest->newer : &cache->oldest) = entry;
	cache->newest = entry;
}

/* ---- the table ---------------------------------------------------------- */

struct cache_entry *calx__cache_find(
	struct statement_cache *cache, const struct cache_key *key)
{
	size_t slot = slot_of(key->hash);
	struct cache_entry *entry;

	while ((entry = cache->slots[slot]) != NULL &&
		(entry->running || !key_equal(&entry->key, key)))
		slot = slot_after(slot);
	if (entry && entry != cache->newest) {
		list_remove(cache, entry);
		list_add(cache, entry);
	}
	return entry;
}

bool calx__cache_has_room(const struct statement_cache *cache, size_t bytes,
	struct cache_entry **ret_victim)
{
	struct cache_entry *victim = cache->oldest;
	size_t max =
		cache->entries_max ? cache->entries_max : CACHE_ENTRIES_MAX;

	if (cache->count < max && bytes <= CACHE_BYTES_MAX &&
		cache->bytes <= CACHE_BYTES_MAX - bytes)
		return true;
	while (victim && victim->running)
		victim = victim->newer;
	*ret_victim = bytes <= CACHE_BYTES_MAX ? victim : NULL;
	return false;
}

void calx__cache_add(struct statement_cache *cache, struct cache_entry *entry)
{
	size_t slot = slot_of(entry->key.hash);

	while (cache->slots[slot])
		slot = slot_after(slot);
	cache->slots[slot] = entry;
	list_add(cache, entry);
	entry->kept = true;
	cache->count++;
	cache->bytes += entry->bytes;
}

/* Closes the gap at `hole`: an entry behind it moves there, unless the hole
 * lies before the slot in which its search begins. */
static void slots_close(struct statement_cache *cache, size_t hole)
{
	for (size_t slot = slot_after(hole); cache->slots[slot];
		slot = slot_after(slot)) {
		size_t home = slot_of(cache->slots[slot]->key.hash);
		size_t distance = (slot - home) & (CACHE_SLOTS - 1);

		if (distance < ((slot - hole) & (CACHE_SLOTS - 1)))
			continue;
		cache->slots[hole] = cache->slots[slot];
		hole = slot;
	}
	cache->slots[hole] = NULL;
}

void calx__cache_remove(
	struct statement_cache *cache, struct cache_entry *entry)
{
	size_t slot = slot_of(entry->key.hash);

	while (cache->slots[slot] != entry)
		slot = slot_after(slot);
	slots_close(cache, slot);
	list_remove(cache, entry);
	entry->kept = false;
	cache->count--;
	cache->bytes -= entry->bytes;
}
