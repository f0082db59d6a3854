#include "orm/model/mask.h"

#include "sql/type/type.h"

#include <string.h>

/* Which bytes of a row struct are values. The others are padding, which holds
 * whatever the compiler left there, and fields of the user's own: comparing
 * them would find changes that are none, and read memory that was never set. */

/* every value bit set, the padding zero as in all static objects */
static const union {
	struct {
		uint32_t mark;
		uint8_t scale;
		bool negative;
		uint64_t high, low;
	} bits;
	calx_decimal decimal;
} decimal_mask = { { UINT32_MAX, UINT8_MAX, true, UINT64_MAX, UINT64_MAX } };
static const calx_time time_mask = { UINT8_MAX, UINT8_MAX, UINT8_MAX, -1 };
static const calx_datetime datetime_mask = { -1, UINT8_MAX, UINT8_MAX,
	UINT8_MAX, UINT8_MAX, UINT8_MAX, -1 };
static const calx_timestamp timestamp_mask = {
	{ -1, UINT8_MAX, UINT8_MAX, UINT8_MAX, UINT8_MAX, UINT8_MAX, -1 }, -1
};

/* kinds whose C type has padding; in the others every byte counts */
static const void *const masks[CALX_KIND_COUNT] = {
	[CALX_NUMERIC] = &decimal_mask,
	[CALX_TIME] = &time_mask,
	[CALX_DATETIME] = &datetime_mask,
	[CALX_TIMESTAMP] = &timestamp_mask,
};

static void mask_field(const struct field *field, unsigned char *mask)
{
	const void *value = masks[field->column->type.kind];

	if (field->optional)
		mask[field->has] = UINT8_MAX;
	if (value)
		memcpy(mask + field->offset, value, field->size);
	else
		memset(mask + field->offset, UINT8_MAX, field->size);
}

unsigned char *calx__mask_make(const struct field *fields,
	const calx_table *table, struct arena *arena)
{
	unsigned char *mask = calx__arena_zero(arena, 1, table->row_size);

	for (size_t i = 0; mask && i < table->column_count; i++)
		mask_field(&fields[i], mask);
	return mask;
}
