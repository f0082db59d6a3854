#include "driver/mariadb/row.h"

#include <stdio.h>
#include <string.h>

#include "sql/type/decimal.h"
#include "sql/type/temporal.h"
#include "sql/type/type.h"
#include "sql/type/uuid.h"
#include "sql/type/value.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "util/text.h"

/* Values on their way out. A row is taken off the bytes that came from the server:
 * nothing is copied into a buffer that was bound, and no buffer can be too small.
 * They are copied once as they are, because what reads on the connection next
 * overwrites them, and each text gets its NUL where the next column began. A cell
 * is what is known of a value then; values are made of cells. */

/* ---- columns ------------------------------------------------------------ */

/* the number of the character set of what is no text */
#define CHARSET_BINARY 63

/* By the type of the column, and one more if the number is unsigned. */
static enum wire wire_of(const MYSQL_FIELD *field)
{
	const bool is_unsigned = field->flags & UNSIGNED_FLAG;

	switch (field->type) {
	case MYSQL_TYPE_TINY:
		return WIRE_INT8 + is_unsigned;
	case MYSQL_TYPE_SHORT:
	case MYSQL_TYPE_YEAR:
		return WIRE_INT16 + is_unsigned;
	case MYSQL_TYPE_INT24:
	case MYSQL_TYPE_LONG:
		return WIRE_INT32 + is_unsigned;
	case MYSQL_TYPE_LONGLONG:
		return WIRE_INT64 + is_unsigned;
	case MYSQL_TYPE_FLOAT:
		return WIRE_FLOAT;
	case MYSQL_TYPE_DOUBLE:
		return WIRE_DOUBLE;
	case MYSQL_TYPE_DATE:
	case MYSQL_TYPE_NEWDATE:
		return WIRE_DATE;
	case MYSQL_TYPE_DATETIME:
	case MYSQL_TYPE_TIMESTAMP:
		return WIRE_DATETIME;
	case MYSQL_TYPE_TIME:
		return WIRE_TIME;
	case MYSQL_TYPE_DECIMAL:
	case MYSQL_TYPE_NEWDECIMAL:
		return WIRE_DECIMAL;
	case MYSQL_TYPE_BIT:
		return WIRE_BITS;
	case MYSQL_TYPE_GEOMETRY:
		return WIRE_BYTES;
	default:
		return field->charsetnr == CHARSET_BINARY ? WIRE_BYTES
							  : WIRE_TEXT;
	}
}

static bool cells_grow(struct stmt *stmt, size_t count)
{
	struct cell *cells = calx__alloc_zero(count, sizeof(*cells));

	if (!cells)
		return false;
	calx__free(stmt->cells);
	stmt->cells = cells;
	return true;
}

bool calx__mariadb_cells(struct stmt *stmt)
{
	const size_t count = mysql_stmt_field_count(stmt->handle);

	if (count > stmt->column_count && !cells_grow(stmt, count))
		return false;
	stmt->column_count = count;
	for (size_t i = 0; i < count; i++)
		stmt->cells[i].wire = wire_of(&stmt->handle->fields[i]);
	return true;
}

/* ---- off the wire ------------------------------------------------------- */

/* numbers have their lowest byte first */
static inline uint16_t take16(const unsigned char *at)
{
	return (uint16_t)(at[0] | at[1] << 8);
}

static inline uint32_t take32(const unsigned char *at)
{
	return (uint32_t)take16(at) | (uint32_t)take16(at + 2) << 16;
}

static inline uint64_t take64(const unsigned char *at)
{
	return (uint64_t)take32(at) | (uint64_t)take32(at + 4) << 32;
}

static void take_float(struct cell *cell, const unsigned char *at)
{
	const uint32_t bits = take32(at);
	float real;

	memcpy(&real, &bits, sizeof(real));
	cell->as.real = (double)real;
}

static inline void take_double(struct cell *cell, const unsigned char *at)
{
	const uint64_t bits = take64(at);

	memcpy(&cell->as.real, &bits, sizeof(bits));
}

