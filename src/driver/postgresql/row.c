#include "driver/postgresql/row.h"

#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "driver/postgresql/wire/calendar.h"
#include "driver/postgresql/wire/numeric.h"
#include "sql/type/value.h"
#include "util/fail.h"
#include "util/text.h"

/* Values on their way out: first what they are to the server, in its binary form
 * or, where a statement returns a type that is not known here, all as text; then
 * what the reader wants. */

/* ---- binary ------------------------------------------------------------------- */

/* fills `ret_value`, which has its kind already */
typedef bool read_function(const char *at, size_t size, calx_value *ret_value);

static bool read_bool(const char *at, size_t size, calx_value *ret_value)
{
	ret_value->as.integer = size == 1 && *at;
	return size == 1;
}

static bool read_int2(const char *at, size_t size, calx_value *ret_value)
{
	ret_value->as.integer = size == 2 ? calx__wire_get16(at) : 0;
	return size == 2;
}

static bool read_int4(const char *at, size_t size, calx_value *ret_value)
{
	ret_value->as.integer = size == 4 ? calx__wire_get32(at) : 0;
	return size == 4;
}

static bool read_oid(const char *at, size_t size, calx_value *ret_value)
{
	ret_value->as.integer = size == 4 ? (uint32_t)calx__wire_get32(at) : 0;
	return size == 4;
}

static bool read_int8(const char *at, size_t size, calx_value *ret_value)
{
	ret_value->as.integer = size == 8 ? calx__wire_get64(at) : 0;
	return size == 8;
}

static bool read_float4(const char *at, size_t size, calx_value *ret_value)
{
	ret_value->as.real = size == 4 ? (double)calx__wire_get_float(at) : 0;
	return size == 4;
}

static bool read_float8(const char *at, size_t size, calx_value *ret_value)
{
	ret_value->as.real = size == 8 ? calx__wire_get_double(at) : 0;
	return size == 8;
}

static bool read_numeric(const char *at, size_t size, calx_value *ret_value)
{
	return calx__wire_get_numeric(at, size, &ret_value->as.decimal);
}

/* libpq puts a NUL behind each value */
static bool read_text(const char *at, size_t size, calx_value *ret_value)
{
	ret_value->as.text.data = at;
	ret_value->as.text.size = size;
	return true;
}

static bool read_jsonb(const char *at, size_t size, calx_value *ret_value)
{
	return size && *at == WIRE_JSONB_VERSION &&
	       read_text(at + 1, size - 1, ret_value);
}

static bool read_date(const char *at, size_t size, calx_value *ret_value)
{
	return size == WIRE_DATE_SIZE &&
	       calx__wire_get_date(at, &ret_value->as.date);
}

static bool read_time(const char *at, size_t size, calx_value *ret_value)
{
	return size == WIRE_MOMENT_SIZE &&
	       calx__wire_get_time(at, &ret_value->as.time);
}

static bool read_datetime(const char *at, size_t size, calx_value *ret_value)
{
	return size == WIRE_MOMENT_SIZE &&
	       calx__wire_get_datetime(at, &ret_value->as.datetime);
}

static bool read_timestamp(const char *at, size_t size, calx_value *ret_value)
{
	return size == WIRE_MOMENT_SIZE &&
	       calx__wire_get_timestamp(at, &ret_value->as.timestamp);
}

static bool read_interval(const char *at, size_t size, calx_value *ret_value)
{
	if (size == WIRE_INTERVAL_SIZE)
		ret_value->as.interval = calx__wire_get_interval(at);
	return size == WIRE_INTERVAL_SIZE;
}

static bool read_uuid(const char *at, size_t size, calx_value *ret_value)
{
	if (size == sizeof(ret_value->as.uuid.bytes))
		memcpy(ret_value->as.uuid.bytes, at, size);
	return size == sizeof(ret_value->as.uuid.bytes);
}

