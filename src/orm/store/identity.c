#include "orm/store/identity.h"

#include <string.h>

#include "orm/base/error.h"
#include "sql/type/value.h"
#include "util/alloc.h"

/* An array of places, each a slot number + 1 or 0, probed one after the other.
 * Keys are read from the snapshots: a key field that the user has changed
 * counts from the next flush on. */

#define PLACES_MIN ((size_t)64)
/* at most 4 of 5 places are in use */
#define LOAD(places) ((places) / 5 * 4)

/* neighbours; the number of places is a multiple of it */
#define GROUP 8

#define GOLDEN UINT64_C(0x9E3779B97F4A7C15)

void calx__identity_init(struct identity *identity, const struct plan *plan,
	const struct slots *slots, calx_value *key)
{
	*identity =
		(struct identity){ .plan = plan, .slots = slots, .key = key };
	if (plan->integer_key)
		identity->key_field = calx__plan_key(plan, 0);
}

void calx__identity_release(struct identity *identity)
{
	calx__free(identity->places);
}

/* Where a hash belongs: its high bits, which the multiplication has mixed
 * best, scaled to the number of places. */
static inline size_t home_of(const struct identity *identity, uint64_t hash)
{
	return (hash * GOLDEN >> 32) * identity->place_count >> 32;
}

static inline size_t place_after(const struct identity *identity, size_t place)
{
	return place + 1 < identity->place_count ? place + 1 : 0;
}

/* ---- keys ---------------------------------------------------------------- */

static int64_t integer_of(const struct identity *identity, const char *row)
{
	const struct field *field = identity->key_field;
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
static size_t integer_home(const struct identity *identity, int64_t key)
{
	size_t group = home_of(identity, (uint64_t)key / GROUP);

	return group / GROUP * GROUP + (uint64_t)key % GROUP;
}

static uint64_t values_hash(
	const struct identity *identity, const calx_value *keys)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < identity->plan->key.count; i++)
		hash = calx__value_hash(&keys[i], hash);
	return hash;
}

static void key_column_value(const struct identity *identity, const void *row,
	size_t i, calx_value *ret_value)
{
	calx__field_read(
		calx__plan_key(identity->plan, i)->column, row, ret_value);
}

/* Keys of any other kind. Out of the way of integers, which most are. */
__attribute__((noinline)) static size_t values_home(
	const struct identity *identity, const void *row)
{
	uint64_t hash = 0;
	calx_value value;

	for (size_t i = 0; i < identity->plan->key.count; i++) {
		key_column_value(identity, row, i, &value);
		hash = calx__value_hash(&value, hash);
	}
	return home_of(identity, hash);
}

static inline size_t row_home(const struct identity *identity, const void *row)
{
	return identity->key_field
		       ? integer_home(identity, integer_of(identity, row))
		       : values_home(identity, row);
}

static bool key_is(const struct identity *identity, const void *row,
	const calx_value *keys)
{
	calx_value value;

	for (size_t i = 0; i < identity->plan->key.count; i++) {
		key_column_value(identity, row, i, &value);
		if (!calx__value_equal(&value, &keys[i]))
			return false;
	}
	return true;
}

/* ---- finding ------------------------------------------------------------- */

static uint32_t find_integer(
	const struct identity *identity, int64_t key, size_t *ret_place)
{
	size_t place = integer_home(identity, key);

	for (; identity->places[place]; place = place_after(identity, place)) {
		uint32_t slot = identity->places[place] - 1;

		if (integer_of(identity, calx__slot_snapshot(identity->slots,
						 slot)) == key) {
			*ret_place = place;
			return slot;
		}
	}
	*ret_place = place;
	return SLOT_NONE;
}

