#include "sql/type/calendar.h"

#include <string.h>

#include "sql/type/column.h"
#include "sql/type/temporal.h"
#include "util/fail.h"

/* Points in time in columns. A month of 0 is "not set"; the time of day alone
 * has no such mark, for midnight is one. */

TYPE_COPIED(date, date, CALX_DATE)
TYPE_COPIED(time, time, CALX_TIME)
TYPE_COPIED(datetime, datetime, CALX_DATETIME)
TYPE_COPIED(timestamp, timestamp, CALX_TIMESTAMP)

/* between values and the functions of temporal.h */
#define TEXT(name)                                                            \
	size_t calx__##name##_write(const calx_value *value, char *text)      \
	{                                                                     \
		return calx_##name##_write(value->as.name, text);             \
	}                                                                     \
	static bool name##_read(                                              \
		const char *text, size_t size, calx_value *ret_value)         \
	{                                                                     \
		return calx_##name##_read(text, size, &ret_value->as.name) >= \
		       0;                                                     \
	}
TEXT(date)
TEXT(time)
TEXT(datetime)
TEXT(timestamp)
#undef TEXT

/* ---- dates ---------------------------------------------------------------- */

static enum calx_status date_check(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	calx_date d = value->as.date;

	(void)type;
	if (calx__date_is_valid(d))
		return CALX_OK;
	if (!d.year && !d.month && !d.day)
		return calx__column_unset(error, column);
	return calx__column_fail(error, CALX_INVALID, column,
		"%04d-%02d-%02d is not a date", d.year, d.month, d.day);
}

static bool date_same(const calx_value *a, const calx_value *b)
{
	const calx_date *x = &a->as.date, *y = &b->as.date;

	return x->year == y->year && x->month == y->month && x->day == y->day;
}

static uint64_t date_hash(const calx_value *value)
{
	const calx_date *date = &value->as.date;

	return (uint64_t)date->year << 16 | (uint64_t)date->month << 8 |
	       date->day;
}

/* A year without a month is a bare number: no date, and not unset. */
static bool date_is_unset(const calx_value *value)
{
	return value->as.date.month == 0 && value->as.date.year == 0;
}

const struct value_family calx__dates = {
	.check = date_check,
	.same = date_same,
	.equal = date_same,
	.hash = date_hash,
	.read = date_read,
	.is_unset = date_is_unset,
};

/* ---- times of day --------------------------------------------------------- */

static enum calx_status time_check(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	calx_time t = value->as.time;

	(void)type;
	if (calx__time_is_valid(t))
		return CALX_OK;
	if (t.bare) {
		calx__column_fail(error, CALX_INVALID, column,
			"a bare %d is no calx_time", t.bare);
		calx__fail_hint(error, "Write calx_time_of(%d).", t.bare);
		return CALX_INVALID;
	}
	return calx__column_fail(error, CALX_INVALID, column,
		"%02d:%02d:%02d.%06d is not a time of day", t.hour, t.minute,
		t.second, (int)t.microsecond);
}

static bool time_same(const calx_value *a, const calx_value *b)
{
	const calx_time *x = &a->as.time, *y = &b->as.time;

	return x->hour == y->hour && x->minute == y->minute &&
	       x->second == y->second && x->microsecond == y->microsecond;
}

static uint64_t time_hash(const calx_value *value)
{
	const calx_time *time = &value->as.time;

	return (uint64_t)time->hour << 48 | (uint64_t)time->minute << 40 |
	       (uint64_t)time->second << 32 | (uint32_t)time->microsecond;
}

const struct value_family calx__times = {
	.check = time_check,
	.same = time_same,
	.equal = time_same,
	.hash = time_hash,
	.read = time_read,
};

/* ---- datetimes ------------------------------------------------------------ */

static enum calx_status fail_datetime(
	const calx_column *column, calx_datetime t, calx_error *error)
{
	if (!t.year && !t.month && !t.day)
		return calx__column_unset(error, column);
	return calx__column_fail(error, CALX_INVALID, column,
		"%04d-%02d-%02d %02d:%02d:%02d.%06d is not a date and time",
		t.year, t.month, t.day, t.hour, t.minute, t.second,
		(int)t.microsecond);
}

static enum calx_status datetime_check(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	(void)type;
	if (calx__datetime_is_valid(value->as.datetime))
		return CALX_OK;
	return fail_datetime(column, value->as.datetime, error);
}

static bool same_moment(const calx_datetime *a, const calx_datetime *b)
{
	return a->year == b->year && a->month == b->month && a->day == b->day &&
	       a->hour == b->hour && a->minute == b->minute &&
	       a->second == b->second && a->microsecond == b->microsecond;
}

static bool datetime_same(const calx_value *a, const calx_value *b)
{
	return same_moment(&a->as.datetime, &b->as.datetime);
}

static uint64_t datetime_hash(const calx_value *value)
{
	return (uint64_t)calx_datetime_microseconds(value->as.datetime);
}

static bool datetime_is_unset(const calx_value *value)
{
	return value->as.datetime.month == 0 && value->as.datetime.year == 0;
}

const struct value_family calx__datetimes = {
	.check = datetime_check,
	.same = datetime_same,
	.equal = datetime_same,
	.hash = datetime_hash,
	.read = datetime_read,
	.is_unset = datetime_is_unset,
};

/* ---- timestamps: the same instant is equal in every zone ------------------ */

static enum calx_status timestamp_check(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	calx_timestamp timestamp = value->as.timestamp;

	(void)type;
	if (calx__timestamp_is_valid(timestamp))
		return CALX_OK;
	if (!calx__datetime_is_valid(timestamp.local))
		return fail_datetime(column, timestamp.local, error);
	return calx__column_fail(error, CALX_INVALID, column,
		"an offset of %d minutes from UTC is not a time zone",
		timestamp.offset_minutes);
}

static bool timestamp_same(const calx_value *a, const calx_value *b)
{
	const calx_timestamp *x = &a->as.timestamp, *y = &b->as.timestamp;

	return x->offset_minutes == y->offset_minutes &&
	       same_moment(&x->local, &y->local);
}

static bool timestamp_equal(const calx_value *a, const calx_value *b)
{
	return calx_timestamp_microseconds(a->as.timestamp) ==
	       calx_timestamp_microseconds(b->as.timestamp);
}

static uint64_t timestamp_hash(const calx_value *value)
{
	return (uint64_t)calx_timestamp_microseconds(value->as.timestamp);
}

static bool timestamp_is_unset(const calx_value *value)
{
	return value->as.timestamp.local.month == 0 &&
	       value->as.timestamp.local.year == 0;
}

const struct value_family calx__timestamps = {
	.check = timestamp_check,
	.same = timestamp_same,
	.equal = timestamp_equal,
	.hash = timestamp_hash,
	.read = timestamp_read,
	.is_unset = timestamp_is_unset,
};
