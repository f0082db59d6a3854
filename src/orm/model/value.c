#include "orm/model/value.h"

#include <string.h>
#include <xxhash.h>

/* Comparing and hashing values: by family, because a key that the user gives
 * is tagged with the kind of its C type, not with that of its column. */

static bool same_integer(const calx_value *a, const calx_value *b)
{
	return a->as.integer == b->as.integer;
}

/* by their bits: NaN is itself, 0 is not -0 */
static bool same_real(const calx_value *a, const calx_value *b)
{
	return a->as.integer == b->as.integer;
}

static bool same_text(const calx_value *a, const calx_value *b)
{
	return a->as.text.size == b->as.text.size &&
	       (!a->as.text.size || memcmp(a->as.text.data, b->as.text.data,
					    a->as.text.size) == 0);
}

static bool same_decimal(const calx_value *a, const calx_value *b)
{
	const calx_decimal *x = &a->as.decimal, *y = &b->as.decimal;

	return x->high == y->high && x->low == y->low && x->scale == y->scale &&
	       x->negative == y->negative && x->mark == y->mark;
}

static bool date_same(calx_date a, calx_date b)
{
	return a.year == b.year && a.month == b.month && a.day == b.day;
}

static bool same_date(const calx_value *a, const calx_value *b)
{
	return date_same(a->as.date, b->as.date);
}

static bool same_time(const calx_value *a, const calx_value *b)
{
	const calx_time *x = &a->as.time, *y = &b->as.time;

	return x->hour == y->hour && x->minute == y->minute &&
	       x->second == y->second && x->microsecond == y->microsecond;
}

static bool datetime_same(const calx_datetime *a, const calx_datetime *b)
{
	return a->year == b->year && a->month == b->month && a->day == b->day &&
	       a->hour == b->hour && a->minute == b->minute &&
	       a->second == b->second && a->microsecond == b->microsecond;
}

static bool same_datetime(const calx_value *a, const calx_value *b)
{
	return datetime_same(&a->as.datetime, &b->as.datetime);
}

static bool same_timestamp(const calx_value *a, const calx_value *b)
{
	const calx_timestamp *x = &a->as.timestamp, *y = &b->as.timestamp;

	return x->offset_minutes == y->offset_minutes &&
	       datetime_same(&x->local, &y->local);
}

static bool same_interval(const calx_value *a, const calx_value *b)
{
	const calx_interval *x = &a->as.interval, *y = &b->as.interval;

	return x->months == y->months && x->days == y->days &&
	       x->microseconds == y->microseconds;
}

static bool same_uuid(const calx_value *a, const calx_value *b)
{
	return memcmp(&a->as.uuid, &b->as.uuid, sizeof(calx_uuid)) == 0;
}

static bool equal_decimal(const calx_value *a, const calx_value *b)
{
	return calx_decimal_compare(a->as.decimal, b->as.decimal) == 0;
}

static bool equal_timestamp(const calx_value *a, const calx_value *b)
{
	return calx_timestamp_microseconds(a->as.timestamp) ==
	       calx_timestamp_microseconds(b->as.timestamp);
}

/* ---- hashes -------------------------------------------------------------------- */

static uint64_t hash_integer(const calx_value *value)
{
	return (uint64_t)value->as.integer;
}

static uint64_t hash_text(const calx_value *value)
{
	return XXH3_64bits(value->as.text.data, value->as.text.size);
}

static uint64_t hash_decimal(const calx_value *value)
{
	double number = calx_decimal_to_double(value->as.decimal);
	uint64_t bits;

	memcpy(&bits, &number, sizeof(bits));
	return bits;
}

static uint64_t hash_date(const calx_value *value)
{
	const calx_date *date = &value->as.date;

	return (uint64_t)date->year << 16 | (uint64_t)date->month << 8 |
	       date->day;
}

static uint64_t hash_time(const calx_value *value)
{
	const calx_time *time = &value->as.time;

	return (uint64_t)time->hour << 48 | (uint64_t)time->minute << 40 |
	       (uint64_t)time->second << 32 | (uint32_t)time->microsecond;
}

static uint64_t hash_datetime(const calx_value *value)
{
	return (uint64_t)calx_datetime_microseconds(value->as.datetime);
}

static uint64_t hash_timestamp(const calx_value *value)
{
	return (uint64_t)calx_timestamp_microseconds(value->as.timestamp);
}

static uint64_t hash_interval(const calx_value *value)
{
	const calx_interval *interval = &value->as.interval;

	return (uint64_t)interval->microseconds ^
	       (uint64_t)interval->days << 48 ^
	       (uint64_t)interval->months << 32;
}

static uint64_t hash_uuid(const calx_value *value)
{
	return XXH3_64bits(&value->as.uuid, sizeof(calx_uuid));
}

/* ---- the families ---------------------------------------------------------------- */

typedef bool value_test(const calx_value *a, const calx_value *b);

static const struct family {
	value_test *same, *equal;
	uint64_t (*hash)(const calx_value *value);
} integers = { same_integer, same_integer, hash_integer },
  reals = { same_real, same_real, hash_integer },
  texts = { same_text, same_text, hash_text },
  decimals = { same_decimal, equal_decimal, hash_decimal },
  dates = { same_date, same_date, hash_date },
  times = { same_time, same_time, hash_time },
  datetimes = { same_datetime, same_datetime, hash_datetime },
  timestamps = { same_timestamp, equal_timestamp, hash_timestamp },
  intervals = { same_interval, same_interval, hash_interval },
  uuids = { same_uuid, same_uuid, hash_uuid };

static const struct family *const families[CALX_KIND_COUNT] = {
	[CALX_BOOLEAN] = &integers,
	[CALX_SMALL_INTEGER] = &integers,
	[CALX_INTEGER] = &integers,
	[CALX_BIG_INTEGER] = &integers,
	[CALX_ENUMERATION] = &integers,
	[CALX_FLOAT] = &reals,
	[CALX_DOUBLE] = &reals,
	[CALX_NUMERIC] = &decimals,
	[CALX_STRING] = &texts,
	[CALX_TEXT] = &texts,
	[CALX_JSON] = &texts,
	[CALX_BLOB] = &texts,
	[CALX_DATE] = &dates,
	[CALX_TIME] = &times,
	[CALX_DATETIME] = &datetimes,
	[CALX_TIMESTAMP] = &timestamps,
	[CALX_INTERVAL] = &intervals,
	[CALX_UUID] = &uuids,
};

bool calx__value_comparable(enum calx_kind a, enum calx_kind b)
{
	/* bytes are no text */
	return families[a] == families[b] &&
	       (a == CALX_BLOB) == (b == CALX_BLOB);
}

bool calx__value_same(const calx_value *a, const calx_value *b)
{
	const struct family *family = families[a->kind];

	if (family != families[b->kind])
		return false;
	return !family || family->same(a, b);
}

bool calx__value_equal(const calx_value *a, const calx_value *b)
{
	const struct family *family = families[a->kind];

	if (family != families[b->kind])
		return false;
	return !family || family->equal(a, b);
}

uint64_t calx__value_hash(const calx_value *value, uint64_t seed)
{
	const struct family *family = families[value->kind];
	uint64_t hash = family ? family->hash(value) : 0;

	/* one round of a mixer, so that (1, 2) is not (2, 1) */
	hash = (hash ^ seed) * UINT64_C(0xD6E8FEB86659FD93);
	return hash ^ hash >> 32;
}