static const struct value_reader {
	Oid type;
	enum calx_kind kind; /* that is natural to it */
	read_function *read;
} readers[] = {
	{ OID_VARCHAR, CALX_STRING, read_text },
	{ OID_INT4, CALX_INTEGER, read_int4 },
	{ OID_INT8, CALX_INTEGER, read_int8 },
	{ OID_TEXT, CALX_STRING, read_text },
	{ OID_NUMERIC, CALX_NUMERIC, read_numeric },
	{ OID_DATE, CALX_DATE, read_date },
	{ OID_TIMESTAMP, CALX_DATETIME, read_datetime },
	{ OID_TIMESTAMPTZ, CALX_TIMESTAMP, read_timestamp },
	{ OID_BOOL, CALX_BOOLEAN, read_bool },
	{ OID_INT2, CALX_INTEGER, read_int2 },
	{ OID_FLOAT8, CALX_DOUBLE, read_float8 },
	{ OID_FLOAT4, CALX_DOUBLE, read_float4 },
	{ OID_UUID, CALX_UUID, read_uuid },
	{ OID_BYTEA, CALX_BLOB, read_text },
	{ OID_TIME, CALX_TIME, read_time },
	{ OID_INTERVAL, CALX_INTERVAL, read_interval },
	{ OID_JSON, CALX_STRING, read_text },
	{ OID_JSONB, CALX_STRING, read_jsonb },
	{ OID_BPCHAR, CALX_STRING, read_text },
	{ OID_NAME, CALX_STRING, read_text },
	{ OID_CHAR, CALX_STRING, read_text },
	{ OID_OID, CALX_INTEGER, read_oid },
	{ OID_XML, CALX_STRING, read_text },
	{ OID_UNKNOWN, CALX_STRING, read_text },
	{ OID_VOID, CALX_STRING, read_text },
};

static const struct value_reader *reader_of(Oid type)
{
	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++)
		if (readers[i].type == type)
			return &readers[i];
	return NULL;
}

bool calx__postgresql_reads(Oid type)
{
	return reader_of(type) != NULL;
}

bool calx__postgresql_decode(
	Oid type, const char *at, size_t size, calx_value *ret_value)
{
	const struct value_reader *reader = reader_of(type);

	if (!reader)
		return false;
	ret_value->kind = reader->kind;
	return reader->read(at, size, ret_value);
}

/* ---- text --------------------------------------------------------------------- */

static locale_t c_locale;

static void locale_make(void)
{
	c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

/* The program's locale may have another decimal point. */
static bool text_to_real(const char *text, calx_value *ret_value)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	char *end;

	pthread_once(&once, locale_make);
	if (!c_locale)
		return false;
	ret_value->as.real = strtod_l(text, &end, c_locale);
	return !*end;
}

