#include "orm/model/mask.h"

/* Which bytes of a row struct are values. The others are padding, which holds
 * whatever the compiler left there, and fields of the user's own: comparing
 * them would find changes that are none, and read memory that was never set. */

/* How many rows are a multiple of the step. */
static size_t step_rows(size_t row_size)
{
	size_t rows = DIFFER_STEP;

	while (rows > 1 && row_size * (rows / 2) % DIFFER_STEP == 0)
		rows /= 2;
	return rows;
}

bool calx__mask_make(struct masks *masks, const struct field *fields,
	const calx_table *table, struct arena *arena)
{
	const size_t size = table->row_size, rows = size ? step_rows(size) : 1;
	unsigned char *bytes = calx__arena_zero(arena, rows, size);

	for (size_t i = 0; bytes && i < table->column_count; i++)
		calx__field_mask(&fields[i], bytes);
	for (size_t i = 1; bytes && i < rows; i++)
		memcpy(bytes + i * size, bytes, size);
	*masks = (struct masks){ bytes, size, rows, calx__differ_best() };
	return bytes != NULL;
}

bool calx__masks_differ(
	const struct masks *masks, const char *a, const char *b, size_t count)
{
	const size_t periods = count / masks->rows;
	const size_t period = masks->rows * masks->row_size;
	const size_t size = periods * period;

	return masks->differ(masks->bytes, a, b, period, periods) ||
	       calx__mask_differs(masks->bytes, a + size, b + size,
		       count * masks->row_size - size);
}
