#ifndef CALX_ENGINE_CACHE_H
#define CALX_ENGINE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The prepared statements of one connection, by the bytes of their key. Open
 * addressing over pointers, and a list from the statement used last to the one
 * used least recently. Two entries may have one key: a statement that is run
 * while it is running. */

#define CACHE_ENTRIES_MAX ((size_t)256)
#define CACHE_BYTES_MAX ((size_t)4 << 20) /* of keys and SQL */
#define CACHE_SLOTS (2 * CACHE_ENTRIES_MAX)

/* SQL text from outside and the structure of a tree may not be mixed up. */
struct cache_key {
	const char *data;
	size_t length;
	bool is_text;
	uint64_t hash;
};

/* what a prepared statement begins with */
struct cache_entry {
	struct cache_key key;
	size_t bytes;
	bool kept;    /* is in the cache */
	bool running; /* in use: it is not found, and does not go */
	struct cache_entry *newer, *older;
};

struct statement_cache {
	size_t entries_max; /* 0: CACHE_ENTRIES_MAX, which is also the most */
	struct cache_entry *slots[CACHE_SLOTS];
	struct cache_entry *newest, *oldest;
	size_t count;
	size_t bytes;
	unsigned long long hits, misses; /* of who looked for one */
};

struct cache_key calx__cache_key(const char *data, size_t length, bool is_text);

/* An entry of that key which is not running, and is now the newest; NULL if
 * there is none. */
struct cache_entry *calx__cache_find(
	struct statement_cache *cache, const struct cache_key *key);

/* The newest entry, if that is of the tree with those bytes and not running; else
 * NULL: then it is looked for. What is done again and again needs no hash. */
static inline struct cache_entry *calx__cache_newest(
	const struct statement_cache *cache, const char *data, size_t length)
{
	struct cache_entry *entry = cache->newest;

	return entry && entry->key.length == length && !entry->key.is_text &&
			       !entry->running &&
			       !memcmp(entry->key.data, data, length)
		       ? entry
		       : NULL;
}

/* Whether `bytes` more may come in; else *ret_victim is the entry to remove
 * first, or NULL if all are running. */
bool calx__cache_has_room(const struct statement_cache *cache, size_t bytes,
	struct cache_entry **ret_victim);

/* Takes in an entry for which there is room. */
void calx__cache_add(struct statement_cache *cache, struct cache_entry *entry);

/* Lets go of an entry; the caller frees it. */
void calx__cache_remove(
	struct statement_cache *cache, struct cache_entry *entry);

#endif