static int digit_of(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* \x0aff */
static bool text_to_blob(
	struct stmt *stmt, const char *text, size_t size, calx_value *ret_value)
{
	const size_t length = size < 2 ? 0 : (size - 2) / 2;
	char *bytes = calx__arena_bytes(&stmt->shown, length + 1);

	if (!bytes || !calx__text_starts(text, "\\x"))
		return false;
	for (size_t i = 0; i < length; i++)
		bytes[i] = (char)(digit_of(text[2 + 2 * i]) << 4 |
				  digit_of(text[3 + 2 * i]));
	bytes[length] = '\0';
	return read_text(bytes, length, ret_value);
}

/* What is natural to the type, out of the server's text; false if it is none. */
static bool text_decode(struct stmt *stmt, Oid type, const char *text,
	size_t size, calx_value *ret_value)
{
	const struct value_reader *reader = reader_of(type);
	const calx_value from = { CALX_STRING,
		.as.text = { .data = text, .size = size } };
	const enum calx_kind kind = reader ? reader->kind : CALX_STRING;
	long long number;

	ret_value->kind = kind;
	switch (kind) {
	case CALX_STRING:
		return read_text(text, size, ret_value);
	case CALX_BOOLEAN:
		ret_value->as.integer = *text == 't';
		return true;
	case CALX_INTEGER:
		if (!calx__text_to_int64(text, size, &number))
			return false;
		ret_value->as.integer = number;
		return true;
	case CALX_DOUBLE:
		return text_to_real(text, ret_value);
	case CALX_BLOB:
		return text_to_blob(stmt, text, size, ret_value);
	default:
		return calx__value_convert(&from, kind, ret_value);
	}
}

/* ---- what the reader wants ------------------------------------------------------ */

static bool to_integer(calx_value *value)
{
	calx_decimal whole;

	if (value->kind == CALX_NUMERIC) {
		if (calx_decimal_rescale(value->as.decimal, 0, &whole) < 0 ||
			whole.high ||
			whole.low > (uint64_t)INT64_MAX + whole.negative)
			return false;
		/* -2^63 is the one that has no positive */
		value->as.integer =
			(int64_t)(whole.negative ? 0 - whole.low : whole.low);
		value->kind = CALX_INTEGER;
	}
	return value->kind == CALX_INTEGER || value->kind == CALX_BOOLEAN;
}

static bool to_text(struct stmt *stmt, calx_value *value)
{
	char *text;

	if (value->kind == CALX_BLOB)
		return false;
	text = calx__arena_bytes(&stmt->shown, TYPE_TEXT_MAX);
	if (!text)
		return false;
	value->as.text.size = calx__types[value->kind].write(value, text);
	value->as.text.data = text;
	value->kind = CALX_STRING;
	return value->as.text.size > 0;
}

/* A value that is natural to its type, as one of a carrier. */
static bool adapt(struct stmt *stmt, enum calx_kind kind, calx_value *value)
{
	calx_value converted;

	if (kind == CALX_ENUMERATION)
		kind = CALX_STRING;
	if (kind == value->kind || kind == CALX_NULL)
		return true;
	if (kind == CALX_STRING)
		return to_text(stmt, value);
	if (kind == CALX_INTEGER || kind == CALX_BOOLEAN) {
		if (!to_integer(value) ||
			(kind == CALX_BOOLEAN &&
				(uint64_t)value->as.integer > 1))
			return false;
		value->kind = kind;
		return true;
	}
	if (kind == CALX_DATETIME && value->kind == CALX_TIMESTAMP) {
		value->as.datetime = value->as.timestamp.local;
		value->kind = kind;
		return true;
	}
	if (!calx__value_convert(value, kind, &converted))
		return false;
	*value = converted;
	return true;
}

/* The blanks that fill up a char(n) are none of its text. */
static bool blanks_trim(struct stmt *stmt, calx_value *value)
{
	const char *text = value->as.text.data;
	size_t size = value->as.text.size;

	while (size && text[size - 1] == ' ')
		size--;
	if (size == value->as.text.size)
		return true;
	value->as.text.data = calx__arena_strndup(&stmt->shown, text, size);
	value->as.text.size = size;
	return value->as.text.data != NULL;
}

/* A column of the current row that is not NULL. */
static bool column_read(struct stmt *stmt, int column, enum calx_kind kind,
	calx_value *ret_value)
{
	const struct cell cell = calx__cell(stmt, column);
	const char *at = cell.at;
	const size_t size = (size_t)cell.size;
	const Oid type = stmt->types[column];

	if (stmt->binary ? !calx__postgresql_decode(type, at, size, ret_value)
			 : !text_decode(stmt, type, at, size, ret_value))
		return false;
	if (type == OID_BPCHAR && !blanks_trim(stmt, ret_value))
		return false;
	return adapt(stmt, kind, ret_value);
}

/* ---- rows ----------------------------------------------------------------------- */

/* Not NaN, nor infinite. */
static bool is_long_numeric(const struct stmt *stmt, int column)
{
	const struct cell cell = calx__cell(stmt, column);

	return stmt->binary ? calx__wire_is_finite(cell.at, (size_t)cell.size)
			    : *cell.at == '-' ||
				      (*cell.at >= '0' && *cell.at <= '9');
}

/* Says which column holds what, cut where it gets long. Out of the way of those
 * that can be read. */
__attribute__((noinline, cold)) static enum calx_status row_fail(
	struct stmt *stmt, enum calx_kind kind, int index, calx_error *error)
{
	const struct value_reader *reader = reader_of(stmt->types[index]);
	const char *name = PQfname(stmt->result, index);
	char room[TYPE_TEXT_MAX];
	const char *text = NULL;
	calx_value value;

	if (stmt->shown.failed)
		return calx__fail_memory(error);
	if (kind == CALX_NULL)
		kind = reader ? reader->kind : CALX_STRING;
	if (column_read(stmt, index, CALX_NULL, &value) &&
		value.kind != CALX_BLOB)
		text = calx__value_text(&value, room);
	if (text)
		return calx__fail_held(error, name, text, kind);
	if (reader && reader->kind == CALX_NUMERIC &&
		is_long_numeric(stmt, index))
		return calx__fail(error, CALX_RANGE,
			"column '%s' holds a number of more than 38 digits",
			name ? name : "?");
	return calx__fail(error, CALX_TYPE_MISMATCH,
		"column '%s' holds %s where a valid %s is expected",
		name ? name : "?",
		reader && reader->kind == CALX_BLOB
			? "a blob"
			: "what only PostgreSQL has, such as infinity,",
		calx__carrier_noun(kind));
}

enum calx_status calx__postgresql_row(struct stmt *stmt,
	const enum calx_kind *kinds, size_t count, calx_value *values,
	calx_error *error)
{
	for (size_t i = 0; i < count; i++) {
		const enum calx_kind kind = kinds ? kinds[i] : CALX_NULL;

		if (calx__cell(stmt, (int)i).size < 0)
			values[i].kind = CALX_NULL;
		else if (!column_read(stmt, (int)i, kind, &values[i]))
			return row_fail(stmt, kind, (int)i, error);
	}
	return CALX_OK;
}

int calx__postgresql_column(struct stmt *stmt, size_t index,
	enum calx_kind kind, calx_value *ret_value)
{
	if (calx__cell(stmt, (int)index).size < 0) {
		ret_value->kind = CALX_NULL;
		return 0;
	}
	return column_read(stmt, (int)index, kind, ret_value) ? 0 : NOT_USUAL;
}
