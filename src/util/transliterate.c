#include "util/transliterate.h"

#include <string.h>

#include <utf8proc.h>

#include "util/utf8.h"

/* Unicode's decompositions take accents off; letters that it does not
 * decompose, and those of other scripts, are in a table. */

struct letter {
	int32_t point; /* in lower case */
	const char *ascii;
};

/* by code point. Latin as in the Unicode CLDR's Latin-ASCII; Greek as in ISO
 * 843, Cyrillic as in passports (ICAO 9303, part 3), both without marks. */
static const struct letter letters[] = {
	{ 0xdf, "ss" },
	{ 0xe6, "ae" },
	{ 0xf0, "d" },
	{ 0xf8, "o" },
	{ 0xfe, "th" },
	{ 0x111, "d" },
	{ 0x127, "h" },
	{ 0x131, "i" },
	{ 0x138, "q" },
	{ 0x142, "l" },
	{ 0x14b, "n" },
	{ 0x153, "oe" },
	{ 0x167, "t" },
	{ 0x2bb, "'" },
	{ 0x2bc, "'" },
	/* Greek */
	{ 0x3b1, "a" },
	{ 0x3b2, "v" },
	{ 0x3b3, "g" },
	{ 0x3b4, "d" },
	{ 0x3b5, "e" },
	{ 0x3b6, "z" },
	{ 0x3b7, "i" },
	{ 0x3b8, "th" },
	{ 0x3b9, "i" },
	{ 0x3ba, "k" },
	{ 0x3bb, "l" },
	{ 0x3bc, "m" },
	{ 0x3bd, "n" },
	{ 0x3be, "x" },
	{ 0x3bf, "o" },
	{ 0x3c0, "p" },
	{ 0x3c1, "r" },
	{ 0x3c2, "s" },
	{ 0x3c3, "s" },
	{ 0x3c4, "t" },
	{ 0x3c5, "y" },
	{ 0x3c6, "f" },
	{ 0x3c7, "ch" },
	{ 0x3c8, "ps" },
	{ 0x3c9, "o" },
	/* Cyrillic */
	{ 0x430, "a" },
	{ 0x431, "b" },
	{ 0x432, "v" },
	{ 0x433, "g" },
	{ 0x434, "d" },
	{ 0x435, "e" },
	{ 0x436, "zh" },
	{ 0x437, "z" },
	{ 0x438, "i" },
	{ 0x43a, "k" },
	{ 0x43b, "l" },
	{ 0x43c, "m" },
	{ 0x43d, "n" },
	{ 0x43e, "o" },
	{ 0x43f, "p" },
	{ 0x440, "r" },
	{ 0x441, "s" },
	{ 0x442, "t" },
	{ 0x443, "u" },
	{ 0x444, "f" },
	{ 0x445, "kh" },
	{ 0x446, "ts" },
	{ 0x447, "ch" },
	{ 0x448, "sh" },
	{ 0x449, "shch" },
	{ 0x44a, "ie" },
	{ 0x44b, "y" },
	{ 0x44c, "" },
	{ 0x44d, "e" },
	{ 0x44e, "iu" },
	{ 0x44f, "ia" },
	{ 0x454, "ie" },
	{ 0x456, "i" },
	{ 0x458, "j" },
	{ 0x459, "lj" },
	{ 0x45a, "nj" },
	{ 0x45f, "dz" },
	{ 0x491, "g" },
	/* what looks like ASCII */
	{ 0x2010, "-" },
	{ 0x2013, "-" },
	{ 0x2014, "-" },
	{ 0x2018, "'" },
	{ 0x2019, "'" },
};

enum { LETTER_COUNT = sizeof(letters) / sizeof(letters[0]) };

static const char *letter_find(int32_t point)
{
	size_t low = 0, high = LETTER_COUNT;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (letters[middle].point == point)
			return letters[middle].ascii;
		if (letters[middle].point < point)
			low = middle + 1;
		else
			high = middle;
	}
	return "";
}

static void add_letter(struct strbuf *ascii, int32_t point)
{
	int32_t lower = utf8proc_tolower(point);
	const char *letter;

	if (point < 0x80) {
		calx__strbuf_addc(ascii, (char)point);
		return;
	}
	letter = letter_find(lower);
	if (!*letter)
		return;
	/* a capital becomes a capital, of which only the first is one */
	calx__strbuf_addc(ascii,
		lower == point ? *letter : (char)utf8proc_toupper(*letter));
	calx__strbuf_adds(ascii, letter + 1);
}

static void add_decomposed(struct strbuf *ascii, int32_t point)
{
	enum { LONGEST = 32 }; /* U+FDFA becomes 18 characters */
	utf8proc_int32_t parts[LONGEST];
	int boundary = 0;
	utf8proc_ssize_t count = utf8proc_decompose_char(point, parts, LONGEST,
		UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK,
		&boundary);

	for (utf8proc_ssize_t i = 0; i < count && i < LONGEST; i++)
		add_letter(ascii, parts[i]);
}

static size_t ascii_length(const char *text)
{
	size_t length = 0;

	while ((signed char)text[length] > 0)
		length++;
	return length;
}

void calx__transliterate(struct strbuf *ascii, const char *text)
{
	for (;;) {
		size_t length = ascii_length(text);
		int32_t point;

		calx__strbuf_add(ascii, text, length);
		text += length;
		if (!*text)
			return;
		/* the NUL ends a sequence that is cut */
		point = calx__utf8_next(text, strnlen(text, 4), &length);
		if (point >= 0)
			add_decomposed(ascii, point);
		text += length;
	}
}
