#include "driver/postgresql/bind.h"

#include <limits.h>
#include <string.h>

#include "dialect/postgresql/text/token.h"
#include "driver/postgresql/row.h"
#include "driver/postgresql/statement.h"
#include "driver/postgresql/wire/calendar.h"
#include "driver/postgresql/wire/numeric.h"
#include "sql/type/decimal.h"
#include "sql/type/temporal.h"
#include "sql/type/value.h"
#include "util/fail.h"
#include "util/text.h"

/* Values on their way in: in the binary form of the type that the server asks
 * for, or as text, of which it makes that type. Text and blobs are lent. */

/* ---- binary ------------------------------------------------------------------- */

bool calx__parameter_integer(struct stmt *stmt, size_t index, int64_t number)
{
	char *room = stmt->rooms[index].bytes;
	size_t size = 0;

	switch (PQparamtype(stmt->shape, (int)index)) {
	case OID_INT8:
		calx__wire_put64(room, number);
		size = 8;
		break;
	case OID_INT4:
		if (number == (int32_t)number)
			size = 4;
		calx__wire_put32(room, (int32_t)number);
		break;
	case OID_INT2:
		if (number == (int16_t)number)
			size = 2;
		calx__wire_put16(room, (int16_t)number);
		break;
	case OID_BOOL:
		if ((uint64_t)number <= 1)
			size = 1;
		*room = (char)number;
		break;
	case OID_FLOAT8:
		calx__wire_put_double(room, (double)number);
		size = 8;
		break;
	default:
		break;
	}
	calx__parameter_set(stmt, index, room, size, true);
	return size > 0;
}

/* Each is NULL-safe about its type: false says that text is sent instead. */
typedef bool encoder(
	struct stmt *stmt, size_t index, Oid type, const calx_value *value);

static bool encode_integer(
	struct stmt *stmt, size_t index, Oid type, const calx_value *value)
{
	(void)type;
	return calx__parameter_integer(stmt, index, value->as.integer);
}

static bool encode_real(
	struct stmt *stmt, size_t index, Oid type, const calx_value *value)
{
	char *room = stmt->rooms[index].bytes;

	if (type == OID_FLOAT8)
		calx__wire_put_double(room, value->as.real);
	else if (type == OID_FLOAT4)
		calx__wire_put_float(room, (float)value->as.real);
	else
		return false;
	calx__parameter_set(
		stmt, index, room, type == OID_FLOAT8 ? 8 : 4, true);
	return true;
}

static bool encode_decimal(
	struct stmt *stmt, size_t index, Oid type, const calx_value *value)
{
	char *bytes;

	if (type != OID_NUMERIC || !calx__decimal_is_valid(value->as.decimal))
		return false;
	bytes = calx__arena_bytes(&stmt->text, WIRE_NUMERIC_MAX);
	if (!bytes)
		return false;
	calx__parameter_set(stmt, index, bytes,
		calx__wire_put_numeric(value->as.decimal, bytes), true);
	return true;
}

bool calx__parameter_is_text(Oid type)
{
	return type == OID_VARCHAR || type == OID_TEXT || type == OID_BPCHAR ||
	       type == OID_JSON || type == OID_NAME || type == OID_XML ||
	       type == OID_UNKNOWN;
}

static bool encode_text(
	struct stmt *stmt, size_t index, Oid type, const calx_value *value)
{
	const char *text = value->as.text.data;
	const size_t size = value->as.text.size;
	char *copy;

	if (calx__parameter_is_text(type) || type == OID_BYTEA) {
		calx__parameter_set(stmt, index, text, size, true);
		return true;
	}
	copy = calx__arena_bytes(&stmt->text, size + 2);
	if (!copy)
		return false;
	*copy = WIRE_JSONB_VERSION;
	memcpy(copy + 1, text, size);
	copy[size + 1] = '\0';
	if (type == OID_JSONB)
		calx__parameter_set(stmt, index, copy, size + 1, true);
	else
		calx__parameter_set(stmt, index, copy + 1, size, false);
	return true;
}

/* \x0aff: what bytea is as text */
static bool encode_hex(struct stmt *stmt, size_t index, const calx_value *value)
{
	static const char digits[] = "0123456789abcdef";
	const size_t size = value->as.text.size;
	char *text = calx__arena_bytes(&stmt->text, 2 * size + 3);
	char *at = text;

	if (!text)
		return false;
	*at++ = '\\';
	*at++ = 'x';
	for (size_t i = 0; i < size; i++) {
		const unsigned char byte =
			(unsigned char)value->as.text.data[i];

		*at++ = digits[byte >> 4];
		*at++ = digits[byte & 15];
	}
	*at = '\0';
	calx__parameter_set(stmt, index, text, 2 * size + 2, false);
	return true;
}

