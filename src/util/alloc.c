#include "util/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The heap behind one replaceable allocator, with the arithmetic of sizes
 * checked. The only file that calls malloc() and free(). */

static void *heap_allocate(void *context, size_t size)
{
	(void)context;
	return malloc(size);
}

static void *heap_reallocate(
	void *context, void *block, size_t old_size, size_t size)
{
	(void)context;
	(void)old_size;
	return realloc(block, size);
}

static void heap_release(void *context, void *block)
{
	(void)context;
	free(block);
}

static const calx_allocator heap = {
	.allocate = heap_allocate,
	.reallocate = heap_reallocate,
	.release = heap_release,
};

/* The only global state of the library that can be written. It needs no lock
 * because it is set before anything else is called. */
static calx_allocator allocator = {
	.allocate = heap_allocate,
	.reallocate = heap_reallocate,
	.release = heap_release,
};

void calx_set_allocator(const calx_allocator *wanted)
{
	allocator = wanted ? *wanted : heap;
}

_Bool calx__multiply(size_t a, size_t b, size_t *ret_product)
{
	if (b && a > SIZE_MAX / b)
		return 0;
	*ret_product = a * b;
	return 1;
}

void *calx__alloc(size_t size)
{
	return size ? allocator.allocate(allocator.context, size) : NULL;
}

void *calx__alloc_zero(size_t count, size_t size)
{
	size_t total;
	void *block;

	if (!calx__multiply(count, size, &total))
		return NULL;
	block = calx__alloc(total);
	if (block)
		memset(block, 0, total);
	return block;
}

void *calx__realloc(void *block, size_t old_size, size_t size)
{
	if (!block)
		return calx__alloc(size);
	/* realloc(block, 0) may free it, which no caller expects */
	if (!size)
		return NULL;
	return allocator.reallocate(allocator.context, block, old_size, size);
}

void calx__free(void *block)
{
	if (block)
		allocator.release(allocator.context, block);
}

char *calx__strndup(const char *text, size_t length)
{
	char *copy = length < SIZE_MAX ? calx__alloc(length + 1) : NULL;

	return calx__terminated(copy, text, length);
}
