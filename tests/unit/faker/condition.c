#include "check.h"

#include "faker/condition.h"

/* Reads one CHECK of one column. */
static struct condition read_as(struct arena *arena, const char *text,
	enum condition_nature nature, enum calx_kind kind, int scale,
	bool *ret_all)
{
	struct condition condition, *conditions[] = { &condition };

	calx__condition_init(&condition, "a", nature, scale);
	condition.kind = kind;
	*ret_all = calx__conditions_read(arena, text, conditions, 1);
	return condition;
}

static void ranges_are_read(void **state)
{
	static const struct {
		const char *text;
		int64_t low, high;
		bool all;
	} cases[] = {
		{ "a > 5", 6, INT64_MAX, true },
		{ "a>=5", 5, INT64_MAX, true },
		{ "\"a\" < -5", INT64_MIN, -6, true },
		{ "[a] < - 5", INT64_MIN, -6, true },
		{ "`A` < +5", INT64_MIN, 4, true },
		{ "t.a = 5", 5, 5, true },
		{ "main.t.\"a\" == (5)", 5, 5, true },
		{ "A <= 5", INT64_MIN, 5, true },
		{ "a BETWEEN 1 AND 9", 1, 9, true },
		{ "((a BETWEEN (1) AND 9) AND (a < 4))", 1, 3, true },
		{ "a > 0 and a < 10 AND a >= 3", 3, 9, true },
		{ "a > 9223372036854775806", INT64_MAX, INT64_MAX, true },
		{ "a < 9223372036854775807", INT64_MIN, INT64_MAX - 1, true },
		{ "a > 1.5", 2, INT64_MAX, true },
		{ "a >= 1.5", 2, INT64_MAX, true },
		{ "a < 1.5", INT64_MIN, 1, true },
		{ "a <= -1.5", INT64_MIN, -2, true },
		{ "a > -1.5", -1, INT64_MAX, true },
		{ "a = 1.5", 2, 1, true },
		{ "a >= 1e3", 1000, INT64_MAX, true },
		{ "a > 9223372036854775807", 1, 0, true },
		{ "5 < a", 6, INT64_MAX, true },
		{ "5 >= a AND -5 <= a", -5, 5, true },
		{ "a > 5 AND a < 3", 6, 2, true },
		{ "a > 5 -- really\n AND /* a < 2 */ a < 9", 6, 8, true },
		{ "a IS NULL OR a > 5", 6, INT64_MAX, true },
		{ "(a > 5) OR (a IS NULL)", 6, INT64_MAX, true },
		{ "a IS NOT NULL AND a > 5", 6, INT64_MAX, true },
		{ "a = TRUE", 1, 1, true },
		{ "a IS false", 0, 0, true },
		/* what is understood counts, and the rest is said to be there */
		{ "a > 5 AND a % 2 = 0", 6, INT64_MAX, false },
		{ "a > 5 AND b > 5", 6, INT64_MAX, false },
		{ "a > 5 OR a < 3", INT64_MIN, INT64_MAX, false },
		{ "NOT a > 5", INT64_MIN, INT64_MAX, false },
		{ "a > 5 COLLATE NOCASE", INT64_MIN, INT64_MAX, false },
		{ "a > 99999999999999999999", 1, 0, true },
		{ "a > b", INT64_MIN, INT64_MAX, false },
		{ "a > '5'", INT64_MIN, INT64_MAX, false },
		{ "ab > 5", INT64_MIN, INT64_MAX, false },
		{ "a <> 5", INT64_MIN, INT64_MAX, false },
		{ "a BETWEEN 1", INT64_MIN, INT64_MAX, false },
		{ "a IS NULL", INT64_MIN, INT64_MAX, false },
		{ "a > 5 AND", 6, INT64_MAX, true },
		{ "CASE WHEN a > 5 AND 1 THEN 1 END", INT64_MIN, INT64_MAX,
			false },
		{ "a > 'it''s", INT64_MIN, INT64_MAX, false },
		{ "a < -99999999999999999999", 1, 0, true },
		{ "a <= -99999999999999999999", 1, 0, true },
		{ "a = -99999999999999999999", 1, 0, true },
		{ "a >= -9223372036854775807", -INT64_MAX, INT64_MAX, true },
		{ "a < 99999999999999999999", INT64_MIN, INT64_MAX, true },
		{ "a < 184467440737095516150", INT64_MIN, INT64_MAX, true },
		{ "a > (5", INT64_MIN, INT64_MAX, false },
		{ "a >", INT64_MIN, INT64_MAX, false },
		{ "a > 5 6", INT64_MIN, INT64_MAX, false },
		{ "a", INT64_MIN, INT64_MAX, false },
		{ "5", INT64_MIN, INT64_MAX, false },
		{ "5 <", INT64_MIN, INT64_MAX, false },
		{ "5 < a b", INT64_MIN, INT64_MAX, false },
		{ "5 6 < a", INT64_MIN, INT64_MAX, false },
		{ "a.5 > 1", INT64_MIN, INT64_MAX, false },
		{ "t.", INT64_MIN, INT64_MAX, false },
		{ "a BETWEEN 1 AND", INT64_MIN, INT64_MAX, false },
		{ "a BETWEEN 1 AND 'x'", INT64_MIN, INT64_MAX, false },
		{ "a BETWEEN 'x' AND 1", INT64_MIN, INT64_MAX, false },
		{ "a BETWEEN 1 OR 2", INT64_MIN, INT64_MAX, false },
		{ "a BETWEEN 1 AND 2 + 3", INT64_MIN, INT64_MAX, false },
		{ "a IS", INT64_MIN, INT64_MAX, false },
		{ "a IS NOT", INT64_MIN, INT64_MAX, false },
		{ "a IS NOT 5", INT64_MIN, INT64_MAX, false },
		{ "a IS NOT NULL", INT64_MIN, INT64_MAX, true },
		{ "a IS NOT NULL + 1", INT64_MIN, INT64_MAX, false },
		{ "a IS NULL OR a IS NULL", INT64_MIN, INT64_MAX, false },
		{ "a IS NULL OR a > 5 OR a < 2", INT64_MIN, INT64_MAX, false },
		{ "a IS 5 OR a IS NULL", 5, 5, true },
		{ "b IS NULL OR a > 5", INT64_MIN, INT64_MAX, false },
		{ "a IN", INT64_MIN, INT64_MAX, false },
		{ "a IN ()", INT64_MIN, INT64_MAX, false },
		{ "a IN (1", INT64_MIN, INT64_MAX, false },
		{ "a IN (1,", INT64_MIN, INT64_MAX, false },
		{ "a IN 1", INT64_MIN, INT64_MAX, false },
		{ "a IN (1) + 1", INT64_MIN, INT64_MAX, false },
		{ "a LIKE 'x'", INT64_MIN, INT64_MAX, false },
		{ "length(a) > 5", INT64_MIN, INT64_MAX, false },
		{ "length(5) > 5", INT64_MIN, INT64_MAX, false },
		{ "length", INT64_MIN, INT64_MAX, false },
		{ "length(a", INT64_MIN, INT64_MAX, false },
		{ "a > 5 AND (a < 9 OR 1)", 6, INT64_MAX, false },
		{ "a > 5 AND CASE WHEN 1 AND 0 THEN a END", 6, INT64_MAX,
			false },
		{ "max(b AND a > 5 AND b) > 0", INT64_MIN, INT64_MAX, false },
		{ "CASE WHEN b AND a > 5 AND b THEN 1 ELSE 1 END", INT64_MIN,
			INT64_MAX, false },
		{ "a > 5 AND b BETWEEN 1 AND 2 AND a < 9", 6, 8, false },
		{ "a BETWEEN 1 AND 9 OR a IS NULL", 1, 9, true },
		{ "a > 5 -- the end", 6, INT64_MAX, true },
		{ "a > 5 /* the end", 6, INT64_MAX, true },
		{ "a > 1e", INT64_MIN, INT64_MAX, false },
		{ "a > 1e+", INT64_MIN, INT64_MAX, false },
		{ "a > 1.5.2", INT64_MIN, INT64_MAX, false },
		{ "a > -TRUE", 0, INT64_MAX, true },
		{ "a > .5 AND a < 7e-1", 1, 0, true },
		{ "a > -0", 1, INT64_MAX, true },
		{ "(((", INT64_MIN, INT64_MAX, false },
		{ ")", INT64_MIN, INT64_MAX, false },
		{ "", INT64_MIN, INT64_MAX, false },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool all;
		struct condition found = read_as(&arena, cases[i].text,
			CONDITION_NUMBER, CALX_INTEGER, 0, &all);

		if (found.low != cases[i].low || found.high != cases[i].high ||
			all != cases[i].all)
			fail_msg("%s: %lld to %lld, %s", cases[i].text,
				(long long)found.low, (long long)found.high,
				all ? "all" : "not all");
	}
	calx__arena_release(&arena);
}

