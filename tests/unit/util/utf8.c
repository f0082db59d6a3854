#include "check.h"

#include <stdio.h>

#include "data.h"
#include "util/utf8.h"

/* Alone, and at each place behind and before ASCII, so that the step of eight
 * bytes is met at each of its positions. */
static void check_bytes(const char *bytes, size_t length, bool valid)
{
	char text[128];

	for (size_t before = 0; before < 18; before++) {
		size_t after = before % 5;

		memset(text, 'a', sizeof(text));
		memcpy(text + before, bytes, length);
		assert_int_equal(
			calx__utf8_valid(text, before + length + after), valid);
	}
}

/* "7.1:valid hex:c2 80", "1.1.0:valid:abc", "36.2: invalid hex: fe : ..." */
static void check_line(char *text, void *context)
{
	char *verdict = strchr(text, ':'), *data;
	char bytes[64];
	bool valid;

	if (!verdict)
		return;
	verdict += 1 + strspn(verdict + 1, " ");
	data = strchr(verdict, ':');
	if (!data)
		return;
	valid = !strncmp(verdict, "valid", 5);
	++*(size_t *)context;
	if (!strncmp(verdict, "valid:", 6))
		check_bytes(data + 1, strlen(data + 1), true);
	else
		check_bytes(bytes, data_bytes(data + 1, bytes), valid);
}

static void the_sample_is_judged_right(void **state)
{
	size_t count = 0;

	(void)state;
	data_lines("utf8.txt", check_line, &count);
	assert_true(count > 30);
}

static void the_collection_is_judged_right(void **state)
{
	size_t count = 0;

	(void)state;
	if (data_shared_lines("badinput/utf8tests-hex.txt", check_line, &count))
		assert_true(count > 200);
}

/* every scalar value, written by the rule, is valid; surrogates are not */
static void each_code_point_is_judged_right(void **state)
{
	(void)state;
	for (unsigned c = 0x80; c < 0x110100; c++) {
		char s[4];
		size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
		const unsigned lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

		for (size_t i = n - 1, rest = c; i > 0; i--, rest >>= 6)
			s[i] = (char)(0x80 | (rest & 0x3f));
		s[0] = (char)(lead[n] | c >> 6 * (n - 1));
		assert_int_equal(calx__utf8_valid(s, n),
			c < 0x110000 && (c < 0xd800 || c > 0xdfff));
	}
}

static void floor_does_not_cut_a_character(void **state)
{
	const char *text = "aé€𝒜"; /* 1 + 2 + 3 + 4 bytes */
	const size_t floors[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10 };

	(void)state;
	for (size_t i = 0; i < sizeof(floors) / sizeof(*floors); i++)
		assert_int_equal(calx__utf8_floor(text, i), floors[i]);
	/* what is not UTF-8 may be cut anywhere, but stays in bounds */
	assert_int_equal(calx__utf8_floor("\x80\x80\x80\x80\x80", 5), 5);
	assert_int_equal(calx__utf8_floor("\xff", 1), 1);
}

static void counts_and_widths(void **state)
{
	const char *text = "aé€𝒜";
	const char *wide = "漢字";
	const char *accent = "e\xcc\x81";

	(void)state;
	assert_int_equal(calx__utf8_count(text, strlen(text)), 4);
	assert_int_equal(calx__utf8_count("", 0), 0);
	assert_int_equal(calx__utf8_width("abc", 3), 3);
	assert_int_equal(calx__utf8_width(wide, strlen(wide)), 4);
	assert_int_equal(calx__utf8_width(accent, strlen(accent)), 1);
	assert_int_equal(calx__utf8_width("\xff\xfe", 2), 2);
	assert_true(calx__utf8_valid(NULL, 0));
}

