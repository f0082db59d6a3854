#include "util/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "util/alloc.h"

/* Blocks from the heap, each twice as large as the one before up to a limit;
 * items are cut off the front of the newest. */

/* what malloc() and the block's own head take: with them, a block is a number
 * of whole pages, and no page is touched for a few bytes */
#define OVERHEAD ((size_t)64)
#define BLOCK_MIN (((size_t)4 << 10) - OVERHEAD)
#define BLOCK_MAX (((size_t)256 << 10) - OVERHEAD)
#define ALIGNMENT alignof(max_align_t)

#ifdef CALX_DEBUG_ARENA
bool calx__arena_shares_blocks = false;
#else
bool calx__arena_shares_blocks = true;
#endif

struct arena_block {
	struct arena_block *next;
	size_t size; /* of `bytes` */
	alignas(max_align_t) char bytes[];
};

static struct arena_block *block_new(struct arena *arena, size_t size)
{
	struct arena_block *block = NULL;

	if (size <= SIZE_MAX - sizeof(*block))
		block = calx__alloc(sizeof(*block) + size);
	if (!block) {
		arena->failed = true;
		return NULL;
	}
	block->size = size;
	arena->used += size;
	return block;
}

static void block_free(struct arena *arena, struct arena_block *block)
{
	arena->used -= block->size;
	calx__free(block);
}

/* A large item gets a block of its own, behind the newest one, whose free
 * bytes stay in use. */
static void *alloc_alone(struct arena *arena, size_t size)
{
	struct arena_block *block = block_new(arena, size);
	struct arena_block **place =
		arena->blocks ? &arena->blocks->next : &arena->blocks;

	if (!block)
		return NULL;
	block->next = *place;
	*place = block;
	return block->bytes;
}

/* Starts a block and takes the item from its front, which is aligned. Out of the
 * way of the items that fit. */
__attribute__((noinline)) static void *alloc_in_new_block(
	struct arena *arena, size_t size)
{
	size_t block_size = arena->block_size ? arena->block_size : BLOCK_MIN;
	struct arena_block *block;

	if (!calx__arena_shares_blocks || size > block_size / 4)
		return alloc_alone(arena, size);
	block = block_new(arena, block_size);
	if (!block)
		return NULL;
	block->next = arena->blocks;
	arena->blocks = block;
	arena->next = block->bytes + size;
	arena->left = block_size - size;
	if (block_size < BLOCK_MAX)
		arena->block_size = (block_size + OVERHEAD) * 2 - OVERHEAD;
	return block->bytes;
}

void *calx__arena_alloc(struct arena *arena, size_t size)
{
	size_t padding = (size_t)(-(uintptr_t)arena->next % ALIGNMENT);
	char *item;

	if (arena->left < padding || arena->left - padding < size ||
		!arena->next)
		return alloc_in_new_block(arena, size);
	item = arena->next + padding;
	arena->next = item + size;
	arena->left -= padding + size;
	return item;
}

char *calx__arena_bytes_more(struct arena *arena, size_t size)
{
	return alloc_in_new_block(arena, size);
}

void *calx__arena_zero(struct arena *arena, size_t count, size_t size)
{
	size_t total;
	void *items;

	if (!calx__multiply(count, size, &total)) {
		arena->failed = true;
		return NULL;
	}
	items = calx__arena_alloc(arena, total);
	if (items)
		memset(items, 0, total);
	return items;
}

char *calx__arena_strndup(struct arena *arena, const char *text, size_t length)
{
	if (length == SIZE_MAX) {
		arena->failed = true;
		return NULL;
	}
	return calx__terminated(
		calx__arena_bytes(arena, length + 1), text, length);
}

char *calx__arena_strdup(struct arena *arena, const char *text)
{
	return calx__arena_strndup(arena, text, strlen(text));
}

char *calx__arena_vprintf(
	struct arena *arena, const char *format, va_list arguments)
{
	va_list again;
	int length;
	char *text = NULL;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length >= 0)
		text = calx__arena_bytes(arena, (size_t)length + 1);
	if (text)
		vsnprintf(text, (size_t)length + 1, format, arguments);
	else
		arena->failed = true;
	return text;
}

char *calx__arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = calx__arena_vprintf(arena, format, arguments);
	va_end(arguments);
	return text;
}

/* Frees the chain of `block`, but for the first that is worth keeping. */
static struct arena_block *free_all_but_one(
	struct arena *arena, struct arena_block *block)
{
	struct arena_block *kept = NULL, *next;

	for (; block; block = next) {
		next = block->next;
		if (calx__arena_shares_blocks && !kept &&
			block->size <= BLOCK_MAX)
			kept = block;
		else
			block_free(arena, block);
	}
	return kept;
}

void calx__arena_reset(struct arena *arena)
{
	struct arena_block *kept = free_all_but_one(arena, arena->blocks);

	arena->blocks = kept;
	arena->next = kept ? kept->bytes : NULL;
	arena->left = kept ? kept->size : 0;
	arena->failed = false;
	if (kept)
		kept->next = NULL;
}

void calx__arena_adopt(struct arena *arena, struct arena *from)
{
	struct arena_block **end =
		arena->blocks ? &arena->blocks->next : &arena->blocks;
	struct arena_block *last = from->blocks;

	/* behind the newest one, whose free bytes stay in use */
	if (last) {
		while (last->next)
			last = last->next;
		last->next = *end;
		*end = from->blocks;
	}
	arena->used += from->used;
	arena->failed |= from->failed;
	*from = (struct arena){ 0 };
}

void calx__arena_release(struct arena *arena)
{
	struct arena_block *next;

	for (struct arena_block *b = arena->blocks; b; b = next) {
		next = b->next;
		block_free(arena, b);
	}
	*arena = (struct arena){ 0 };
}