static void numbers_are_counted_in_their_last_digit(void **state)
{
	struct arena arena = { 0 };
	struct condition found;
	bool all;

	(void)state;
	found = read_as(&arena, "a < 9.99 AND a > 0", CONDITION_NUMBER,
		CALX_NUMERIC, 2, &all);
	assert_true(all);
	assert_true(found.has_low && found.has_high);
	assert_int_equal(found.low, 1);
	assert_int_equal(found.high, 998);
	found = read_as(&arena, "a <= 0.125 AND a >= -0.125", CONDITION_NUMBER,
		CALX_NUMERIC, 2, &all);
	assert_int_equal(found.low, -12);
	assert_int_equal(found.high, 12);
	found = read_as(&arena, "a IN (1.5, 2, 1.505, 2.00, -1)",
		CONDITION_NUMBER, CALX_NUMERIC, 2, &all);
	assert_true(all);
	assert_int_equal(found.number_count, 3);
	assert_int_equal(found.numbers[0], 150);
	assert_int_equal(found.numbers[1], 200);
	assert_int_equal(found.numbers[2], -100);
	calx__arena_release(&arena);
}

static void lists_are_intersected(void **state)
{
	struct arena arena = { 0 };
	struct condition found;
	bool all;

	(void)state;
	found = read_as(&arena, "a IN (1, 2, 3) AND a IN (3, 2, 9)",
		CONDITION_NUMBER, CALX_INTEGER, 0, &all);
	assert_true(all);
	assert_int_equal(found.number_count, 2);
	assert_int_equal(found.numbers[0], 3);
	assert_int_equal(found.numbers[1], 2);
	found = read_as(&arena, "a IN (9, 3) AND a IN (9, 8)", CONDITION_NUMBER,
		CALX_INTEGER, 0, &all);
	assert_int_equal(found.number_count, 1);
	assert_int_equal(found.numbers[0], 9);
	found = read_as(&arena, "a IN ('y', 'x') AND a IN ('y', 'z')",
		CONDITION_TEXT, CALX_STRING, 0, &all);
	assert_int_equal(found.choice_count, 1);
	CHECK_TEXT(found.choices[0], "y");
	found = read_as(&arena, "a IN ('x', 'y') AND a IN ('y', 'z')",
		CONDITION_TEXT, CALX_STRING, 0, &all);
	assert_true(all);
	assert_int_equal(found.choice_count, 1);
	CHECK_TEXT(found.choices[0], "y");
	calx__arena_release(&arena);
}

