#include "driver/sqlite/fields.h"

#include <math.h>
#include <string.h>

#include "driver/sqlite/bind.h"
#include "driver/sqlite/row.h"
#include "sql/type/check.h"
#include "util/utf8.h"

/* Columns between SQLite and the fields of structs. These are the loops that a
 * program would write by hand with sqlite3_column_ and sqlite3_bind_: one
 * switch for each column, no value and no call of ours for the types that most
 * columns have. */

/* ---- out ---------------------------------------------------------------- */

/* Numbers in the struct: the compiler knows their sizes. */
#define PUT(type, value) memcpy(at, &(type){ (type)(value) }, sizeof(type))

static inline bool get_integer(
	enum field_form form, sqlite3_value *from, char *at)
{
	const int64_t number = sqlite3_value_int64(from);

	switch (form) {
	case FIELD_INT64:
		PUT(int64_t, number);
		return true;
	case FIELD_INT32:
		PUT(int32_t, number);
		return number == (int32_t)number;
	case FIELD_INT16:
		PUT(int16_t, number);
		return number == (int16_t)number;
	default:
		PUT(bool, number != 0);
		return (uint64_t)number <= 1;
	}
}

/* C text ends at its first NUL: what has one inside would be cut. The bytes with
 * that NUL, 0: it is not as usual. To ask a blob for its text would make it
 * text. */
static inline size_t get_text(sqlite3_value *from, int type, char *at)
{
	const char *text;
	size_t size;

	if (type == SQLITE_BLOB)
		return 0;
	text = (const char *)sqlite3_value_text(from);
	size = (size_t)sqlite3_value_bytes(from);
	if (!text || strlen(text) != size)
		return 0;
	memcpy(at, &text, sizeof(text));
	return size + 1;
}

static inline bool get_date(sqlite3_value *from, char *at)
{
	const char *text = (const char *)sqlite3_value_text(from);
	calx_date date;

	if (!text || calx_date_read(text, (size_t)sqlite3_value_bytes(from),
			     &date) < 0)
		return false;
	memcpy(at, &date, sizeof(date));
	return true;
}

/* Any other type, and blobs, by a value all the same. */
__attribute__((noinline)) static bool get_other(const struct field *field,
	sqlite3_value *from, char *at, size_t *ret_length)
{
	calx_value value;

	if (field->form == FIELD_STORED ||
		!calx__sqlite_read(from, sqlite3_value_type(from),
			calx__types[field->column->type.kind].carrier, &value))
		return false;
	if (field->form == FIELD_BLOB)
		*ret_length = value.as.text.size;
	return field->store(field->column, at, &value);
}

/* A column that is neither NULL nor text. */
static inline bool get(const struct field *field, sqlite3_value *from, int type,
	char *at, size_t *ret_length)
{
	switch (field->form) {
	case FIELD_BOOLEAN:
	case FIELD_INT16:
	case FIELD_INT32:
	case FIELD_INT64:
		return type == SQLITE_INTEGER &&
		       get_integer(field->form, from, at);
	case FIELD_DOUBLE:
		PUT(double, sqlite3_value_double(from));
		return type == SQLITE_FLOAT || type == SQLITE_INTEGER;
	case FIELD_DATE:
		return type == SQLITE_TEXT && get_date(from, at);
	default:
		return get_other(field, from, at, ret_length);
	}
}

/* One that is NULL. */
static inline bool get_null(const struct field *field, size_t **lengths)
{
	if (calx__field_has_bytes(field))
		*(*lengths)++ = 0;
	return field->nullable;
}

int64_t calx__sqlite_fetch(struct stmt *stmt, const struct field *fields,
	size_t count, char *row, size_t *lengths)
{
	const struct field *end = fields + count;
	sqlite3_stmt *handle = stmt->handle;
	int64_t total = 0;
	int column = 0;

	for (const struct field *field = fields; field < end; field++) {
		sqlite3_value *from = sqlite3_column_value(handle, column++);
		const int type = sqlite3_value_type(from);
		char *at = row + field->offset;

		if (type == SQLITE_NULL) {
			if (!get_null(field, &lengths))
				return NOT_USUAL;
			continue;
		}
		if (field->form == FIELD_TEXT) {
			const size_t size = get_text(from, type, at);

			if (!size)
				return NOT_USUAL;
			total += (int64_t)size;
			*lengths++ = size;
		} else if (!get(field, from, type, at, lengths)) {
			return NOT_USUAL;
		} else if (calx__field_has_bytes(field)) {
			total += (int64_t)*lengths++;
		}
		if (field->optional)
			row[field->has] = true;
	}
	return total;
}

