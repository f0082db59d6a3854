#include "orm/store/given.h"

#include "orm/base/error.h"
#include "sql/type/check.h"
#include "sql/type/decimal.h"
#include "sql/type/value.h"
#include "util/fail.h"

/* What a program's row may not have in it, and what is said of it. */

/* The number that stands there; what is none, as half a date, is "number". */
static const char *stray_text(
	const struct field *field, const char *row, char *room)
{
	const char *text;
	calx_value value;

	field->load(row + field->offset, &value);
	if (value.kind == CALX_NUMERIC)
		value = (calx_value){ .kind = CALX_DOUBLE,
			.as.real = (double)value.as.decimal.mark };
	else if (value.kind == CALX_TIME && value.as.time.bare)
		value = (calx_value){ .kind = CALX_INTEGER,
			.as.integer = value.as.time.bare };
	text = calx__value_text(&value, room);
	return *text ? text : "number";
}

/* What was taken away from an object that is in the database. */
static enum calx_status refuse_absent(
	const struct field *field, calx_error *error)
{
	calx__column_fail(error, CALX_INVALID, field->column,
		"its value was taken away, and it cannot be NULL");
	calx__fail_hint(error,
		"A defaulted() column takes its default when a row is added.");
	return CALX_INVALID;
}

enum calx_status calx__given_refuse(struct mapper *mapper,
	const struct field *field, const void *row, const void *before)
{
	calx_error *error = calx__session_failing(mapper->session);
	char room[TYPE_TEXT_MAX];
	const char *text = stray_text(field, row, room);

	if (!calx__given_is_stray(&mapper->plan, field, row, before))
		return refuse_absent(field, error);
	calx__column_fail(error, CALX_INVALID, field->column,
		"a bare %s is no value of a %s column", text,
		field->nullable ? "nullable" : "defaulted");
	calx__fail_hint(error,
		"Write calx_some(%s); leave the field out for %s.", text,
		field->nullable ? "NULL" : "the default");
	return CALX_INVALID;
}

/* Whether a decimal or a time that is there is a bare number. */
static bool value_is_stray(
	const struct field *field, const void *row, calx_value *ret_value)
{
	const enum calx_kind kind = field->column->type.kind;

	if (kind != CALX_NUMERIC && kind != CALX_TIME)
		return false;
	calx__field_load(field, row, ret_value);
	if (ret_value->kind == CALX_TIME)
		return ret_value->as.time.bare != 0;
	return ret_value->kind == CALX_NUMERIC &&
	       calx__decimal_is_stray(ret_value->as.decimal);
}

enum calx_status calx__given_row(struct mapper *mapper, const void *row)
{
	const struct plan *plan = &mapper->plan;
	calx_value value;

	for (size_t i = 0; i < plan->strays.count; i++) {
		const struct field *field =
			calx__plan_field(plan, plan->strays.numbers[i]);

		if (!calx__field_is_set(field, row) &&
			calx__given_is_stray(plan, field, row, NULL))
			return calx__given_refuse(mapper, field, row, NULL);
		if (value_is_stray(field, row, &value))
			return calx__value_check(field->column, &value,
				calx__session_failing(mapper->session));
	}
	return CALX_OK;
}

enum calx_status calx__given_refuse_computed(
	struct mapper *mapper, const struct field *field)
{
	calx_error *error = calx__session_failing(mapper->session);

	calx__column_fail(error, CALX_INVALID, field->column,
		"its value is computed by the database, and cannot be given");
	calx__fail_hint(error,
		"Leave it out; it is read when the row has been written.");
	return CALX_INVALID;
}

enum calx_status calx__given_computed(struct mapper *mapper, const void *row)
{
	static const char zero[sizeof(calx_value)];
	const struct plan *plan = &mapper->plan;

	for (size_t i = 0; i < plan->computed.count; i++) {
		const struct field *field =
			calx__plan_field(plan, plan->computed.numbers[i]);

		if (calx__mask_differs(plan->masks.bytes + field->offset,
			    (const char *)row + field->offset, zero,
			    field->size))
			return calx__given_refuse_computed(mapper, field);
	}
	return CALX_OK;
}
