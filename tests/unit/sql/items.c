/* What stands between the brackets of an index or a key, as # hands it over. */

#include "check.h"
#include "torture.h"

#include "sql/schema/items.h"
#include "util/strbuf.h"

/* [column], {expression}, each with /COLLATION and a - behind what descends;
 * what is left as options stands behind a | */
static void list_print(const struct item_list *list, struct strbuf *text)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct sql_item *item = &list->items[i];

		assert_int_not_equal(!item->column, !item->expression);
		calx__strbuf_addf(text, item->column ? "[%s]" : "{%s}",
			item->column ? item->column : item->expression);
		if (item->collation)
			calx__strbuf_addf(text, "/%s", item->collation);
		if (item->operators)
			calx__strbuf_addf(text, "!%s", item->operators);
		calx__strbuf_adds(text, item->descending ? "-" : "");
		if (item->with)
			calx__strbuf_addf(text, "=%s", item->with);
		assert_int_equal(calx__item_is_special(item),
			!item->column || item->collation || item->operators ||
				item->with || item->descending);
	}
	if (list->options.length)
		calx__strbuf_addf(text, "|%.*s", (int)list->options.length,
			list->options.data);
}

static const struct {
	const char *text, *items;
} lists[] = {
	{ "a", "[a]" },
	{ "a,", "[a]" },
	{ " a , b_2 ", "[a][b_2]" },
	{ "(a, b)", "[a][b]" },
	{ "( a )", "[a]" },
	{ "\"first name\", x$y", "[first name][x$y]" },
	{ "\"a,b\", \"c(d\", \"e\\\"f\"", "[a,b][c(d][e\"f]" },
	{ "\xc3\xa9t\xc3\xa9", "[\xc3\xa9t\xc3\xa9]" },
	/* sorted, behind or around */
	{ "a DESC, b asc, c Desc", "[a]-[b][c]-" },
	{ "desc(a), asc(b), DESC(c)", "[a]-[b]{DESC(c)}" },
	{ "desc(desc(a)), desc(asc(b)), desc(c desc)", "[a][b]-[c]" },
	{ "desc, asc, descending, a_desc", "[desc][asc][descending][a_desc]" },
	{ "\"a\" DESC, desc(\"b c\")", "[a]-[b c]-" },
	/* in the order of a collation */
	{ "a COLLATE NOCASE, b collate \"my own\" DESC",
		"[a]/NOCASE[b]/my own-" },
	{ "collate(a, NOCASE), desc(collate(b, RTRIM))",
		"[a]/NOCASE[b]/RTRIM-" },
	{ "collate(desc(a), NOCASE)", "[a]/NOCASE-" },
	{ "collate(lower(a), NOCASE)", "{lower(a) COLLATE NOCASE}" },
	{ "collate(sql(\"a || b\"), X) DESC", "{a || b COLLATE X}-" },
	/* expressions */
	{ "lower(title)", "{lower(title)}" },
	{ "lower(title) DESC, f(a, b), (a + b)",
		"{lower(title)}-{f(a, b)}{(a + b)}" },
	{ "sql(\"a || ', ' || b\")", "{a || ', ' || b}" },
	{ "sql(\"a\" \" + \" \"b\") DESC", "{a + b}-" },
	{ "a + b, a b, 1a, a.b", "{a + b}[a]!b{1a}{a.b}" },
	{ "f(')'), f(\")\", ','), b", "{f(')')}{f(\")\", ',')}[b]" },
	{ "f('\\')', 1), b", "{f('\\')', 1)}[b]" },
	{ "(a)+(b)", "{(a)+(b)}" },
	{ "(a), (b)", "{(a)}{(b)}" },
	{ "(a", "{(a}" },
	{ "a)", "{a)}" },
	{ "(a, b)", "[a][b]" },
	{ "a COLLATE, b COLLATE 5", "{a COLLATE}{b COLLATE 5}" },
	{ "a COLLATE X y", "[a]/X!y" },
	/* by which operators */
	{ "a ops DESC, \"b c\" ops, a x y", "[a]!ops-[b c]!ops{a x y}" },
	{ "lower(a) ops DESC, sql(\"a || b\") ops, f(a) ISNULL",
		"{lower(a)}!ops-{a || b}!ops{f(a) ISNULL}" },
	{ "NOT a, a ISNULL, a notnull", "{NOT a}{a ISNULL}{a notnull}" },
	{ "a WITH =, lower(b) ops with &&, c DESC WITH <->",
		"[a]=={lower(b)}!ops=&&[c]-=<->" },
	{ "a WITH x, with, a WITH", "{a WITH x}[with][a]!WITH" },
	{ "f(a", "{f(a}" },
	{ "'a, b', c", "{'a, b'}[c]" },
	{ "\"a, b", "{\"a, b}" },
	{ "f(\"a\\", "{f(\"a\\}" },
	/* and what stands behind */
	{ "a, .name = \"x\"", "[a]|.name = \"x\"" },
	{ "a DESC, lower(b), .where = \"b > 0\", .unique = true",
		"[a]-{lower(b)}|.where = \"b > 0\", .unique = true" },
	{ "(a, b, .name = \"x\")", "[a][b]|.name = \"x\"" },
};

