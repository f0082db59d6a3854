#include "orm/write/change.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

/* Rows are changed in the order of their keys: neighbours there are neighbours in
 * the table. Most lists are in order as they are; of the others, few are long. A
 * long one is put in order byte by byte, the last one first, which takes a few
 * instructions for each of those that differ at all, where to compare takes as many
 * for each of log2(n). */

#define FEW ((size_t)64)
#define KEY_BYTES ((unsigned)sizeof(int64_t))
#define BYTES (KEY_BYTES + (unsigned)sizeof(uint32_t))

static int compare(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	if (x->shape != y->shape)
		return x->shape < y->shape ? -1 : 1;
	return (x->key > y->key) - (x->key < y->key);
}

static bool is_sorted(const struct change *items, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (compare(&items[i - 1], &items[i]) > 0)
			return false;
	return true;
}

/* A byte of what it is sorted by, the least one first; negative keys come first. */
static inline unsigned byte_of(const struct change *change, unsigned byte)
{
	const uint64_t key = (uint64_t)change->key ^ UINT64_C(1) << 63;

	return byte < KEY_BYTES
		       ? (unsigned)(key >> 8 * byte) & 0xff
		       : change->shape >> 8 * (byte - KEY_BYTES) & 0xff;
}

/* By one byte, those with the same in the order in which they are. */
static void sort_by(const struct change *from, struct change *to, size_t count,
	unsigned byte)
{
	size_t places[256] = { 0 }, place = 0;

	for (size_t i = 0; i < count; i++)
		places[byte_of(&from[i], byte)]++;
	for (size_t i = 0; i < 256; i++) {
		const size_t here = places[i];

		places[i] = place;
		place += here;
	}
	for (size_t i = 0; i < count; i++)
		to[places[byte_of(&from[i], byte)]++] = from[i];
}

/* The bits in which any differ from the first. */
static struct change bits_that_differ(const struct change *items, size_t count)
{
	struct change bits = { 0 };

	for (size_t i = 1; i < count; i++) {
		bits.key |= items[i].key ^ items[0].key;
		bits.shape |= items[i].shape ^ items[0].shape;
	}
	/* byte_of() turns that one round */
	bits.key ^= INT64_MIN;
	return bits;
}

/* `room` is as large; where the sorted ones are. */
static struct change *sort_long(
	struct change *items, struct change *room, size_t count)
{
	const struct change bits = bits_that_differ(items, count);

	for (unsigned byte = 0; byte < BYTES; byte++) {
		struct change *from = items;

		if (!byte_of(&bits, byte))
			continue;
		sort_by(items, room, count, byte);
		items = room;
		room = from;
	}
	return items;
}

void calx__changes_sort(struct vec *changes)
{
	struct change *items = changes->items, *sorted;
	const size_t count = changes->count;
	struct change *room = NULL;

	if (is_sorted(items, count))
		return;
	if (count > FEW)
		room = calx__alloc(count * sizeof(*room));
	if (!room) {
		qsort(items, count, sizeof(*items), compare);
		return;
	}
	sorted = sort_long(items, room, count);
	if (sorted != items)
		memcpy(items, sorted, count * sizeof(*items));
	calx__free(room);
}
