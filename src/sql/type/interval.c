#include "sql/type/interval.h"

#include <stdbool.h>
#include <string.h>

/* Intervals as ISO 8601 durations, each part with a sign of its own, as
 * PostgreSQL writes and reads them: P1Y-2M3DT-4H-5M-6.700000S. */

/* What the three numbers of an interval are written as. */
enum part { PART_MONTHS, PART_DAYS, PART_MICROSECONDS, PART_COUNT };

struct interval_unit {
	char letter;
	bool of_time; /* stands behind the T */
	enum part part;
	int64_t size;
};

/* in the order in which they may come */
static const struct interval_unit units[] = {
	{ 'Y', false, PART_MONTHS, 12 },
	{ 'M', false, PART_MONTHS, 1 },
	{ 'W', false, PART_DAYS, 7 },
	{ 'D', false, PART_DAYS, 1 },
	{ 'H', true, PART_MICROSECONDS, INT64_C(3600000000) },
	{ 'M', true, PART_MICROSECONDS, 60000000 },
	{ 'S', true, PART_MICROSECONDS, 1000000 },
};

#define UNIT_COUNT (sizeof(units) / sizeof(*units))

/* ---- writing ------------------------------------------------------------ */

static char *put_number(char *text, uint64_t number, size_t least_digits)
{
	char digits[20];
	size_t count = 0;

	for (; number || count < least_digits; number /= 10)
		digits[count++] = (char)('0' + number % 10);
	while (count)
		*text++ = digits[--count];
	return text;
}

/* One "-12Y"; `number` without its sign. */
static char *put_unit(char *text, bool negative, uint64_t number, char letter)
{
	if (!number)
		return text;
	if (negative)
		*text++ = '-';
	text = put_number(text, number, 1);
	*text++ = letter;
	return text;
}

static char *put_seconds(char *text, bool negative, uint64_t microseconds)
{
	if (negative && microseconds)
		*text++ = '-';
	text = put_number(text, microseconds / 1000000, 1);
	*text++ = '.';
	text = put_number(text, microseconds % 1000000, 6);
	*text++ = 'S';
	return text;
}

static char *put_time_part(char *text, int64_t microseconds)
{
	bool negative = microseconds < 0;
	uint64_t size =
		negative ? 0 - (uint64_t)microseconds : (uint64_t)microseconds;

	*text++ = 'T';
	text = put_unit(text, negative, size / 3600000000, 'H');
	text = put_unit(text, negative, size / 60000000 % 60, 'M');
	size %= 60000000;
	/* the interval of nothing must say something */
	if (size || !microseconds)
		text = put_seconds(text, negative, size);
	return text;
}

size_t calx_interval_write(calx_interval interval, char *text)
{
	int64_t months = interval.months, days = interval.days;
	uint64_t all_months = (uint64_t)(months < 0 ? -months : months);
	char *end = text;

	*end++ = 'P';
	end = put_unit(end, months < 0, all_months / 12, 'Y');
	end = put_unit(end, months < 0, all_months % 12, 'M');
	end = put_unit(end, days < 0, (uint64_t)(days < 0 ? -days : days), 'D');
	if (interval.microseconds || end == text + 1)
		end = put_time_part(end, interval.microseconds);
	*end = '\0';
	return (size_t)(end - text);
}

/* ---- reading ------------------------------------------------------------ */

struct interval_reader {
	const char *at, *end;
	bool negative; /* the sign in front of the P */
	int64_t parts[PART_COUNT];
};

static bool take(struct interval_reader *reader, char c)
{
	bool there = reader->at < reader->end && *reader->at == c;

	reader->at += there;
	return there;
}

static bool take_sign(struct interval_reader *reader)
{
	if (take(reader, '-'))
		return true;
	take(reader, '+');
	return false;
}

/* a + b into *sum; false on overflow */
static bool add(int64_t a, int64_t b, int64_t *sum)
{
	if (b < 0 ? a < INT64_MIN - b : a > INT64_MAX - b)
		return false;
	*sum = a + b;
	return true;
}