/* A length of 1, 3, 4 or 9 bytes: MariaDB's manual, "length encoded integer". */
static inline const unsigned char *take_length(
	const unsigned char *at, size_t *ret_length)
{
	if (*at <= 251) {
		*ret_length = *at;
		return at + 1;
	}
	if (*at == 252) {
		*ret_length = take16(at + 1);
		return at + 3;
	}
	if (*at == 253) {
		*ret_length = take32(at) >> 8;
		return at + 4;
	}
	*ret_length = take64(at + 1);
	return at + 9;
}

/* 0, 4, 7 or 11 bytes; nothing is a date of zeros, which is none. */
static inline calx_datetime datetime_of(const unsigned char *at, size_t size)
{
	calx_datetime t = { 0 };

	if (size < 4)
		return t;
	t.year = (int16_t)take16(at);
	t.month = at[2];
	t.day = at[3];
	if (size >= 7) {
		t.hour = at[4];
		t.minute = at[5];
		t.second = at[6];
	}
	if (size >= 11)
		t.microsecond = (int32_t)take32(at + 7);
	return t;
}

/* 0, 8 or 12 bytes: a sign, days, hours ... A time of day has neither sign nor
 * days. */
static calx_time time_of(const unsigned char *at, size_t size)
{
	calx_time t = { 0 };

	if (size < 8)
		return t;
	t.hour = at[0] || take32(at + 1) ? UINT8_MAX : at[5];
	t.minute = at[6];
	t.second = at[7];
	if (size >= 12)
		t.microsecond = (int32_t)take32(at + 8);
	return t;
}

/* What has a length before it. */
static inline const unsigned char *take_long(
	struct cell *cell, const unsigned char *at)
{
	at = take_length(at, &cell->size);
	if (cell->wire >= WIRE_TEXT)
		cell->as.data = (const char *)at;
	else if (cell->wire == WIRE_TIME)
		cell->as.time = time_of(at, cell->size);
	else
		cell->as.datetime = datetime_of(at, cell->size);
	return at + cell->size;
}

/* Up to 64 of them. */
static const unsigned char *take_bits(
	struct cell *cell, const unsigned char *at)
{
	uint64_t number = 0;
	size_t size;

	at = take_length(at, &size);
	for (size_t i = 0; i < size; i++)
		number = number << 8 | at[i];
	cell->as.integer = (int64_t)number;
	return at + size;
}

/* One value, which is not NULL. */
static inline const unsigned char *take_cell(
	struct cell *cell, const unsigned char *at)
{
	switch (cell->wire) {
	case WIRE_INT8:
		cell->as.integer = *at < 0x80 ? *at : *at - 0x100;
		return at + 1;
	case WIRE_UINT8:
		cell->as.integer = *at;
		return at + 1;
	case WIRE_INT16:
		cell->as.integer = (int16_t)take16(at);
		return at + 2;
	case WIRE_UINT16:
		cell->as.integer = take16(at);
		return at + 2;
	case WIRE_INT32:
		cell->as.integer = (int32_t)take32(at);
		return at + 4;
	case WIRE_UINT32:
		cell->as.integer = take32(at);
		return at + 4;
	case WIRE_INT64:
	case WIRE_UINT64:
		cell->as.integer = (int64_t)take64(at);
		return at + 8;
	case WIRE_FLOAT:
		take_float(cell, at);
		return at + 4;
	case WIRE_DOUBLE:
		take_double(cell, at);
		return at + 8;
	case WIRE_BITS:
		return take_bits(cell, at);
	default:
		return take_long(cell, at);
	}
}

/* A byte, a bit for each column that is NULL from the third on, and the values
 * that are not. Where the row ends. */
static const unsigned char *take_cells(
	struct stmt *stmt, const unsigned char *packet)
{
	const unsigned char *nulls = packet + 1;
	const unsigned char *at = nulls + (stmt->column_count + 9) / 8;
	struct cell *cell = stmt->cells;

	for (size_t bit = 2; bit < stmt->column_count + 2; bit++, cell++) {
		cell->is_null = nulls[bit / 8] >> bit % 8 & 1;
		if (!cell->is_null)
			at = take_cell(cell, at);
	}
	return at;
}

static bool row_grow(struct stmt *stmt, size_t size)
{
	char *row = calx__alloc(2 * size);

	if (!row)
		return false;
	calx__free(stmt->row);
	stmt->row = row;
	stmt->row_size = 2 * size;
	return true;
}