static void choices_are_read(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		const char *first, *last;
		bool all;
	} cases[] = {
		{ "a IN ('en', 'fr','de')", 3, "en", "de", true },
		{ "(a IN ('en'))", 1, "en", "en", true },
		{ "a IN ('it''s', ')')", 2, "it's", ")", true },
		{ "a = 'x'", 1, "x", "x", true },
		{ "a = 'x' OR a IN ('y', 'x') OR a = 'z'", 3, "x", "z", true },
		{ "a IN ('en'", 0, NULL, NULL, false },
		{ "a NOT IN ('en')", 0, NULL, NULL, false },
		{ "a IN ('en', 5)", 0, NULL, NULL, false },
		{ "a = 'x' OR b = 'y'", 0, NULL, NULL, false },
		{ "a > 'x'", 0, NULL, NULL, false },
		{ "a = \"x\"", 0, NULL, NULL, false },
		{ "a IN 'x'", 0, NULL, NULL, false },
		{ "a IN (", 0, NULL, NULL, false },
		{ "a IN ('x',)", 0, NULL, NULL, false },
		{ "a IN ('x') COLLATE NOCASE", 0, NULL, NULL, false },
		{ "a = 'x' || 'y'", 0, NULL, NULL, false },
		{ "a =", 0, NULL, NULL, false },
		{ "'x' = a", 0, NULL, NULL, false },
		{ "a = 'x' OR a = 5", 0, NULL, NULL, false },
		{ "a = 'x' OR a LIKE 'y'", 0, NULL, NULL, false },
		{ "a = 'x' OR 'y' = a", 0, NULL, NULL, false },
		{ "a LIKE", 0, NULL, NULL, false },
		{ "a LIKE 5", 0, NULL, NULL, false },
		{ "a == 'x' OR a IS NULL", 1, "x", "x", true },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool all;
		struct condition found = read_as(&arena, cases[i].text,
			CONDITION_TEXT, CALX_STRING, 0, &all);

		if (found.choice_count != cases[i].count || all != cases[i].all)
			fail_msg("%s: %zu choices", cases[i].text,
				found.choice_count);
		if (!cases[i].count)
			continue;
		CHECK_TEXT(found.choices[0], cases[i].first);
		CHECK_TEXT(found.choices[cases[i].count - 1], cases[i].last);
	}
	calx__arena_release(&arena);
}

