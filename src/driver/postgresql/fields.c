#include "driver/postgresql/fields.h"

#include <math.h>
#include <string.h>

#include "driver/field.h"
#include "driver/postgresql/bind.h"
#include "driver/postgresql/row.h"
#include "driver/postgresql/statement.h"
#include "driver/postgresql/wire/calendar.h"
#include "sql/type/temporal.h"
#include "util/utf8.h"

/* Columns between the wire and the fields of structs. These are the loops that a
 * program would write by hand with PQgetvalue() and PQexecPrepared(): one switch
 * for each column, no value and no call of ours for the types that most columns
 * have. */

/* ---- out ------------------------------------------------------------------------ */

/* An integer of the server's, whatever its size. */
static inline bool get_number(Oid type, const char *from, int64_t *ret_number)
{
	switch (type) {
	case OID_INT4:
		*ret_number = calx__wire_get32(from);
		return true;
	case OID_INT8:
		*ret_number = calx__wire_get64(from);
		return true;
	case OID_INT2:
		*ret_number = calx__wire_get16(from);
		return true;
	default:
		return false;
	}
}

static inline bool get_integer(
	enum field_form form, Oid type, const char *from, char *at)
{
	int64_t number;

	return get_number(type, from, &number) &&
	       calx__field_put_integer(form, number, at);
}

/* C text ends at its first NUL, of which the server's text has none inside. */
static inline bool is_text(Oid type)
{
	return type == OID_VARCHAR || type == OID_TEXT || type == OID_JSON;
}

static inline bool get_date(Oid type, const char *from, char *at)
{
	calx_date date;

	if (type != OID_DATE || !calx__wire_get_date(from, &date))
		return false;
	memcpy(at, &date, sizeof(date));
	return true;
}

/* Any other type, and blobs, by a value all the same. */
__attribute__((noinline)) static bool get_other(const struct field *field,
	struct stmt *stmt, int column, char *at, size_t *ret_length)
{
	calx_value value;

	if (calx__field_is_stored(field) ||
		calx__postgresql_column(stmt, (size_t)column,
			calx__types[field->column->type.kind].carrier,
			&value) < 0)
		return false;
	if (field->form == FIELD_BLOB)
		*ret_length = value.as.text.size;
	return field->store(field->column, at, &value);
}

/* A column that is neither NULL nor text. */
static inline bool get(const struct field *field, struct stmt *stmt, int column,
	const char *from, size_t *ret_length, char *at)
{
	const Oid type = stmt->types[column];

	switch (field->form) {
	case FIELD_BOOLEAN:
		return type == OID_BOOL &&
		       calx__field_put_integer(FIELD_BOOLEAN, *from, at);
	case FIELD_INT16:
	case FIELD_INT32:
	case FIELD_INT64:
		return get_integer(field->form, type, from, at);
	case FIELD_DOUBLE:
		if (type != OID_FLOAT8)
			return false;
		calx__field_put_real(calx__wire_get_double(from), at);
		return true;
	case FIELD_DATE:
		return get_date(type, from, at);
	default:
		return get_other(field, stmt, column, at, ret_length);
	}
}

/* NULL over what stood there before. */
static void null_write(const struct field *field, char *row)
{
	memset(row + field->offset, 0, field->size);
	if (field->optional)
		row[field->has] = false;
}

/* One that is empty or NULL, or not as most are. The bytes of its text with
 * their NUL, or NOT_USUAL. */
__attribute__((noinline)) static int64_t other_get(
	const struct field *field, struct stmt *stmt, int column, char *row)
{
	const struct cell cell = calx__cell(stmt, column);
	char *at = row + field->offset;
	size_t length = 0;

	if (cell.size < 0) {
		null_write(field, row);
		return field->nullable ? 0 : NOT_USUAL;
	}
	if (field->form == FIELD_TEXT) {
		memcpy(at, &cell.at, sizeof(cell.at));
		return is_text(stmt->types[column]) ? (int64_t)cell.size + 1
						    : NOT_USUAL;
	}
	if (!get(field, stmt, column, cell.at, &length, at))
		return NOT_USUAL;
	if (field->optional)
		row[field->has] = true;
	return (int64_t)length;
}

/* A column that is as most are, not empty and not NULL: 0, or NOT_USUAL where it
 * is none, or cannot be read at all. */
static inline int usual_get(
	const struct field *field, Oid type, const char *from, char *at)
{
	switch (type) {
	case OID_INT4:
		if (field->plain != FIELD_INT32)
			return NOT_USUAL;
		calx__field_put_integer(
			FIELD_INT32, calx__wire_get32(from), at);
		return 0;
	case OID_INT8:
		if (field->plain != FIELD_INT64)
			return NOT_USUAL;
		calx__field_put_integer(
			FIELD_INT64, calx__wire_get64(from), at);
		return 0;
	case OID_FLOAT8:
		if (field->plain != FIELD_DOUBLE)
			return NOT_USUAL;
		calx__field_put_real(calx__wire_get_double(from), at);
		return 0;
	case OID_DATE:
		return field->plain == FIELD_DATE && get_date(type, from, at)
			       ? 0
			       : NOT_USUAL;
	default:
		return NOT_USUAL;
	}
}

/* One that may be empty or NULL, by what libpq says of it: the length of both
 * is 0, and asking for it costs less than whether it is NULL. */
static inline struct cell cell_look(
	const struct stmt *stmt, const struct cell *cells, int column)
{
	if (cells)
		return cells[column];
	return (struct cell){ PQgetvalue(stmt->result, stmt->row, column),
		PQgetlength(stmt->result, stmt->row, column) };
}

