#include "orm/model/mapper.h"

#include <string.h>
#include <xxhash.h>

#include "util/alloc.h"
#include "orm/session.h"

/* The identity map: an array of places, each a slot number + 1 or 0, probed
 * one after the other. Keys are read from the snapshots: a key field that the
 * user has changed counts from the next flush on. */

#define PLACES_MIN ((size_t)64)
/* at most 4 of 5 places are in use */
#define LOAD(places) ((places) / 5 * 4)
/* from here on it grows by a quarter: half empty, it would take as much memory
 * as a tenth of the objects */
#define PLACES_LARGE ((size_t)1 << 16)

/* neighbours; the number of places is a multiple of it */
#define GROUP 8

#define GOLDEN UINT64_C(0x9E3779B97F4A7C15)

/* Where a hash belongs: its high bits, which the multiplication has mixed
 * best, scaled to the number of places. */
static inline size_t home_of(const struct mapper *mapper, uint64_t hash)
{
	return (hash * GOLDEN >> 32) * mapper->place_count >> 32;
}

static inline size_t place_after(const struct mapper *mapper, size_t place)
{
	return place + 1 < mapper->place_count ? place + 1 : 0;
}

/* ---- keys -------------------------------------------------------------------- */

static int64_t integer_of(const struct mapper *mapper, const char *row)
{
	const struct field *field = &mapper->fields[mapper->key.numbers[0]];
	int16_t small;
	int32_t medium;
	int64_t large;

	if (field->size == sizeof(medium)) {
		memcpy(&medium, row + field->offset, sizeof(medium));
		return medium;
	}
	if (field->size == sizeof(small)) {
		memcpy(&small, row + field->offset, sizeof(small));
		return small;
	}
	memcpy(&large, row + field->offset, sizeof(large));
	return large;
}

/* Keys that follow each other, as most do, get places that follow each other:
 * so the rows of a table, which come in the order of their keys, walk through
 * the map instead of jumping about in it. */
static size_t integer_home(const struct mapper *mapper, int64_t key)
{
	size_t group = home_of(mapper, (uint64_t)key / GROUP);

	return group / GROUP * GROUP + (uint64_t)key % GROUP;
}

static uint64_t values_hash(const struct mapper *mapper, const calx_value *keys)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < mapper->key.count; i++)
		hash = calx__value_hash(&keys[i], hash);
	return hash;
}

static void key_value(const struct mapper *mapper, const void *row, size_t i,
	calx_value *ret_value)
{
	const unsigned number = mapper->key.numbers[i];

	calx__field_read(
		calx__column_at(mapper->table, number), row, ret_value);
}

static size_t row_home(const struct mapper *mapper, const void *row)
{
	uint64_t hash = 0;
	calx_value value;

	if (mapper->integer_key)
		return integer_home(mapper, integer_of(mapper, row));
	for (size_t i = 0; i < mapper->key.count; i++) {
		key_value(mapper, row, i, &value);
		hash = calx__value_hash(&value, hash);
	}
	return home_of(mapper, hash);
}

static bool key_is(
	const struct mapper *mapper, const void *row, const calx_value *keys)
{
	calx_value value;

	for (size_t i = 0; i < mapper->key.count; i++) {
		key_value(mapper, row, i, &value);
		if (!calx__value_equal(&value, &keys[i]))
			return false;
	}
	return true;
}

/* ---- finding --------------------------------------------------------------------- */

static uint32_t find_integer(
	const struct mapper *mapper, int64_t key, size_t *ret_place)
{
	size_t place = integer_home(mapper, key);

	for (; mapper->places[place]; place = place_after(mapper, place)) {
		uint32_t slot = mapper->places[place] - 1;

		if (integer_of(mapper, calx__slot_snapshot(mapper, slot)) ==
			key) {
			*ret_place = place;
			return slot;
		}
	}
	*ret_place = place;
	return SLOT_NONE;
}