bool calx__mariadb_take(struct stmt *stmt, const unsigned char *packet)
{
	const size_t size = (size_t)(take_cells(stmt, packet) - packet);
	struct cell *end = stmt->cells + stmt->column_count;

	/* and a NUL */
	if (size >= stmt->row_size && !row_grow(stmt, size + 1))
		return false;
	memcpy(stmt->row, packet, size);
	for (struct cell *cell = stmt->cells; cell < end; cell++) {
		char *text;

		if (cell->wire < WIRE_TEXT || cell->is_null)
			continue;
		text = stmt->row + (cell->as.data - (const char *)packet);
		text[cell->size] = '\0';
		cell->as.data = text;
	}
	return true;
}

/* ---- values ------------------------------------------------------------- */

/* fills `ret_value`, which has its kind already; false if it cannot be */
typedef bool read_function(
	struct stmt *stmt, const struct cell *cell, calx_value *ret_value);

static bool has_bytes(const struct cell *cell)
{
	return cell->wire >= WIRE_TEXT;
}

static bool is_integer(const struct cell *cell)
{
	return cell->wire >= WIRE_BITS && cell->wire <= WIRE_UINT64;
}

static bool is_moment(const struct cell *cell)
{
	return cell->wire == WIRE_DATE || cell->wire == WIRE_DATETIME;
}

/* Whether the integer is one of 64 bits with a sign. */
static bool has_room(const struct cell *cell)
{
	return (cell->wire != WIRE_UINT64 && cell->wire != WIRE_BITS) ||
	       cell->as.integer >= 0;
}

/* What the text of a number or a moment is. */
static size_t cell_write(const struct cell *cell, char *text)
{
	if (cell->wire == WIRE_UINT64 || cell->wire == WIRE_BITS)
		return (size_t)snprintf(text, TYPE_TEXT_MAX, "%llu",
			(unsigned long long)cell->as.integer);
	if (is_integer(cell))
		return (size_t)snprintf(text, TYPE_TEXT_MAX, "%lld",
			(long long)cell->as.integer);
	if (cell->wire == WIRE_TIME)
		return calx_time_write(cell->as.time, text);
	if (cell->wire == WIRE_DATE)
		return calx_date_write(
			calx__datetime_date(cell->as.datetime), text);
	if (cell->wire == WIRE_DATETIME)
		return calx_datetime_write(cell->as.datetime, text);
	return calx__types[CALX_DOUBLE].write(
		&(const calx_value){
			.kind = CALX_DOUBLE, .as.real = cell->as.real },
		text);
}

static bool read_text(
	struct stmt *stmt, const struct cell *cell, calx_value *ret_value)
{
	char *text;

	if (cell->wire == WIRE_BYTES)
		return false;
	if (has_bytes(cell)) {
		ret_value->as.text.data = cell->as.data;
		ret_value->as.text.size = cell->size;
		return true;
	}
	text = calx__arena_bytes(&stmt->shown, TYPE_TEXT_MAX);
	if (!text)
		return false;
	ret_value->as.text.data = text;
	ret_value->as.text.size = cell_write(cell, text);
	return ret_value->as.text.size != 0;
}

static bool read_blob(
	struct stmt *stmt, const struct cell *cell, calx_value *ret_value)
{
	(void)stmt;
	if (!has_bytes(cell))
		return false;
	ret_value->as.text.data = cell->as.data;
	ret_value->as.text.size = cell->size;
	return true;
}

/* The zeros at the end of a column for decimals of any digits are its own. */
static bool digits_read(const struct cell *cell, calx_decimal *ret_decimal)
{
	const char *point = memchr(cell->as.data, '.', cell->size);
	size_t size = cell->size;

	if (point && cell->as.data + size - point > DECIMAL_DIGITS_MAX) {
		while (cell->as.data[size - 1] == '0')
			size--;
		size -= cell->as.data[size - 1] == '.';
	}
	return calx_decimal_read(cell->as.data, size, ret_decimal) >= 0;
}

/* The server gives sums of integers as decimals. */
static bool read_decimal(
	struct stmt *stmt, const struct cell *cell, calx_value *ret_value)
{
	calx_decimal decimal = { 0 };
	char digits[TYPE_TEXT_MAX];

