#ifndef CALX_ALLOC_H
#define CALX_ALLOC_H

#include <stddef.h>

#include <calx/export.h>

/** Where all memory of the library comes from. `allocate` and `reallocate`
 * return NULL on failure; `old_size` is what was asked for. Blocks are aligned
 * as malloc() aligns. Called from any thread. */
typedef struct calx_allocator {
	void *(*allocate)(void *context, size_t size);
	void *(*reallocate)(void *context, void *block, size_t old_size, size_t size);
	void (*release)(void *context, void *block);
	void *context;
} calx_allocator;

CALX_BEGIN_DECLS

/** Replaces malloc() for the library; NULL restores it. Call it before any
 * other function and from one thread; what was allocated stays with the
 * allocator that made it only if nothing is open. */
CALX_API void calx_set_allocator(const calx_allocator *allocator);

CALX_END_DECLS

#endif
