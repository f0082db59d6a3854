#ifndef CALX_UTIL_ARENA_H
#define CALX_UTIL_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Memory that is freed as a whole. Start with `struct arena a = { 0 }`. A
 * failed allocation is remembered in `failed`: build a whole tree, then look
 * once. */

/* False: each item is its own heap block, so that a sanitizer sees overruns, and
 * tests see what each failure does. It is false from the start with
 * CALX_DEBUG_ARENA, and is written by tests only, while no arena is in use. */
extern bool calx__arena_shares_blocks;

struct arena_block;

struct arena {
	struct arena_block *blocks; /* newest first */
	char *next;		    /* free bytes of the newest block */
	size_t left;
	size_t block_size; /* of the next block; 0 = the default */
	size_t used;	   /* bytes in all blocks */
	bool failed;
};

/* `size` bytes aligned for anything, not initialised; NULL on failure. A size
 * of 0 gives a valid pointer. */
void *calx__arena_alloc(struct arena *arena, size_t size);
/* The part of calx__arena_bytes() for when the newest block is full. */
char *calx__arena_bytes_more(struct arena *arena, size_t size);
/* the same as calx__arena_alloc(), not aligned: for text. Inline, because rows
 * have it. */
static inline char *calx__arena_bytes(struct arena *arena, size_t size)
{
	char *item = arena->next;

	if (arena->left < size || !item)
		return calx__arena_bytes_more(arena, size);
	arena->next += size;
	arena->left -= size;
	return item;
}
/* `count` zeroed elements; NULL on failure or overflow */
void *calx__arena_zero(struct arena *arena, size_t count, size_t size);
/* a copy of `length` bytes with a NUL after them */
char *calx__arena_strndup(struct arena *arena, const char *text, size_t length);
/* the same up to the NUL that is there */
char *calx__arena_strdup(struct arena *arena, const char *text);
/* printf into the arena; NULL on failure */
char *calx__arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *calx__arena_vprintf(struct arena *arena, const char *format,
	va_list arguments) __attribute__((format(printf, 2, 0)));
/* forgets all items, keeps one block for reuse, clears `failed` */
void calx__arena_reset(struct arena *arena);
/* An arena that has just been reset. */
struct arena_start {
	char *next;
	size_t left, used;
};
/* calx__arena_reset(), inline where all items fit the block: for what is reset
 * with each row. The start is zeros at first. */
static inline void calx__arena_restart(
	struct arena *arena, struct arena_start *start)
{
	if (arena->used == start->used && !arena->failed) {
		arena->next = start->next;
		arena->left = start->left;
		return;
	}
	calx__arena_reset(arena);
	*start = (struct arena_start){ arena->next, arena->left, arena->used };
}
/* hands all items of `from`, which is then as new, to the arena */
void calx__arena_adopt(struct arena *arena, struct arena *from);
/* frees everything; the arena is then as new */
void calx__arena_release(struct arena *arena);

#endif
