/* Preloaded into a program of the comparison: counts the calls of malloc() and
 * its kin; measure.c reads the count. For programs of one thread. */
#include <stddef.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);

long bench_mallocs;

void *malloc(size_t size)
{
	bench_mallocs++;
	return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	bench_mallocs++;
	return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
	bench_mallocs++;
	return __libc_realloc(block, size);
}