static bool encode_blob(
	struct stmt *stmt, size_t index, Oid type, const calx_value *value)
{
	if (type != OID_BYTEA)
		return encode_hex(stmt, index, value);
	/* NULL would be no value */
	calx__parameter_set(stmt, index,
		value->as.text.data ? value->as.text.data : "",
		value->as.text.size, true);
	return true;
}

#define ENCODE(name, member, oid, valid, put, size)                          \
	static bool encode_##name(struct stmt *stmt, size_t index, Oid type, \
		const calx_value *value)                                     \
	{                                                                    \
		char *room = stmt->rooms[index].bytes;                       \
                                                                             \
		if (type != (oid) || !valid(value->as.member))               \
			return false;                                        \
		put(value->as.member, room);                                 \
		calx__parameter_set(stmt, index, room, size, true);          \
		return true;                                                 \
	}
#define ANY(value) true
ENCODE(date, date, OID_DATE, calx__date_is_valid, calx__wire_put_date,
	WIRE_DATE_SIZE)
ENCODE(time, time, OID_TIME, calx__time_is_valid, calx__wire_put_time,
	WIRE_MOMENT_SIZE)
ENCODE(datetime, datetime, OID_TIMESTAMP, calx__datetime_is_valid,
	calx__wire_put_datetime, WIRE_MOMENT_SIZE)
ENCODE(timestamp, timestamp, OID_TIMESTAMPTZ, calx__timestamp_is_valid,
	calx__wire_put_timestamp, WIRE_MOMENT_SIZE)
ENCODE(interval, interval, OID_INTERVAL, ANY, calx__wire_put_interval,
	WIRE_INTERVAL_SIZE)
#undef ANY
#undef ENCODE

static bool encode_uuid(
	struct stmt *stmt, size_t index, Oid type, const calx_value *value)
{
	char *room = stmt->rooms[index].bytes;

	if (type != OID_UUID && type != OID_BYTEA)
		return false;
	memcpy(room, value->as.uuid.bytes, sizeof(value->as.uuid.bytes));
	calx__parameter_set(
		stmt, index, room, sizeof(value->as.uuid.bytes), true);
	return true;
}

static encoder *const encoders[TYPE_COUNT] = {
	[CALX_BOOLEAN] = encode_integer,
	[CALX_INTEGER] = encode_integer,
	[CALX_ENUMERATION] = encode_integer,
	[CALX_DOUBLE] = encode_real,
	[CALX_NUMERIC] = encode_decimal,
	[CALX_STRING] = encode_text,
	[CALX_BLOB] = encode_blob,
	[CALX_DATE] = encode_date,
	[CALX_TIME] = encode_time,
	[CALX_DATETIME] = encode_datetime,
	[CALX_TIMESTAMP] = encode_timestamp,
	[CALX_INTERVAL] = encode_interval,
	[CALX_UUID] = encode_uuid,
};

/* ---- text --------------------------------------------------------------------- */

/* What its type writes; false if that is nothing, as it is no valid value. */
static bool encode_written(
	struct stmt *stmt, size_t index, const calx_value *value)
{
	const struct type_info *info = &calx__types[value->kind];
	char *text = calx__arena_bytes(&stmt->text, TYPE_TEXT_MAX);
	size_t size;

	if (!text || !info->write)
		return false;
	size = info->write(value, text);
	calx__parameter_set(stmt, index, text, size, false);
	return size > 0;
}

/* ---- binding ------------------------------------------------------------------ */

/* Out of the way of those that can be bound. */
__attribute__((noinline, cold)) static enum calx_status bind_fail(
	const struct stmt *stmt, size_t index, calx_error *error)
{
	if (stmt->text.failed)
		return calx__fail_memory(error);
	return calx__fail(error, CALX_RANGE,
		"parameter %zu is not a valid value of its kind", index + 1);
}

/* The server has no NUL in text, and the transaction would end with it. */
static bool text_is_sendable(const calx_value *value)
{
	return value->as.text.size <= INT_MAX &&
	       !memchr(value->as.text.data, '\0', value->as.text.size);
}