static void next_takes_one_character(void **state)
{
	size_t length = 0;

	(void)state;
	assert_int_equal(calx__utf8_next("a", 1, &length), 'a');
	assert_int_equal(length, 1);
	assert_int_equal(calx__utf8_next("\xe2\x82\xac!", 4, &length), 0x20ac);
	assert_int_equal(length, 3);
	assert_int_equal(calx__utf8_next("\xe2\x82", 2, &length), -1);
	assert_int_equal(length, 1);
	assert_int_equal(calx__utf8_next("", 1, &length), 0);
	assert_int_equal(length, 1);
}

static void deceptive_characters_are_known(void **state)
{
	static const struct {
		const char *text;
		size_t length;
	} cases[] = {
		{ "\n", 1 },	       /* a line end */
		{ "\033[31m", 1 },     /* the begin of an escape sequence */
		{ "\x7f", 1 },	       /* delete */
		{ "\xc2\x85", 2 },     /* next line */
		{ "\xe2\x80\xae", 3 }, /* right-to-left override */
		{ "\xe2\x80\x8b", 3 }, /* space without width */
		{ "\xe2\x80\xa8", 3 }, /* line separator */
		{ "\xe2\x81\xa6", 3 }, /* isolate */
		{ "\xef\xbb\xbf", 3 }, /* byte order mark */
		{ "", 0 },	       /* nothing */
		{ "a\n", 0 },	       /* only the first counts */
		{ "\xc3\xa4", 0 },     /* a umlaut */
		{ "\xe2\x80\x93", 0 }, /* en dash */
		{ "\xe2\x80\x8d", 0 }, /* joiner, as in emoji */
		{ "\xe2\x80", 0 },     /* cut off */
		{ "\x85", 0 },	       /* not UTF-8 */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
			calx__utf8_deceptive(cases[i].text), cases[i].length);
}

/* at the ends of what a code point can be */
static void odd_code_points_are_counted(void **state)
{
	char text[8];

	(void)state;
	assert_int_equal(calx__utf8_width("", 0), 0);
	assert_int_equal(calx__utf8_width("\0", 1), 0);
	assert_int_equal(calx__utf8_width("a\0b", 3), 2);
	assert_int_equal(calx__utf8_width("\xff", 1), 1);
	assert_int_equal(calx__utf8_width("\xe6\xbc\xa2", 3), 2);
	assert_int_equal(calx__utf8_width("\xe6\xbc", 2), 2);
	assert_int_equal(calx__utf8_put_lower(text, 'A'), 1);
	assert_int_equal(text[0], 'a');
	assert_int_equal(calx__utf8_put_lower(text, 0xc9), 2);
	assert_memory_equal(text, "\xc3\xa9", 2);
	assert_int_equal(calx__utf8_put_lower(text, 0x110000), 0);
	assert_int_equal(calx__utf8_put_lower(text, -1), 0);
}

/* One other byte is seen wherever it stands in text of whatever length. */
static void ascii_is_known(void **state)
{
	char text[64];

	(void)state;
	memset(text, 'a', sizeof(text));
	for (size_t length = 0; length < sizeof(text); length++) {
		assert_true(calx__utf8_is_ascii(text + 1, length));
		for (size_t at = 0; at < sizeof(text); at++) {
			text[at] = '\x80';
			assert_int_equal(calx__utf8_is_ascii(text + 1, length),
				at < 1 || at > length);
			text[at] = 'a';
		}
	}
	assert_true(calx__utf8_is_ascii("\0\x7f", 2));
}

CHECK_MAIN("utf8", cmocka_unit_test(ascii_is_known),
	cmocka_unit_test(the_sample_is_judged_right),
	cmocka_unit_test(the_collection_is_judged_right),
	cmocka_unit_test(each_code_point_is_judged_right),
	cmocka_unit_test(floor_does_not_cut_a_character),
	cmocka_unit_test(counts_and_widths),
	cmocka_unit_test(next_takes_one_character),
	cmocka_unit_test(odd_code_points_are_counted),
	cmocka_unit_test(deceptive_characters_are_known), )
