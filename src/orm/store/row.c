#include "orm/store/row.h"

#include <string.h>

#include "orm/base/error.h"
#include "util/fail.h"

/* What a driver does not put into structs by itself: each field has a function
 * that knows where its value goes; text is the driver's until the next row. The
 * loop knows nothing of types: why a value does not fit is found out when it did
 * not. */

/* What does not fit: the slow way says why. */
static enum calx_status store_failed(struct mapper *mapper,
	const struct field *field, char *row, const calx_value *value)
{
	calx_error *error = calx__session_failing(mapper->session);
	const calx_column *column = field->column;
	enum calx_status status = calx__field_write(column, row, value, error);

	/* nothing that is borrowed stays behind */
	memset(row + column->offset, 0, column->size);
	if (status < 0)
		return status;
	return calx__fail(error, CALX_INVALID,
		"%s.%s holds a value that the model cannot: %s",
		mapper->table->name, calx__column_name(column),
		column->type.kind == CALX_ENUMERATION
			? "it is none of the labels"
			: "text with a NUL character in it");
}

static bool store_null(const struct field *field, char *row)
{
	memset(row + field->column->offset, 0, field->column->size);
	return field->nullable;
}

/* Text and blobs. */
static inline bool store_bytes(
	const struct field *field, char *row, const calx_value *value)
{
	const char *data = value->as.text.data;

	/* C text ends at its first NUL: what has one inside would be cut */
	if (calx__field_is_text(field) && strlen(data) != value->as.text.size)
		return false;
	/* a calx_blob begins with its pointer */
	memcpy(row + field->offset, &data, sizeof(data));
	if (calx__field_is_blob(field))
		memcpy(row + field->offset + offsetof(calx_blob, size),
			&value->as.text.size, sizeof(value->as.text.size));
	return true;
}

static inline bool store(
	const struct field *field, char *row, const calx_value *value)
{
	if (value->kind == CALX_NULL)
		return store_null(field, row);
	if (calx__field_has_bytes(field))
		return store_bytes(field, row, value);
	if (field->optional)
		row[field->has] = true;
	return field->store(field->column, row + field->offset, value);
}

enum calx_status calx__row_store_field(struct mapper *mapper, unsigned number,
	void *row, const calx_value *value)
{
	const struct field *field = calx__plan_field(&mapper->plan, number);

	return store(field, row, value)
		       ? CALX_OK
		       : store_failed(mapper, field, row, value);
}

enum calx_status calx__row_store(
	struct mapper *mapper, void *row, const calx_value *values)
{
	const struct field *field = mapper->plan.layout.fields;
	const struct field *end = field + mapper->table->column_count;

	for (; field < end; field++, values++) {
		if (!store(field, row, values))
			return store_failed(mapper, field, row, values);
	}
	return CALX_OK;
}
