#include "engine/value.h"

#include <stdio.h>
#include <string.h>

#include "sql/type/decimal.h"
#include "sql/type/real.h"
#include "sql/type/type.h"
#include "util/arena.h"

/* Values as another kind than they came in, and as text. */

static bool is_integer(const calx_value *value)
{
	return calx__types[value->kind].is_integer;
}

static bool is_text(const calx_value *value)
{
	return calx__types[value->kind].is_text;
}

static bool is_real(const calx_value *value)
{
	return value->kind == CALX_DOUBLE || value->kind == CALX_FLOAT;
}

/* ---- converting --------------------------------------------------------- */

typedef bool convert_function(const calx_value *value, calx_value *ret_value);

static bool to_integer(const calx_value *value, calx_value *ret_value)
{
	ret_value->as.integer = value->as.integer;
	return is_integer(value);
}

static bool to_boolean(const calx_value *value, calx_value *ret_value)
{
	return to_integer(value, ret_value) &&
	       (uint64_t)ret_value->as.integer <= 1;
}

static bool to_real(const calx_value *value, calx_value *ret_value)
{
	if (value->kind == CALX_NUMERIC)
		ret_value->as.real = calx_decimal_to_double(value->as.decimal);
	else
		ret_value->as.real = is_integer(value)
					     ? (double)value->as.integer
					     : value->as.real;
	return value->kind == CALX_NUMERIC || is_integer(value) ||
	       is_real(value);
}

static bool to_decimal(const calx_value *value, calx_value *ret_value)
{
	calx_decimal *decimal = &ret_value->as.decimal;
	char text[REAL_TEXT_MAX];

	if (is_text(value))
		return !calx_decimal_read(
			value->as.text.data, value->as.text.size, decimal);
	if (is_integer(value)) {
		*decimal = calx_decimal_of_integer(value->as.integer, 0);
	} else if (is_real(value)) {
		calx__real_write(value->as.real, text);
		*decimal = calx_decimal_of(text);
	} else {
		*decimal = value->as.decimal;
		return value->kind == CALX_NUMERIC;
	}
	return calx__decimal_is_valid(*decimal);
}

static bool to_text(const calx_value *value, calx_value *ret_value)
{
	ret_value->as.text = value->as.text;
	return is_text(value);
}

static bool to_blob(const calx_value *value, calx_value *ret_value)
{
	ret_value->as.text = value->as.text;
	return value->kind == CALX_BLOB || is_text(value);
}

static bool to_date(const calx_value *value, calx_value *ret_value)
{
	return is_text(value) &&
	       !calx_date_read(value->as.text.data, value->as.text.size,
		       &ret_value->as.date);
}

static bool to_time(const calx_value *value, calx_value *ret_value)
{
	return is_text(value) &&
	       !calx_time_read(value->as.text.data, value->as.text.size,
		       &ret_value->as.time);
}

static bool to_datetime(const calx_value *value, calx_value *ret_value)
{
	return is_text(value) &&
	       !calx_datetime_read(value->as.text.data, value->as.text.size,
		       &ret_value->as.datetime);
}

static bool to_timestamp(const calx_value *value, calx_value *ret_value)
{
	return is_text(value) &&
	       !calx_timestamp_read(value->as.text.data, value->as.text.size,
		       &ret_value->as.timestamp);
}

static bool to_interval(const calx_value *value, calx_value *ret_value)
{
	return is_text(value) &&
	       !calx_interval_read(value->as.text.data, value->as.text.size,
		       &ret_value->as.interval);
}

static bool to_uuid(const calx_value *value, calx_value *ret_value)
{
	return is_text(value) &&
	       !calx_uuid_read(value->as.text.data, value->as.text.size,
		       &ret_value->as.uuid);
}

