#include "driver/sqlite/bind.h"

#include <math.h>

#include "driver/sqlite/error.h"
#include "sql/type/type.h"
#include "util/fail.h"

/* Values on their way in. Text and blobs are lent to SQLite; what has to be
 * written out as text lives in the statement's arena until the reset. */

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

/* Everything else is the text that its type writes. A decimal, too: the affinity
 * of a column that SQLite keeps as a number makes it one, to store and to
 * compare. What has no text is no valid value. */
static int bind_written(struct stmt *stmt, int number, const calx_value *value)
{
	char *text = calx__arena_bytes(&stmt->text, TYPE_TEXT_MAX);
	size_t length;

	if (!text)
		return SQLITE_NOMEM;
	length = calx__types[value->kind].write(value, text);
	if (!length)
		return SQLITE_MISMATCH;
	return sqlite3_bind_text64(
		stmt->handle, number, text, length, SQLITE_STATIC, SQLITE_UTF8);
}

/* The bytes of a UUID. */
static int bind_uuid(struct stmt *stmt, int number, const calx_value *value)
{
	return sqlite3_bind_blob(stmt->handle, number, value->as.uuid.bytes,
		sizeof(value->as.uuid.bytes), SQLITE_TRANSIENT);
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
	[CALX_NUMERIC] = bind_written,
	[CALX_DATE] = bind_written,
	[CALX_TIME] = bind_written,
	[CALX_DATETIME] = bind_written,
	[CALX_TIMESTAMP] = bind_written,
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

/* Out of the way of those that can be bound. */
__attribute__((noinline, cold)) static enum calx_status bind_fail(
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
		bind_function *bind = binders[(*values)->kind];

		if (!bind)
			bind = binder_of((*values)->kind);
		code = bind(stmt, number, *values);
		if (code != SQLITE_OK)
			return bind_fail(stmt, number, code, error);
	}
	return CALX_OK;
}