/* The current row into the struct. */
static inline int64_t row_get(struct stmt *stmt, const struct field *fields,
	size_t count, char *row, size_t *lengths)
{
	const struct cell *cells = stmt->copied.row ? stmt->copied.cells : NULL;
	const struct field *const end = fields + count;
	int64_t total = 0;

	if (!stmt->binary)
		return NOT_USUAL;
	for (int column = 0; fields < end; fields++, column++) {
		const struct cell cell = cell_look(stmt, cells, column);
		const Oid type = stmt->types[column];
		const bool is_there = cell.size > 0;
		char *at = row + fields->offset;
		int64_t bytes;

		if (fields->plain == FIELD_TEXT && is_there && is_text(type)) {
			memcpy(at, &cell.at, sizeof(cell.at));
			bytes = cell.size + 1;
		} else if (is_there && !usual_get(fields, type, cell.at, at)) {
			continue;
		} else {
			bytes = other_get(fields, stmt, column, row);
			if (bytes < 0)
				return NOT_USUAL;
			if (!calx__field_has_bytes(fields))
				continue;
		}
		total += bytes;
		if (lengths)
			*lengths++ = (size_t)bytes;
	}
	return total;
}

int64_t calx__postgresql_fetch(struct stmt *stmt, const struct field *fields,
	size_t count, char *row, size_t *lengths)
{
	return row_get(stmt, fields, count, row, lengths);
}

int calx__postgresql_next_row(struct stmt *stmt, const struct field *fields,
	size_t count, char *row, calx_error *error)
{
	const int found = calx__postgresql_step(stmt, error);

	if (found != 1)
		return found;
	return row_get(stmt, fields, count, row, NULL) == NOT_USUAL
		       ? NEXT_NOT_USUAL
		       : NEXT_ROW;
}

/* ---- in ------------------------------------------------------------------------- */

/* the number in the struct */
#define GET(type) calx__field_get_##type(at)

static inline bool put_date(struct stmt *stmt, size_t index, const char *at)
{
	char *room = stmt->rooms[index].bytes;
	calx_date date;

	memcpy(&date, at, sizeof(date));
	if (PQparamtype(stmt->shape, (int)index) != OID_DATE ||
		!calx__date_is_valid(date))
		return false;
	calx__wire_put_date(date, room);
	calx__parameter_set(stmt, index, room, WIRE_DATE_SIZE, true);
	return true;
}

static inline bool put_double(struct stmt *stmt, size_t index, double number)
{
	char *room = stmt->rooms[index].bytes;

	if (PQparamtype(stmt->shape, (int)index) != OID_FLOAT8 || isnan(number))
		return false;
	calx__wire_put_double(room, number);
	calx__parameter_set(stmt, index, room, sizeof(number), true);
	return true;
}

/* Any other type. */
__attribute__((noinline)) static bool put_other(struct stmt *stmt, size_t index,
	const struct field *field, const char *at)
{
	calx_value value, room;
	const calx_value *settled =
		calx__field_get_value(field, at, &value, &room);

	return settled &&
	       calx__postgresql_bind(stmt, index, &settled, 1, NULL) >= 0;
}

static inline bool put_text(struct stmt *stmt, size_t index,
	const struct field *field, const char *at)
{
	const char *text;
	size_t size;

	memcpy(&text, at, sizeof(text));
	if (!text) {
		calx__parameter_set(stmt, index, NULL, 0, false);
		return field->nullable;
	}
	size = strlen(text);
	if (size > field->fits ||
		!calx__parameter_is_text(PQparamtype(stmt->shape, (int)index)))
		return put_other(stmt, index, field, at);
	calx__parameter_set(stmt, index, text, size, true);
	return calx__utf8_storable(text, size);
}

/* A value that is there. */
static inline bool put(struct stmt *stmt, size_t index,
	const struct field *field, const char *at)
{
	switch (field->form) {
	case FIELD_BOOLEAN:
		return !(*at & ~1) && calx__parameter_integer(stmt, index, *at);
	case FIELD_INT16:
		return calx__parameter_integer(stmt, index, GET(int16_t));
	case FIELD_INT32:
		return calx__parameter_integer(stmt, index, GET(int32_t));
	case FIELD_INT64:
		return calx__parameter_integer(stmt, index, GET(int64_t));
	case FIELD_DOUBLE:
		return put_double(stmt, index, GET(double));
	case FIELD_TEXT:
		return put_text(stmt, index, field, at);
	case FIELD_DATE:
		return put_date(stmt, index, at);
	case FIELD_OTHER:
	case FIELD_STORED:
	case FIELD_BLOB:
	case FIELD_STORED_TEXT:
	case FIELD_STORED_BLOB:
		break;
	}
	return put_other(stmt, index, field, at);
}

/* Nothing, where nothing may be. */
static bool put_null(struct stmt *stmt, size_t index, const struct field *field,
	const char *at)
{
	calx__parameter_set(stmt, index, NULL, 0, false);
	return calx__field_get_null(field, at);
}

int calx__postgresql_put(struct stmt *stmt, size_t first,
	const struct field *fields, const unsigned *numbers, size_t count,
	const char *row)
{
	if (!first && calx__postgresql_refresh(stmt, NULL) < 0)
		return NOT_USUAL;
	for (size_t i = 0; i < count; i++) {
		const struct field *field = &fields[numbers[i]];
		const char *at = row + field->offset;
		const bool usual =
			calx__field_is_set(field, row)
				? put(stmt, first + i, field, at)
				: put_null(stmt, first + i, field, at);

		if (!usual)
			return NOT_USUAL;
	}
	return 0;
}
