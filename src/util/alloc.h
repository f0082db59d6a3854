#ifndef CALX_UTIL_ALLOC_H
#define CALX_UTIL_ALLOC_H

#include <string.h>

#include <calx/alloc.h>

/* The only door to the heap: everything goes through the allocator that
 * calx_set_allocator() installed. */

/* `size` bytes, not initialised; NULL on failure or when `size` is 0. */
void *calx__alloc(size_t size);

/* `count` elements of `size` bytes, all zero; NULL on failure or overflow. */
void *calx__alloc_zero(size_t count, size_t size);

/* `block` (may be NULL), grown or shrunk; NULL on failure, `block` kept. */
void *calx__realloc(void *block, size_t old_size, size_t size);

/* NULL is accepted. */
void calx__free(void *block);

/* An owned copy of `length` bytes with a NUL after them. */
char *calx__strndup(const char *text, size_t length);

/* Fills `copy`, which has room for it, with `length` bytes and a NUL; NULL stays
 * NULL. */
static inline char *calx__terminated(
	char *copy, const char *text, size_t length)
{
	if (!copy)
		return NULL;
	if (length)
		memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

/* a * b into *ret_product; false on overflow. The one place that multiplies
 * sizes. */
_Bool calx__multiply(size_t a, size_t b, size_t *ret_product);

#endif
