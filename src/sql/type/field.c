#include "sql/type/field.h"

#include <string.h>

#include "sql/type/column.h"
#include "sql/type/native.h"
#include "sql/type/value.h"

/* Fields are read and written by memcpy() of their C type: their address is
 * computed from an offset. */

/* No text has more characters than bytes. */
static uint32_t fits_of(const calx_column *column)
{
	const uint32_t length = column->type.length;

	if (calx__natives[column->type.native].fit)
		return 0;
	if (!calx__types[column->type.kind].fit)
		return INT32_MAX;
	if (column->type.kind != CALX_STRING)
		return 0;
	return length && length < INT32_MAX ? length : INT32_MAX;
}

static uint64_t words_of(const calx_column *column)
{
	const size_t end = column->offset + column->size;
	uint64_t words = calx__field_word(end - 1);

	for (size_t at = column->offset; at < end; at += 8)
		words |= calx__field_word(at);
	return words;
}

/* What a database would store otherwise than it was sent passes by a value. */
static enum field_form form_of(const calx_column *column)
{
	const enum field_form form = calx__types[column->type.kind].form;

	if (column->type.stored)
		return form == FIELD_TEXT   ? FIELD_STORED_TEXT
		       : form == FIELD_BLOB ? FIELD_STORED_BLOB
					    : FIELD_STORED;
	return calx__natives[column->type.native].fit && form < FIELD_TEXT
		       ? FIELD_OTHER
		       : form;
}

struct field calx__field_of(const calx_column *column)
{
	const struct type_info *type = &calx__types[column->type.kind];
	const bool optional =
		calx__column_may_lack(column) && type->optional_size;
	const enum field_form form = form_of(column);

	return (struct field){
		.store = type->store,
		.load = type->load,
		.column = column,
		.form = form,
		.plain = optional ? FIELD_OTHER : form,
		.fits = fits_of(column),
		.offset = (uint32_t)column->offset,
		.has = (uint32_t)(column->offset + type->has_offset),
		.size = (uint32_t)type->size,
		.optional = optional,
		.nullable = column->nullable,
		.words = words_of(column),
	};
}

/* ---- reading -------------------------------------------------------------- */

void calx__field_read(
	const calx_column *column, const void *row, calx_value *ret_value)
{
	const struct type_info *type = &calx__types[column->type.kind];
	const char *field = (const char *)row + column->offset;

	if (calx__column_may_lack(column) && type->optional_size &&
		!field[type->has_offset])
		ret_value->kind = CALX_NULL;
	else
		type->load(field, ret_value);
}

bool calx__field_is_unset(const calx_column *column, const void *row)
{
	const struct value_family *family =
		calx__types[column->type.kind].family;
	calx_value value;

	calx__field_read(column, row, &value);
	/* an optional says itself whether it has a value */
	if (value.kind == CALX_NULL || calx__column_may_lack(column))
		return value.kind == CALX_NULL;
	return family->is_unset && family->is_unset(&value);
}

/* ---- writing -------------------------------------------------------------- */

static enum calx_status write_null(
	const calx_column *column, void *row, calx_error *error)
{
	if (!column->nullable)
		return calx__column_fail(error, CALX_TYPE_MISMATCH, column,
			"NULL came from the database, but the model says that the column is not nullable");
	memset((char *)row + column->offset, 0, column->size);
	return CALX_OK;
}

enum calx_status calx__field_write(const calx_column *column, void *row,
	const calx_value *value, calx_error *error)
{
	const struct type_info *type = &calx__types[column->type.kind];
	char *field = (char *)row + column->offset;
	enum calx_status status;
	calx_value converted;

	if (value->kind == CALX_NULL)
		return write_null(column, row, error);
	if (!calx__type_takes(column->type.kind, value->kind))
		return calx__type_fail(error, column, value->kind);
	if (calx__types[value->kind].family != type->family) {
		calx__value_convert(value, type->carrier, &converted);
		value = &converted;
	}
	if (type->hold && (status = type->hold(type, column, value, error)) < 0)
		return status;
	if (calx__column_may_lack(column) && type->optional_size)
		field[type->has_offset] = true;
	type->store(column, field, value);
	return CALX_OK;
}

/* ---- the mask ------------------------------------------------------------- */

void calx__field_mask(const struct field *field, unsigned char *mask)
{
	const struct type_info *type = &calx__types[field->column->type.kind];

	if (field->optional)
		mask[field->has] = UINT8_MAX;
	memset(mask + field->offset, UINT8_MAX, field->size);
	for (size_t i = 0; i < sizeof(type->gaps) / sizeof(*type->gaps); i++)
		memset(mask + field->offset + type->gaps[i].offset, 0,
			type->gaps[i].size);
}
