#include "driver/sqlite/fields.h"

#include <math.h>
#include <string.h>

#include "driver/field.h"
#include "driver/sqlite/bind.h"
#include "driver/sqlite/row.h"
#include "driver/sqlite/statement.h"
#include "sql/type/temporal_read.h"
#include "util/text.h"
#include "util/utf8.h"

/* Columns between SQLite and the fields of structs. These are the loops that a
 * program would write by hand with sqlite3_column_ and sqlite3_bind_: one
 * switch for each column, no value and no call of ours for the types that most
 * columns have. */

/* ---- out ---------------------------------------------------------------- */

static inline bool get_integer(
	enum field_form form, sqlite3_value *from, char *at)
{
	return calx__field_put_integer(form, sqlite3_value_int64(from), at);
}

static inline bool get_real(sqlite3_value *from, char *at)
{
	calx__field_put_real(sqlite3_value_double(from), at);
	return true;
}

/* C text ends at its first NUL: what has one inside would be cut. The bytes with
 * that NUL, or NOT_USUAL. To ask a blob for its text would make it text. */
static inline int64_t get_text(
	const struct field *field, sqlite3_value *from, int type, char *row)
{
	const char *text;
	size_t size;

	if (type == SQLITE_BLOB)
		return NOT_USUAL;
	text = (const char *)sqlite3_value_text(from);
	size = (unsigned)sqlite3_value_bytes(from);
	if (!text || strlen(text) != size)
		return NOT_USUAL;
	memcpy(row + field->offset, &text, sizeof(text));
	return (int64_t)size + 1;
}

/* of text */
static inline bool read_date(sqlite3_value *from, calx_date *ret_date)
{
	const char *text = (const char *)sqlite3_value_text(from);

	return text && sqlite3_value_bytes(from) == DATE_LENGTH &&
	       calx__date_get(text, ret_date);
}

static inline bool get_date(sqlite3_value *from, char *at)
{
	calx_date date;

	if (!read_date(from, &date))
		return false;
	memcpy(at, &date, sizeof(date));
	return true;
}

/* Any other type, and blobs, by a value all the same. */
static int64_t get_other(
	const struct field *field, sqlite3_value *from, int type, char *at)
{
	calx_value value;

	if (calx__field_is_stored(field) ||
		!calx__sqlite_read(from, type,
			calx__types[field->column->type.kind].carrier,
			&value) ||
		!field->store(field->column, at, &value))
		return NOT_USUAL;
	return field->form == FIELD_BLOB ? (int64_t)value.as.text.size : 0;
}

/* A value of any type. */
static int64_t get_value(
	const struct field *field, sqlite3_value *from, int type, char *row)
{
	char *at = row + field->offset;
	bool is_usual;

	switch (field->form) {
	case FIELD_TEXT:
		return get_text(field, from, type, row);
	case FIELD_BOOLEAN:
	case FIELD_INT16:
	case FIELD_INT32:
	case FIELD_INT64:
		is_usual = type == SQLITE_INTEGER &&
			   get_integer(field->form, from, at);
		break;
	case FIELD_DOUBLE:
		get_real(from, at);
		is_usual = type == SQLITE_FLOAT || type == SQLITE_INTEGER;
		break;
	case FIELD_DATE:
		is_usual = type == SQLITE_TEXT && get_date(from, at);
		break;
	default:
		return get_other(field, from, type, at);
	}
	return is_usual ? 0 : NOT_USUAL;
}

/* Any column: the bytes that it has elsewhere, or NOT_USUAL. What stood in the
 * field before is not left beside NULL. Out of the way of the columns that most
 * rows have, which need none of its registers. */
__attribute__((noinline)) static int64_t get_any(
	const struct field *field, sqlite3_value *from, int type, char *row)
{
	if (field->optional)
		row[field->has] = type != SQLITE_NULL;
	if (type != SQLITE_NULL)
		return get_value(field, from, type, row);
	memset(row + field->offset, 0, field->size);
	return field->nullable ? 0 : NOT_USUAL;
}

/* A column of numbers that is what it says; false: get_any() knows what it is. */
static inline bool get_plain(
	const struct field *field, sqlite3_value *from, int type, char *row)
{
	switch (field->plain) {
	case FIELD_INT32:
		return type == SQLITE_INTEGER &&
		       get_integer(FIELD_INT32, from, row + field->offset);
	case FIELD_INT64:
		return type == SQLITE_INTEGER &&
		       get_integer(FIELD_INT64, from, row + field->offset);
	case FIELD_DOUBLE:
		return type == SQLITE_FLOAT &&
		       get_real(from, row + field->offset);
	case FIELD_DATE:
		return type == SQLITE_TEXT &&
		       get_date(from, row + field->offset);
	default:
		return false;
	}
}