	(void)stmt;
	if (has_bytes(cell) && cell->wire != WIRE_BYTES)
		return digits_read(cell, &ret_value->as.decimal);
	if (is_integer(cell) && has_room(cell)) {
		ret_value->as.decimal =
			calx_decimal_of_integer(cell->as.integer, 0);
		return true;
	}
	if (cell->wire >= WIRE_DATE)
		return false;
	if (calx_decimal_read(digits, cell_write(cell, digits), &decimal) < 0)
		return false;
	ret_value->as.decimal = decimal;
	return true;
}

static bool read_integer(
	struct stmt *stmt, const struct cell *cell, calx_value *ret_value)
{
	long long number;
	calx_value decimal;
	char digits[TYPE_TEXT_MAX];

	if (is_integer(cell)) {
		ret_value->as.integer = cell->as.integer;
		return has_room(cell);
	}
	if (cell->wire != WIRE_DECIMAL || !read_decimal(stmt, cell, &decimal) ||
		calx_decimal_rescale(
			decimal.as.decimal, 0, &decimal.as.decimal) < 0)
		return false;
	if (!calx__text_to_int64(digits,
		    calx_decimal_write(decimal.as.decimal, digits), &number))
		return false;
	ret_value->as.integer = number;
	return true;
}

static bool read_boolean(
	struct stmt *stmt, const struct cell *cell, calx_value *ret_value)
{
	/* b'1' */
	if (cell->wire == WIRE_BYTES && cell->size == 1)
		ret_value->as.integer = (unsigned char)*cell->as.data;
	else if (!read_integer(stmt, cell, ret_value))
		return false;
	return (uint64_t)ret_value->as.integer <= 1;
}

static bool read_real(
	struct stmt *stmt, const struct cell *cell, calx_value *ret_value)
{
	calx_value decimal;

	if (cell->wire == WIRE_DOUBLE || cell->wire == WIRE_FLOAT) {
		ret_value->as.real = cell->as.real;
		return true;
	}
	if (is_integer(cell)) {
		ret_value->as.real =
			cell->wire == WIRE_UINT64
				? (double)(uint64_t)cell->as.integer
				: (double)cell->as.integer;
		return true;
	}
	if (cell->wire != WIRE_DECIMAL || !read_decimal(stmt, cell, &decimal))
		return false;
	ret_value->as.real = calx_decimal_to_double(decimal.as.decimal);
	return true;
}

static bool read_date(
	struct stmt *stmt, const struct cell *cell, calx_value *ret_value)
{
	(void)stmt;
	if (cell->wire == WIRE_TEXT)
		return calx_date_read(cell->as.data, cell->size,
			       &ret_value->as.date) >= 0;
	/* a time of day would be lost */
	if (!is_moment(cell) || cell->size > 4)
		return false;
	ret_value->as.date = calx__datetime_date(cell->as.datetime);
	return calx__date_is_valid(ret_value->as.date);
}

static bool read_time(
	struct stmt *stmt, const struct cell *cell, calx_value *ret_value)
{
	(void)stmt;
	if (cell->wire == WIRE_TEXT)
		return calx_time_read(cell->as.data, cell->size,
			       &ret_value->as.time) >= 0;
	ret_value->as.time = cell->as.time;
	return cell->wire == WIRE_TIME && calx__time_is_valid(cell->as.time);
}

static bool read_datetime(
	struct stmt *stmt, const struct cell *cell, calx_value *ret_value)
{
	(void)stmt;
	if (cell->wire == WIRE_TEXT)
		return calx_datetime_read(cell->as.data, cell->size,
			       &ret_value->as.datetime) >= 0;
	ret_value->as.datetime = cell->as.datetime;
	return is_moment(cell) && calx__datetime_is_valid(cell->as.datetime);
}

/* The connection's zone is UTC. */
static bool read_timestamp(
	struct stmt *stmt, const struct cell *cell, calx_value *ret_value)
{
	(void)stmt;
	if (cell->wire == WIRE_TEXT)
		return calx_timestamp_read(cell->as.data, cell->size,
			       &ret_value->as.timestamp) >= 0;
	ret_value->as.timestamp =
		(calx_timestamp){ .local = cell->as.datetime };
	return is_moment(cell) && calx__datetime_is_valid(cell->as.datetime);
}

