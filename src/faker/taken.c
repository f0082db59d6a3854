#include "faker/taken.h"

#include "util/alloc.h"

/* A set of hashes, at most two thirds full. */

/* a hash of 0 is kept as another one */
static uint64_t key_of(uint64_t hash)
{
	return hash ? hash : 1;
}

/* Where the key is, or would be. */
static size_t find(const struct taken *taken, uint64_t key)
{
	size_t mask = taken->capacity - 1, i = (size_t)key & mask;

	while (taken->slots[i] && taken->slots[i] != key)
		i = (i + 1) & mask;
	return i;
}

bool calx__taken_has(const struct taken *taken, uint64_t hash)
{
	uint64_t key = key_of(hash);

	return taken->count && taken->slots[find(taken, key)] == key;
}

static bool grow(struct taken *taken)
{
	struct taken larger = { .count = taken->count,
		.capacity = taken->capacity ? taken->capacity * 2 : 64 };

	larger.slots = calx__alloc_zero(larger.capacity, sizeof(*larger.slots));
	if (!larger.slots)
		return false;
	for (size_t i = 0; i < taken->capacity; i++)
		if (taken->slots[i])
			larger.slots[find(&larger, taken->slots[i])] =
				taken->slots[i];
	calx__free(taken->slots);
	*taken = larger;
	return true;
}

bool calx__taken_add(struct taken *taken, uint64_t hash)
{
	uint64_t key = key_of(hash);
	size_t place;

	if (taken->count * 3 >= taken->capacity * 2 && !grow(taken))
		return false;
	place = find(taken, key);
	taken->count += !taken->slots[place];
	taken->slots[place] = key;
	return true;
}

void calx__taken_release(struct taken *taken)
{
	calx__free(taken->slots);
	*taken = (struct taken){ 0 };
}
