#include "check.h"

#include "data.h"
#include "util/text.h"

static void views_compare_and_trim(void **state)
{
	(void)state;
	assert_true(calx__view_is(calx__view("abc"), "abc"));
	assert_false(calx__view_is(calx__view("abc"), "abcd"));
	assert_true(calx__view_is(calx__view(NULL), ""));
	assert_true(calx__view_is_nocase(calx__view("AbC"), "aBc"));
	assert_false(calx__view_is_nocase(calx__view("ab["), "ab{"));
	assert_true(calx__view_is(
		calx__view_trim(calx__view(" \t\n\r a b \v\f")), "a b"));
	assert_int_equal(calx__view_trim(calx__view(" \t ")).length, 0);
	assert_true(calx__view_equal(calx__view("a"), calx__view("a")));
}

static void split_takes_off_the_front(void **state)
{
	struct view rest = calx__view("a,,bc");

	(void)state;
	assert_true(calx__view_is(calx__view_split(&rest, ','), "a"));
	assert_true(calx__view_is(calx__view_split(&rest, ','), ""));
	assert_non_null(rest.data);
	assert_true(calx__view_is(calx__view_split(&rest, ','), "bc"));
	assert_null(rest.data);
	assert_int_equal(calx__view_split(&rest, ',').length, 0);
}

static void a_word_is_found_among_words(void **state)
{
	(void)state;
	assert_true(calx__text_lists("bash zsh fish", "zsh"));
	assert_true(calx__text_lists("bash", "bash"));
	assert_false(calx__text_lists("bash zsh", "sh"));
	assert_false(calx__text_lists("bash zsh", "zs"));
	assert_false(calx__text_lists("", "bash"));
	assert_false(calx__text_lists(NULL, "bash"));
}

static void texts_compare_with_null(void **state)
{
	(void)state;
	assert_true(calx__text_equal(NULL, NULL));
	assert_false(calx__text_equal(NULL, ""));
	assert_true(calx__text_equal("a", "a"));
	assert_true(calx__text_equal_nocase("SET null", "set NULL"));
	assert_true(calx__text_equal_nocase(NULL, NULL));
	assert_false(calx__text_equal_nocase("", NULL));
	assert_true(calx__text_starts("sqlite://", "sqlite:"));
	assert_false(calx__text_starts("sql", "sqlite"));
}

static void check_integer(const char *text, bool valid, long long expected)
{
	long long number = 77;

	assert_int_equal(
		calx__text_to_int64(text, strlen(text), &number), valid);
	assert_true(number == (valid ? expected : 77));
}

static void integers_are_whole_and_fit(void **state)
{
	(void)state;
	check_integer("0", true, 0);
	check_integer("-0", true, 0);
	check_integer("+007", true, 7);
	check_integer("9223372036854775807", true, INT64_MAX);
	check_integer("-9223372036854775808", true, INT64_MIN);
	check_integer("9223372036854775808", false, 0);
	check_integer("-9223372036854775809", false, 0);
	check_integer("99999999999999999999", false, 0);
	check_integer("", false, 0);
	check_integer("-", false, 0);
	check_integer(" 1", false, 0);
	check_integer("1 ", false, 0);
	check_integer("1.0", false, 0);
	check_integer("0x10", false, 0);
	check_integer("--1", false, 0);
}

static void distances_count_edits_and_swaps(void **state)
{
	(void)state;
	assert_int_equal(calx__text_distance("", "", 2), 0);
	assert_int_equal(calx__text_distance("same", "same", 0), 0);
	assert_int_equal(calx__text_distance("title", "titel", 2), 1);
	assert_int_equal(calx__text_distance("", "ab", 2), 2);
	assert_int_equal(calx__text_distance("ab", "", 1), 2);
	assert_int_equal(calx__text_distance("kitten", "sitting", 5), 3);
	assert_int_equal(calx__text_distance("kitten", "sitting", 2), 3);
	/* optimal string alignment: no edit inside a swapped pair */
	assert_int_equal(calx__text_distance("ca", "abc", 5), 3);
}

