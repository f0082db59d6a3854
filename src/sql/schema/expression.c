#include "sql/schema/expression.h"

#include <string.h>

#include "util/ascii.h"

/* SQL text that a database may lay out anew. */

/* Whether blanks between two characters mean something. */
static bool is_word(char c)
{
	return calx__ascii_is_word(c) || (unsigned char)c >= 0x80;
}

/* The next character of SQL text; blanks that only lay it out are skipped, the
 * others are one. `last` is the character before, `*quote` the quote in which
 * the text is. */
static char next_character(const char **at, char last, char *quote)
{
	const char *begin = *at;

	while (!*quote && calx__ascii_is_blank(**at))
		++*at;
	if (*at > begin && is_word(last) && is_word(**at))
		return ' ';
	if (*quote && **at == *quote)
		*quote = '\0';
	else if (!*quote && **at && strchr("'\"`", **at))
		*quote = **at;
	return **at ? *(*at)++ : '\0';
}

/* Words have no case but between quotes. */
static bool same_character(char a, char b, char quote)
{
	return quote ? a == b : calx__ascii_lower(a) == calx__ascii_lower(b);
}

bool calx__sql_same(const char *a, const char *b)
{
	char quote_a = '\0', quote_b = '\0', last = ' ';

	if (!a || !b)
		return a == b;
	do {
		const char c = next_character(&a, last, &quote_a);
		const char d = next_character(&b, last, &quote_b);

		if (!same_character(c, d, quote_a))
			return false;
		last = c;
	} while (last);
	return true;
}
