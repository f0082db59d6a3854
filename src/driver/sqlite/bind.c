#include "driver/sqlite/bind.h"

#include <math.h>
#include <string.h>

#include "driver/sqlite/error.h"
#include "util/fail.h"

/* Values on their way in. Text and blobs are lent to SQLite; what has to be
 * written out as text lives in the statement's arena until the reset. */

/* the longest of what the writers make */
#define WRITTEN_MAX 64
_Static_assert(WRITTEN_MAX >= CALX_TEMPORAL_TEXT_MAX &&
		       WRITTEN_MAX >= CALX_DECIMAL_TEXT_MAX,
	"there must be room for every writer");

typedef int bind_function(
	struct stmt *stmt, int number, const calx_value *value);

static int bind_null(struct stmt *stmt, int number, const calx_value *value)
{
	(void)value;
	return sqlite3_bind_null(stmt->handle, number);
}

static int bind_integer(struct stmt *stmt, int number, const calx_value *value)
{
	return sqlite3_bind_int64(stmt->handle, number, value->as.integer);
}

/* SQLite would store NULL for a number that is none. */
static int bind_real(struct stmt *stmt, int number, const calx_value *value)
{
	if (isnan(value->as.real))
		return SQLITE_MISMATCH;
	return sqlite3_bind_double(stmt->handle, number, value->as.real);
}

static int bind_text(struct stmt *stmt, int number, const calx_value *value)
{
	return sqlite3_bind_text64(stmt->handle, number, value->as.text.data,
		value->as.text.size, SQLITE_STATIC, SQLITE_UTF8);
}

static int bind_blob(struct stmt *stmt, int number, const calx_value *value)
{
	return sqlite3_bind_blob64(stmt->handle, number, value->as.text.data,
		value->as.text.size, SQLITE_STATIC);
}

/* Room for text that a writer makes; NULL without memory. */
static char *written_new(struct stmt *stmt)
{
	return calx__arena_bytes(&stmt->text, WRITTEN_MAX);
}

/* Binds such text; one without length is no valid value. */
static int bind_written(
	struct stmt *stmt, int number, const char *text, size_t length)
{
	if (!length)
		return SQLITE_MISMATCH;
	return sqlite3_bind_text64(
		stmt->handle, number, text, length, SQLITE_STATIC, SQLITE_UTF8);
}

/* the binder of a kind that is stored as the text that `write` makes of it */
#define BIND_WRITTEN(kind, write)                                       \
	static int bind_##kind(                                         \
		struct stmt *stmt, int number, const calx_value *value) \
	{                                                               \
		char *text = written_new(stmt);                         \
                                                                        \
		return text ? bind_written(stmt, number, text,          \
				      write(value->as.kind, text))      \
			    : SQLITE_NOMEM;                             \
	}

/* A decimal is text here; the affinity of a column that SQLite keeps as a
 * number makes it one, to store and to compare. */
BIND_WRITTEN(decimal, calx_decimal_write)
BIND_WRITTEN(date, calx_date_write)
BIND_WRITTEN(time, calx_time_write)
BIND_WRITTEN(datetime, calx_datetime_write)
BIND_WRITTEN(timestamp, calx_timestamp_write)
BIND_WRITTEN(interval, calx_interval_write)
#undef BIND_WRITTEN

static int bind_uuid(struct stmt *stmt, int number, const calx_value *value)
{
	char *text = written_new(stmt);

	if (!text)
		return SQLITE_NOMEM;
	calx_uuid_write(value->as.uuid, text);
	return bind_written(stmt, number, text, strlen(text));
}

static bind_function *const binders[] = {
	[CALX_NULL] = bind_null,
	[CALX_BOOLEAN] = bind_integer,
	[CALX_SMALL_INTEGER] = bind_integer,
	[CALX_INTEGER] = bind_integer,
	[CALX_BIG_INTEGER] = bind_integer,
	[CALX_FLOAT] = bind_real,
	[CALX_DOUBLE] = bind_real,
	[CALX_NUMERIC] = bind_decimal,
	[CALX_STRING] = bind_text,
	[CALX_TEXT] = bind_text,
	[CALX_BLOB] = bind_blob,
	[CALX_DATE] = bind_date,
	[CALX_TIME] = bind_time,
	[CALX_DATETIME] = bind_datetime,
	[CALX_TIMESTAMP] = bind_timestamp,
	[CALX_INTERVAL] = bind_interval,
	[CALX_UUID] = bind_uuid,
	[CALX_JSON] = bind_text,
	[CALX_ENUMERATION] = bind_integer,
};
_Static_assert(sizeof(binders) / sizeof(*binders) == CALX_KIND_COUNT,
	"every kind of value has its binder");

static enum calx_status bind_fail(
	struct stmt *stmt, int number, int code, calx_error *error)
{
	if (code == SQLITE_MISMATCH)
		return calx__fail(error, CALX_RANGE,
			"parameter %d is not a valid value of its kind",
			number);
	return calx__sqlite_fail(stmt->db, code, error);
}

enum calx_status calx__sqlite_bind(struct stmt *stmt, size_t first,
	const calx_value *const *values, size_t count, calx_error *error)
{
	const calx_value *const *end = values + count;
	int number = (int)first + 1;
	int code;

	for (; values < end; values++, number++) {
		code = binders[(*values)->kind](stmt, number, *values);
		if (code != SQLITE_OK)
			return bind_fail(stmt, number, code, error);
	}
	return CALX_OK;
}
