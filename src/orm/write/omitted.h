#ifndef CALX_ORM_OMITTED_H
#define CALX_ORM_OMITTED_H

#include "orm/store/mapper.h"

/* What an INSERT leaves out of a row, so that the database chooses: columns
 * with a server default that were never set, and an integer key of 0. */

/* One bit for each of the columns that may be left out. */
struct omitted {
	uint64_t bits[4];
};

/* What a row leaves out; `before` is as it was when it was added, NULL if it is
 * no object. */
struct omitted calx__omitted_of(
	const struct mapper *mapper, const void *row, const void *before);
/* Whether it leaves out the key, which the database can choose. */
static inline bool calx__omits_key(const struct mapper *mapper, const void *row)
{
	return mapper->plan.generated_key &&
	       calx__field_is_zero(calx__plan_key(&mapper->plan, 0), row);
}
/* The part of calx__omitted_same() for tables with defaults. */
bool calx__omitted_equal(const struct omitted *omitted,
	const struct mapper *mapper, const void *row, const void *before);
/* Whether another row leaves out the same. Inline, because rows are asked. */
static inline bool calx__omitted_same(const struct omitted *omitted,
	const struct mapper *mapper, const void *row, const void *before)
{
	return mapper->plan.defaults.count
		       ? calx__omitted_equal(omitted, mapper, row, before)
		       : calx__omits_key(mapper, row) == (omitted->bits[0] & 1);
}
/* Whether that column is left out. */
bool calx__omitted_has(const struct mapper *mapper,
	const struct omitted *omitted, unsigned number);
/* Whether nothing is. */
bool calx__omitted_is_empty(const struct omitted *omitted);

#endif
