#include "dialect/sqlite/text/quote.h"

#include "check.h"
#include "torture.h"

/* Names in double quotes, made names that nothing else can be. */

static const struct {
	const char *text;
	const char *expected;
} cases[] = {
	{ "", "" },
	{ "SELECT a FROM b -- \"c\"", "SELECT a FROM b -- \"c\"" },
	{ "SELECT \"a\" FROM \"b\" WHERE 'x\"y' = \"c d\"",
		"SELECT `a` FROM `b` WHERE 'x\"y' = `c d`" },
	{ "SELECT \"a\"\"b\", \"c`d\", [\"], `\"`; ",
		"SELECT `a\"b`, `c``d`, [\"], `\"`; " },
	{ "\"\"", "``" },
	{ "SELECT \"open", "SELECT \"open" },
};

static void names_stay_names(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(calx__sqlite_names_requoted(&arena, cases[i].text),
			cases[i].expected);
	calx__arena_release(&arena);
}

static void names_are_found(void **state)
{
	(void)state;
	assert_true(calx__sqlite_text_names("SELECT \"a b\"", "a b"));
	assert_true(calx__sqlite_text_names("SELECT x, A FROM t", "a"));
	assert_false(calx__sqlite_text_names("SELECT ab FROM t -- a", "a"));
	assert_false(calx__sqlite_text_names("SELECT 'a' FROM t", "a"));
	assert_false(calx__sqlite_text_names("SELECT 'open", "a"));
	assert_false(calx__sqlite_text_names("", "a"));
}

static void requote(void *context)
{
	struct arena arena = { 0 };
	const char *text = calx__sqlite_names_requoted(&arena, cases[2].text);

	(void)context;
	if (text)
		CHECK_TEXT(text, cases[2].expected);
	else
		assert_false(torture_is_clean());
	calx__arena_release(&arena);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	torture(requote, NULL);
}

CHECK_MAIN("sqlite_quote", cmocka_unit_test(names_stay_names),
	cmocka_unit_test(names_are_found),
	cmocka_unit_test(survives_lack_of_memory))
