#include "orm/write/omitted.h"

#include <string.h>

#include "orm/store/given.h"
#include "sql/type/column.h"

/* Rows that leave out the same columns are one INSERT. */

/* Columns beyond so many are always there. */
#define OMITTED_BITS ((size_t)256)

static void omitted_set(struct omitted *omitted, size_t bit)
{
	omitted->bits[bit / 64] |= UINT64_C(1) << bit % 64;
}

static bool omitted_bit(const struct omitted *omitted, size_t bit)
{
	return omitted->bits[bit / 64] >> bit % 64 & 1;
}

bool calx__omitted_is_empty(const struct omitted *omitted)
{
	return !(omitted->bits[0] | omitted->bits[1] | omitted->bits[2] |
		 omitted->bits[3]);
}

/* A bare number in an optional is not: it is refused when it is bound. */
static bool is_left_out(const struct plan *plan, const struct field *field,
	const void *row, const void *before)
{
	if (calx__column_computed(field->column))
		return true;
	return calx__field_is_unset(field->column, row) &&
	       !(field->optional &&
		       calx__given_is_stray(plan, field, row, before));
}

/* Bit 0 is the key, bit i + 1 column defaults.numbers[i]. */
struct omitted calx__omitted_of(
	const struct mapper *mapper, const void *row, const void *before)
{
	struct omitted omitted = { { 0 } };

	if (calx__omits_key(mapper, row))
		omitted_set(&omitted, 0);
	for (size_t i = 0;
		i < mapper->plan.defaults.count && i + 1 < OMITTED_BITS; i++) {
		const struct field *field = calx__plan_field(
			&mapper->plan, mapper->plan.defaults.numbers[i]);

		if (is_left_out(&mapper->plan, field, row, before))
			omitted_set(&omitted, i + 1);
	}
	return omitted;
}

bool calx__omitted_equal(const struct omitted *omitted,
	const struct mapper *mapper, const void *row, const void *before)
{
	struct omitted own = calx__omitted_of(mapper, row, before);

	return memcmp(&own, omitted, sizeof(own)) == 0;
}

bool calx__omitted_has(const struct mapper *mapper,
	const struct omitted *omitted, unsigned number)
{
	if (mapper->plan.generated_key && number == mapper->plan.key.numbers[0])
		return omitted_bit(omitted, 0);
	for (size_t i = 0;
		i < mapper->plan.defaults.count && i + 1 < OMITTED_BITS; i++) {
		if (mapper->plan.defaults.numbers[i] == number)
			return omitted_bit(omitted, i + 1);
	}
	return false;
}
