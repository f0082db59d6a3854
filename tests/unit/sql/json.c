#include "check.h"

#include "sql/type/json.h"

/* What is JSON and what is not, by RFC 8259, and where it stops being so. */

/* Reads a copy of just the text, so that a sanitizer sees a step past it. */
static bool is_valid(
	const char *text, size_t length, struct json_problem *problem)
{
	char *copy = malloc(length ? length : 1);
	bool valid;

	assert_non_null(copy);
	memcpy(copy, text, length);
	valid = calx__json_is_valid(copy, length, problem);
	free(copy);
	return valid;
}

static void what_is_json_is_taken(void **state)
{
	static const char *const texts[] = { "null", "true", "false", "0", "-0",
		"12", "-1.5", "0.25", "1e400", "1E+2", "1e-007",
		"123456789012345678901234567890", "\"\"",
		"\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\"",
		"\"\xc3\xa9\x7f\"", "[]", "{}", " [ ] ", "\t\r\n{ }\n",
		"[1, [2, []], {}]", "{\"a\": 1, \"a\": 2, \"\": {}}",
		"[[[[{\"a\":[null,true,[false]]}]]]]" };
	struct json_problem problem;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (!is_valid(texts[i], strlen(texts[i]), &problem))
			fail_msg("%s: %zu: %s", texts[i], problem.at,
				problem.text);
}

static void what_is_not_is_refused_where_it_ends(void **state)
{
	static const struct {
		const char *text;
		size_t at;
		const char *says;
	} refused[] = {
		{ "", 0, "a value is expected" },
		{ "  ", 2, "a value is expected" },
		{ "\xef\xbb\xbf{}", 0, "a value is expected" },
		{ "hello", 0, "a value is expected" },
		{ "nul", 0, "a value is expected" },
		{ "True", 0, "a value is expected" },
		{ "NaN", 0, "a value is expected" },
		{ "-", 1, "a digit is expected" },
		{ "+1", 0, "a value is expected" },
		{ ".5", 0, "a value is expected" },
		{ "1.", 2, "a digit is expected" },
		{ "1e", 2, "a digit is expected" },
		{ "01", 1, "a number begins with 0" },
		{ "-012", 2, "a number begins with 0" },
		{ "0x10", 1, "something stands behind the value" },
		{ "1 2", 2, "something stands behind the value" },
		{ "{} ,", 3, "something stands behind the value" },
		{ "'a'", 0, "a value is expected" },
		{ "\"a", 2, "a string does not end" },
		{ "\"a\\", 3, "a backslash stands before nothing known" },
		{ "\"\\x\"", 2, "a backslash stands before nothing known" },
		{ "\"\\u12g4\"", 5, "\\u takes four hexadecimal digits" },
		{ "\"\\u12", 5, "\\u takes four hexadecimal digits" },
		{ "\"a\tb\"", 2,
			"a control character in a string must be escaped" },
		{ "[1,]", 3, "a value is expected" },
		{ "[1 2]", 3, "',' or ']' is expected" },
		{ "[1}", 2, "',' or ']' is expected" },
		{ "[", 1, "a value is expected" },
		{ "{\"a\"}", 4, "':' is expected" },
		{ "{\"a\": 1", 7, "',' or '}' is expected" },
		{ "{\"a\": 1]", 7, "',' or '}' is expected" },
		{ "{\"a\": 1,}", 8, "a string in double quotes is expected" },
		{ "{a: 1}", 1, "a string in double quotes is expected" },
		{ "{1: 1}", 1, "a string in double quotes is expected" },
		{ "[1] // no", 4, "something stands behind the value" },
	};
	struct json_problem problem;

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		const char *text = refused[i].text;

		if (is_valid(text, strlen(text), &problem))
			fail_msg("%s is taken", text);
		if (problem.at != refused[i].at)
			fail_msg("%s: at %zu", text, problem.at);
		CHECK_TEXT(problem.text, refused[i].says);
	}
}

/* `depth` arrays, the innermost of which holds an object. */
static bool nested(size_t depth)
{
	const size_t length = 2 * depth;
	char *text = malloc(length);
	struct json_problem problem;
	bool valid;

	assert_non_null(text);
	memset(text, '[', depth);
	memset(text + depth, ']', depth);
	text[depth - 1] = '{';
	text[depth] = '}';
	valid = is_valid(text, length, &problem);
	if (!valid)
		CHECK_TEXT(
			problem.text, "arrays and objects are nested too deep");
	free(text);
	return valid;
}

static void depth_has_a_limit(void **state)
{
	(void)state;
	assert_true(nested(JSON_DEPTH_MAX));
	assert_false(nested(JSON_DEPTH_MAX + 1));
	assert_false(nested(100000));
}

static void the_error_says_line_and_column(void **state)
{
	const calx_column column = { .name = "data", .type.kind = CALX_JSON };
	const char text[] = "{\n  \"\xc3\xa4\": 1,\n  \"\xc3\xb6\": ?\n}";
	const calx_value value = { .kind = CALX_STRING,
		.as.text = { text, sizeof(text) - 1 } };
	calx_error error = { 0 };

	(void)state;
	assert_int_equal(
		calx__json_fit(NULL, &column, &value, &error), CALX_INVALID);
	CHECK_TEXT(error.message,
		"column \"data\": the text is not JSON: line 3, column 8: a value is expected");
	CHECK_TEXT(error.column, "data");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_json_is_taken),
		cmocka_unit_test(what_is_not_is_refused_where_it_ends),
		cmocka_unit_test(depth_has_a_limit),
		cmocka_unit_test(the_error_says_line_and_column),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
