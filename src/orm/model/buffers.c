#include "orm/model/buffers.h"

/* All that one row needs is allocated with its table's mapper, so that neither
 * reading nor writing a row allocates. It is cut from one block, the largest
 * items first, so that each is aligned: a session is made of few calls. */

static void *cut(char **block, size_t count, size_t size)
{
	char *items = *block;

	*block += count * size;
	return items;
}

bool calx__buffers_make(
	struct buffers *buffers, size_t count, struct arena *arena)
{
	const size_t each =
		2 * sizeof(*buffers->bound) + 2 * sizeof(*buffers->values) +
		sizeof(*buffers->lengths) + sizeof(*buffers->back_kinds) +
		2 * sizeof(*buffers->numbers) + sizeof(*buffers->changed);
	char *block = calx__arena_zero(arena, count, each);

	if (!block)
		return false;
	/* an UPDATE of every column binds the key as well */
	buffers->bound = cut(&block, 2 * count, sizeof(*buffers->bound));
	buffers->values = cut(&block, count, sizeof(*buffers->values));
	buffers->key_values = cut(&block, count, sizeof(*buffers->values));
	buffers->lengths = cut(&block, count, sizeof(*buffers->lengths));
	buffers->back_kinds = cut(&block, count, sizeof(*buffers->back_kinds));
	buffers->numbers = cut(&block, count, sizeof(*buffers->numbers));
	buffers->returning = cut(&block, count, sizeof(*buffers->numbers));
	buffers->changed = cut(&block, count, sizeof(*buffers->changed));
	return true;
}
