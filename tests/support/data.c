#include "data.h"

#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "util/ascii.h"

static bool read_lines(const char *directory, const char *name,
	void (*line)(char *text, void *context), void *context)
{
	char path[4096];
	char *text = NULL;
	size_t capacity = 0;
	ssize_t length;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "r");
	if (!file)
		return false;
	while ((length = getline(&text, &capacity, file)) >= 0) {
		if (length && text[length - 1] == '\n')
			text[--length] = '\0';
		if (length && *text != '#')
			line(text, context);
	}
	free(text);
	fclose(file);
	return true;
}

void data_lines(const char *name, void (*line)(char *text, void *context),
	void *context)
{
	const char *directory = getenv("CALX_TEST_DATA");

	if (!read_lines(
		    directory ? directory : "tests/data", name, line, context))
		fail_msg("cannot read the test data %s", name);
}

bool data_shared_lines(const char *name,
	void (*line)(char *text, void *context), void *context)
{
	const char *directory = getenv("CALX_SHARED");

	return directory && read_lines(directory, name, line, context);
}

char *data_field(char **rest)
{
	char *field = *rest;
	char *end = field ? strchr(field, '\t') : NULL;

	if (end)
		*end++ = '\0';
	*rest = end;
	return field;
}

size_t data_bytes(const char *digits, char *bytes)
{
	size_t count = 0;

	for (; digits && *digits && *digits != ':'; digits++) {
		if (*digits == ' ')
			continue;
		bytes[count++] = (char)(calx__ascii_digit(digits[0]) << 4 |
					calx__ascii_digit(digits[1]));
		digits++;
	}
	bytes[count] = '\0';
	return count;
}

/* xorshift64* (G. Marsaglia, S. Vigna) */
unsigned long long data_random(unsigned long long *state)
{
	unsigned long long x = *state ? *state : 88172645463325252ull;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	*state = x;
	return x * 2685821657736338717ull;
}
