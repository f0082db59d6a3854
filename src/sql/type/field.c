#include "sql/type/type.h"

#include <string.h>

#include "sql/type/decimal.h"

/* Between the fields of a row struct and values. A field is read and written
 * by memcpy() of its C type: its address is computed from an offset. */

/* Where the value of the field is, and whether there is one. */
static const char *field_value(const calx_column *column, const void *row)
{
	const char *field = (const char *)row + column->offset;
	const struct type_info *type = &calx__types[column->type.kind];
	bool has;

	if (!column->nullable || !type->optional_size)
		return field;
	memcpy(&has, field + type->has_offset, sizeof(has));
	return has ? field : NULL;
}

/* ---- reading ------------------------------------------------------------ */

static void read_boolean(const char *field, calx_value *value)
{
	bool is;

	memcpy(&is, field, sizeof(is));
	value->as.integer = is;
}

static void read_int16(const char *field, calx_value *value)
{
	int16_t number;

	memcpy(&number, field, sizeof(number));
	value->as.integer = number;
}

static void read_int32(const char *field, calx_value *value)
{
	int32_t number;

	memcpy(&number, field, sizeof(number));
	value->as.integer = number;
}

static void read_float(const char *field, calx_value *value)
{
	float number;

	memcpy(&number, field, sizeof(number));
	value->as.real = number;
}

static void read_text(const char *field, calx_value *value)
{
	const char *text;

	memcpy(&text, field, sizeof(text));
	value->as.text.data = text;
	value->as.text.size = text ? strlen(text) : 0;
	if (!text)
		value->kind = CALX_NULL;
}

static void read_blob(const char *field, calx_value *value)
{
	calx_blob blob;

	memcpy(&blob, field, sizeof(blob));
	value->as.text.data = blob.data;
	value->as.text.size = blob.size;
	if (!blob.data)
		value->kind = CALX_NULL;
}

/* ---- writing: the value is known to be of the right family --------------- */

static void write_boolean(char *field, const calx_value *value)
{
	bool is = value->as.integer != 0;

	memcpy(field, &is, sizeof(is));
}

static void write_int16(char *field, const calx_value *value)
{
	int16_t number = (int16_t)value->as.integer;

	memcpy(field, &number, sizeof(number));
}

static void write_int32(char *field, const calx_value *value)
{
	int32_t number = (int32_t)value->as.integer;

	memcpy(field, &number, sizeof(number));
}

static void write_float(char *field, const calx_value *value)
{
	float number = (float)value->as.real;

	memcpy(field, &number, sizeof(number));
}

/* NULL in the field would say that there is no value */
static const char *text_data(const calx_value *value)
{
	return value->as.text.data ? value->as.text.data : "";
}

static void write_text(char *field, const calx_value *value)
{
	const char *text = text_data(value);

	memcpy(field, &text, sizeof(text));
}

static void write_blob(char *field, const calx_value *value)
{
	calx_blob blob = { text_data(value), value->as.text.size };

	memcpy(field, &blob, sizeof(blob));
}

/* ---- by kind ------------------------------------------------------------- */

/* Kinds that are not here have the same C type in the row and in the value:
 * they are copied. */
static const struct field_functions {
	void (*read)(const char *field, calx_value *value);
	void (*write)(char *field, const calx_value *value);
} conversions[CALX_KIND_COUNT] = {
	[CALX_BOOLEAN] = { read_boolean, write_boolean },
	[CALX_SMALL_INTEGER] = { read_int16, write_int16 },
	[CALX_INTEGER] = { read_int32, write_int32 },
	[CALX_FLOAT] = { read_float, write_float },
	[CALX_STRING] = { read_text, write_text },
	[CALX_TEXT] = { read_text, write_text },
	[CALX_BLOB] = { read_blob, write_blob },
	[CALX_JSON] = { read_text, write_text },
	[CALX_ENUMERATION] = { read_int32, write_int32 },
};

void calx__field_read(
	const calx_column *column, const void *row, calx_value *ret_value)
{
	const struct type_info *type = &calx__types[column->type.kind];
	const char *field = field_value(column, row);

	ret_value->kind = field ? type->carrier : CALX_NULL;
	if (!field)
		return;
	if (conversions[column->type.kind].read)
		conversions[column->type.kind].read(field, ret_value);
	else
		memcpy(&ret_value->as, field, type->size);
}

static enum calx_status field_write_null(
	const calx_column *column, void *row, calx_error *error)
{
	if (!column->nullable)
		return calx__fail_column(error, CALX_TYPE_MISMATCH, column,
			"NULL came from the database, but the model says that the column is not nullable");
	memset((char *)row + column->offset, 0, column->size);
	return CALX_OK;
}

/* Whether the field can hold the value at all. */
static enum calx_status field_check(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	enum calx_kind kind = column->type.kind;

	if (!calx__kinds_fit(kind, value->kind))
		return calx__fail_kind(error, column, value->kind);
	if (calx__types[kind].is_integer)
		return calx__integer_check(column, value->as.integer, error);
	if (kind == CALX_FLOAT)
		return calx__float_check(column, value->as.real, error);
	return CALX_OK;
}

/* Where the value goes; an optional is told that it has one. */
static char *field_open(const calx_column *column, void *row)
{
	char *field = (char *)row + column->offset;
	const struct type_info *type = &calx__types[column->type.kind];
	bool has = true;

	if (column->nullable && type->optional_size)
		memcpy(field + type->has_offset, &has, sizeof(has));
	return field;
}

enum calx_status calx__field_write(const calx_column *column, void *row,
	const calx_value *value, calx_error *error)
{
	enum calx_kind kind = column->type.kind;
	enum calx_status status;
	calx_value settled;

	if (value->kind == CALX_NULL)
		return field_write_null(column, row, error);
	status = field_check(column, value, error);
	if (status < 0)
		return status;
	/* a database that keeps numbers gives 12.5 for 12.50 */
	if (kind == CALX_NUMERIC) {
		settled.as.decimal =
			calx__decimal_settle(&column->type, value->as.decimal);
		value = &settled;
	}
	if (conversions[kind].write)
		conversions[kind].write(field_open(column, row), value);
	else
		memcpy(field_open(column, row), &value->as,
			calx__types[kind].size);
	return CALX_OK;
}

/* ---- "not set" ----------------------------------------------------------- */

static bool uuid_is_zero(calx_uuid uuid)
{
	static const calx_uuid zero;

	return !memcmp(&uuid, &zero, sizeof(zero));
}

bool calx__field_is_unset(const calx_column *column, const void *row)
{
	calx_value value;

	calx__field_read(column, row, &value);
	/* an optional says itself whether it has a value */
	if (value.kind == CALX_NULL || column->nullable)
		return value.kind == CALX_NULL;
	switch (value.kind) {
	case CALX_DATE:
		return value.as.date.month == 0;
	case CALX_DATETIME:
		return value.as.datetime.month == 0;
	case CALX_TIMESTAMP:
		return value.as.timestamp.local.month == 0;
	case CALX_UUID:
		return uuid_is_zero(value.as.uuid);
	default:
		return false;
	}
}
