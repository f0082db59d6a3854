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

/* What a processor takes at once; both compilers know how. */
typedef uint64_t word_pair __attribute__((vector_size(16)));

/* The bits in which sixteen bytes differ, and which count. */
static inline word_pair calx__mask_pair(
	const unsigned char *mask, const char *a, const char *b)
{
	word_pair x, y, m;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	memcpy(&m, mask, sizeof(m));
	return (x ^ y) & m;
}

/* The same of `size` bytes, at most 8. */
static inline uint64_t calx__mask_word(
	const unsigned char *mask, const char *a, const char *b, size_t size)
{
	uint64_t x = 0, y = 0, m = 0;

	memcpy(&x, a, size);
	memcpy(&y, b, size);
	memcpy(&m, mask, size);
	return (x ^ y) & m;
}

/* Whether two structs, or columns, differ in a byte that counts. Nothing is
 * decided on the way: what is no value may never have been set. */
static inline bool calx__mask_differs(
	const unsigned char *mask, const char *a, const char *b, size_t size)
{
	word_pair pairs = { 0, 0 };
	uint64_t differences = 0;
	size_t at = 0;

	for (; at + 16 <= size; at += 16)
		pairs |= calx__mask_pair(mask + at, a + at, b + at);
	if (size & 8) {
		differences = calx__mask_word(mask + at, a + at, b + at, 8);
		at += 8;
	}
	for (; at < size; at++)
		differences |= calx__mask_word(mask + at, a + at, b + at, 1);
	return (differences | pairs[0] | pairs[1]) != 0;
}

#endif
