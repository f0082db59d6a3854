#ifndef CALX_ORM_GIVEN_H
#define CALX_ORM_GIVEN_H

#include "orm/model/mask.h"
#include "orm/store/mapper.h"

/* Rows that a program has filled in. C lets `.pages = 320` stand for
 * `.pages = { 320 }`: a number is in the optional, and nothing says that it is
 * there. Such a row is refused. */

/* A row as calx_add() gets it: no optional and no decimal is a bare number. */
enum calx_status calx__given_row(struct mapper *mapper, const void *row);

/* Refuses a row in which a column has a value that the database computes. */
enum calx_status calx__given_computed(struct mapper *mapper, const void *row);
/* The refusal itself. */
enum calx_status calx__given_refuse_computed(
	struct mapper *mapper, const struct field *field);

/* The refusal of a field, for which calx__given_load() has the row as it was. */
enum calx_status calx__given_refuse(struct mapper *mapper,
	const struct field *field, const void *row, const void *before);

/* Whether an optional without a value has a number in it that was not there
 * `before` (NULL: nothing was): who takes `has` away may leave the number. */
static inline bool calx__given_is_stray(const struct plan *plan,
	const struct field *field, const void *row, const void *before)
{
	static const char zero[sizeof(calx_value)];
	const unsigned char *mask = plan->masks.bytes + field->offset;
	const char *value = (const char *)row + field->offset;

	if (!calx__mask_differs(mask, value, zero, field->size))
		return false;
	return !before ||
	       calx__mask_differs(mask, value,
		       (const char *)before + field->offset, field->size);
}

/* calx__field_load() of what a program has filled in; false: refuse it. */
static inline bool calx__given_load(const struct plan *plan,
	const struct field *field, const void *row, const void *before,
	calx_value *ret_value)
{
	if (calx__field_is_set(field, row)) {
		field->load((const char *)row + field->offset, ret_value);
		return true;
	}
	ret_value->kind = CALX_NULL;
	/* only an INSERT can leave the choice to the database */
	return field->nullable &&
	       !calx__given_is_stray(plan, field, row, before);
}

#endif
