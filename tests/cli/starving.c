#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>

/* Preloaded into a program: its allocation number STARVE gets nothing, and with
 * STARVE_ON all that follow. What the dynamic loader does before counts, too. */

static long number, hungry = -1;
static int on;

static int starves(void)
{
	if (hungry < 0) {
		const char *text = getenv("STARVE");

		hungry = text ? strtol(text, NULL, 10) : 0;
		on = getenv("STARVE_ON") != NULL;
	}
	number++;
	if (!hungry || number < hungry || (!on && number > hungry))
		return 0;
	errno = ENOMEM;
	return 1;
}

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);

void *malloc(size_t size)
{
	return starves() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return starves() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
	return starves() ? NULL : __libc_realloc(block, size);
}
