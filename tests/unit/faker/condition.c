#include "check.h"

#include "faker/condition.h"

static struct condition read_all(
	struct arena *arena, const char *text, const char *column)
{
	struct condition condition = { .low = INT64_MIN, .high = INT64_MAX };

	calx__condition_read(arena, text, column, &condition);
	return condition;
}

static void ranges_are_read(void **state)
{
	static const struct {
		const char *text;
		int64_t low, high;
	} cases[] = {
		{ "a > 5", 6, INT64_MAX },
		{ "a>=5", 5, INT64_MAX },
		{ "\"a\" < -5", INT64_MIN, -6 },
		{ "A <= 5", INT64_MIN, 5 },
		{ "a BETWEEN 1 AND 9", 1, 9 },
		{ "a > 0 and a < 10 AND a >= 3", 3, 9 },
		{ "a > 9223372036854775806", INT64_MAX, INT64_MAX },
		/* what is not understood says nothing */
		{ "a > 9223372036854775807", INT64_MIN, INT64_MAX },
		{ "a < -9223372036854775808", INT64_MIN, INT64_MAX },
		{ "a > 99999999999999999999", INT64_MIN, INT64_MAX },
		{ "a > 5 OR a < 3", INT64_MIN, INT64_MAX },
		{ "a > 1.5", INT64_MIN, INT64_MAX },
		{ "a > b", INT64_MIN, INT64_MAX },
		{ "5 < a", INT64_MIN, INT64_MAX },
		{ "ab > 5", INT64_MIN, INT64_MAX },
		{ "a > 5 AND a < 3", INT64_MIN, INT64_MAX },
		{ "a BETWEEN 1", INT64_MIN, INT64_MAX },
		{ "", INT64_MIN, INT64_MAX },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct condition found = read_all(&arena, cases[i].text, "a");

		if (found.low != cases[i].low || found.high != cases[i].high)
			fail_msg("%s: %lld to %lld", cases[i].text,
				(long long)found.low, (long long)found.high);
	}
	calx__arena_release(&arena);
}

static void choices_are_read(void **state)
{
	struct arena arena = { 0 };
	struct condition found =
		read_all(&arena, "lang IN ('en', 'fr','de')", "lang");

	(void)state;
	assert_int_equal(found.choice_count, 3);
	CHECK_TEXT(found.choices[0], "en");
	CHECK_TEXT(found.choices[2], "de");
	assert_int_equal(
		read_all(&arena, "lang IN ('it''s')", "lang").choice_count, 0);
	assert_int_equal(
		read_all(&arena, "lang IN ('en'", "lang").choice_count, 0);
	assert_int_equal(
		read_all(&arena, "lang NOT IN ('en')", "lang").choice_count, 0);
	calx__arena_release(&arena);
}

CHECK_MAIN("faker: condition", cmocka_unit_test(ranges_are_read),
	cmocka_unit_test(choices_are_read), )
