#ifndef CALX_UTIL_TEXT_H
#define CALX_UTIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Text helpers that know no SQL. ASCII only where case matters; no locale. */

/* a piece of text that somebody else owns */
struct view {
	const char *data;
	size_t length;
};

struct view calx__view(const char *text); /* NULL gives an empty one */
bool calx__view_equal(struct view a, struct view b);
bool calx__view_is_nocase(struct view a, const char *text);
struct view calx__view_trim(struct view a); /* blanks at both ends */
/* Inline: the text is mostly a literal, whose length the compiler knows, and most
 * views are something else. */
static inline bool calx__view_is(struct view a, const char *text)
{
	const size_t length = strlen(text);

	return a.length == length && (!length || !memcmp(a.data, text, length));
}
/* Takes the text up to `separator` (or all) off the front of *rest. */
struct view calx__view_split(struct view *rest, char separator);

bool calx__text_equal(const char *a, const char *b); /* NULLs are equal */
bool calx__text_equal_nocase(const char *a, const char *b); /* likewise */
/* Whether `word` is one of `words`, which blanks part. */
bool calx__text_lists(const char *words, const char *word);
bool calx__text_starts(const char *text, const char *prefix);
/* Whether a pattern is the whole text: * stands for any characters, ? for one
 * of UTF-8. */
bool calx__text_glob(struct view pattern, const char *text, bool nocase);

/* A whole decimal number, without blanks: false if it is none or too large. */
bool calx__text_to_int64(
	const char *text, size_t length, long long *ret_number);

/* The Damerau-Levenshtein distance (optimal string alignment), at most `max`
 * + 1. */
unsigned calx__text_distance(const char *a, const char *b, unsigned max);
/* The candidate nearest to `word`, at most 2 edits away, or NULL. `candidates`
 * ends in NULL. */
const char *calx__text_suggest(const char *word, const char *const *candidates);

#endif
