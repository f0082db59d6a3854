#include "check.h"

#include <ctype.h>

#include "util/ascii.h"

/* In the C locale the functions of <ctype.h> mean ASCII. */
static void classes_are_those_of_c(void **state)
{
	(void)state;
	for (int i = 0; i < 256; i++) {
		char c = (char)i;
		bool ascii = i < 128;

		assert_int_equal(
			calx__ascii_is_digit(c), ascii && isdigit(i) != 0);
		assert_int_equal(
			calx__ascii_is_upper(c), ascii && isupper(i) != 0);
		assert_int_equal(
			calx__ascii_is_letter(c), ascii && isalpha(i) != 0);
		assert_int_equal(
			calx__ascii_is_blank(c), ascii && isspace(i) != 0);
		assert_int_equal(calx__ascii_is_word(c),
			ascii && (isalnum(i) || c == '_'));
		assert_int_equal(
			calx__ascii_digit(c) < 16, ascii && isxdigit(i) != 0);
	}
}

static void letters_change_case_and_nothing_else_does(void **state)
{
	(void)state;
	for (int i = 0; i < 256; i++) {
		char c = (char)i;

		assert_int_equal(
			calx__ascii_lower(c), i < 128 ? (char)tolower(i) : c);
		assert_int_equal(
			calx__ascii_upper(c), i < 128 ? (char)toupper(i) : c);
	}
}

static void digits_have_their_values(void **state)
{
	(void)state;
	assert_int_equal(calx__ascii_digit('0'), 0);
	assert_int_equal(calx__ascii_digit('9'), 9);
	assert_int_equal(calx__ascii_digit('a'), 10);
	assert_int_equal(calx__ascii_digit('F'), 15);
	assert_int_equal(calx__ascii_digit('g'), 16);
	assert_int_equal(calx__ascii_digit('\0'), 16);
}

CHECK_MAIN("ascii", cmocka_unit_test(classes_are_those_of_c),
	cmocka_unit_test(letters_change_case_and_nothing_else_does),
	cmocka_unit_test(digits_have_their_values), )