static convert_function *const converters[CALX_KIND_COUNT] = {
	[CALX_BOOLEAN] = to_boolean,
	[CALX_SMALL_INTEGER] = to_integer,
	[CALX_INTEGER] = to_integer,
	[CALX_BIG_INTEGER] = to_integer,
	[CALX_FLOAT] = to_real,
	[CALX_DOUBLE] = to_real,
	[CALX_NUMERIC] = to_decimal,
	[CALX_STRING] = to_text,
	[CALX_TEXT] = to_text,
	[CALX_BLOB] = to_blob,
	[CALX_DATE] = to_date,
	[CALX_TIME] = to_time,
	[CALX_DATETIME] = to_datetime,
	[CALX_TIMESTAMP] = to_timestamp,
	[CALX_INTERVAL] = to_interval,
	[CALX_UUID] = to_uuid,
	[CALX_JSON] = to_text,
	[CALX_ENUMERATION] = to_integer,
};

bool calx__value_convert(
	const calx_value *value, enum calx_kind kind, calx_value *ret_value)
{
	calx_value converted = { .kind = kind };
	bool fits = true;

	if (value->kind == CALX_NULL)
		converted.kind = CALX_NULL;
	else if (value->kind == kind)
		converted = *value;
	else
		fits = converters[kind](value, &converted);
	*ret_value = fits ? converted : (calx_value){ 0 };
	return fits;
}

/* ---- writing out -------------------------------------------------------- */

/* the longest of what the writers below make */
#define VALUE_TEXT_MAX 64
_Static_assert(VALUE_TEXT_MAX >= CALX_TEMPORAL_TEXT_MAX &&
		       VALUE_TEXT_MAX >= CALX_DECIMAL_TEXT_MAX &&
		       VALUE_TEXT_MAX >= REAL_TEXT_MAX,
	"every writer has room");

typedef void write_function(const calx_value *value, char *text);

static void write_boolean(const calx_value *value, char *text)
{
	snprintf(text, VALUE_TEXT_MAX, value->as.integer ? "true" : "false");
}

static void write_integer(const calx_value *value, char *text)
{
	snprintf(text, VALUE_TEXT_MAX, "%lld", (long long)value->as.integer);
}

static void write_real(const calx_value *value, char *text)
{
	calx__real_write(value->as.real, text);
}

static void write_decimal(const calx_value *value, char *text)
{
	calx_decimal_write(value->as.decimal, text);
}

static void write_date(const calx_value *value, char *text)
{
	calx_date_write(value->as.date, text);
}

static void write_time(const calx_value *value, char *text)
{
	calx_time_write(value->as.time, text);
}

static void write_datetime(const calx_value *value, char *text)
{
	calx_datetime_write(value->as.datetime, text);
}

static void write_timestamp(const calx_value *value, char *text)
{
	calx_timestamp_write(value->as.timestamp, text);
}

static void write_interval(const calx_value *value, char *text)
{
	calx_interval_write(value->as.interval, text);
}

static void write_uuid(const calx_value *value, char *text)
{
	calx_uuid_write(value->as.uuid, text);
}

static write_function *const writers[CALX_KIND_COUNT] = {
	[CALX_BOOLEAN] = write_boolean,
	[CALX_SMALL_INTEGER] = write_integer,
	[CALX_INTEGER] = write_integer,
	[CALX_BIG_INTEGER] = write_integer,
	[CALX_ENUMERATION] = write_integer,
	[CALX_FLOAT] = write_real,
	[CALX_DOUBLE] = write_real,
	[CALX_NUMERIC] = write_decimal,
	[CALX_DATE] = write_date,
	[CALX_TIME] = write_time,
	[CALX_DATETIME] = write_datetime,
	[CALX_TIMESTAMP] = write_timestamp,
	[CALX_INTERVAL] = write_interval,
	[CALX_UUID] = write_uuid,
};

bool calx__value_write(
	const calx_value *value, struct arena *arena, const char **ret_text)
{
	char text[VALUE_TEXT_MAX] = "";

	*ret_text = NULL;
	if (value->kind == CALX_NULL)
		return true;
	if (!writers[value->kind]) {
		*ret_text = value->as.text.data;
		return true;
	}
	writers[value->kind](value, text);
	*ret_text = calx__arena_strdup(arena, text);
	return *ret_text != NULL;
}
