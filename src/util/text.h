#ifndef CALX_UTIL_TEXT_H
#define CALX_UTIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
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

/* Sixteen bytes, and eight: copies them, and what is not 0 where one is 0. */
typedef signed char text_chunk __attribute__((vector_size(16)));
static inline text_chunk calx__text_copy16(char *copy, const char *text)
{
	text_chunk bytes;

	memcpy(&bytes, text, sizeof(bytes));
	memcpy(copy, &bytes, sizeof(bytes));
	return bytes == 0;
}
static inline uint64_t calx__text_copy8(char *copy, const char *text)
{
	uint64_t bytes;

	memcpy(&bytes, text, sizeof(bytes));
	memcpy(copy, &bytes, sizeof(bytes));
	return (bytes - UINT64_C(0x0101010101010101)) & ~bytes &
	       UINT64_C(0x8080808080808080);
}
/* The part of the next one for long text. */
static inline bool calx__text_copy_long(
	char *copy, const char *text, size_t length)
{
	/* the last ones may overlap those before */
	text_chunk nuls =
		calx__text_copy16(copy + length - 16, text + length - 16);
	uint64_t halves[2];

	for (size_t i = 0; i + 16 < length; i += 16)
		nuls |= calx__text_copy16(copy + i, text + i);
	memcpy(halves, &nuls, sizeof(halves));
	return !(halves[0] | halves[1]);
}
/* Copies text that is to end in its only NUL, which is not copied; false: there is
 * one before. Inline, because rows have it. */
static inline bool calx__text_copy_whole(
	char *copy, const char *text, size_t length)
{
	size_t i = 0;

	if (length >= 16)
		return calx__text_copy_long(copy, text, length);
	if (length >= 8)
		return !(
			calx__text_copy8(copy, text) |
			calx__text_copy8(copy + length - 8, text + length - 8));
	for (; i < length && text[i]; i++)
		copy[i] = text[i];
	return i == length;
}

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
