#include "orm/model/mask.h"

/* Which bytes of a row struct are values. The others are padding, which holds
 * whatever the compiler left there, and fields of the user's own: comparing
 * them would find changes that are none, and read memory that was never set. */

unsigned char *calx__mask_make(const struct field *fields,
	const calx_table *table, struct arena *arena)
{
	unsigned char *mask = calx__arena_zero(arena, 1, table->row_size);

	for (size_t i = 0; mask && i < table->column_count; i++)
		calx__field_mask(&fields[i], mask);
	return mask;
}