/* A column, and the bytes that it has elsewhere. */
static inline int64_t column_get(
	const struct field *field, sqlite3_value *from, char *row)
{
	const int type = sqlite3_value_type(from);

	if (type == SQLITE_TEXT && field->plain == FIELD_TEXT)
		return get_text(field, from, type, row);
	return get_plain(field, from, type, row)
		       ? 0
		       : get_any(field, from, type, row);
}

/* The current row. Made twice: what loops over rows that nobody keeps does
 * without the lengths, and the compiler without the registers. */
static inline __attribute__((always_inline)) int64_t row_get(
	sqlite3_stmt *handle, const struct field *fields, size_t count,
	char *row, size_t *lengths)
{
	const struct field *field = fields;
	const bool measures = lengths != NULL;
	int64_t total = 0, bytes;

	for (size_t i = 0; i < count; i++, field++) {
		bytes = column_get(
			field, sqlite3_column_value(handle, (int)i), row);
		if (bytes == NOT_USUAL)
			return NOT_USUAL;
		if (measures && calx__field_has_bytes(field)) {
			total += bytes;
			*lengths++ = (size_t)bytes;
		}
	}
	return total;
}

/* What the function is given lives as long as its call: text is copied. That of
 * most columns is looked through for a NUL on the way. */
static inline int64_t text_take(
	const struct field *field, sqlite3_value *from, struct taken *taken)
{
	const char *text = (const char *)sqlite3_value_text(from);
	const size_t size = (unsigned)sqlite3_value_bytes(from);
	char *copy = calx__arena_bytes(&taken->text, size + 1);

	if (!text || !copy || !calx__text_copy_whole(copy, text, size))
		return NOT_USUAL;
	copy[size] = '\0';
	memcpy(taken->row + field->offset, &copy, sizeof(copy));
	return (int64_t)size + 1;
}

static int64_t any_take(const struct field *field, sqlite3_value *from,
	int type, struct taken *taken)
{
	const int64_t size = get_any(field, from, type, taken->row);
	char *place = taken->row + field->offset;
	char *copy;
	const char *bytes;

	if (size <= 0 || !calx__field_has_bytes(field))
		return size;
	copy = calx__arena_bytes(&taken->text, (size_t)size);
	if (!copy)
		return NOT_USUAL;
	memcpy(&bytes, place, sizeof(bytes));
	memcpy(copy, bytes, (size_t)size);
	memcpy(place, &copy, sizeof(copy));
	return size;
}

/* The bytes of one of them, or NOT_USUAL. */
static inline int64_t field_take(
	const struct field *field, sqlite3_value *from, struct taken *taken)
{
	const int type = sqlite3_value_type(from);

	if (type == SQLITE_TEXT && field->plain == FIELD_TEXT)
		return text_take(field, from, taken);
	return get_plain(field, from, type, taken->row)
		       ? 0
		       : any_take(field, from, type, taken);
}

/* Made twice, as row_get(). */
static inline __attribute__((always_inline)) int64_t row_take(
	struct taken *taken, sqlite3_value **values, size_t *lengths)
{
	const struct field *field = taken->fields;
	const struct field *end = field + taken->count;
	const bool measures = lengths != NULL;
	int64_t total = 0, bytes;

	for (; field < end; field++) {
		bytes = field_take(field, *values++, taken);
		if (bytes == NOT_USUAL)
			return NOT_USUAL;
		if (measures && calx__field_has_bytes(field)) {
			total += bytes;
			*lengths++ = (size_t)bytes;
		}
	}
	return total;
}

void calx__sqlite_take(
	sqlite3_context *context, int count, sqlite3_value **values)
{
	struct taken *taken = *(struct taken **)sqlite3_user_data(context);

	if (!taken || taken->columns != (size_t)count) {
		sqlite3_result_error(
			context, "calx_row() is not for programs", -1);
		return;
	}
	taken->calls++;
	if (!taken->fields)
		taken->total = NOT_USUAL;
	else if (taken->lengths)
		taken->total = row_take(taken, values, taken->lengths);
	else
		taken->total = row_take(taken, values, NULL);
	if (taken->total == NOT_USUAL)
		calx__sqlite_keep(context, taken, values);
}

int64_t calx__sqlite_fetch(struct stmt *stmt, const struct field *fields,
	size_t count, char *row, size_t *lengths)
{
	if (stmt->taken)
		return calx__sqlite_taken_fetch(stmt->taken, row, lengths);
	return row_get(stmt->handle, fields, count, row, lengths);
}

