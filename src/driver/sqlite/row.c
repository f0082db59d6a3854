#include "driver/sqlite/row.h"

#include <string.h>

#include "driver/sqlite/statement.h"
#include "sql/type/temporal_read.h"
#include "sql/type/uuid.h"
#include "sql/type/value.h"
#include "util/fail.h"

/* Values on their way out. This is the inside of every loop over rows: one
 * call gets SQLite's value, and no other is made than the kind needs. Without
 * SQLite's mutex a value is as good as a protected one (SQLite's manual on
 * sqlite3_value). */

/* fills `ret_value`, which has its kind already; false if it cannot be */
typedef bool read_function(
	sqlite3_value *from, int type, calx_value *ret_value);

/* To ask a blob for its text would make it text. */
static bool read_text(sqlite3_value *from, int type, calx_value *ret_value)
{
	if (type == SQLITE_BLOB)
		return false;
	ret_value->as.text.data = (const char *)sqlite3_value_text(from);
	ret_value->as.text.size = (size_t)sqlite3_value_bytes(from);
	return ret_value->as.text.data != NULL;
}

static bool read_blob(sqlite3_value *from, int type, calx_value *ret_value)
{
	const void *data = sqlite3_value_blob(from);

	/* an empty one is NULL to SQLite, which here would be no value */
	ret_value->as.text.data = data ? data : "";
	ret_value->as.text.size = (size_t)sqlite3_value_bytes(from);
	return type == SQLITE_BLOB || type == SQLITE_TEXT;
}

static bool read_integer(sqlite3_value *from, int type, calx_value *ret_value)
{
	ret_value->as.integer = sqlite3_value_int64(from);
	return type == SQLITE_INTEGER;
}

static bool read_boolean(sqlite3_value *from, int type, calx_value *ret_value)
{
	return read_integer(from, type, ret_value) &&
	       (uint64_t)ret_value->as.integer <= 1;
}

static bool read_real(sqlite3_value *from, int type, calx_value *ret_value)
{
	ret_value->as.real = sqlite3_value_double(from);
	return type == SQLITE_FLOAT || type == SQLITE_INTEGER;
}

/* A number that SQLite keeps as a double has at most 15 digits, and those a
 * double keeps. */
static bool read_decimal(sqlite3_value *from, int type, calx_value *ret_value)
{
	calx_value text;
	char digits[32];

	if (type == SQLITE_INTEGER) {
		ret_value->as.decimal =
			calx_decimal_of_integer(sqlite3_value_int64(from), 0);
		return true;
	}
	if (type == SQLITE_FLOAT) {
		sqlite3_snprintf(sizeof(digits), digits, "%.15g",
			sqlite3_value_double(from));
		return calx_decimal_read(digits, strlen(digits),
			       &ret_value->as.decimal) >= 0;
	}
	return read_text(from, type, &text) &&
	       !calx_decimal_read(text.as.text.data, text.as.text.size,
		       &ret_value->as.decimal);
}

/* the reader of a kind that is stored as text which `parse` understands */
#define READ_PARSED(kind, parse)                                               \
	static bool read_##kind(                                               \
		sqlite3_value *from, int type, calx_value *ret_value)          \
	{                                                                      \
		const char *text;                                              \
                                                                               \
		if (type != SQLITE_TEXT)                                       \
			return false;                                          \
		text = (const char *)sqlite3_value_text(from);                 \
		return text && !parse(text, (size_t)sqlite3_value_bytes(from), \
				       &ret_value->as.kind);                   \
	}
READ_PARSED(time, calx_time_read)
READ_PARSED(datetime, calx_datetime_read)
READ_PARSED(timestamp, calx_timestamp_read)
READ_PARSED(interval, calx_interval_read)
READ_PARSED(uuid, !calx__uuid_get)
#undef READ_PARSED

static bool read_date(sqlite3_value *from, int type, calx_value *ret_value)
{
	const char *text;

	if (type != SQLITE_TEXT)
		return false;
	text = (const char *)sqlite3_value_text(from);
	return text && sqlite3_value_bytes(from) == DATE_LENGTH &&
	       calx__date_get(text, &ret_value->as.date);
}

