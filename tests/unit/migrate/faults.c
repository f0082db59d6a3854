#include "faults.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Each call asks first whether it is its turn. */

static struct {
	const char *name; /* NULL: none */
	int error;
	size_t after, hits;
} fault;

void faults_set(const char *name, int error, size_t after)
{
	fault.name = name;
	fault.error = error;
	fault.after = after;
	fault.hits = 0;
}

size_t faults_clear(void)
{
	fault.name = NULL;
	return fault.hits;
}

static bool is_hit(const char *name)
{
	if (!fault.name || strcmp(name, fault.name) != 0 || fault.hits)
		return false;
	if (fault.after > 0) {
		fault.after--;
		return false;
	}
	fault.hits++;
	errno = fault.error;
	return true;
}

#define WRAP(type, name, parameters, arguments)                            \
	type __real_##name parameters;                                     \
	type __wrap_##name parameters;                                     \
	type __wrap_##name parameters                                      \
	{                                                                  \
		return is_hit(#name) ? (type)-1 : __real_##name arguments; \
	}

WRAP(int, link, (const char *from, const char *to), (from, to))
WRAP(int, rename, (const char *from, const char *to), (from, to))
WRAP(int, fsync, (int file), (file))
WRAP(int, getentropy, (void *bytes, size_t size), (bytes, size))

/* What was to be closed is. */
int __real_close(int file);
int __wrap_close(int file);
int __wrap_close(int file)
{
	const int result = __real_close(file);

	return is_hit("close") ? -1 : result;
}

#define WRAP_BYTES(name, bytes)                                         \
	ssize_t __real_##name(int file, bytes, size_t size);            \
	ssize_t __wrap_##name(int file, bytes, size_t size);            \
	ssize_t __wrap_##name(int file, bytes, size_t size)             \
	{                                                               \
		if (!is_hit(#name))                                     \
			return __real_##name(file, data, size);         \
		if (fault.error < 0)                                    \
			return 0;                                       \
		return fault.error ? -1 : __real_##name(file, data, 1); \
	}

WRAP_BYTES(write, const void *data)
WRAP_BYTES(read, void *data)