/* ---- in ----------------------------------------------------------------- */

/* the number in the struct */
#define GET(type) get_##type(at)
#define GETTER(type)                                  \
	static inline type get_##type(const char *at) \
	{                                             \
		type number;                          \
                                                      \
		memcpy(&number, at, sizeof(number));  \
		return number;                        \
	}
GETTER(int64_t)
GETTER(int32_t)
GETTER(int16_t)
GETTER(double)

static inline int put_date(struct stmt *stmt, int number, const char *at)
{
	char *text = calx__arena_bytes(&stmt->text, sizeof("2017-10-17"));
	calx_date date;
	size_t size;

	memcpy(&date, at, sizeof(date));
	if (!text || !(size = calx_date_write(date, text)))
		return NOT_USUAL;
	return sqlite3_bind_text64(
		stmt->handle, number, text, size, SQLITE_STATIC, SQLITE_UTF8);
}

/* Any other type. What has a form of its own to be stored in, as a decimal, gets
 * it on the way. */
__attribute__((noinline)) static int put_other(struct stmt *stmt, int number,
	const struct field *field, const char *at)
{
	calx_value value, room;
	const calx_value *settled = &value;

	if (field->form == FIELD_STORED)
		return NOT_USUAL;
	field->load(at, &value);
	if (value.kind == CALX_NULL && !field->nullable)
		return NOT_USUAL;
	if (calx__value_settle(field->column, false, &settled, &room, NULL) <
			0 ||
		calx__sqlite_bind(stmt, (size_t)number - 1, &settled, 1, NULL) <
			0)
		return NOT_USUAL;
	return SQLITE_OK;
}

static inline int put_text(struct stmt *stmt, int number,
	const struct field *field, const char *at)
{
	const char *text;
	size_t size;

	memcpy(&text, at, sizeof(text));
	if (!text)
		return field->nullable ? sqlite3_bind_null(stmt->handle, number)
				       : NOT_USUAL;
	size = strlen(text);
	if (size > field->fits)
		return put_other(stmt, number, field, at);
	if (!calx__utf8_storable(text, size))
		return NOT_USUAL;
	return sqlite3_bind_text64(
		stmt->handle, number, text, size, SQLITE_STATIC, SQLITE_UTF8);
}

/* A value that is there. */
static inline int put(struct stmt *stmt, int number, const struct field *field,
	const char *at)
{
	sqlite3_stmt *handle = stmt->handle;

	switch (field->form) {
	case FIELD_BOOLEAN:
		return *at & ~1 ? NOT_USUAL
				: sqlite3_bind_int(handle, number, *at);
	case FIELD_INT16:
		return sqlite3_bind_int64(handle, number, GET(int16_t));
	case FIELD_INT32:
		return sqlite3_bind_int64(handle, number, GET(int32_t));
	case FIELD_INT64:
		return sqlite3_bind_int64(handle, number, GET(int64_t));
	case FIELD_DOUBLE:
		return isnan(GET(double)) ? NOT_USUAL
					  : sqlite3_bind_double(handle, number,
						    GET(double));
	case FIELD_TEXT:
		return put_text(stmt, number, field, at);
	case FIELD_DATE:
		return put_date(stmt, number, at);
	case FIELD_OTHER:
	case FIELD_STORED:
	case FIELD_BLOB:
		break;
	}
	return put_other(stmt, number, field, at);
}

/* Nothing, where nothing may be: a number that stands there all the same is a
 * mistake. */
static int put_null(struct stmt *stmt, int number, const struct field *field,
	const char *at)
{
	static const char zero[sizeof(calx_value)];

	if (!field->nullable || memcmp(at, zero, field->size) != 0)
		return NOT_USUAL;
	return sqlite3_bind_null(stmt->handle, number);
}

int calx__sqlite_put(struct stmt *stmt, size_t first,
	const struct field *fields, const unsigned *numbers, size_t count,
	const char *row)
{
	for (size_t i = 0; i < count; i++) {
		const struct field *field = &fields[numbers[i]];
		const char *at = row + field->offset;
		const int number = (int)(first + i) + 1;
		const int code = calx__field_is_set(field, row)
					 ? put(stmt, number, field, at)
					 : put_null(stmt, number, field, at);

		if (code != SQLITE_OK)
			return NOT_USUAL;
	}
	return 0;
}