uint32_t calx__identity_find(
	const struct mapper *mapper, const calx_value *keys, size_t *ret_place)
{
	size_t place;

	*ret_place = 0;
	if (!mapper->place_count)
		return SLOT_NONE;
	if (mapper->integer_key)
		return find_integer(mapper, keys->as.integer, ret_place);
	place = home_of(mapper, values_hash(mapper, keys));
	for (; mapper->places[place]; place = place_after(mapper, place)) {
		uint32_t slot = mapper->places[place] - 1;

		if (key_is(mapper, calx__slot_snapshot(mapper, slot), keys)) {
			*ret_place = place;
			return slot;
		}
	}
	*ret_place = place;
	return SLOT_NONE;
}

uint32_t calx__identity_find_row(
	const struct mapper *mapper, const void *row, size_t *ret_place)
{
	if (mapper->integer_key && mapper->place_count)
		return find_integer(mapper, integer_of(mapper, row), ret_place);
	for (size_t i = 0; i < mapper->key.count; i++)
		key_value(mapper, row, i, &mapper->key_values[i]);
	return calx__identity_find(mapper, mapper->key_values, ret_place);
}

/* ---- changing -------------------------------------------------------------------- */

static size_t places_after(size_t count)
{
	if (count >= PLACES_LARGE)
		return (count + count / 4) / GROUP * GROUP;
	return count ? count * 2 : PLACES_MIN;
}

/* Enters what the slots say is tracked. */
static void places_fill(struct mapper *mapper)
{
	mapper->tracked = 0;
	for (uint32_t slot = 0; slot < mapper->slot_count; slot++) {
		enum slot_state state = calx__slot_is(mapper, slot);
		size_t place;

		if (state != SLOT_TRACKED && state != SLOT_REMOVED)
			continue;
		place = row_home(mapper, calx__slot_snapshot(mapper, slot));
		while (mapper->places[place])
			place = place_after(mapper, place);
		calx__identity_set(mapper, place, slot);
	}
}

/* Grows where it is, and is filled anew: the old one need not be kept. */
static bool places_grow(struct mapper *mapper)
{
	size_t count = places_after(mapper->place_count);
	uint32_t *places = calx__realloc(mapper->places,
		mapper->place_count * sizeof(*places), count * sizeof(*places));

	if (!places)
		return false;
	memset(places, 0, count * sizeof(*places));
	mapper->places = places;
	mapper->place_count = count;
	places_fill(mapper);
	return true;
}

bool calx__identity_reserve(struct mapper *mapper)
{
	if (mapper->tracked < LOAD(mapper->place_count) || places_grow(mapper))
		return true;
	calx__session_fail_memory(mapper->session);
	return false;
}

void calx__identity_set(struct mapper *mapper, size_t place, uint32_t slot)
{
	mapper->tracked += mapper->places[place] == 0;
	mapper->places[place] = slot + 1;
}

/* How far a place is behind another, round the end. */
static size_t distance(const struct mapper *mapper, size_t from, size_t to)
{
	return to >= from ? to - from : to + mapper->place_count - from;
}

/* Closes the gap at `hole`: each of those behind it moves up, unless that
 * would be before its home. */
static void close_gap(struct mapper *mapper, size_t hole)
{
	size_t place = place_after(mapper, hole);

	for (; mapper->places[place]; place = place_after(mapper, place)) {
		uint32_t slot = mapper->places[place] - 1;
		size_t home =
			row_home(mapper, calx__slot_snapshot(mapper, slot));

		if (distance(mapper, home, place) <
			distance(mapper, hole, place))
			continue;
		mapper->places[hole] = mapper->places[place];
		hole = place;
	}
	mapper->places[hole] = 0;
}

void calx__identity_remove(struct mapper *mapper, uint32_t slot)
{
	size_t place;

	if (calx__identity_find_row(
		    mapper, calx__slot_snapshot(mapper, slot), &place) != slot)
		return;
	mapper->tracked--;
	close_gap(mapper, place);
}
