#ifndef CALX_SQL_TYPE_CHECK_H
#define CALX_SQL_TYPE_CHECK_H

#include "sql/type/stored.h"

/* Whether the value may be stored in the column: text is UTF-8 without NUL and
 * not too long, dates exist, decimals fit, integers are in range. `column` may
 * be NULL: whether it is a value at all. */
enum calx_status calx__value_check(
	const calx_column *column, const calx_value *value, calx_error *error);

/* The parts of calx__value_settle() that most values do not need: a value that
 * is not tagged as those of the column are, and another form to store it in. */
enum calx_status calx__value_adapt(const calx_column *column,
	const calx_value **value, calx_value *room, calx_error *error);
/* Of a type that only some databases have, or in the form of another program. */
enum calx_status calx__value_special(const calx_column *column,
	enum compared compared, const calx_value **value, calx_value *room,
	calx_error *error);

/* What is bound for a column. A value that is only `compared` with it may be
 * longer or larger than what it takes, and then equals nothing; but there are no
 * other labels of an enumeration. On success *value is in the form in which the
 * column stores it; what had to be made is in *room. Inline, because every value
 * comes by. */
static inline enum calx_status calx__value_settle(const calx_column *column,
	enum compared compared, const calx_value **value, calx_value *room,
	calx_error *error)
{
	const struct type_info *type = &calx__types[column->type.kind];
	enum calx_status status = CALX_OK;

	if ((*value)->kind == CALX_NULL)
		return CALX_OK;
	if ((*value)->kind != type->carrier &&
		calx__types[(*value)->kind].family != type->family)
		status = calx__value_adapt(column, value, room, error);
	if (status >= 0 && type->family->check)
		status = type->family->check(type, column, *value, error);
	if (status >= 0 && type->fit &&
		(compared == COMPARED_NOT || type->is_closed))
		status = type->fit(type, column, *value, error);
	if (status >= 0 && type->settle) {
		*room = **value;
		type->settle(column, room);
		*value = room;
	}
	if (status >= 0 && (column->type.stored || column->type.native))
		status = calx__value_special(
			column, compared, value, room, error);
	return status;
}

#endif
