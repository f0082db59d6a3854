/* Lists of names and references, as macros hand them over. */

#include "check.h"
#include "torture.h"

#include "sql/schema/names.h"
#include "util/strbuf.h"

static void check_names(const char *text, const char *expected)
{
	struct arena arena = { 0 };
	struct name_list names;
	struct strbuf joined = STRBUF_INIT;
	calx_error error = { 0 };

	if (calx__names_parse(&arena, text, &names, &error) != CALX_OK)
		fail_msg("%s", error.message);
	for (size_t i = 0; i < names.count; i++)
		calx__strbuf_addf(&joined, "[%s]", names.items[i]);
	CHECK_TEXT(joined.data, expected);
	calx__strbuf_release(&joined);
	calx__arena_release(&arena);
}

static void lists_are_read(void **state)
{
	(void)state;
	check_names("a", "[a]");
	check_names(" a , b ", "[a][b]");
	check_names("(a, b)", "[a][b]");
	check_names("a, b,", "[a][b]");
	check_names("first name, x", "[first name][x]");
}

static void literals_are_names_too(void **state)
{
	(void)state;
	check_names("\"a, b\", c", "[a, b][c]");
	check_names("(x, \"(y)\")", "[x][(y)]");
	check_names("\"q\\\"\\\\\\?\\n\\1011\" ,", "[q\"\\?\nA1]");
	check_names("\"\xc3\xa9\",\"9\"", "[\xc3\xa9][9]");
}

static void check_no_list(const char *text)
{
	struct arena arena = { 0 };
	struct name_list names;
	calx_error error = { 0 };

	assert_int_equal(
		calx__names_parse(&arena, text, &names, &error), CALX_INVALID);
	assert_non_null(strstr(error.message, "is not a list of column names"));
	calx__arena_release(&arena);
}

static void what_is_no_list_is_refused(void **state)
{
	static const char *const texts[] = { "", "()", ",", "a,,b", "(a", "a)",
		"f(a)", "\"", "\"a", "\"\"", "\"a\"b", "\"a\" \"b\"", "\"\\0\"",
		"\"\\", "\"\\777\"", "\"\\q\"" };

	(void)state;
	check_no_list(NULL);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		check_no_list(texts[i]);
}

static void the_error_quotes_the_list_as_it_was_written(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "a,,b", "'a,,b' is not a list of column names" },
		/* the macro's own comma was not */
		{ "a,,b,", "'a,,b' is not a list of column names" },
		{ ",", "'' is not a list of column names" },
		{ "", "'' is not a list of column names" },
		{ NULL, "'' is not a list of column names" },
		{ "(a", "'(a' is not a list of column names" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena arena = { 0 };
		struct name_list names;
		calx_error error = { 0 };

		calx__names_parse(&arena, cases[i].text, &names, &error);
		CHECK_TEXT(error.message, cases[i].message);
		calx__arena_release(&arena);
	}
}

static void references_are_read(void **state)
{
	static const struct {
		const char *text, *schema, *table, *first;
		size_t count;
	} cases[] = {
		{ "t", NULL, "t", NULL, 0 },
		{ "t.c", NULL, "t", "c", 1 },
		{ " t ( a , b ) ", NULL, "t", "a", 2 },
		{ "s.t.c", "s", "t", "c", 1 },
		{ "s.t(a, b)", "s", "t", "a", 2 },
		{ " s . t . c ", "s", "t", "c", 1 },
		{ "\"s.t\".c", NULL, "s.t", "c", 1 },
		{ "\"a.b\".\"c.d\".\"e.f\"", "a.b", "c.d", "e.f", 1 },
		{ "s.\"t(\"(a)", "s", "t(", "a", 1 },
		{ "\"a.b(\"", NULL, "a.b(", NULL, 0 },
		{ "\"a.b(\".c", NULL, "a.b(", "c", 1 },
		{ "t.\"a.(b\"", NULL, "t", "a.(b", 1 },
		{ "\"x\" (\"y)\", z)", NULL, "x", "y)", 2 },
		{ "\"a\\\".b\".c", NULL, "a\".b", "c", 1 },
		{ "s.\"a\\\\\".c", "s", "a\\", "c", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena arena = { 0 };
		struct name_reference reference;
		calx_error error = { 0 };

		if (calx__reference_parse(&arena, cases[i].text, &reference,
			    &error) != CALX_OK)
			fail_msg("%s", error.message);
		if (cases[i].schema)
			CHECK_TEXT(reference.schema, cases[i].schema);
		else
			assert_null(reference.schema);
		CHECK_TEXT(reference.table, cases[i].table);
		assert_int_equal(reference.columns.count, cases[i].count);
		if (reference.columns.count > 0)
			CHECK_TEXT(reference.columns.items[0], cases[i].first);
		calx__arena_release(&arena);
	}
}

static void what_is_no_reference_is_refused(void **state)
{
	static const char *const texts[] = { "", ".c", "t.", "t(", "t()", "(a)",
		"\"t\"x", "\"t", "t.\"c", "s..c", "s.t.", ".t.c", "s.(a)" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct arena arena = { 0 };
		struct name_reference reference;

		if (calx__reference_parse(&arena, texts[i], &reference, NULL) !=
			CALX_INVALID)
			fail_msg("'%s' was read", texts[i]);
		calx__arena_release(&arena);
	}
}

static void read_once(void *context)
{
	struct arena arena = { 0 };
	struct name_reference reference;
	enum calx_status status =
		calx__reference_parse(&arena, context, &reference, NULL);

	assert_true(status == CALX_OK ||
		    (status == CALX_OUT_OF_MEMORY && !torture_is_clean()));
	calx__arena_release(&arena);
}

static void reading_survives_without_memory(void **state)
{
	char text[] = "\"t\"(\"a\", b)";

	(void)state;
	torture(read_once, text);
}

CHECK_MAIN("names", cmocka_unit_test(lists_are_read),
	cmocka_unit_test(literals_are_names_too),
	cmocka_unit_test(what_is_no_list_is_refused),
	cmocka_unit_test(the_error_quotes_the_list_as_it_was_written),
	cmocka_unit_test(references_are_read),
	cmocka_unit_test(what_is_no_reference_is_refused),
	cmocka_unit_test(reading_survives_without_memory))