/* by the carriers of types */
static const struct value_reader {
	read_function *read;
	enum calx_kind kind;
} readers[] = {
	[CALX_BOOLEAN] = { read_boolean, CALX_BOOLEAN },
	[CALX_INTEGER] = { read_integer, CALX_INTEGER },
	[CALX_DOUBLE] = { read_real, CALX_DOUBLE },
	[CALX_NUMERIC] = { read_decimal, CALX_NUMERIC },
	[CALX_STRING] = { read_text, CALX_STRING },
	[CALX_BLOB] = { read_blob, CALX_BLOB },
	[CALX_DATE] = { read_date, CALX_DATE },
	[CALX_TIME] = { read_time, CALX_TIME },
	[CALX_DATETIME] = { read_datetime, CALX_DATETIME },
	[CALX_TIMESTAMP] = { read_timestamp, CALX_TIMESTAMP },
	[CALX_INTERVAL] = { read_interval, CALX_INTERVAL },
	[CALX_UUID] = { read_uuid, CALX_UUID },
	[CALX_ENUMERATION] = { read_text, CALX_STRING },
};
/* what a value becomes that may come as it is, by SQLite's type */
static const enum calx_kind natural_kinds[] = {
	[SQLITE_INTEGER] = CALX_INTEGER,
	[SQLITE_FLOAT] = CALX_DOUBLE,
	[SQLITE_TEXT] = CALX_STRING,
	[SQLITE_BLOB] = CALX_BLOB,
};

/* What becomes of a value of SQLite's `type` that is to be of `kind`. */
static inline enum calx_kind kind_of(enum calx_kind kind, int type)
{
	return kind == CALX_NULL ? natural_kinds[type] : kind;
}

bool calx__sqlite_read(sqlite3_value *from, int type, enum calx_kind kind,
	calx_value *ret_value)
{
	kind = kind_of(kind, type);
	/* as most are: no call through a pointer */
	if (kind == CALX_STRING) {
		ret_value->kind = CALX_STRING;
		return read_text(from, type, ret_value);
	}
	ret_value->kind = readers[kind].kind;
	return readers[kind].read(from, type, ret_value);
}

/* Says which column holds what, cut where it gets long. Out of the way of those
 * that can be read, and so is what only it needs. */
__attribute__((noinline, cold)) static enum calx_status row_fail(
	struct stmt *stmt, enum calx_kind kind, int index, calx_error *error)
{
	sqlite3_value *value = calx__sqlite_value(stmt, (size_t)index);
	const char *name = calx__sqlite_label(stmt, (size_t)index);
	const int type = sqlite3_value_type(value);
	const char *text = NULL;

	if (type != SQLITE_BLOB)
		text = (const char *)sqlite3_value_text(value);
	if (sqlite3_errcode(stmt->db->handle) == SQLITE_NOMEM)
		return calx__fail_memory(error);
	/* one that is NULL by now has run out of memory */
	if (!text)
		return calx__fail(error, CALX_TYPE_MISMATCH,
			"column '%s' holds a blob where a %s is expected",
			name ? name : "?",
			calx__carrier_noun(kind_of(kind, type)));
	return calx__fail_held(error, name, text, kind_of(kind, type));
}

enum calx_status calx__sqlite_row(struct stmt *stmt,
	const enum calx_kind *kinds, size_t count, calx_value *values,
	calx_error *error)
{
	if (stmt->taken && !stmt->taken->keeps)
		return calx__fail(error, CALX_MISUSE,
			"the row has been read into a struct");
	for (size_t i = 0; i < count; i++) {
		const enum calx_kind kind = kinds ? kinds[i] : CALX_NULL;
		sqlite3_value *from = calx__sqlite_value(stmt, i);
		const int type = sqlite3_value_type(from);

		if (type == SQLITE_NULL)
			values[i].kind = CALX_NULL;
		else if (!calx__sqlite_read(from, type, kind, &values[i]))
			return row_fail(stmt, kind, (int)i, error);
	}
	return CALX_OK;
}

/* Any column. Out of the way of those that most rows have. */
__attribute__((noinline)) static int column_other(sqlite3_value *from, int type,
	enum calx_kind kind, calx_value *ret_value)
{
	if (type == SQLITE_NULL) {
		ret_value->kind = CALX_NULL;
		return 0;
	}
	return calx__sqlite_read(from, type, kind, ret_value) ? 0 : NOT_USUAL;
}

int calx__sqlite_column(struct stmt *stmt, size_t index, enum calx_kind kind,
	calx_value *ret_value)
{
	sqlite3_value *from = sqlite3_column_value(stmt->handle, (int)index);
	const int type = sqlite3_value_type(from);

	if (kind == CALX_STRING && type == SQLITE_TEXT) {
		ret_value->kind = CALX_STRING;
		return read_text(from, SQLITE_TEXT, ret_value) ? 0 : NOT_USUAL;
	}
	if (kind == CALX_INTEGER && type == SQLITE_INTEGER) {
		ret_value->kind = CALX_INTEGER;
		ret_value->as.integer = sqlite3_value_int64(from);
		return 0;
	}
	if (kind == CALX_DOUBLE && type == SQLITE_FLOAT) {
		ret_value->kind = CALX_DOUBLE;
		ret_value->as.real = sqlite3_value_double(from);
		return 0;
	}
	return column_other(from, type, kind, ret_value);
}
