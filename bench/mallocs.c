/* Preloaded into a benchmark: counts the calls of malloc, calloc and realloc
 * and prints them to the file that CALX_MALLOCS names. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned long calls;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);

void *malloc(size_t size)
{
	calls++;
	return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	calls++;
	return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
	calls++;
	return __libc_realloc(block, size);
}

__attribute__((destructor)) static void report(void)
{
	unsigned long total = calls;
	const char *path = getenv("CALX_MALLOCS");
	FILE *file = path ? fopen(path, "w") : NULL;

	if (file) {
		fprintf(file, "%lu\n", total);
		fclose(file);
	}
}
