#include "dialect/postgresql/text/same.h"

#include "check.h"
#include "dialect/postgresql/compile.h"
#include "dialect/postgresql/inspect.h"
#include "dialect/postgresql/text/token.h"
#include "dialect/postgresql/type.h"
#include "util/strbuf.h"

/* What PostgreSQL prints is what was written; and its SQL piece by piece. */

static struct arena arena;

static int tear_down(void **state)
{
	(void)state;
	calx__arena_release(&arena);
	return 0;
}

static void expressions_are_the_same(void **state)
{
	/* what a person writes, and what pg_get_expr() of PostgreSQL 15 makes
	 * of it */
	static const char *const same[][2] = {
		{ "price > 0", "(price > (0)::numeric)" },
		{ "length(name) > 3", "(length((name)::text) > 3)" },
		{ "state IN ('a', 'b')",
			"((state)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))" },
		{ "n NOT IN (1, 2)", "(n <> ALL (ARRAY[1, 2]))" },
		{ "n BETWEEN 1 AND 5 AND m > 2",
			"(((n >= 1) AND (n <= 5)) AND (m > 2))" },
		{ "name LIKE 'a%'", "((name)::text ~~ 'a%'::text)" },
		{ "name NOT LIKE 'a%'", "((name)::text !~~ 'a%'::text)" },
		{ "a != 5 OR NOT b", "((a <> 5) OR (NOT b))" },
		{ "-1", "'-1'::integer" },
		{ "(-1)", "'-1'::integer" },
		{ "'x'", "'x'::character varying" },
		{ "0.5", "0.5" },
		{ "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP" },
		{ "a + b * 2", "(a + (b * 2))" },
		{ "a IS NOT NULL", "(a IS NOT NULL)" },
		{ "a IS DISTINCT FROM b", "(a IS DISTINCT FROM b)" },
		{ "CAST(a AS date) > '2020-01-01'",
			"((a)::date > '2020-01-01'::date)" },
		{ "coalesce(a, 'x') = 'y'",
			"((COALESCE(a, 'x'::character varying))::text = 'y'::text)" },
		{ "first || ' ' || last",
			"(((first)::text || ' '::text) || (last)::text)" },
		{ "CASE WHEN a > 0 THEN 1 ELSE 0 END",
			"\nCASE\n    WHEN (a > 0) THEN 1\n    ELSE 0\nEND" },
		{ "\"Odd\" > 0 and plain > 0",
			"((\"Odd\" > 0) AND (plain > 0))" },
		{ "\"plain\" > 0", "(plain > 0)" },
		{ "true", "true" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		const char *a = calx__postgresql_canonical(&arena, same[i][0]);
		const char *b = calx__postgresql_canonical(&arena, same[i][1]);

		if (!a || !b)
			fail_msg("%s is not understood",
				a ? same[i][1] : same[i][0]);
		CHECK_TEXT(a, b);
		assert_true(calx__postgresql_sql_same(
			&arena, same[i][0], same[i][1]));
	}
	assert_true(calx__postgresql_sql_same(&arena, NULL, NULL));
}

static void others_differ(void **state)
{
	static const char *const others[][2] = {
		{ "price > 0", "(price > 1)" },
		{ "a + b * 2", "((a + b) * 2)" },
		{ "a AND b OR c", "(a AND (b OR c))" },
		{ "a::date > b", "(a > b)" },
		{ "'x'", "'X'" },
		{ "\"A\" > 0", "(a > 0)" },
		{ "a IN (1, 2)", "(a = ANY (ARRAY[2, 1]))" },
		{ "5", "'5'" },
		/* not understood, and so compared as text */
		{ "a > ALL (SELECT 1)", "a > ALL (SELECT 2)" },
		{ "(((", "((" },
		{ "", "a" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (calx__postgresql_sql_same(
			    &arena, others[i][0], others[i][1]))
			fail_msg("%s is %s", others[i][0], others[i][1]);
	assert_false(calx__postgresql_sql_same(&arena, "a", NULL));
	assert_false(calx__postgresql_sql_same(&arena, NULL, "a"));
}

static void depth_has_a_limit(void **state)
{
	char deep[2001];

	(void)state;
	memset(deep, '(', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = '\0';
	assert_null(calx__postgresql_canonical(&arena, deep));
}

/* ---- plain SQL -------------------------------------------------------------- */

static void check_plain(const char *text, const char *expected)
{
	struct strbuf sql = STRBUF_INIT;

	calx__postgresql_plain(&sql, calx__view(text));
	CHECK_TEXT(sql.data, expected);
	calx__strbuf_release(&sql);
}

static void marks_become_numbers(void **state)
{
	(void)state;
	check_plain("SELECT ?, ?", "SELECT $1, $2");
	check_plain("SELECT '?', \"?\", E'\\'?', $$?$$, $a$ $$ ? $a$, ?",
		"SELECT '?', \"?\", E'\\'?', $$?$$, $a$ $$ ? $a$, $1");
	check_plain("SELECT 1 -- ?\n, ? /* ? /* ? */ ? */",
		"SELECT 1 -- ?\n, $1 /* ? /* ? */ ? */");
	check_plain("SELECT a ?? 'b' AND c = ?", "SELECT a ? 'b' AND c = $1");
	check_plain("SELECT a ? 'b' AND c = $1", "SELECT a ? 'b' AND c = $1");
	check_plain("SELECT 'it''s ?'", "SELECT 'it''s ?'");
	check_plain("SELECT 'never closed ?", "SELECT 'never closed ?");
	check_plain("", "");
}

static void names_are_found(void **state)
{
	static const char view[] =
		"CREATE VIEW v AS SELECT books.id, \"Odd \"\"one\".x FROM books -- authors";

	(void)state;
	assert_true(calx__postgresql_mentions(&arena, view, "books"));
	assert_true(calx__postgresql_mentions(&arena, view, "Odd \"one"));
	assert_false(calx__postgresql_mentions(&arena, view, "authors"));
	assert_false(calx__postgresql_mentions(&arena, view, "book"));
}

/* ---- types ------------------------------------------------------------------- */

static void check_type(
	const char *text, enum calx_kind kind, int length, int scale)
{
	const calx_type type = calx__postgresql_type_of(&arena, text);

	assert_int_equal(type.kind, kind);
	assert_int_equal(type.length, length);
	assert_int_equal(type.scale, scale);
}

static void types_have_names(void **state)
{
	(void)state;
	check_type("integer", CALX_INTEGER, 0, 0);
	check_type("bigint GENERATED BY DEFAULT AS IDENTITY", CALX_BIG_INTEGER,
		0, 0);
	check_type("numeric(10,2)", CALX_NUMERIC, 10, 2);
	check_type("numeric", CALX_NUMERIC, 0, 0);
	check_type("numeric(60,2)", CALX_NULL, 0, 0);
	check_type("character varying(20)", CALX_STRING, 20, 0);
	check_type("timestamp(3) without time zone", CALX_DATETIME, 0, 0);
	check_type("timestamp with time zone", CALX_TIMESTAMP, 0, 0);
	check_type("double precision", CALX_DOUBLE, 0, 0);
	check_type("jsonb", CALX_JSON, 0, 0);
	check_type("int4range", CALX_TEXT, 0, 0);
	check_type("integer[]", CALX_TEXT, 0, 0);
	check_type("point[]", CALX_NULL, 0, 0);
	check_type("character(3)", CALX_STRING, 3, 0);
	check_type("numeric(", CALX_NULL, 0, 0);
	check_type(NULL, CALX_NULL, 0, 0);
	assert_int_equal(
		calx__postgresql_type_like("tsvector").kind, CALX_TEXT);
}

CHECK_MAIN("postgresql_same",
	cmocka_unit_test_teardown(expressions_are_the_same, tear_down),
	cmocka_unit_test_teardown(others_differ, tear_down),
	cmocka_unit_test_teardown(depth_has_a_limit, tear_down),
	cmocka_unit_test(marks_become_numbers),
	cmocka_unit_test(names_are_found),
	cmocka_unit_test_teardown(types_have_names, tear_down))
