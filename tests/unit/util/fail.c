#include "check.h"

#include "util/fail.h"
#include "util/text.h"
#include "util/utf8.h"
#include <calx/version.h>

static void fail_sets_and_forgets(void **state)
{
	calx_error error = { 0 };

	(void)state;
	calx__fail_detail(&error, "An old detail.");
	assert_int_equal(calx__fail(&error, CALX_INVALID, "cannot read %d", 7),
		CALX_INVALID);
	assert_int_equal(error.status, CALX_INVALID);
	CHECK_TEXT(error.message, "cannot read 7");
	CHECK_TEXT(error.detail, "");
	calx__fail_detail(&error, "It is %s.", "seven");
	calx__fail_hint(&error, "Try %d.", 8);
	calx__fail_where(&error, "%s:%d", "a.c", 3);
	CHECK_TEXT(error.detail, "It is seven.");
	CHECK_TEXT(error.hint, "Try 8.");
	CHECK_TEXT(error.where, "a.c:3");
	calx_error_clear(&error);
	assert_int_equal(error.status, CALX_OK);
	CHECK_TEXT(error.message, "");
}

static void all_take_null(void **state)
{
	(void)state;
	assert_int_equal(calx__fail(NULL, CALX_BUSY, "x"), CALX_BUSY);
	assert_int_equal(calx__fail_memory(NULL), CALX_OUT_OF_MEMORY);
	calx__fail_detail(NULL, "x");
	calx__fail_hint(NULL, "x");
	calx__fail_context(NULL, "x");
	calx__fail_where(NULL, "x");
	calx_error_clear(NULL);
}

static void context_goes_before_the_message(void **state)
{
	calx_error error = { 0 };

	(void)state;
	calx__fail(&error, CALX_ERROR, "no such table");
	calx__fail_context(&error, "revision %s", "3f2a");
	CHECK_TEXT(error.message, "revision 3f2a: no such table");
	/* the message itself may be an argument */
	calx__fail(&error, CALX_ERROR, "again: %s", error.message);
	CHECK_TEXT(error.message, "again: revision 3f2a: no such table");
}

static void long_text_is_cut_at_a_character(void **state)
{
	calx_error error = { 0 };
	char text[2000];

	(void)state;
	for (size_t i = 0; i + 2 < sizeof(text); i += 2)
		memcpy(text + i, "é", 3);
	calx__fail(&error, CALX_ERROR, "%s", text);
	assert_int_equal(strlen(error.message), sizeof(error.message) - 2);
	assert_true(calx__utf8_valid(error.message, strlen(error.message)));
	for (int i = 0; i < 600; i++) {
		calx__fail_context(&error, "%d", i % 10);
		assert_true(strlen(error.message) < sizeof(error.message));
		assert_true(
			calx__utf8_valid(error.message, strlen(error.message)));
	}
	calx__fail_context(&error, "%s", text);
	assert_true(strlen(error.message) < sizeof(error.message));
}

static void control_characters_do_not_get_through(void **state)
{
	calx_error error = { 0 };

	(void)state;
	calx__fail(&error, CALX_ERROR, "%s", "a\nb\tc\x1b[31md\x7f");
	CHECK_TEXT(error.message, "a b c?[31md?");
}

static void copies_are_cut(void **state)
{
	char field[4];

	(void)state;
	calx__fail_copy(field, sizeof(field), "abc");
	CHECK_TEXT(field, "abc");
	calx__fail_copy(field, sizeof(field), "abcd");
	CHECK_TEXT(field, "abc");
	calx__fail_copy(field, sizeof(field), "ab€");
	CHECK_TEXT(field, "ab");
	calx__fail_copy(field, sizeof(field), NULL);
	CHECK_TEXT(field, "");
}

static void each_status_has_a_name_and_a_text(void **state)
{
	(void)state;
	CHECK_TEXT(calx_status_name(CALX_OK), "CALX_OK");
	CHECK_TEXT(calx_status_name(CALX_BUSY), "CALX_BUSY");
	CHECK_TEXT(calx_status_text(CALX_BUSY), "the database is locked");
	for (int status = 0; status >= -19; status--)
		assert_true(calx__text_starts(
			calx_status_name((enum calx_status)status), "CALX_"));
	CHECK_TEXT(calx_status_text((enum calx_status) - 99), "unknown status");
	assert_true(calx_version()[0] >= '0' && calx_version()[0] <= '9');
}

CHECK_MAIN("fail", cmocka_unit_test(fail_sets_and_forgets),
	cmocka_unit_test(all_take_null),
	cmocka_unit_test(context_goes_before_the_message),
	cmocka_unit_test(long_text_is_cut_at_a_character),
	cmocka_unit_test(control_characters_do_not_get_through),
	cmocka_unit_test(copies_are_cut),
	cmocka_unit_test(each_status_has_a_name_and_a_text), )