/* Keys of any other kind. */
__attribute__((noinline)) static uint32_t find_values(
	const struct identity *identity, const calx_value *keys,
	size_t *ret_place)
{
	size_t place = home_of(identity, values_hash(identity, keys));

	for (; identity->places[place]; place = place_after(identity, place)) {
		uint32_t slot = identity->places[place] - 1;

		if (key_is(identity, calx__slot_snapshot(identity->slots, slot),
			    keys)) {
			*ret_place = place;
			return slot;
		}
	}
	*ret_place = place;
	return SLOT_NONE;
}

uint32_t calx__identity_find(const struct identity *identity,
	const calx_value *keys, size_t *ret_place)
{
	*ret_place = 0;
	if (!identity->place_count)
		return SLOT_NONE;
	if (identity->key_field)
		return find_integer(identity, keys->as.integer, ret_place);
	return find_values(identity, keys, ret_place);
}

/* That of a row whose key is no integer, or when there is no map. */
__attribute__((noinline)) static uint32_t find_row_values(
	const struct identity *identity, const void *row, size_t *ret_place)
{
	for (size_t i = 0; i < identity->plan->key.count; i++)
		key_column_value(identity, row, i, &identity->key[i]);
	return calx__identity_find(identity, identity->key, ret_place);
}

uint32_t calx__identity_find_row(
	const struct identity *identity, const void *row, size_t *ret_place)
{
	if (identity->key_field && identity->place_count)
		return find_integer(
			identity, integer_of(identity, row), ret_place);
	return find_row_values(identity, row, ret_place);
}

/* ---- changing ------------------------------------------------------------ */

/* Enters what the slots say is tracked. */
static void places_fill(struct identity *identity)
{
	const struct slots *slots = identity->slots;
	uint32_t *places = identity->places;
	size_t tracked = 0;

	for (uint32_t slot = 0; slot < slots->count; slot++) {
		size_t place;

		if (!calx__slot_is_mapped(slots, slot))
			continue;
		place = row_home(identity, calx__slot_snapshot(slots, slot));
		while (places[place])
			place = place_after(identity, place);
		places[place] = slot + 1;
		tracked++;
	}
	identity->tracked = tracked;
}

/* Grows where it is, and is filled anew: the old one need not be kept. */
static bool places_grow(struct identity *identity, size_t count)
{
	uint32_t *places = calx__realloc(identity->places,
		identity->place_count * sizeof(*places),
		count * sizeof(*places));

	if (!places)
		return false;
	memset(places, 0, count * sizeof(*places));
	identity->places = places;
	identity->place_count = count;
	identity->room = LOAD(count);
	places_fill(identity);
	return true;
}

bool calx__identity_reserve_for(struct identity *identity, size_t more)
{
	const size_t needed = identity->tracked + more;
	size_t count =
		identity->place_count ? identity->place_count : PLACES_MIN;

	if (needed <= identity->room)
		return true;
	while (LOAD(count) < needed)
		count *= 2;
	if (places_grow(identity, count))
		return true;
	calx__session_fail_memory(identity->slots->session);
	return false;
}

/* How far a place is behind another, round the end. */
static size_t distance(const struct identity *identity, size_t from, size_t to)
{
	return to >= from ? to - from : to + identity->place_count - from;
}

/* Closes the gap at `hole`: each of those behind it moves up, unless that
 * would be before its home. */
static void close_gap(struct identity *identity, size_t hole)
{
	size_t place = place_after(identity, hole);

	for (; identity->places[place]; place = place_after(identity, place)) {
		uint32_t slot = identity->places[place] - 1;
		size_t home = row_home(
			identity, calx__slot_snapshot(identity->slots, slot));

		if (distance(identity, home, place) <
			distance(identity, hole, place))
			continue;
		identity->places[hole] = identity->places[place];
		hole = place;
	}
	identity->places[hole] = 0;
}

void calx__identity_remove(struct identity *identity, uint32_t slot)
{
	size_t place;

	if (calx__identity_find_row(identity,
		    calx__slot_snapshot(identity->slots, slot), &place) != slot)
		return;
	identity->tracked--;
	close_gap(identity, place);
}