static void lengths_and_patterns_are_read(void **state)
{
	struct arena arena = { 0 };
	struct condition found;
	bool all;

	(void)state;
	found = read_as(&arena, "length(a) > 2 AND Length(\"a\") <= 5",
		CONDITION_TEXT, CALX_STRING, 0, &all);
	assert_true(all);
	assert_int_equal(found.least, 3);
	assert_int_equal(found.most, 5);
	found = read_as(
		&arena, "length(a) = 4", CONDITION_BYTES, CALX_BLOB, 0, &all);
	assert_true(all);
	assert_int_equal(found.least, 4);
	assert_int_equal(found.most, 4);
	found = read_as(
		&arena, "length(a) < 0", CONDITION_TEXT, CALX_STRING, 0, &all);
	assert_true(found.least > found.most);
	found = read_as(&arena, "length(a) > 2", CONDITION_TEXT,
		CALX_ENUMERATION, 0, &all);
	assert_false(all);
	found = read_as(
		&arena, "a LIKE 'A%'", CONDITION_TEXT, CALX_STRING, 0, &all);
	assert_false(all);
	CHECK_TEXT(found.pattern, "A%");
	assert_false(found.is_glob);
	found = read_as(
		&arena, "a GLOB 'A*'", CONDITION_TEXT, CALX_STRING, 0, &all);
	assert_true(found.is_glob);
	found = read_as(&arena, "a NOT LIKE 'A%'", CONDITION_TEXT, CALX_STRING,
		0, &all);
	assert_null(found.pattern);
	found = read_as(&arena, "a LIKE 'A%' ESCAPE '%'", CONDITION_TEXT,
		CALX_STRING, 0, &all);
	assert_null(found.pattern);
	found = read_as(&arena, "char_length(a) >= 2 AND length(a) <= 9",
		CONDITION_TEXT, CALX_STRING, 0, &all);
	assert_true(all);
	assert_int_equal(found.least, 2);
	assert_int_equal(found.most, 9);
	found = read_as(&arena, "length(a) > 5 AND length(a) > 2",
		CONDITION_TEXT, CALX_STRING, 0, &all);
	assert_int_equal(found.least, 6);
	found = read_as(&arena, "length(a) IN (2, 3)", CONDITION_TEXT,
		CALX_STRING, 0, &all);
	assert_false(all);
	assert_int_equal(found.least, 0);
	found = read_as(&arena, "length(a) > 3 AND length(a) < 3",
		CONDITION_TEXT, CALX_STRING, 0, &all);
	assert_true(found.least > found.most);
	calx__arena_release(&arena);
}

