#include "driver/mariadb/bind.h"

#include <math.h>

#include "driver/mariadb/error.h"
#include "sql/type/temporal.h"
#include "sql/type/type.h"
#include "util/fail.h"

/* Values on their way in. Text and blobs are lent to libmariadb, which copies
 * them into the request when the statement is run; numbers and moments are
 * copied here. Decimals say that they are such: text would be compared with a
 * decimal column as a double. */

typedef bool bind_function(
	struct stmt *stmt, size_t number, const calx_value *value);

static bool bind_null(struct stmt *stmt, size_t number, const calx_value *value)
{
	(void)value;
	stmt->binds[number].buffer_type = MYSQL_TYPE_NULL;
	return true;
}

static bool bind_integer(
	struct stmt *stmt, size_t number, const calx_value *value)
{
	stmt->parameters[number].integer = value->as.integer;
	calx__mariadb_bind_own(stmt, number, MYSQL_TYPE_LONGLONG);
	return true;
}

/* MariaDB has neither infinity nor what is no number. */
static bool bind_real(struct stmt *stmt, size_t number, const calx_value *value)
{
	if (!isfinite(value->as.real))
		return false;
	stmt->parameters[number].real = value->as.real;
	calx__mariadb_bind_own(stmt, number, MYSQL_TYPE_DOUBLE);
	return true;
}

static bool bind_text(struct stmt *stmt, size_t number, const calx_value *value)
{
	calx__mariadb_bind_bytes(stmt, number, MYSQL_TYPE_STRING,
		value->as.text.data, value->as.text.size);
	return true;
}

static bool bind_blob(struct stmt *stmt, size_t number, const calx_value *value)
{
	calx__mariadb_bind_bytes(stmt, number, MYSQL_TYPE_LONG_BLOB,
		value->as.text.data, value->as.text.size);
	return true;
}

/* ---- moments ------------------------------------------------------------ */

static void bind_moment(struct stmt *stmt, size_t number, calx_datetime t)
{
	stmt->parameters[number].time = (MYSQL_TIME){
		.year = (unsigned)t.year,
		.month = t.month,
		.day = t.day,
		.hour = t.hour,
		.minute = t.minute,
		.second = t.second,
		.second_part = (unsigned long)t.microsecond,
		.time_type = MYSQL_TIMESTAMP_DATETIME,
	};
	calx__mariadb_bind_own(stmt, number, MYSQL_TYPE_DATETIME);
}

static bool bind_date(struct stmt *stmt, size_t number, const calx_value *value)
{
	const calx_date date = value->as.date;

	if (!calx__date_is_valid(date))
		return false;
	bind_moment(stmt, number,
		(calx_datetime){ .year = date.year,
			.month = date.month,
			.day = date.day });
	stmt->binds[number].buffer_type = MYSQL_TYPE_DATE;
	return true;
}

static bool bind_time(struct stmt *stmt, size_t number, const calx_value *value)
{
	const calx_time time = value->as.time;

	if (!calx__time_is_valid(time))
		return false;
	bind_moment(stmt, number,
		(calx_datetime){ .hour = time.hour,
			.minute = time.minute,
			.second = time.second,
			.microsecond = time.microsecond });
	stmt->binds[number].buffer_type = MYSQL_TYPE_TIME;
	return true;
}

static bool bind_datetime(
	struct stmt *stmt, size_t number, const calx_value *value)
{
	if (!calx__datetime_is_valid(value->as.datetime))
		return false;
	bind_moment(stmt, number, value->as.datetime);
	return true;
}

/* As UTC, which is the connection's zone; near the ends of time it may be in a
 * year that there is not. */
static bool bind_timestamp(
	struct stmt *stmt, size_t number, const calx_value *value)
{
	calx_datetime utc;

	if (!calx__timestamp_has_utc(value->as.timestamp))
		return false;
	utc = value->as.timestamp.local;
	if (value->as.timestamp.offset_minutes)
		utc = calx_datetime_of_microseconds(
			calx_timestamp_microseconds(value->as.timestamp));
	bind_moment(stmt, number, utc);
	return true;
}

/* ---- what is written ---------------------------------------------------- */

/* Everything else is the text that its type writes. */
static bool bind_written_as(struct stmt *stmt, size_t number,
	const calx_value *value, enum enum_field_types type)
{
	char *text = calx__arena_bytes(&stmt->bound, TYPE_TEXT_MAX);
	size_t length;

	if (!text)
		return false;
	length = calx__types[value->kind].write(value, text);
	calx__mariadb_bind_bytes(stmt, number, type, text, length);
	return length != 0;
}

static bool bind_written(
	struct stmt *stmt, size_t number, const calx_value *value)
{
	return bind_written_as(stmt, number, value, MYSQL_TYPE_STRING);
}

static bool bind_decimal(
	struct stmt *stmt, size_t number, const calx_value *value)
{
	return bind_written_as(stmt, number, value, MYSQL_TYPE_NEWDECIMAL);
}

/* The bytes of a UUID. */
static bool bind_uuid(struct stmt *stmt, size_t number, const calx_value *value)
{
	const char *bytes = calx__arena_strndup(&stmt->bound,
		(const char *)value->as.uuid.bytes,
		sizeof(value->as.uuid.bytes));

	calx__mariadb_bind_bytes(stmt, number, MYSQL_TYPE_LONG_BLOB, bytes,
		sizeof(value->as.uuid.bytes));
	return bytes != NULL;
}

static bind_function *const binders[TYPE_COUNT] = {
	[CALX_NULL] = bind_null,
	[CALX_BOOLEAN] = bind_integer,
	[CALX_SMALL_INTEGER] = bind_integer,
	[CALX_INTEGER] = bind_integer,
	[CALX_BIG_INTEGER] = bind_integer,
	[CALX_ENUMERATION] = bind_integer,
	[CALX_FLOAT] = bind_real,
	[CALX_DOUBLE] = bind_real,
	[CALX_STRING] = bind_text,
	[CALX_TEXT] = bind_text,
	[CALX_JSON] = bind_text,
	[CALX_BLOB] = bind_blob,
	[CALX_NUMERIC] = bind_decimal,
	[CALX_DATE] = bind_date,
	[CALX_TIME] = bind_time,
	[CALX_DATETIME] = bind_datetime,
	[CALX_TIMESTAMP] = bind_timestamp,
	[CALX_INTERVAL] = bind_written,
	[CALX_UUID] = bind_written,
	[TYPE_UUID_HEX] = bind_written,
	[TYPE_UUID_BYTES] = bind_uuid,
};

/* A kind that has no row is bound as what carries its values, or as its text. */
static bind_function *binder_of(enum calx_kind kind)
{
	bind_function *bind = binders[calx__types[kind].carrier];

	return bind ? bind : bind_written;
}

enum calx_status calx__mariadb_bind(struct stmt *stmt, size_t first,
	const calx_value *const *values, size_t count, calx_error *error)
{
	for (size_t i = 0; i < count; i++) {
		bind_function *bind = binders[values[i]->kind];

		if (!bind)
			bind = binder_of(values[i]->kind);
		if (bind(stmt, first + i, values[i]))
			continue;
		if (stmt->bound.failed)
			return calx__fail_memory(error);
		return calx__fail(error, CALX_RANGE,
			"parameter %zu is not a valid value of its kind",
			first + i + 1);
	}
	return CALX_OK;
}
