#include "util/singular.h"

#include <stdbool.h>
#include <string.h>

#include "util/ascii.h"
#include "util/text.h"

/* Endings, the longest first; the words that no ending explains stand before
 * them. */

struct ending {
	const char *plural, *singular;
	bool whole; /* the word, not only its end */
};

/* the first that fits is taken */
static const struct ending endings[] = {
	{ "people", "person", false },
	{ "children", "child", false },
	{ "men", "man", true },
	{ "women", "woman", true },
	{ "feet", "foot", true },
	{ "teeth", "tooth", true },
	{ "mice", "mouse", true },
	{ "movies", "movie", true },
	{ "cookies", "cookie", true },
	{ "buses", "bus", true },
	{ "gases", "gas", true },
	{ "aliases", "alias", true },
	{ "statuses", "status", true },
	{ "viruses", "virus", true },
	{ "indices", "index", true },
	{ "vertices", "vertex", true },
	{ "matrices", "matrix", true },
	{ "quizzes", "quiz", true },
	{ "series", "series", false },
	{ "species", "species", false },
	{ "news", "news", false },
	{ "analyses", "analysis", false },
	{ "lives", "life", true },
	{ "wives", "wife", true },
	{ "halves", "half", true },
	{ "shelves", "shelf", true },
	{ "leaves", "leaf", true },
	{ "ies", "y", false },
	{ "sses", "ss", false },
	{ "shes", "sh", false },
	{ "ches", "ch", false },
	{ "xes", "x", false },
	{ "ss", "ss", false },
	{ "us", "us", false },
	{ "is", "is", false },
	{ "s", "", false },
};

/* An ending alone is no word, but for those that are no endings. */
static bool fits(const struct ending *ending, const char *word, size_t length)
{
	const size_t size = strlen(ending->plural);
	const bool alone = ending->whole || strlen(ending->singular) > 1;

	if (length < size || (ending->whole && length > size) ||
		(length == size && !alone))
		return false;
	return calx__view_is_nocase(
		(struct view){ word + length - size, size }, ending->plural);
}

/* Writes the singular's ending as the word is written: what follows capitals
 * is one. */
static size_t replace(const struct ending *ending, char *word, size_t length)
{
	const size_t begin = length - strlen(ending->plural);
	const char *from = ending->singular;
	const bool upper = calx__ascii_is_upper(word[length - 1]);
	size_t i = begin;

	/* the letters that stay keep their case */
	for (size_t k = 0; k < strlen(ending->plural) && *from &&
			   calx__ascii_lower(word[i]) == *from;
		k++, i++)
		from++;
	for (; *from; from++)
		word[i++] = upper ? calx__ascii_upper(*from) : *from;
	return i;
}

size_t calx__singular(char *word, size_t length)
{
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (fits(&endings[i], word, length))
			return replace(&endings[i], word, length);
	return length;
}
