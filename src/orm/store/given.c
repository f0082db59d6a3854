#include "orm/store/given.h"

#include "engine/value.h"
#include "orm/base/error.h"
#include "sql/type/decimal.h"
#include "sql/type/type.h"
#include "util/fail.h"

/* What a program's row may not have in it, and what is said of it. */

/* The number that stands there. */
static const char *stray_text(
	const struct field *field, const void *row, struct arena *arena)
{
	const char *text = NULL;
	calx_value value;

	field->load(field, row, &value);
	if (value.kind == CALX_NUMERIC)
		value = (calx_value){ .kind = CALX_DOUBLE,
			.as.real = (double)value.as.decimal.mark };
	if (!calx__value_write(&value, arena, &text) || !text)
		return "number";
	return text;
}

enum calx_status calx__given_refuse(
	struct mapper *mapper, const struct field *field, const void *row)
{
	calx_error *error = calx__session_failing(mapper->session);
	struct arena scratch = { 0 };
	const char *text = stray_text(field, row, &scratch);

	calx__fail_column(error, CALX_INVALID, field->column,
		"a bare %s is no value of a nullable column", text);
	calx__fail_hint(error,
		"Write calx_some(%s); leave the field out for NULL.", text);
	calx__arena_release(&scratch);
	return CALX_INVALID;
}

/* Whether a decimal that is there is a bare number. */
static bool decimal_is_stray(
	const struct field *field, const void *row, calx_value *ret_value)
{
	if (field->column->type.kind != CALX_NUMERIC)
		return false;
	calx__field_load(field, row, ret_value);
	return ret_value->kind == CALX_NUMERIC &&
	       calx__decimal_is_stray(ret_value->as.decimal);
}

enum calx_status calx__given_row(struct mapper *mapper, const void *row)
{
	const struct plan *plan = &mapper->plan;
	calx_value value;

	for (size_t i = 0; i < plan->strays.count; i++) {
		const struct field *field =
			&plan->fields[plan->strays.numbers[i]];

		if (!calx__field_is_set(field, row) &&
			calx__given_is_stray(plan, field, row, NULL))
			return calx__given_refuse(mapper, field, row);
		if (decimal_is_stray(field, row, &value))
			return calx__value_check(field->column, &value,
				calx__session_failing(mapper->session));
	}
	return CALX_OK;
}
