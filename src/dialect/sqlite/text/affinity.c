#include "dialect/sqlite/text/affinity.h"

#include <stdbool.h>
#include <string.h>

#include "util/ascii.h"
#include "util/text.h"

/* The letters that SQLite looks at, in its order. */

static const struct {
	const char *letters;
	enum affinity affinity;
} rows[] = {
	{ "INT", AFFINITY_INTEGER },
	{ "CHAR", AFFINITY_TEXT },
	{ "CLOB", AFFINITY_TEXT },
	{ "TEXT", AFFINITY_TEXT },
	{ "BLOB", AFFINITY_BLOB },
	{ "REAL", AFFINITY_REAL },
	{ "FLOA", AFFINITY_REAL },
	{ "DOUB", AFFINITY_REAL },
};

static bool contains(const char *text, const char *letters)
{
	const size_t length = strlen(letters);

	for (; *text; text++)
		if (calx__ascii_upper(*text) == *letters &&
			calx__view_is_nocase(
				(struct view){ text, strnlen(text, length) },
				letters))
			return true;
	return false;
}

enum affinity calx__affinity(const char *type)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (contains(type, rows[i].letters))
			return rows[i].affinity;
	return AFFINITY_NUMERIC;
}
