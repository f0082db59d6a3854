#include "driver/mariadb/fields.h"

#include <math.h>
#include <string.h>

#include "driver/field.h"
#include "driver/mariadb/bind.h"
#include "driver/mariadb/row.h"
#include "driver/mariadb/statement.h"
#include "sql/type/temporal.h"
#include "util/utf8.h"

/* Columns between cells, or parameters, and the fields of structs: one switch
 * for each column, no value for the types that most columns have. */

/* ---- out ---------------------------------------------------------------- */

static inline bool get_integer(
	enum field_form form, const struct cell *cell, char *at)
{
	return cell->wire >= WIRE_INT8 && cell->wire <= WIRE_INT64 &&
	       calx__field_put_integer(form, cell->as.integer, at);
}

/* C text ends at its first NUL: what has one inside would be cut. The bytes with
 * that NUL, or NOT_USUAL. */
static inline int64_t get_text(const struct cell *cell, char *at)
{
	if (cell->wire != WIRE_TEXT || strlen(cell->as.data) != cell->size)
		return NOT_USUAL;
	memcpy(at, &cell->as.data, sizeof(cell->as.data));
	return (int64_t)cell->size + 1;
}

static inline bool get_date(const struct cell *cell, char *at)
{
	const calx_datetime *t = &cell->as.datetime;
	const calx_date date = { t->year, t->month, t->day };

	memcpy(at, &date, sizeof(date));
	return calx__datetime_is_valid(*t);
}

/* Any other type, and blobs, by a value all the same: the bytes that it has
 * elsewhere, or NOT_USUAL. */
__attribute__((noinline)) static int64_t get_other(struct stmt *stmt,
	const struct field *field, const struct cell *cell, char *at)
{
	calx_value value;

	if (calx__field_is_stored(field) ||
		!calx__mariadb_read(stmt, cell,
			calx__types[field->column->type.kind].carrier,
			&value) ||
		!field->store(field->column, at, &value))
		return NOT_USUAL;
	return field->form == FIELD_BLOB ? (int64_t)value.as.text.size : 0;
}

/* A column that is neither NULL nor text. */
static inline int64_t get(struct stmt *stmt, const struct field *field,
	const struct cell *cell, char *at)
{
	bool is_usual;

	switch (field->form) {
	case FIELD_BOOLEAN:
	case FIELD_INT16:
	case FIELD_INT32:
	case FIELD_INT64:
		is_usual = get_integer(field->form, cell, at);
		break;
	case FIELD_DOUBLE:
		calx__field_put_real(cell->as.real, at);
		is_usual =
			cell->wire == WIRE_DOUBLE || cell->wire == WIRE_FLOAT;
		break;
	case FIELD_DATE:
		is_usual = cell->wire == WIRE_DATE && get_date(cell, at);
		break;
	default:
		return get_other(stmt, field, cell, at);
	}
	return is_usual ? 0 : NOT_USUAL;
}

/* What stood in the field before is not left beside NULL. */
static int64_t get_null(const struct field *field, char *row)
{
	if (field->optional)
		row[field->has] = false;
	memset(row + field->offset, 0, field->size);
	return field->nullable ? 0 : NOT_USUAL;
}

/* The current row. Made twice: what loops over rows that nobody keeps does
 * without the lengths. */
static inline __attribute__((always_inline)) int64_t row_get(struct stmt *stmt,
	const struct field *fields, size_t count, char *row, size_t *lengths)
{
	const struct field *end = fields + count;
	const struct cell *cell = stmt->cells;
	const bool measures = lengths != NULL;
	int64_t total = 0, bytes;

	for (const struct field *field = fields; field < end; field++, cell++) {
		char *at = row + field->offset;

		if (cell->is_null)
			bytes = get_null(field, row);
		else if (field->form == FIELD_TEXT)
			bytes = get_text(cell, at);
		else
			bytes = get(stmt, field, cell, at);
		if (bytes == NOT_USUAL)
			return NOT_USUAL;
		if (measures && calx__field_has_bytes(field)) {
			total += bytes;
			*lengths++ = (size_t)bytes;
		}
		if (field->optional && !cell->is_null)
			row[field->has] = true;
	}
	return total;
}

int64_t calx__mariadb_fetch(struct stmt *stmt, const struct field *fields,
	size_t count, char *row, size_t *lengths)
{
	return row_get(stmt, fields, count, row, lengths);
}

int calx__mariadb_next(struct stmt *stmt, const struct field *fields,
	size_t count, char *row, calx_error *error)
{
	const int result = calx__mariadb_step(stmt, error);

	if (result != 1)
		return result;
	return row_get(stmt, fields, count, row, NULL) == NOT_USUAL
		       ? NEXT_NOT_USUAL
		       : NEXT_ROW;
}