static void lists_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		struct arena arena = { 0 };
		struct strbuf text = STRBUF_INIT;
		struct item_list list;
		calx_error error = { 0 };

		if (calx__items_parse(&arena, lists[i].text, &list, &error) < 0)
			fail_msg("%s: %s", lists[i].text, error.message);
		list_print(&list, &text);
		CHECK_TEXT(text.data, lists[i].items);
		calx__strbuf_release(&text);
		calx__arena_release(&arena);
	}
}

static const struct {
	const char *text, *message, *hint;
} wrong_lists[] = {
	{ NULL, "'' is not a list of column names", "" },
	{ "", "'' is not a list of column names", "" },
	{ " ", "'' is not a list of column names", "" },
	{ "()", "'()' is not a list of column names", "" },
	{ ",", "'' is not a list of column names", "" },
	{ "a,,b,", "'a,,b' is not a list of column names", "" },
	{ ", a", "', a' is not a list of column names", "" },
	{ "desc()", "'desc()' is not a list of column names", "" },
	{ "asc( )", "'asc( )' is not a list of column names", "" },
	{ "collate()", "'collate()' is not a list of column names", "" },
	{ "collate(a, NOCASE, b)",
		"'collate(a, NOCASE, b)' is not a list of column names", "" },
	{ "sql()", "'sql()' is not a list of column names", "" },
	{ "sql(a)", "'sql(a)' is not a list of column names", "" },
	{ "sql(\"a\" b)", "'sql(\"a\" b)' is not a list of column names", "" },
	{ "sql(\"\")", "'sql(\"\")' is not a list of column names", "" },
	{ ".name = \"x\"", "'.name = \"x\"' is not a list of column names",
		"" },
	{ "(calx_node){ CALX_NODE_CALL }",
		"a word of calx/short.h stands in a list of columns",
		"Include calx/short.h behind the models, or write sql(\"...\")." },
};

static void what_is_no_list_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wrong_lists) / sizeof(*wrong_lists);
		i++) {
		struct arena arena = { 0 };
		struct item_list list;
		calx_error error = { 0 };

		if (calx__items_parse(&arena, wrong_lists[i].text, &list,
			    &error) != CALX_INVALID)
			fail_msg("'%s' was read", wrong_lists[i].text);
		CHECK_TEXT(error.message, wrong_lists[i].message);
		CHECK_TEXT(error.hint, wrong_lists[i].hint);
		calx__arena_release(&arena);
	}
}

/* ---- options ------------------------------------------------------------ */

static const char *text_or(const char *text)
{
	return text ? text : "-";
}

static enum calx_status options_read(struct arena *arena, const char *text,
	enum calx_constraint_kind kind, calx_constraint_options *options,
	calx_error *error)
{
	return calx__item_options_parse(
		arena, calx__view(text), kind, options, error);
}

static const struct {
	const char *text;
	enum calx_constraint_kind kind;
	const char *name, *where, *on_delete;
	bool deferrable, initially_deferred;
} options_cases[] = {
	{ "", CALX_INDEX, "old", "-", "-", false, false },
	{ ".name = \"x\"", CALX_INDEX, "x", "-", "-", false, false },
	{ ".name=\"x\",", CALX_UNIQUE, "x", "-", "-", false, false },
	{ ".where = \"a > 0\" \" AND b\", .name = \"x\"", CALX_INDEX, "x",
		"a > 0 AND b", "-", false, false },
	{ ".name = NULL", CALX_INDEX, "-", "-", "-", false, false },
	{ ".name = nullptr", CALX_INDEX, "-", "-", "-", false, false },
	{ ".name = ((void *)0)", CALX_INDEX, "-", "-", "-", false, false },
	{ ".name = ((void*)0)", CALX_INDEX, "-", "-", "-", false, false },
	{ ".on_delete = \"CASCADE\", .deferrable = true", CALX_FOREIGN_KEY,
		"old", "-", "CASCADE", true, false },
	{ ".deferrable = 1, .initially_deferred = ((_Bool)+1u)",
		CALX_FOREIGN_KEY, "old", "-", "-", true, true },
	{ ".deferrable = true, .deferrable = false", CALX_FOREIGN_KEY, "old",
		"-", "-", false, false },
	{ ".deferrable = true, .deferrable = 0", CALX_FOREIGN_KEY, "old", "-",
		"-", false, false },
	{ ".deferrable = true, .deferrable = ((_Bool)+0u)", CALX_FOREIGN_KEY,
		"old", "-", "-", false, false },
};

