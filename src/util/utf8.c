#include "util/utf8.h"

#include <string.h>

#include <utf8proc.h>

#include "util/ascii.h"

/* Every text that is bound is checked here, so that is written by hand; what
 * needs tables of Unicode asks libutf8proc. */

/* The well-formed sequences by their first byte (The Unicode Standard, table
 * 3-7): only the second byte has limits of its own, the others are 80-BF. */
struct sequence {
	unsigned char second_low, second_high;
	unsigned char length;
};

static const struct sequence sequences[] = {
	{ 0 },		   /* for a byte that begins none */
	{ 0x80, 0xbf, 2 }, /* C2-DF: C0 and C1 would be overlong */
	{ 0xa0, 0xbf, 3 }, /* E0: less would be overlong */
	{ 0x80, 0xbf, 3 }, /* E1-EC, EE, EF */
	{ 0x80, 0x9f, 3 }, /* ED: no surrogates */
	{ 0x90, 0xbf, 4 }, /* F0: less would be overlong */
	{ 0x80, 0xbf, 4 }, /* F1-F3 */
	{ 0x80, 0x8f, 4 }, /* F4: up to U+10FFFF */
};

/* by first byte, from C0: its row above */
static const unsigned char rows[64] = {
	0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, /* C0 */
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, /* D0 */
	2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 3, 3, /* E0 */
	5, 6, 6, 6, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* F0 */
};

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static const struct sequence *sequence_of(char first)
{
	unsigned char byte = (unsigned char)first;

	return &sequences[byte >= 0xc0 ? rows[byte - 0xc0] : 0];
}

/* The length of the well-formed sequence of more than one byte at the front,
 * 0 if there is none. */
static size_t sequence_length(const char *text, size_t length)
{
	const struct sequence *s = sequence_of(*text);
	unsigned char second;

	if (!s->length || s->length > length)
		return 0;
	second = (unsigned char)text[1];
	if (second < s->second_low || second > s->second_high)
		return 0;
	for (size_t i = 2; i < s->length; i++)
		if (!is_continuation(text[i]))
			return 0;
	return s->length;
}

/* How many bytes at the front are known to be ASCII; the first one is. */
static size_t ascii_length(const char *text, size_t length)
{
	uint64_t bytes;
	size_t i = 0;

	for (; length - i >= sizeof(bytes); i += sizeof(bytes)) {
		memcpy(&bytes, text + i, sizeof(bytes));
		if (bytes & UINT64_C(0x8080808080808080))
			break;
	}
	return i ? i : 1;
}

bool calx__utf8_valid(const char *text, size_t length)
{
	size_t i = 0;

	while (i < length) {
		size_t step;

		if ((unsigned char)text[i] >= 0x80)
			step = sequence_length(text + i, length - i);
		else
			step = ascii_length(text + i, length - i);
		if (!step)
			return false;
		i += step;
	}
	return true;
}

/* Whether eight bytes are all ASCII and none is NUL: a byte of 0 borrows when
 * one is taken from it. */
static bool is_plain_word(const char *text)
{
	uint64_t bytes;

	memcpy(&bytes, text, sizeof(bytes));
	return !((bytes | (bytes - UINT64_C(0x0101010101010101))) &
		 UINT64_C(0x8080808080808080));
}

/* Whether all bytes are ASCII and none is NUL: most text. The last word
 * overlaps the one before. */
static bool is_plain(const char *text, size_t length)
{
	size_t i = 0;

	if (length < 8) {
		while (i < length && (signed char)text[i] > 0)
			i++;
		return i == length;
	}
	for (; i + 8 <= length; i += 8)
		if (!is_plain_word(text + i))
			return false;
	return is_plain_word(text + length - 8);
}

/* Any other text. Out of the way of that which is plain. */
__attribute__((noinline)) static bool is_storable(
	const char *text, size_t length)
{
	return !memchr(text, '\0', length) && calx__utf8_valid(text, length);
}

bool calx__utf8_storable(const char *text, size_t length)
{
	return is_plain(text, length) || is_storable(text, length);
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
	last = sequence_of(text[start - 1]);
	return length - (start - 1) < last->length ? start - 1 : length;
}

size_t calx__utf8_count(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += !is_continuation(text[i]);
	return count;
}

int32_t calx__utf8_next(const char *text, size_t length, size_t *ret_length)
{
	utf8proc_int32_t point;
	utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text,
		(utf8proc_ssize_t)length, &point);

	*ret_length = size > 0 ? (size_t)size : 1;
	return size > 0 ? point : -1;
}

size_t calx__utf8_width(const char *text, size_t length)
{
	size_t width = 0, step;

	for (size_t i = 0; i < length; i += step) {
		int32_t point = calx__utf8_next(text + i, length - i, &step);

		/* not UTF-8 after all: a terminal shows one mark for it */
		width += point < 0 ? 1 : (size_t)utf8proc_charwidth(point);
	}
	return width;
}

void calx__utf8_capitalise(char *text, size_t length)
{
	utf8proc_uint8_t upper[4];
	size_t before;
	int32_t point;

	if (!length)
		return;
	if ((signed char)*text >= 0) {
		*text = calx__ascii_upper(*text);
		return;
	}
	point = calx__utf8_next(text, length, &before);
	if (point >= 0 && (size_t)utf8proc_encode_char(
				  utf8proc_toupper(point), upper) == before)
		memcpy(text, upper, before);
}

bool calx__utf8_is_deceptive(int32_t point)
{
	static const struct {
		int32_t first, last;
	} ranges[] = {
		{ 0x00, 0x1f },	    /* C0 controls */
		{ 0x7f, 0x9f },	    /* delete, C1 controls */
		{ 0x061c, 0x061c }, /* Arabic letter mark */
		{ 0x200b, 0x200b }, /* space without width */
		{ 0x200e, 0x200f }, /* marks of direction */
		{ 0x2028, 0x202e }, /* separators; embeddings, overrides */
		{ 0x2060, 0x2069 }, /* joiner, operators not seen; isolates */
		{ 0xfeff, 0xfeff }, /* byte order mark */
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (point >= ranges[i].first && point <= ranges[i].last)
			return true;
	return false;
}

size_t calx__utf8_deceptive(const char *text)
{
	size_t length;
	int32_t point;

	if (!*text)
		return 0;
	/* the NUL ends a sequence that is cut, so nothing is read behind it */
	point = calx__utf8_next(text, strnlen(text, 4), &length);
	return calx__utf8_is_deceptive(point) ? length : 0;
}

bool calx__utf8_is_word(int32_t point)
{
	utf8proc_category_t category = utf8proc_category(point);

	return point == '_' || (category >= UTF8PROC_CATEGORY_LU &&
				       category <= UTF8PROC_CATEGORY_NO);
}

bool calx__utf8_is_mark(int32_t point)
{
	utf8proc_category_t category = utf8proc_category(point);

	return category >= UTF8PROC_CATEGORY_MN &&
	       category <= UTF8PROC_CATEGORY_ME;
}

size_t calx__utf8_put_lower(char *text, int32_t point)
{
	utf8proc_ssize_t length = utf8proc_encode_char(
		utf8proc_tolower(point), (utf8proc_uint8_t *)text);

	return length > 0 ? (size_t)length : 0;
}

bool calx__utf8_is_seen(int32_t point)
{
	return utf8proc_category(point) < UTF8PROC_CATEGORY_ZS &&
	       point != 0x2800 && /* braille without dots */
	       !calx__utf8_is_deceptive(point);
}
