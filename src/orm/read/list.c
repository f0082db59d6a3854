#include "orm/read/list.h"

#include <string.h>

#include "orm/base/error.h"
#include "util/alloc.h"

/* A list is collected in a vector of the session, which the next one uses again.
 * A short one is copied into the arena; copying a long one would touch all of
 * it, so it keeps its memory. */

/* bytes from which on a list is not copied */
#define LIST_LONG ((size_t)64 << 10)

/* A long list keeps the memory in which it was collected. */
static void **list_take(calx_session *session)
{
	struct vec *objects = &session->objects;
	void **items;

	if (!calx__vec_push(&session->lists))
		return NULL;
	items = calx__realloc(objects->items,
		objects->capacity * sizeof(void *),
		objects->count * sizeof(void *));
	if (!items)
		items = objects->items;
	((void **)session->lists.items)[session->lists.count - 1] = items;
	*objects = (struct vec)VEC_INIT(void *);
	return items;
}

calx_object_list calx__list_keep(calx_session *session)
{
	struct vec *objects = &session->objects;
	calx_object_list list = { NULL, objects->count };
	size_t size = objects->count * sizeof(void *);

	if (!objects->count)
		return list;
	if (size >= LIST_LONG) {
		list.items = list_take(session);
	} else {
		list.items = calx__arena_alloc(&session->arena, size);
		if (list.items)
			memcpy(list.items, objects->items, size);
	}
	if (list.items)
		return list;
	calx__session_fail_memory(session);
	return (calx_object_list){ 0 };
}