/* ---- columns one by one -------------------------------------------------- */

static const char *column_text(struct stmt *stmt, size_t index)
{
	const struct cell *cell = &stmt->cells[index];

	return cell->wire == WIRE_TEXT && !cell->is_null ? cell->as.data : NULL;
}

static struct column_integer column_integer(struct stmt *stmt, size_t index)
{
	const struct cell *cell = &stmt->cells[index];

	return (struct column_integer){ cell->as.integer,
		cell->wire >= WIRE_INT8 && cell->wire <= WIRE_INT64 &&
			!cell->is_null };
}

static struct column_real column_real(struct stmt *stmt, size_t index)
{
	const struct cell *cell = &stmt->cells[index];

	return (struct column_real){ cell->as.real,
		(cell->wire == WIRE_DOUBLE || cell->wire == WIRE_FLOAT) &&
			!cell->is_null };
}

static calx_date column_date(struct stmt *stmt, size_t index)
{
	const struct cell *cell = &stmt->cells[index];
	calx_date date;

	if (cell->wire != WIRE_DATE || cell->is_null ||
		!get_date(cell, (char *)&date))
		return (calx_date){ 0 };
	return date;
}

const struct driver_columns calx__mariadb_columns = {
	.text = column_text,
	.integer = column_integer,
	.real = column_real,
	.date = column_date,
};

/* ---- in ----------------------------------------------------------------- */

/* the number in the struct */
#define GET(type) calx__field_get_##type(at)

static inline int put_integer(struct stmt *stmt, size_t number, int64_t integer)
{
	stmt->parameters[number].integer = integer;
	calx__mariadb_bind_own(stmt, number, MYSQL_TYPE_LONGLONG);
	return 0;
}

static inline int put_real(struct stmt *stmt, size_t number, double real)
{
	stmt->parameters[number].real = real;
	calx__mariadb_bind_own(stmt, number, MYSQL_TYPE_DOUBLE);
	return isfinite(real) ? 0 : NOT_USUAL;
}

/* Any other type. */
__attribute__((noinline)) static int put_other(struct stmt *stmt, size_t number,
	const struct field *field, const char *at)
{
	calx_value value, room;
	const calx_value *settled =
		calx__field_get_value(field, at, &value, &room);

	if (!settled || calx__mariadb_bind(stmt, number, &settled, 1, NULL) < 0)
		return NOT_USUAL;
	return 0;
}

static inline int put_nothing(struct stmt *stmt, size_t number)
{
	stmt->binds[number].buffer_type = MYSQL_TYPE_NULL;
	return 0;
}

static inline int put_text(struct stmt *stmt, size_t number,
	const struct field *field, const char *at)
{
	const char *text;
	size_t size;

	memcpy(&text, at, sizeof(text));
	if (!text)
		return field->nullable ? put_nothing(stmt, number) : NOT_USUAL;
	size = strlen(text);
	if (size > field->fits)
		return put_other(stmt, number, field, at);
	if (!calx__utf8_storable(text, size))
		return NOT_USUAL;
	calx__mariadb_bind_bytes(stmt, number, MYSQL_TYPE_STRING, text, size);
	return 0;
}

/* A value that is there. */
static inline int put(struct stmt *stmt, size_t number,
	const struct field *field, const char *at)
{
	switch (field->form) {
	case FIELD_BOOLEAN:
		return *at & ~1 ? NOT_USUAL : put_integer(stmt, number, *at);
	case FIELD_INT16:
		return put_integer(stmt, number, GET(int16_t));
	case FIELD_INT32:
		return put_integer(stmt, number, GET(int32_t));
	case FIELD_INT64:
		return put_integer(stmt, number, GET(int64_t));
	case FIELD_DOUBLE:
		return put_real(stmt, number, GET(double));
	case FIELD_TEXT:
		return put_text(stmt, number, field, at);
	case FIELD_DATE:
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
static int put_null(struct stmt *stmt, size_t number, const struct field *field,
	const char *at)
{
	if (!calx__field_get_null(field, at))
		return NOT_USUAL;
	return put_nothing(stmt, number);
}

int calx__mariadb_put(struct stmt *stmt, size_t first,
	const struct field *fields, const unsigned *numbers, size_t count,
	const char *row)
{
	for (size_t i = 0; i < count; i++) {
		const struct field *field = &fields[numbers[i]];
		const char *at = row + field->offset;
		const int code = calx__field_is_set(field, row)
					 ? put(stmt, first + i, field, at)
					 : put_null(stmt, first + i, field, at);

		if (code != 0)
			return NOT_USUAL;
	}
	return 0;
}
