#include "check.h"

#include <stdio.h>

#include "torture.h"
#include "util/alloc.h"
#include "util/strbuf.h"

static void starts_empty_and_never_null(void **state)
{
	struct strbuf buf = STRBUF_INIT, other;

	(void)state;
	CHECK_TEXT(buf.data, "");
	calx__strbuf_init(&other, 10);
	CHECK_TEXT(other.data, "");
	calx__strbuf_clear(&buf);
	calx__strbuf_release(&buf);
	calx__strbuf_release(&buf);
	CHECK_TEXT(buf.data, "");
}

static void adds_what_it_is_given(void **state)
{
	struct strbuf buf = STRBUF_INIT;

	(void)state;
	calx__strbuf_adds(&buf, "SELECT ");
	calx__strbuf_add(&buf, "12345", 2);
	calx__strbuf_addc(&buf, ',');
	calx__strbuf_addf(&buf, " %s = %d", "x", -7);
	CHECK_TEXT(buf.data, "SELECT 12, x = -7");
	assert_int_equal(buf.length, strlen(buf.data));
	calx__strbuf_truncate(&buf, 6);
	CHECK_TEXT(buf.data, "SELECT");
	calx__strbuf_clear(&buf);
	CHECK_TEXT(buf.data, "");
	assert_true(buf.capacity > 0);
	calx__strbuf_release(&buf);
}

static void doubles_quotes_between_quotes(void **state)
{
	struct strbuf buf = STRBUF_INIT;

	(void)state;
	calx__strbuf_addq(&buf, '\'', "it's \"", 6);
	calx__strbuf_addq(&buf, '"', "a\"b'", 4);
	calx__strbuf_addq(&buf, '\'', "''", 2);
	calx__strbuf_addq(&buf, '\'', "", 0);
	CHECK_TEXT(buf.data, "'it''s \"'\"a\"\"b'\"''''''''");
	calx__strbuf_clear(&buf);
	calx__strbuf_addq(&buf, '\'', "a\0b", 3);
	assert_int_equal(buf.length, 5);
	assert_memory_equal(buf.data, "'a\0b'", 5);
	calx__strbuf_release(&buf);
}

static void adds_numbers_as_printf_does(void **state)
{
	static const uint64_t numbers[] = { 0, 1, 9, 10, 11, 99, 100, 555,
		12345678, UINT32_MAX, UINT64_C(10000000000),
		UINT64_C(9999999999999999999), UINT64_MAX - 1, UINT64_MAX };
	struct strbuf buf = STRBUF_INIT;
	char expected[32];

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		for (unsigned digits = 0; digits <= 20; digits++) {
			snprintf(expected, sizeof(expected), "%0*llu",
				(int)digits, (unsigned long long)numbers[i]);
			calx__strbuf_clear(&buf);
			calx__strbuf_addu(&buf, numbers[i], digits);
			CHECK_TEXT(buf.data, expected);
		}
	calx__strbuf_clear(&buf);
	calx__strbuf_addu(&buf, 7, 1000);
	CHECK_TEXT(buf.data, "00000000000000000007");
	calx__strbuf_release(&buf);
}

static void grows_over_many_sizes(void **state)
{
	struct strbuf buf = STRBUF_INIT;
	size_t expected = 0;

	(void)state;
	for (int i = 0; i < 2000; i++) {
		calx__strbuf_addf(&buf, "%*d", i % 90, i);
		expected += strlen(buf.data + expected);
		assert_int_equal(buf.length, expected);
	}
	assert_false(buf.failed);
	calx__strbuf_release(&buf);
}

static void past_its_maximum_it_fails_for_good(void **state)
{
	struct strbuf buf;

	(void)state;
	calx__strbuf_init(&buf, 5);
	calx__strbuf_adds(&buf, "12345");
	assert_false(buf.failed);
	calx__strbuf_addc(&buf, '6');
	assert_true(buf.failed);
	calx__strbuf_adds(&buf, "");
	calx__strbuf_addf(&buf, "%d", 1);
	CHECK_TEXT(buf.data, "12345");
	assert_null(calx__strbuf_detach(&buf));
	CHECK_TEXT(buf.data, "");
	assert_false(buf.failed);
	calx__strbuf_adds(&buf, "123456");
	assert_true(buf.failed);
	calx__strbuf_clear(&buf);
	calx__strbuf_adds(&buf, "1");
	CHECK_TEXT(buf.data, "1");
	calx__strbuf_release(&buf);
}

/* a maximum that is no power of two, byte by byte */
static void what_fits_is_never_too_much(void **state)
{
	(void)state;
	for (size_t max = 60; max < 70; max++) {
		struct strbuf buf;

		calx__strbuf_init(&buf, max);
		for (size_t i = 0; i < max; i++)
			calx__strbuf_addc(&buf, 'x');
		assert_false(buf.failed);
		assert_int_equal(buf.length, max);
		assert_true(buf.capacity <= max + 1);
		calx__strbuf_add(&buf, "yz", 2);
		assert_true(buf.failed);
		assert_int_equal(strlen(buf.data), max);
		/* no room for more after a failure, whatever is cut off */
		calx__strbuf_truncate(&buf, 3);
		calx__strbuf_addc(&buf, 'y');
		CHECK_TEXT(buf.data, "xxx");
		calx__strbuf_release(&buf);
	}
}

static void an_absurd_size_is_refused(void **state)
{
	struct strbuf buf = STRBUF_INIT;

	(void)state;
	calx__strbuf_addc(&buf, 'a');
	assert_false(calx__strbuf_reserve(&buf, SIZE_MAX));
	assert_true(buf.failed);
	calx__strbuf_release(&buf);
}

static void detached_text_is_the_callers(void **state)
{
	struct strbuf buf = STRBUF_INIT;
	char *empty = calx__strbuf_detach(&buf), *text;

	(void)state;
	CHECK_TEXT(empty, "");
	calx__strbuf_adds(&buf, "mine");
	text = calx__strbuf_detach(&buf);
	CHECK_TEXT(text, "mine");
	CHECK_TEXT(buf.data, "");
	calx__free(empty);
	calx__free(text);
}

static void build(void *context)
{
	struct strbuf buf = STRBUF_INIT;
	char *text;

	(void)context;
	for (int i = 0; i < 100; i++)
		calx__strbuf_addf(&buf, "%d ", i);
	assert_int_equal(strlen(buf.data), buf.length);
	assert_int_equal(buf.failed, !torture_is_clean());
	text = calx__strbuf_detach(&buf);
	assert_int_equal(text != NULL, torture_is_clean());
	calx__free(text);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	torture(build, NULL);
}

CHECK_MAIN("strbuf", cmocka_unit_test(starts_empty_and_never_null),
	cmocka_unit_test(adds_what_it_is_given),
	cmocka_unit_test(doubles_quotes_between_quotes),
	cmocka_unit_test(adds_numbers_as_printf_does),
	cmocka_unit_test(grows_over_many_sizes),
	cmocka_unit_test(past_its_maximum_it_fails_for_good),
	cmocka_unit_test(what_fits_is_never_too_much),
	cmocka_unit_test(an_absurd_size_is_refused),
	cmocka_unit_test(detached_text_is_the_callers),
	cmocka_unit_test(survives_lack_of_memory), )
