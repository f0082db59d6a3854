#include "orm/model/mask.h"

/* Which bytes of a row struct are values. The others are padding, which holds
 * whatever the compiler left there, and fields of the user's own: comparing
 * them would find changes that are none, and read memory that was never set. */

/* so that little is done beside comparing */
#define BLOCK_BYTES ((size_t)512)

/* How many rows are a multiple of the step. Both are not zero. */
static size_t step_rows(size_t row_size)
{
	size_t rows = MASK_STEP;

	while (rows > 1 && row_size * (rows / 2) % MASK_STEP == 0)
		rows /= 2;
	while (rows * row_size < BLOCK_BYTES)
		rows *= 2;
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
	*masks = (struct masks){ bytes, size, rows };
	return bytes != NULL;
}

/* ---- many rows --------------------------------------------------------------- */

/* what a processor takes at once; both compilers know how */
typedef uint64_t word_pair __attribute__((vector_size(16)));

static inline word_pair pair_differences(
	const unsigned char *mask, const char *a, const char *b)
{
	word_pair x, y, m;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	memcpy(&m, mask, sizeof(m));
	return (x ^ y) & m;
}

/* Whether `size` bytes, a multiple of the step, differ. Nothing is decided on the
 * way: what is no value may never have been set. */
static bool steps_differ(
	const unsigned char *mask, const char *a, const char *b, size_t size)
{
	word_pair differences = { 0, 0 };

	for (size_t at = 0; at < size; at += MASK_STEP) {
		differences |= pair_differences(mask + at, a + at, b + at) |
			       pair_differences(mask + at + 16, a + at + 16,
				       b + at + 16) |
			       pair_differences(mask + at + 32, a + at + 32,
				       b + at + 32) |
			       pair_differences(mask + at + 48, a + at + 48,
				       b + at + 48);
	}
	return (differences[0] | differences[1]) != 0;
}

bool calx__masks_differ(
	const struct masks *masks, const char *a, const char *b, size_t count)
{
	const size_t size = masks->rows * masks->row_size;

	for (; count >= masks->rows; count -= masks->rows, a += size, b += size)
		if (steps_differ(masks->bytes, a, b, size))
			return true;
	return calx__mask_differs(masks->bytes, a, b, count * masks->row_size);
}
