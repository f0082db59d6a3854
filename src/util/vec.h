#ifndef CALX_UTIL_VEC_H
#define CALX_UTIL_VEC_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* An array that grows. Start with VEC_INIT(type). Failure sticks in `failed`
 * as in strbuf. */

struct vec {
	void *items;
	size_t count;
	size_t capacity;
	size_t size; /* of one element */
	bool failed;
};

#define VEC_INIT(type)               \
	{                            \
		.size = sizeof(type) \
	}

/* Appends a zeroed element and returns it; NULL on failure. The pointer is
 * valid until the next push. */
void *calx__vec_push(struct vec *vec);
/* Appends a copy of `element`; false on failure. */
bool calx__vec_append(struct vec *vec, const void *element);
/* The same of a pointer, for the inside of loops. */
static inline bool calx__vec_append_pointer(struct vec *vec, void *pointer)
{
	if (vec->count == vec->capacity)
		return calx__vec_append(vec, &pointer);
	((void **)vec->items)[vec->count++] = pointer;
	return true;
}
/* the element at `index`, which must be there */
void *calx__vec_at(const struct vec *vec, size_t index);
/* empty again, memory kept, failure forgotten */
void calx__vec_clear(struct vec *vec);
/* Frees the elements; the vector is then as new. */
void calx__vec_release(struct vec *vec);
/* The elements, now the arena's, and how many they are; the vector is empty
 * again. Never NULL but for a failure, of the vector or now: then the arena has
 * failed, too, and the count is 0. */
void *calx__vec_keep(struct vec *vec, struct arena *arena, size_t *ret_count);

#endif
