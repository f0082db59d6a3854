#include "sql/type/check.h"

#include "sql/type/native.h"
#include "sql/type/value.h"

/* Everything that is bound for a column passes here: is it a value at all, can
 * the column take it, and in which form. Whether NULL may be stored is the
 * database's to say: a column that is not nullable may have a default. */

static enum calx_status check_itself(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	const struct type_info *type = &calx__types[value->kind];

	if (!type->family || !type->family->check)
		return CALX_OK;
	return type->family->check(type, column, value, error);
}

enum calx_status calx__value_adapt(const calx_column *column,
	const calx_value **value, calx_value *room, calx_error *error)
{
	const struct type_info *type = &calx__types[column->type.kind];
	enum calx_status status;

	if ((status = check_itself(column, *value, error)) < 0)
		return status;
	if (!calx__type_takes(column->type.kind, (*value)->kind))
		return calx__type_fail(error, column, (*value)->kind);
	calx__value_convert(*value, type->carrier, room);
	*value = room;
	return CALX_OK;
}

enum calx_status calx__value_special(const calx_column *column,
	enum compared compared, const calx_value **value, calx_value *room,
	calx_error *error)
{
	enum calx_status status = CALX_OK;

	if (column->type.native && compared == COMPARED_NOT)
		status = calx__native_fit(column, *value, error);
	if (status >= 0 && column->type.stored)
		status = calx__stored_put(column, compared, value, room, error);
	return status;
}

enum calx_status calx__value_check(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	calx_value room;

	if (column)
		return calx__value_settle(
			column, COMPARED_NOT, &value, &room, error);
	return check_itself(NULL, value, error);
}
