#include "text.h"

#include <stdint.h>
#include <string.h>

#include <utf8proc.h>

/* The well-formed sequences by their first byte (The Unicode Standard, table
 * 3-7): only the second byte has limits of its own, the others are 80-BF. */
struct sequence {
	unsigned char first_low, first_high;
	unsigned char second_low, second_high;
	unsigned char length;
};

static const struct sequence sequences[] = {
	{ 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
	{ 0xe1, 0xec, 0x80, 0xbf, 3 },
	{ 0xed, 0xed, 0x80, 0x9f, 3 }, /* no surrogates */
	{ 0xee, 0xef, 0x80, 0xbf, 3 }, { 0xf0, 0xf0, 0x90, 0xbf, 4 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
	{ 0xf4, 0xf4, 0x80, 0x8f, 4 }, /* up to U+10FFFF */
};

#define SEQUENCE_COUNT (sizeof(sequences) / sizeof(*sequences))

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static const struct sequence *sequence_of(unsigned char first)
{
	for (size_t i = 0; i < SEQUENCE_COUNT; i++)
		if (first <= sequences[i].first_high)
			return first >= sequences[i].first_low ? &sequences[i]
							       : NULL;
	return NULL;
}

/* The length of the well-formed sequence of more than one byte at the front,
 * 0 if there is none. */
static size_t sequence_length(const char *text, size_t length)
{
	const struct sequence *s = sequence_of((unsigned char)text[0]);
	unsigned char second;

	if (!s || s->length > length)
		return 0;
	second = (unsigned char)text[1];
	if (second < s->second_low || second > s->second_high)
		return 0;
	for (size_t i = 2; i < s->length; i++)
		if (!is_continuation(text[i]))
			return 0;
	return s->length;
}

/* How many bytes at the front are ASCII, a multiple of 8 of them. */
static size_t ascii_run(const char *text, size_t length)
{
	uint64_t bytes;
	size_t i = 0;

	for (; length - i >= sizeof(bytes); i += sizeof(bytes)) {
		memcpy(&bytes, text + i, sizeof(bytes));
		if (bytes & UINT64_C(0x8080808080808080))
			break;
	}
	return i;
}

bool calx__utf8_valid(const char *text, size_t length)
{
	size_t i = length ? ascii_run(text, length) : 0;

	while (i < length) {
		size_t step = 1;

		if ((unsigned char)text[i] >= 0x80)
			step = sequence_length(text + i, length - i);
		if (!step)
			return false;
		i += step;
	}
	return true;
}

size_t calx__utf8_floor(const char *text, size_t length)
{
	size_t start = length;
	const struct sequence *last;

	/* back to the first byte of the last character */
	while (start && length - start < 3 && is_continuation(text[start - 1]))
		start--;
	if (!start)
		return length;
	last = sequence_of((unsigned char)text[start - 1]);
	return last && length - (start - 1) < last->length ? start - 1 : length;
}

size_t calx__utf8_count(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += !is_continuation(text[i]);
	return count;
}

size_t calx__utf8_width(const char *text, size_t length)
{
	size_t width = 0, i = 0;

	while (i < length) {
		utf8proc_int32_t c;
		utf8proc_ssize_t step =
			utf8proc_iterate((const utf8proc_uint8_t *)text + i,
				(utf8proc_ssize_t)(length - i), &c);

		/* not UTF-8 after all: a terminal shows one mark for it */
		i += step > 0 ? (size_t)step : 1;
		width += step > 0 ? (size_t)utf8proc_charwidth(c) : 1;
	}
	return width;
}