/* Digits, at least one; no unit needs more than fit in 18. */
static bool take_digits(struct interval_reader *reader, int64_t *ret_sum)
{
	const char *start = reader->at;
	int64_t sum = 0;

	for (; reader->at < reader->end; reader->at++) {
		int digit = *reader->at - '0';

		if (digit < 0 || digit > 9)
			break;
		if (sum > INT64_MAX / 100)
			return false;
		sum = sum * 10 + digit;
	}
	*ret_sum = sum;
	return reader->at > start;
}

/* What follows the point of the seconds, in microseconds. */
static bool take_fraction(struct interval_reader *reader, int64_t *ret_sum)
{
	const char *start = reader->at;
	int64_t unit = 100000, sum = 0;

	for (; reader->at < reader->end; reader->at++) {
		int digit = *reader->at - '0';

		if (digit < 0 || digit > 9)
			break;
		if (digit && !unit)
			return false;
		sum += digit * unit;
		unit /= 10;
	}
	*ret_sum = sum;
	return reader->at > start;
}

/* The first unit from units[*next] on that the reader stands at. */
static const struct interval_unit *take_unit(
	struct interval_reader *reader, bool of_time, size_t *next)
{
	for (size_t i = *next; i < UNIT_COUNT; i++) {
		if (units[i].of_time != of_time ||
			!take(reader, units[i].letter))
			continue;
		*next = i + 1;
		return &units[i];
	}
	return NULL;
}

/* One "-12Y". */
static bool take_part(
	struct interval_reader *reader, bool of_time, size_t *next)
{
	bool negative = take_sign(reader) != reader->negative;
	int64_t number, fraction = 0;
	const struct interval_unit *unit;
	bool has_fraction;
	int64_t *part;

	if (!take_digits(reader, &number))
		return false;
	has_fraction = take(reader, '.') || take(reader, ',');
	if (has_fraction && !take_fraction(reader, &fraction))
		return false;
	unit = take_unit(reader, of_time, next);
	if (!unit || (has_fraction && unit->letter != 'S'))
		return false;
	if (number > INT64_MAX / unit->size)
		return false;
	number *= unit->size;
	part = &reader->parts[unit->part];
	return add(*part, negative ? -number : number, part) &&
	       add(*part, negative ? -fraction : fraction, part);
}

static bool take_interval(struct interval_reader *reader)
{
	bool of_time = false;
	size_t next = 0;

	reader->negative = take_sign(reader);
	if (!take(reader, 'P') || reader->at == reader->end)
		return false;
	while (reader->at < reader->end) {
		if (!of_time && take(reader, 'T'))
			of_time = true;
		if (!take_part(reader, of_time, &next))
			return false;
	}
	return true;
}

enum calx_status calx_interval_read(
	const char *text, size_t length, calx_interval *ret_interval)
{
	struct interval_reader reader = { .at = text, .end = text + length };
	const int64_t *parts = reader.parts;

	if (!length || !take_interval(&reader) ||
		parts[PART_MONTHS] != (int32_t)parts[PART_MONTHS] ||
		parts[PART_DAYS] != (int32_t)parts[PART_DAYS])
		return CALX_INVALID;
	*ret_interval = (calx_interval){
		.months = (int32_t)parts[PART_MONTHS],
		.days = (int32_t)parts[PART_DAYS],
		.microseconds = parts[PART_MICROSECONDS],
	};
	return CALX_OK;
}

/* ---- in columns ----------------------------------------------------------- */

TYPE_COPIED(interval, interval, CALX_INTERVAL)

size_t calx__interval_write(const calx_value *value, char *text)
{
	return calx_interval_write(value->as.interval, text);
}

static bool interval_read(const char *text, size_t size, calx_value *ret_value)
{
	return calx_interval_read(text, size, &ret_value->as.interval) >= 0;
}

/* A month has no fixed number of days: only what is written alike is equal. */
static bool interval_same(const calx_value *a, const calx_value *b)
{
	const calx_interval *x = &a->as.interval, *y = &b->as.interval;

	return x->months == y->months && x->days == y->days &&
	       x->microseconds == y->microseconds;
}

static uint64_t interval_hash(const calx_value *value)
{
	const calx_interval *interval = &value->as.interval;

	return (uint64_t)interval->microseconds ^
	       (uint64_t)interval->days << 48 ^
	       (uint64_t)interval->months << 32;
}

const struct value_family calx__intervals = {
	.same = interval_same,
	.equal = interval_same,
	.hash = interval_hash,
	.read = interval_read,
};