/* The step writes it. */
static int next_taken(struct stmt *stmt, const struct field *fields,
	size_t count, char *row, calx_error *error)
{
	struct taken *taken = stmt->taken;
	int code;

	taken->fields = fields;
	taken->count = count;
	taken->row = row;
	taken->lengths = NULL;
	code = calx__sqlite_step_taking(stmt);
	if (code != SQLITE_ROW)
		return calx__sqlite_stepped(stmt, code, error);
	return taken->total == NOT_USUAL ? NEXT_NOT_USUAL : NEXT_ROW;
}

int calx__sqlite_next(struct stmt *stmt, const struct field *fields,
	size_t count, char *row, calx_error *error)
{
	int code;

	if (stmt->taken)
		return next_taken(stmt, fields, count, row, error);
	code = calx__sqlite_step_row(stmt);
	if (code != SQLITE_ROW)
		return calx__sqlite_stepped(stmt, code, error);
	return row_get(stmt->handle, fields, count, row, NULL) == NOT_USUAL
		       ? NEXT_NOT_USUAL
		       : NEXT_ROW;
}

/* ---- columns one by one, of statements whose rows are not taken ----------- */

static const char *column_text(struct stmt *stmt, size_t index)
{
	sqlite3_value *from = sqlite3_column_value(stmt->handle, (int)index);

	if (sqlite3_value_type(from) != SQLITE_TEXT)
		return NULL;
	return (const char *)sqlite3_value_text(from);
}

static struct column_integer column_integer(struct stmt *stmt, size_t index)
{
	sqlite3_value *from = sqlite3_column_value(stmt->handle, (int)index);

	if (sqlite3_value_type(from) != SQLITE_INTEGER)
		return (struct column_integer){ 0, false };
	return (struct column_integer){ sqlite3_value_int64(from), true };
}

static struct column_real column_real(struct stmt *stmt, size_t index)
{
	sqlite3_value *from = sqlite3_column_value(stmt->handle, (int)index);

	if (sqlite3_value_type(from) != SQLITE_FLOAT)
		return (struct column_real){ 0, false };
	return (struct column_real){ sqlite3_value_double(from), true };
}

static calx_date column_date(struct stmt *stmt, size_t index)
{
	sqlite3_value *from = sqlite3_column_value(stmt->handle, (int)index);
	calx_date date;

	if (sqlite3_value_type(from) != SQLITE_TEXT || !read_date(from, &date))
		return (calx_date){ 0 };
	return date;
}

const struct driver_columns calx__sqlite_columns = {
	.text = column_text,
	.integer = column_integer,
	.real = column_real,
	.date = column_date,
};

/* ---- in ----------------------------------------------------------------- */

/* the number in the struct */
#define GET(type) calx__field_get_##type(at)

static inline int put_date(struct stmt *stmt, int number, const char *at)
{
	char *text = calx__arena_bytes(&stmt->text, sizeof("2017-10-17"));
	calx_date date;
	size_t size;

	memcpy(&date, at, sizeof(date));
	if (!text || !(size = calx_date_write(date, text)))
		return NOT_USUAL;
	return sqlite3_bind_text(
		stmt->handle, number, text, (int)size, SQLITE_STATIC);
}

/* Any other type. */
__attribute__((noinline)) static int put_other(struct stmt *stmt, int number,
	const struct field *field, const char *at)
{
	calx_value value, room;
	const calx_value *settled =
		calx__field_get_value(field, at, &value, &room);

	if (!settled || calx__sqlite_bind(stmt, (size_t)number - 1, &settled, 1,
				NULL) < 0)
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
	/* that is its length: it has no NUL */
	if (!calx__utf8_is_ascii(text, size) && !calx__utf8_valid(text, size))
		return NOT_USUAL;
	return sqlite3_bind_text(
		stmt->handle, number, text, (int)size, SQLITE_STATIC);
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
	case FIELD_STORED_TEXT:
	case FIELD_STORED_BLOB:
		break;
	}
	return put_other(stmt, number, field, at);
}

/* Nothing, where nothing may be. */
static int put_null(struct stmt *stmt, int number, const struct field *field,
	const char *at)
{
	if (!calx__field_get_null(field, at))
		return NOT_USUAL;
	return sqlite3_bind_null(stmt->handle, number);
}

int calx__sqlite_put(struct stmt *stmt, size_t first,
	const struct field *fields, const unsigned *numbers, size_t count,
	const char *row)
{
	const unsigned *end = numbers + count;
	int number = (int)first;

	while (numbers < end) {
		const struct field *field = &fields[*numbers++];
		const char *at = row + field->offset;
		const int code = calx__field_is_set(field, row)
					 ? put(stmt, ++number, field, at)
					 : put_null(stmt, ++number, field, at);

		if (code != SQLITE_OK)
			return NOT_USUAL;
	}
	return 0;
}
