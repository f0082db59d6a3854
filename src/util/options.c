#include "util/options.h"

#include <string.h>

/* Options of programs that may be older or newer than the library. */

static bool bytes_are_zero(const char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes[i])
			return false;
	return true;
}

bool calx__options_read(const void *options, void *ret_options, size_t size)
{
	size_t known = 0;

	memset(ret_options, 0, size);
	if (!options)
		return true;
	memcpy(&known, options, sizeof(known));
	if (known > size &&
		!bytes_are_zero((const char *)options + size, known - size))
		return false;
	memcpy(ret_options, options, known < size ? known : size);
	return true;
}
