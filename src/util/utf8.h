#ifndef CALX_UTIL_UTF8_H
#define CALX_UTIL_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* UTF-8: whether it is, where its characters begin, and which of them do not
 * look like what they are. */

/* Whether the bytes are valid UTF-8 (Unicode 15, table 3-7). */
bool calx__utf8_valid(const char *text, size_t length);
/* Whether all bytes are ASCII, as most are. Inline, for text that is bound with
 * each row. */
static inline bool calx__utf8_is_ascii(const char *text, size_t length)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	uint64_t bytes;
	size_t i = 0;

	for (; i + sizeof(bytes) < length; i += sizeof(bytes)) {
		memcpy(&bytes, text + i, sizeof(bytes));
		if (bytes & high)
			return false;
	}
	if (length >= sizeof(bytes)) {
		/* overlaps the one before */
		memcpy(&bytes, text + length - sizeof(bytes), sizeof(bytes));
		return !(bytes & high);
	}
	while (i < length && (signed char)text[i] >= 0)
		i++;
	return i == length;
}
/* The same as calx__utf8_valid(), and no NUL: what a text column takes. The path of plain ASCII is
 * short, because every bound text takes it. */
bool calx__utf8_storable(const char *text, size_t length);
/* The largest length <= `length` that does not cut a character. */
size_t calx__utf8_floor(const char *text, size_t length);
/* The number of code points of valid UTF-8. */
size_t calx__utf8_count(const char *text, size_t length);
/* How many columns valid UTF-8 takes on a terminal (libutf8proc). */
size_t calx__utf8_width(const char *text, size_t length);

/* Whether a code point is part of words, in whatever script: a letter, a mark
 * on one, a digit or '_'. */
bool calx__utf8_is_word(int32_t point);
/* Whether it is a mark on the character before it. */
bool calx__utf8_is_mark(int32_t point);
/* Whether something is seen of a code point: no blank, and nothing that only
 * controls. */
bool calx__utf8_is_seen(int32_t point);
/* Writes a code point in lower case; returns its length, at most 4. */
size_t calx__utf8_put_lower(char *text, int32_t point);
/* Writes the first character in upper case, where that takes as many bytes. */
void calx__utf8_capitalise(char *text, size_t length);

/* Takes one character off the front of text that may be none: its length goes
 * to *ret_length, which is 1 for a byte that is not UTF-8. Returns the code
 * point, -1 for such a byte. `length` is at least 1. */
int32_t calx__utf8_next(const char *text, size_t length, size_t *ret_length);
/* Whether a code point changes how a line is read without being seen: control
 * characters, line separators, and those that set the direction of text or
 * have no width. Line ends and tabs are among them. */
bool calx__utf8_is_deceptive(int32_t point);
/* The length of the deceptive character that NUL-terminated text begins with;
 * 0 if it begins with another one, or with a byte that is not UTF-8. */
size_t calx__utf8_deceptive(const char *text);

#endif