static bool value_bind(struct stmt *stmt, size_t index, const calx_value *value)
{
	const Oid type = PQparamtype(stmt->shape, (int)index);
	encoder *encode = encoders[value->kind < CALX_KIND_COUNT
					   ? calx__types[value->kind].carrier
					   : value->kind];

	if (value->kind == CALX_NULL) {
		calx__parameter_set(stmt, index, NULL, 0, false);
		return true;
	}
	if (calx__types[value->kind].carrier == CALX_STRING &&
		!text_is_sendable(value))
		return false;
	/* the server would keep a year that does not come back */
	if (value->kind == CALX_TIMESTAMP &&
		!calx__timestamp_has_utc(value->as.timestamp))
		return false;
	if ((int)value->kind == TYPE_UUID_BYTES)
		encode = encode_uuid;
	return (encode && encode(stmt, index, type, value)) ||
	       encode_written(stmt, index, value);
}

enum calx_status calx__postgresql_bind(struct stmt *stmt, size_t first,
	const calx_value *const *values, size_t count, calx_error *error)
{
	enum calx_status status;

	if (!first && (status = calx__postgresql_refresh(stmt, error)) < 0)
		return status;
	for (size_t i = 0; i < count; i++)
		if (!value_bind(stmt, first + i, values[i]))
			return bind_fail(stmt, first + i, error);
	return CALX_OK;
}

/* ---- values in the text ---------------------------------------------------------- */

/* 'It''s', with a backslash as it is: standard_conforming_strings are on. */
static void literal_write(
	struct strbuf *sql, const char *text, size_t size, const char *type)
{
	calx__strbuf_addq(sql, '\'', text, size);
	calx__strbuf_adds(sql, type);
}

static void blob_write(struct strbuf *sql, const calx_value *value)
{
	calx__strbuf_adds(sql, "'\\x");
	for (size_t i = 0; i < value->as.text.size; i++)
		calx__strbuf_addf(
			sql, "%02x", (unsigned char)value->as.text.data[i]);
	calx__strbuf_adds(sql, "'::bytea");
}

/* behind the literal of a value, so that it is what it was */
static const char *const casts[CALX_KIND_COUNT] = {
	[CALX_DATE] = "::date",
	[CALX_TIME] = "::time",
	[CALX_DATETIME] = "::timestamp",
	[CALX_TIMESTAMP] = "::timestamptz",
	[CALX_INTERVAL] = "::interval",
	[CALX_UUID] = "::uuid",
	[CALX_DOUBLE] = "::float8",
};

static void value_write(struct strbuf *sql, const calx_value *value)
{
	char room[TYPE_TEXT_MAX];
	const char *text = calx__value_text(value, room);

	if (value->kind == CALX_BLOB)
		blob_write(sql, value);
	else if (value->kind == CALX_STRING)
		literal_write(sql, text, value->as.text.size, "");
	else if (casts[value->kind])
		literal_write(sql, text, strlen(text), casts[value->kind]);
	else
		calx__strbuf_adds(sql, text);
}

/* What was sent is read again. */
static bool parameter_write(
	const struct stmt *stmt, size_t index, struct strbuf *sql)
{
	const char *bytes = stmt->values[index];
	const size_t size = (size_t)stmt->lengths[index];
	calx_value value;

	if (!bytes)
		calx__strbuf_adds(sql, "NULL");
	else if (!stmt->formats[index])
		literal_write(sql, bytes, size, "");
	else if (calx__postgresql_decode(PQparamtype(stmt->shape, (int)index),
			 bytes, size, &value))
		value_write(sql, &value);
	else
		return false;
	return true;
}

enum calx_status calx__postgresql_expand(
	struct stmt *stmt, struct strbuf *sql, calx_error *error)
{
	const char *at = stmt->sql.data;
	struct token token;

	if (!stmt->writes)
		return CALX_OK;
	while ((token = calx__postgresql_token(&at)).kind != TOKEN_END) {
		long long number = 0;

		if (token.kind != TOKEN_PARAMETER) {
			calx__strbuf_add(
				sql, token.text.data, token.text.length);
			continue;
		}
		if (!calx__text_to_int64(token.text.data + 1,
			    token.text.length - 1, &number) ||
			number < 1 || (size_t)number > stmt->parameter_count ||
			!parameter_write(stmt, (size_t)number - 1, sql))
			return calx__fail(error, CALX_ERROR,
				"parameter %lld cannot be written", number);
	}
	return sql->failed ? calx__fail_memory(error) : CALX_OK;
}