static bool read_interval(
	struct stmt *stmt, const struct cell *cell, calx_value *ret_value)
{
	(void)stmt;
	return cell->wire == WIRE_TEXT &&
	       calx_interval_read(
		       cell->as.data, cell->size, &ret_value->as.interval) >= 0;
}

static bool read_uuid(
	struct stmt *stmt, const struct cell *cell, calx_value *ret_value)
{
	(void)stmt;
	if (has_bytes(cell) &&
		calx__uuid_get(cell->as.data, cell->size, &ret_value->as.uuid))
		return true;
	if (cell->wire != WIRE_BYTES ||
		cell->size != sizeof(ret_value->as.uuid.bytes))
		return false;
	memcpy(ret_value->as.uuid.bytes, cell->as.data, cell->size);
	return true;
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

/* What a value becomes that may come as it is. */
static enum calx_kind natural_kind(const struct cell *cell)
{
	static const enum calx_kind kinds[WIRE_COUNT] = {
		[WIRE_FLOAT] = CALX_DOUBLE,
		[WIRE_DOUBLE] = CALX_DOUBLE,
		[WIRE_DATE] = CALX_DATE,
		[WIRE_DATETIME] = CALX_DATETIME,
		[WIRE_TIME] = CALX_TIME,
		[WIRE_TEXT] = CALX_STRING,
		[WIRE_DECIMAL] = CALX_NUMERIC,
		[WIRE_BYTES] = CALX_BLOB,
	};

	if (is_integer(cell))
		return has_room(cell) ? CALX_INTEGER : CALX_NUMERIC;
	return kinds[cell->wire];
}

bool calx__mariadb_read(struct stmt *stmt, const struct cell *cell,
	enum calx_kind kind, calx_value *ret_value)
{
	if (kind == CALX_NULL)
		kind = natural_kind(cell);
	ret_value->kind = readers[kind].kind;
	return readers[kind].read(stmt, cell, ret_value);
}

/* Says which column holds what, cut where it gets long. */
__attribute__((noinline, cold)) static enum calx_status row_fail(
	struct stmt *stmt, enum calx_kind kind, size_t index, calx_error *error)
{
	const struct cell *cell = &stmt->cells[index];
	const char *name = stmt->handle->fields[index].name;
	char text[TYPE_TEXT_MAX] = "";

	if (stmt->shown.failed)
		return calx__fail_memory(error);
	if (kind == CALX_NULL)
		kind = natural_kind(cell);
	if (cell->wire == WIRE_BYTES)
		return calx__fail(error, CALX_TYPE_MISMATCH,
			"column '%s' holds a blob where a %s is expected", name,
			calx__carrier_noun(kind));
	if (cell->wire == WIRE_DECIMAL && kind == CALX_NUMERIC)
		return calx__fail(error, CALX_RANGE,
			"column '%s' holds a number of more than 38 digits",
			name);
	if (!has_bytes(cell))
		text[cell_write(cell, text)] = '\0';
	return calx__fail_held(
		error, name, has_bytes(cell) ? cell->as.data : text, kind);
}

enum calx_status calx__mariadb_row(struct stmt *stmt,
	const enum calx_kind *kinds, size_t count, calx_value *values,
	calx_error *error)
{
	for (size_t i = 0; i < count; i++) {
		const enum calx_kind kind = kinds ? kinds[i] : CALX_NULL;

		if (stmt->cells[i].is_null)
			values[i].kind = CALX_NULL;
		else if (!calx__mariadb_read(
				 stmt, &stmt->cells[i], kind, &values[i]))
			return row_fail(stmt, kind, i, error);
	}
	return CALX_OK;
}

int calx__mariadb_column(struct stmt *stmt, size_t index, enum calx_kind kind,
	calx_value *ret_value)
{
	const struct cell *cell = &stmt->cells[index];

	if (cell->is_null) {
		ret_value->kind = CALX_NULL;
		return 0;
	}
	return calx__mariadb_read(stmt, cell, kind, ret_value) ? 0 : NOT_USUAL;
}
