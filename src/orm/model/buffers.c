#include "orm/model/buffers.h"

/* All that one row needs is allocated with its table's mapper, so that neither
 * reading nor writing a row allocates. */

bool calx__buffers_make(
	struct buffers *buffers, size_t count, struct arena *arena)
{
	buffers->values =
		calx__arena_zero(arena, count, sizeof(*buffers->values));
	buffers->key_values =
		calx__arena_zero(arena, count, sizeof(*buffers->key_values));
	/* an UPDATE of every column binds the key as well */
	buffers->bound =
		calx__arena_zero(arena, 2 * count, sizeof(*buffers->bound));
	buffers->changed =
		calx__arena_zero(arena, count, sizeof(*buffers->changed));
	buffers->lengths =
		calx__arena_zero(arena, count, sizeof(*buffers->lengths));
	buffers->numbers =
		calx__arena_zero(arena, count, sizeof(*buffers->numbers));
	buffers->returning =
		calx__arena_zero(arena, count, sizeof(*buffers->returning));
	buffers->back_kinds =
		calx__arena_zero(arena, count, sizeof(*buffers->back_kinds));
	return !arena->failed;
}
