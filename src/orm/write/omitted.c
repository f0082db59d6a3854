#include "orm/write/omitted.h"

#include "sql/schema/descriptor.h"

/* Rows that leave out the same columns are one INSERT. */

/* Columns beyond so many are always there. */
#define OMITTED_BITS ((size_t)256)

static bool key_is_zero(const struct mapper *mapper, const void *row)
{
	calx_value key;

	calx__field_read(calx__plan_key(&mapper->plan, 0)->column, row, &key);
	return key.as.integer == 0;
}

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

/* Bit 0 is the key, bit i + 1 column defaults.numbers[i]. */
struct omitted calx__omitted_of(const struct mapper *mapper, const void *row)
{
	struct omitted omitted = { { 0 } };

	if (mapper->plan.generated_key && key_is_zero(mapper, row))
		omitted_set(&omitted, 0);
	for (size_t i = 0;
		i < mapper->plan.defaults.count && i + 1 < OMITTED_BITS; i++) {
		const calx_column *column = calx__column_at(
			mapper->table, mapper->plan.defaults.numbers[i]);

		if (calx__field_is_unset(column, row))
			omitted_set(&omitted, i + 1);
	}
	return omitted;
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
