#ifndef CALX_ORM_MASK_H
#define CALX_ORM_MASK_H

#include <string.h>

#include "sql/type/field.h"
#include "util/arena.h"
#include "util/differ.h"

/* Which bytes of a row struct are values. */

/* The masks of some rows, one behind the other: as many as are a multiple of
 * DIFFER_STEP bytes together. */
struct masks {
	const unsigned char *bytes;
	size_t row_size, rows;
	differ_function *differ; /* of that many rows */
};

/* The masks of a row struct, in the arena; false without memory. */
bool calx__mask_make(struct masks *masks, const struct field *fields,
	const calx_table *table, struct arena *arena);
/* Whether any of `count` rows differs from the one at its place in the other
 * array in a byte that counts. */
bool calx__masks_differ(
	const struct masks *masks, const char *a, const char *b, size_t count);

/* The bits in which `size` bytes (at most 8) differ, and which count. */
static inline uint64_t calx__mask_word(
	const unsigned char *mask, const char *a, const char *b, size_t size)
{
	uint64_t x = 0, y = 0, m = 0;

	memcpy(&x, a, size);
	memcpy(&y, b, size);
	memcpy(&m, mask, size);
	return (x ^ y) & m;
}

/* Whether two structs, or columns, differ in a byte that counts. */
static inline bool calx__mask_differs(
	const unsigned char *mask, const char *a, const char *b, size_t size)
{
	uint64_t differences = 0;
	size_t at = 0;

	for (; size - at >= 8; at += 8)
		differences |= calx__mask_word(mask + at, a + at, b + at, 8);
	for (; at < size; at++)
		differences |= calx__mask_word(mask + at, a + at, b + at, 1);
	return differences != 0;
}

#endif