static void times_are_read(void **state)
{
	const int64_t day = 86400000000;
	struct arena arena = { 0 };
	struct condition found;
	bool all;

	(void)state;
	found = read_as(&arena, "a >= '1970-01-03' AND a < '1970-01-05'",
		CONDITION_DAY, CALX_DATE, 0, &all);
	assert_true(all);
	assert_int_equal(found.low, 2);
	assert_int_equal(found.high, 3);
	found = read_as(&arena, "a > '1969-12-30 12:00:00'", CONDITION_DAY,
		CALX_DATE, 0, &all);
	assert_int_equal(found.low, -1);
	found = read_as(&arena,
		"a BETWEEN '1970-01-02' AND '1970-01-03T00:00:01'",
		CONDITION_TIME, CALX_DATETIME, 0, &all);
	assert_int_equal(found.low, day);
	assert_int_equal(found.high, 2 * day + 1000000);
	found = read_as(
		&arena, "a < '01:00:00.5'", CONDITION_TIME, CALX_TIME, 0, &all);
	assert_int_equal(found.high, 3600500000 - 1);
	found = read_as(
		&arena, "a > 'soon'", CONDITION_TIME, CALX_TIME, 0, &all);
	assert_false(found.has_low);
	calx__arena_release(&arena);
}

static void what_is_not_read_leaves_hints(void **state)
{
	struct arena arena = { 0 };
	struct condition found;
	bool all;

	(void)state;
	found = read_as(
		&arena, "a % 7 = -3", CONDITION_NUMBER, CALX_INTEGER, 0, &all);
	assert_int_equal(found.number_hint_count, 2);
	assert_int_equal(found.number_hints[0], 7);
	assert_int_equal(found.number_hints[1], -3);
	assert_true(found.is_mentioned);
	found = read_as(&arena, "lower(a) = 'yes'", CONDITION_TEXT, CALX_STRING,
		0, &all);
	assert_int_equal(found.text_hint_count, 1);
	CHECK_TEXT(found.text_hints[0], "yes");
	/* so many, and no more */
	found = read_as(&arena,
		"a + 1 IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)",
		CONDITION_NUMBER, CALX_INTEGER, 0, &all);
	assert_int_equal(found.number_hint_count, CONDITION_HINTS);
	assert_int_equal(found.number_hints[CONDITION_HINTS - 1], 15);
	found = read_as(&arena,
		"a || '' IN ('1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', "
		"'b', 'c', 'd', 'e', 'f', 'g')",
		CONDITION_TEXT, CALX_STRING, 0, &all);
	assert_int_equal(found.text_hint_count, CONDITION_HINTS);
	CHECK_TEXT(found.text_hints[CONDITION_HINTS - 1], "f");
	found = read_as(
		&arena, "b > 5", CONDITION_NUMBER, CALX_INTEGER, 0, &all);
	assert_false(found.is_mentioned);
	assert_int_equal(found.number_hint_count, 0);
	calx__arena_release(&arena);
}

/* several columns, and one that is stored in another form */
static void each_column_gets_its_part(void **state)
{
	struct condition a, b, *conditions[] = { &a, &b };
	struct arena arena = { 0 };

	(void)state;
	calx__condition_init(&a, "a", CONDITION_NUMBER, 0);
	calx__condition_init(&b, "b", CONDITION_NUMBER, 0);
	assert_true(calx__conditions_read(
		&arena, "a > 1 AND b < 7 AND a < 5", conditions, 2));
	assert_int_equal(a.low, 2);
	assert_int_equal(a.high, 4);
	assert_int_equal(b.high, 6);
	b.is_foreign = true;
	assert_false(calx__conditions_read(
		&arena, "a > 2 AND b < 3", conditions, 2));
	assert_int_equal(a.low, 3);
	assert_int_equal(b.high, 6);
	assert_true(b.is_mentioned);
	/* one that compares otherwise is narrowed, and still asked about */
	a.is_exact = false;
	assert_false(calx__conditions_read(&arena, "a > 3", conditions, 2));
	assert_int_equal(a.low, 4);
	calx__arena_release(&arena);
}

CHECK_MAIN("faker: condition", cmocka_unit_test(ranges_are_read),
	cmocka_unit_test(numbers_are_counted_in_their_last_digit),
	cmocka_unit_test(lists_are_intersected),
	cmocka_unit_test(choices_are_read),
	cmocka_unit_test(lengths_and_patterns_are_read),
	cmocka_unit_test(times_are_read),
	cmocka_unit_test(what_is_not_read_leaves_hints),
	cmocka_unit_test(each_column_gets_its_part), )
