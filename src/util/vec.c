#include "util/vec.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "util/alloc.h"
#include "util/arena.h"

/* An array of elements of any size that grows by doubling. */

#define CAPACITY_MIN 8

static bool vec_grow(struct vec *vec)
{
	size_t capacity = vec->capacity ? vec->capacity * 2 : CAPACITY_MIN;
	size_t bytes;
	void *items = NULL;

	if (vec->capacity <= SIZE_MAX / 2 &&
		calx__multiply(capacity, vec->size, &bytes))
		items = calx__realloc(
			vec->items, vec->capacity * vec->size, bytes);
	if (!items) {
		vec->failed = true;
		return false;
	}
	vec->items = items;
	vec->capacity = capacity;
	return true;
}

/* room for one more, not initialised */
static void *vec_extend(struct vec *vec)
{
	if (vec->failed || (vec->count == vec->capacity && !vec_grow(vec)))
		return NULL;
	return (char *)vec->items + vec->count++ * vec->size;
}

void *calx__vec_push(struct vec *vec)
{
	void *item = vec_extend(vec);

	if (item)
		memset(item, 0, vec->size);
	return item;
}

bool calx__vec_append(struct vec *vec, const void *element)
{
	void *item = vec_extend(vec);

	if (item)
		memcpy(item, element, vec->size);
	return item != NULL;
}

void *calx__vec_at(const struct vec *vec, size_t index)
{
	assert(index < vec->count);
	return (char *)vec->items + index * vec->size;
}

void calx__vec_clear(struct vec *vec)
{
	vec->count = 0;
	vec->failed = false;
}

void *calx__vec_keep(struct vec *vec, struct arena *arena, size_t *ret_count)
{
	void *items = NULL;

	if (vec->failed)
		arena->failed = true;
	else
		items = calx__arena_zero(arena, vec->count, vec->size);
	*ret_count = items ? vec->count : 0;
	if (*ret_count)
		memcpy(items, vec->items, vec->count * vec->size);
	calx__vec_clear(vec);
	return items;
}

void calx__vec_release(struct vec *vec)
{
	if (vec->items)
		calx__free(vec->items);
	*vec = (struct vec){ .size = vec->size };
}