static void options_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(options_cases) / sizeof(*options_cases);
		i++) {
		struct arena arena = { 0 };
		calx_constraint_options options = { .name = "old" };
		calx_error error = { 0 };

		if (options_read(&arena, options_cases[i].text,
			    options_cases[i].kind, &options, &error) < 0)
			fail_msg(
				"%s: %s", options_cases[i].text, error.message);
		CHECK_TEXT(text_or(options.name), options_cases[i].name);
		CHECK_TEXT(text_or(options.where), options_cases[i].where);
		CHECK_TEXT(
			text_or(options.on_delete), options_cases[i].on_delete);
		assert_int_equal(
			options.deferrable, options_cases[i].deferrable);
		assert_int_equal(options.initially_deferred,
			options_cases[i].initially_deferred);
		calx__arena_release(&arena);
	}
}

static const struct {
	const char *text;
	enum calx_constraint_kind kind;
	const char *message, *hint;
} wrong_options[] = {
	{ ".nam = \"x\"", CALX_INDEX, "there is no option .nam here",
		"Did you mean .name?" },
	{ ".zzzzzzzz = 1", CALX_INDEX, "there is no option .zzzzzzzz here",
		"" },
	/* one of another kind of constraint */
	{ ".deferrable = true", CALX_INDEX,
		"there is no option .deferrable here", "" },
	{ ".name = x", CALX_INDEX,
		"'.name = x' is not an option with a literal value", "" },
	{ ".name = \"x\" y", CALX_INDEX,
		"'.name = \"x\" y' is not an option with a literal value", "" },
	{ ".name", CALX_INDEX, "'.name' is not an option with a literal value",
		"" },
	{ ".name \"x\"", CALX_INDEX,
		"'.name \"x\"' is not an option with a literal value", "" },
	{ ".name =", CALX_INDEX,
		"'.name =' is not an option with a literal value", "" },
	{ ". = 5", CALX_INDEX, "'. = 5' is not an option with a literal value",
		"" },
	{ ".deferrable = yes", CALX_FOREIGN_KEY,
		"'.deferrable = yes' is not an option with a literal value",
		"" },
	{ ".deferrable = 2", CALX_FOREIGN_KEY,
		"'.deferrable = 2' is not an option with a literal value", "" },
	{ ".name = \"x\", b", CALX_INDEX, "'b' stands behind an option", "" },
	{ ".name = \"x\",, .name = \"y\"", CALX_INDEX,
		"'' stands behind an option", "" },
};

static void wrong_options_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wrong_options) / sizeof(*wrong_options);
		i++) {
		struct arena arena = { 0 };
		calx_constraint_options options = { 0 };
		calx_error error = { 0 };

		if (options_read(&arena, wrong_options[i].text,
			    wrong_options[i].kind, &options,
			    &error) != CALX_INVALID)
			fail_msg("'%s' was read", wrong_options[i].text);
		CHECK_TEXT(error.message, wrong_options[i].message);
		CHECK_TEXT(error.hint, wrong_options[i].hint);
		calx__arena_release(&arena);
	}
}

/* ---- memory ------------------------------------------------------------- */

static void read_in_need(void *context)
{
	struct arena arena = { 0 };
	struct strbuf text = STRBUF_INIT;
	struct item_list list;
	calx_constraint_options options = { 0 };
	enum calx_status status =
		calx__items_parse(&arena, context, &list, NULL);

	if (status >= 0) {
		torture_pause();
		list_print(&list, &text);
		CHECK_TEXT(text.data, "[a]/NOCASE-[b c]{d || e COLLATE X}{f(g)}"
				      "|.name = \"x\", .where = \"y\"");
		calx__strbuf_release(&text);
		torture_resume();
		status = calx__item_options_parse(
			&arena, list.options, CALX_INDEX, &options, NULL);
	}
	if (status >= 0) {
		CHECK_TEXT(options.name, "x");
		CHECK_TEXT(options.where, "y");
	} else {
		assert_int_equal(status, CALX_OUT_OF_MEMORY);
	}
	assert_true(status >= 0 || !torture_is_clean());
	calx__arena_release(&arena);
}

static void wrong_in_need(void *context)
{
	struct arena arena = { 0 };
	calx_constraint_options options = { 0 };
	const enum calx_status status =
		options_read(&arena, context, CALX_INDEX, &options, NULL);

	assert_true(status == CALX_INVALID ||
		    (status == CALX_OUT_OF_MEMORY && !torture_is_clean()));
	calx__arena_release(&arena);
}

static void reading_survives_the_lack_of_memory(void **state)
{
	char text[] = "desc(a COLLATE NOCASE), \"b c\", "
		      "collate(sql(\"d || \" \"e\"), X), f(g), "
		      ".name = \"x\", .where = \"y\"";
	char wrong[] = ".nam = \"x\"";

	(void)state;
	torture(read_in_need, text);
	torture(wrong_in_need, wrong);
}

CHECK_MAIN("items", cmocka_unit_test(lists_are_read),
	cmocka_unit_test(what_is_no_list_is_refused),
	cmocka_unit_test(options_are_read),
	cmocka_unit_test(wrong_options_are_refused),
	cmocka_unit_test(reading_survives_the_lack_of_memory), )