/* the textbook matrix, to compare the band with */
static unsigned full_distance(const char *a, const char *b)
{
	unsigned d[16][16];

	for (size_t i = 0; i <= strlen(a); i++)
		for (size_t j = 0; j <= strlen(b); j++) {
			unsigned best = (unsigned)(i + j);

			if (i && j) {
				best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
				if (d[i - 1][j] + 1 < best)
					best = d[i - 1][j] + 1;
				if (d[i][j - 1] + 1 < best)
					best = d[i][j - 1] + 1;
			}
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
				a[i - 2] == b[j - 1] &&
				d[i - 2][j - 2] + 1 < best)
				best = d[i - 2][j - 2] + 1;
			d[i][j] = best;
		}
	return d[strlen(a)][strlen(b)];
}

static void random_word(char *word, unsigned long long *seed)
{
	size_t length = data_random(seed) % 12;

	for (size_t i = 0; i < length; i++)
		word[i] = (char)('a' + data_random(seed) % 3);
	word[length] = '\0';
}

static void the_band_agrees_with_the_matrix(void **state)
{
	unsigned long long seed = 2;
	char a[16], b[16];

	(void)state;
	for (int round = 0; round < 20000; round++) {
		unsigned max = (unsigned)(data_random(&seed) % 8), full;

		random_word(a, &seed);
		random_word(b, &seed);
		full = full_distance(a, b);
		assert_int_equal(calx__text_distance(a, b, max),
			full > max ? max + 1 : full);
	}
}

static void suggestions_are_near(void **state)
{
	const char *const commands[] = { "upgrade", "downgrade", "history",
		"heads", "erd", NULL };
	const char *const none[] = { NULL };

	(void)state;
	CHECK_TEXT(calx__text_suggest("upgarde", commands), "upgrade");
	CHECK_TEXT(calx__text_suggest("head", commands), "heads");
	CHECK_TEXT(calx__text_suggest("heads", commands), "heads");
	CHECK_TEXT(calx__text_suggest("er", commands), "erd");
	assert_null(calx__text_suggest("xy", commands));
	assert_null(calx__text_suggest("list_templates", commands));
	assert_null(calx__text_suggest("upgrade", none));
}

static void globs_are_matched(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool exact, nocase;
	} cases[] = {
		{ "", "", true, true },
		{ "", "a", false, false },
		{ "*", "", true, true },
		{ "a", "A", false, true },
		{ "_Lite_*", "_lite_seq", false, true },
		{ "_lite_*", "_lite_", true, true },
		{ "_lite_*", "_lite", false, false },
		{ "*_log", "a_log_b_log", true, true },
		{ "*_log", "a_log_b", false, false },
		{ "a*b*c", "a-b-b-c", true, true },
		{ "a*b*c", "a-c-b", false, false },
		{ "?", "\xc3\xa4", true, true },
		{ "??", "\xc3\xa4", false, false },
		{ "x.?*", "x.", false, false },
		{ "**a**", "bab", true, true },
		{ "*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct view pattern = calx__view(cases[i].pattern);

		if (calx__text_glob(pattern, cases[i].text, false) !=
				cases[i].exact ||
			calx__text_glob(pattern, cases[i].text, true) !=
				cases[i].nocase)
			fail_msg("'%s' and '%s'", cases[i].pattern,
				cases[i].text);
	}
}

/* What stands behind a pattern is no part of it. */
static void patterns_end_where_they_end(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *text;
		bool matches;
	} cases[] = {
		{ "ab", 1, "ab", false },
		{ "ab", 1, "a", true },
		{ "a*", 1, "abc", false },
		{ "a*", 1, "a", true },
		{ "a?", 1, "ab", false },
		{ "*b", 1, "xyz", true },
		{ "x", 0, "x", false },
		{ "*", 0, "x", false },
		{ "*", 0, "", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(calx__text_glob((struct view){ cases[i].bytes,
							 cases[i].length },
					 cases[i].text, false),
			cases[i].matches);
}

CHECK_MAIN("text", cmocka_unit_test(globs_are_matched),
	cmocka_unit_test(views_compare_and_trim),
	cmocka_unit_test(split_takes_off_the_front),
	cmocka_unit_test(a_word_is_found_among_words),
	cmocka_unit_test(texts_compare_with_null),
	cmocka_unit_test(integers_are_whole_and_fit),
	cmocka_unit_test(distances_count_edits_and_swaps),
	cmocka_unit_test(the_band_agrees_with_the_matrix),
	cmocka_unit_test(patterns_end_where_they_end),
	cmocka_unit_test(suggestions_are_near), )
