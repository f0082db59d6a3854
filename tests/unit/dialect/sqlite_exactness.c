#include <check.h>
#include <torture.h>

#include "dialect/sqlite/text/exactness.h"

/* What SQL of a schema does with a decimal: each form in which it may stand
 * there, and whether it is refused. */

enum { FINE, TEXT, DIVISION, SUM };

static const char *const problems[] = { [TEXT] = "SQLite keeps it as text",
	[DIVISION] = "SQLite divides whole numbers",
	[SUM] = "SQLite computes with floating numbers" };

static void check_misuse(const char *sql, struct misuse misuse, int expected)
{
	if (!misuse.problem != !problems[expected] ||
		(misuse.problem && strncmp(misuse.problem, problems[expected],
					   strlen(problems[expected]))))
		fail_msg("%s: %s", sql,
			misuse.problem ? misuse.problem : "accepted");
	assert_int_equal(!misuse.hint, !misuse.problem);
}

static struct lexemes lexemes_of(struct arena *arena, const char *sql)
{
	struct lexemes lexemes;

	assert_int_equal(
		calx__lexemes_read(arena, sql, &lexemes, NULL), CALX_OK);
	return lexemes;
}

/* ---- types ---------------------------------------------------------------- */

static void types_are_told_apart(void **state)
{
	static const struct {
		calx_type type;
		enum exactness exactness;
	} cases[] = {
		{ { .kind = CALX_INTEGER }, EXACTNESS_FINE },
		{ { .kind = CALX_DOUBLE }, EXACTNESS_FINE },
		{ { .kind = CALX_TEXT }, EXACTNESS_FINE },
		{ { .kind = CALX_NUMERIC, .length = 15, .scale = 0 },
			EXACTNESS_WHOLE },
		{ { .kind = CALX_NUMERIC, .length = 15, .scale = 1 },
			EXACTNESS_REAL },
		{ { .kind = CALX_NUMERIC, .length = 15, .scale = 15 },
			EXACTNESS_REAL },
		{ { .kind = CALX_NUMERIC, .length = 16, .scale = 2 },
			EXACTNESS_TEXT },
		{ { .kind = CALX_NUMERIC }, EXACTNESS_TEXT },
		{ { .kind = CALX_NUMERIC,
			  .length = 10,
			  .scale = 2,
			  .stored = CALX_STORED_SCALED_INTEGER },
			EXACTNESS_FINE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(
			calx__exactness(&cases[i].type), cases[i].exactness);
}

/* ---- expressions ---------------------------------------------------------- */

static const struct expression {
	const char *sql;
	int whole, real, text;
	int computed; /* of a generated column, as a number with a fraction */
} expressions[] = {
	/* compared, of no matter whether on the left or on the right */
	{ "a > 0", FINE, FINE, TEXT, FINE },
	{ "0 < a", FINE, FINE, TEXT, FINE },
	{ "\"a\" > 0", FINE, FINE, TEXT, FINE },
	{ "[A] BETWEEN 1 AND 2", FINE, FINE, TEXT, FINE },
	{ "t.a > 0", FINE, FINE, TEXT, FINE },
	{ "main.t.a > 0", FINE, FINE, TEXT, FINE },
	{ "b > 0", FINE, FINE, FINE, FINE },
	{ "a.b > 0", FINE, FINE, FINE, FINE },
	{ "a(b) > 0", FINE, FINE, FINE, FINE },
	{ "b > 'a'", FINE, FINE, FINE, FINE },
	{ "CAST(b AS a) > 0", FINE, FINE, FINE, FINE },
	{ "aa > 0 AND ab > 0", FINE, FINE, FINE, FINE },
	/* asked for in a way that its form is no matter */
	{ "a IS NULL", FINE, FINE, FINE, FINE },
	{ "a IS NOT NULL", FINE, FINE, FINE, FINE },
	{ "a ISNULL", FINE, FINE, FINE, FINE },
	{ "a NOTNULL", FINE, FINE, FINE, FINE },
	{ "a NOT NULL", FINE, FINE, FINE, FINE },
	{ "t.a IS NULL", FINE, FINE, FINE, FINE },
	{ "a IS 5", FINE, FINE, TEXT, FINE },
	{ "a IS NOT 5", FINE, FINE, TEXT, FINE },
	{ "a NOT IN (1, NULL)", FINE, FINE, TEXT, FINE },
	{ "a NOT LIKE '1%'", FINE, FINE, TEXT, FINE },
	{ "NULL IS a", FINE, FINE, TEXT, FINE },
	{ "typeof(a) = 'text'", FINE, FINE, FINE, FINE },
	{ "length(a) < 9", FINE, FINE, FINE, FINE },
	{ "quote(t.a) <> ''", FINE, FINE, FINE, FINE },
	{ "count(a) > 1", FINE, FINE, FINE, FINE },
	{ "length(a || 'x') < 9", FINE, FINE, TEXT, FINE },
	{ "abs(a) < 9", FINE, FINE, TEXT, FINE },
	{ "(a) < 9", FINE, FINE, TEXT, FINE },
	{ "length(b, a) < 9", FINE, FINE, TEXT, FINE },
	{ "CAST(a AS REAL) > 5", FINE, FINE, FINE, FINE },
	{ "cast(t.a as real) > 5", FINE, FINE, FINE, FINE },
	{ "b(a AS REAL) > 5", FINE, FINE, TEXT, FINE },
	{ "CAST(a + 1 AS REAL) > 5", FINE, SUM, TEXT, FINE },
	/* divided: whole numbers lose what is behind the point */
	{ "a / 2 > 1", DIVISION, DIVISION, TEXT, DIVISION },
	{ "2 / a > 1", DIVISION, DIVISION, TEXT, DIVISION },
	{ "a / b > 1", DIVISION, DIVISION, TEXT, DIVISION },
	{ "b / t.a > 1", DIVISION, DIVISION, TEXT, DIVISION },
	{ "a % 2 = 1", DIVISION, DIVISION, TEXT, DIVISION },
	{ "2 % a = 1", DIVISION, DIVISION, TEXT, DIVISION },
	{ "a / 2.0 > 1", FINE, FINE, TEXT, FINE },
	{ "2.0 / a > 1", FINE, FINE, TEXT, FINE },
	{ "a / .5 > 1", FINE, FINE, TEXT, FINE },
	{ "a / 1e1 > 1", FINE, FINE, TEXT, FINE },
	{ "1E1 / a > 1", FINE, FINE, TEXT, FINE },
	{ "a / 0x1e1 > 1", DIVISION, DIVISION, TEXT, DIVISION },
	{ "a / 2 > 1.5", DIVISION, DIVISION, TEXT, DIVISION },
	{ "1.5 < a / 2", DIVISION, DIVISION, TEXT, DIVISION },
	{ "a / '2.0' > 1", DIVISION, DIVISION, TEXT, DIVISION },
	{ "CAST(a AS REAL) / 2 > 1", FINE, FINE, FINE, FINE },
	/* added: numbers with a fraction are not exact */
	{ "a + 1 > 0", FINE, SUM, TEXT, FINE },
	{ "1 + a > 0", FINE, SUM, TEXT, FINE },
	{ "a - b > 0", FINE, SUM, TEXT, FINE },
	{ "b - a > 0", FINE, SUM, TEXT, FINE },
	{ "a * 2 > 0", FINE, SUM, TEXT, FINE },
	{ "2 * t.a > 0", FINE, SUM, TEXT, FINE },
	{ "(b) - a > 0", FINE, SUM, TEXT, FINE },
	{ "b > 0 AND c = a + b", FINE, SUM, TEXT, FINE },
	{ "round(a + b, 2) = c", FINE, FINE, TEXT, FINE },
	{ "round(b + abs(a - 1), 2) = c", FINE, FINE, TEXT, FINE },
	{ "round((b + 1) * a, 2) = c", FINE, FINE, TEXT, FINE },
	{ "round(b, 2) = a + 1", FINE, SUM, TEXT, FINE },
	{ "abs(round(b), a + 1) > 1", FINE, SUM, TEXT, FINE },
	{ "abs(a + 1) > 1", FINE, SUM, TEXT, FINE },
	/* a sign is no sum */
	{ "-a < 0", FINE, FINE, TEXT, FINE },
	{ "+a < 0", FINE, FINE, TEXT, FINE },
	{ "b > -a", FINE, FINE, TEXT, FINE },
	{ "b IN (1, -a)", FINE, FINE, TEXT, FINE },
	{ "b > 1 AND -a < 0", FINE, FINE, TEXT, FINE },
	{ "b > 1 OR -a < 0", FINE, FINE, TEXT, FINE },
	{ "NOT -a", FINE, FINE, TEXT, FINE },
	{ "b BETWEEN -a AND +a", FINE, FINE, TEXT, FINE },
	{ "CASE WHEN -a THEN -a ELSE -a END", FINE, FINE, TEXT, FINE },
	{ "b -a", FINE, SUM, TEXT, FINE },
	{ "'1' -a", FINE, SUM, TEXT, FINE },
};

static struct misuse expression_misuse(
	const char *sql, enum exactness exactness, bool computed)
{
	struct arena arena = { 0 };
	const struct lexemes lexemes = lexemes_of(&arena, sql);
	const struct misuse misuse = calx__expression_misuse(&lexemes,
		(struct span){ 0, strlen(sql) }, "a", exactness, computed);

	calx__arena_release(&arena);
	return misuse;
}

static void expressions_are_looked_at(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(expressions) / sizeof(*expressions);
		i++) {
		const struct expression *e = &expressions[i];

		check_misuse(e->sql,
			expression_misuse(e->sql, EXACTNESS_FINE, false), FINE);
		check_misuse(e->sql,
			expression_misuse(e->sql, EXACTNESS_WHOLE, false),
			e->whole);
		check_misuse(e->sql,
			expression_misuse(e->sql, EXACTNESS_REAL, false),
			e->real);
		check_misuse(e->sql,
			expression_misuse(e->sql, EXACTNESS_TEXT, false),
			e->text);
		check_misuse(e->sql,
			expression_misuse(e->sql, EXACTNESS_REAL, true),
			e->computed);
		check_misuse(e->sql,
			expression_misuse(e->sql, EXACTNESS_TEXT, true),
			e->text);
	}
}

/* what stands before the span or behind it is another expression */
static void only_the_span_counts(void **state)
{
	static const char sql[] = "a > 1, b > 1, a > 1";
	struct arena arena = { 0 };
	const struct lexemes lexemes = lexemes_of(&arena, sql);

	(void)state;
	check_misuse(sql,
		calx__expression_misuse(&lexemes, (struct span){ 7, 12 }, "a",
			EXACTNESS_TEXT, false),
		FINE);
	check_misuse(sql,
		calx__expression_misuse(&lexemes, (struct span){ 7, 15 }, "a",
			EXACTNESS_TEXT, false),
		TEXT);
	check_misuse(sql,
		calx__expression_misuse(&lexemes, (struct span){ 0, 1 }, "a",
			EXACTNESS_TEXT, false),
		TEXT);
	calx__arena_release(&arena);
}

/* ---- indexes -------------------------------------------------------------- */

static const struct {
	const char *sql;
	int whole, real, text;
} indexes[] = {
	{ "CREATE INDEX i ON t (a)", FINE, FINE, FINE },
	{ "CREATE INDEX a ON a (a)", FINE, FINE, FINE },
	{ "CREATE INDEX i ON t (b, a)", FINE, FINE, FINE },
	{ "CREATE INDEX i ON t (a, b)", FINE, FINE, FINE },
	{ "CREATE INDEX i ON t (a ASC, \"a\" DESC)", FINE, FINE, FINE },
	{ "CREATE INDEX i ON t (a COLLATE NOCASE)", FINE, FINE, TEXT },
	{ "CREATE INDEX i ON t (abs(a))", FINE, FINE, TEXT },
	{ "CREATE INDEX i ON t (b, -a)", FINE, FINE, TEXT },
	{ "CREATE INDEX i ON t (typeof(a))", FINE, FINE, FINE },
	{ "CREATE INDEX i ON t (a / 2)", DIVISION, DIVISION, TEXT },
	{ "CREATE INDEX i ON t (a + 2)", FINE, FINE, TEXT },
	{ "CREATE INDEX i ON t (b) WHERE a > 2", FINE, FINE, TEXT },
	{ "CREATE INDEX i ON t (b) WHERE a % 2", DIVISION, DIVISION, TEXT },
	{ "CREATE INDEX i ON t (b) WHERE a IS NULL", FINE, FINE, FINE },
	{ "CREATE INDEX i ON t (a) WHERE (a)", FINE, FINE, TEXT },
	{ "CREATE INDEX i ON t (b) WHERE f(1, a)", FINE, FINE, FINE },
	{ "CREATE INDEX a ON t", FINE, FINE, FINE },
};

static struct misuse index_misuse(const char *sql, enum exactness exactness)
{
	struct arena arena = { 0 };
	const struct lexemes lexemes = lexemes_of(&arena, sql);
	const struct misuse misuse =
		calx__index_misuse(&lexemes, "a", exactness);

	calx__arena_release(&arena);
	return misuse;
}

static void indexes_are_looked_at(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(indexes) / sizeof(*indexes); i++) {
		const char *sql = indexes[i].sql;

		check_misuse(sql, index_misuse(sql, EXACTNESS_FINE), FINE);
		check_misuse(sql, index_misuse(sql, EXACTNESS_WHOLE),
			indexes[i].whole);
		check_misuse(sql, index_misuse(sql, EXACTNESS_REAL),
			indexes[i].real);
		check_misuse(sql, index_misuse(sql, EXACTNESS_TEXT),
			indexes[i].text);
	}
}

/* ---- views and triggers --------------------------------------------------- */

#define TRIGGER(body) "CREATE TRIGGER r AFTER UPDATE ON t BEGIN " body "; END"

static const struct {
	const char *sql;
	int problem;
	const char *alias; /* another name that it gives to the column */
} statements[] = {
	/* handed on as it is */
	{ "CREATE VIEW v AS SELECT a FROM t", FINE, NULL },
	{ "CREATE VIEW v AS SELECT b, t.a, c FROM t", FINE, NULL },
	{ "CREATE VIEW v AS SELECT a AS x FROM t", FINE, "x" },
	{ "CREATE VIEW v AS SELECT a AS \"x y\", b FROM t", FINE, "x y" },
	{ "CREATE VIEW v AS SELECT a AS x FROM t WHERE x > 1", TEXT, "x" },
	{ "CREATE VIEW v AS SELECT b AS a FROM t", FINE, NULL },
	{ "CREATE VIEW v (x) AS SELECT a FROM t", TEXT, NULL },
	{ "CREATE VIEW IF NOT EXISTS v (x) AS SELECT a FROM t", TEXT, NULL },
	{ "CREATE TEMP VIEW IF NOT EXISTS main.v (x) AS SELECT a FROM t", TEXT,
		NULL },
	{ "CREATE VIEW v (x) AS SELECT CAST(a AS REAL) FROM t", FINE, NULL },
	{ "CREATE VIEW v AS SELECT b FROM t WHERE (b = 1)", FINE, NULL },
	{ "CREATE VIEW v AS SELECT b FROM (SELECT a, b FROM t)", FINE, NULL },
	{ "CREATE VIEW v AS SELECT DISTINCT a FROM t", FINE, NULL },
	{ "CREATE VIEW v AS SELECT a FROM t GROUP BY a", FINE, NULL },
	{ "CREATE VIEW v AS VALUES (1, 2)", FINE, NULL },
	{ "CREATE VIEW v AS SELECT sum(b) OVER (PARTITION BY a) FROM t", FINE,
		NULL },
	{ "CREATE VIEW v AS SELECT count(a), typeof(a) FROM t", FINE, NULL },
	{ "CREATE VIEW v AS SELECT CAST(a AS REAL) * 2 FROM t", FINE, NULL },
	{ "CREATE VIEW v AS SELECT b FROM t WHERE a IS NOT NULL", FINE, NULL },
	/* compared, computed with, given to a function */
	{ "CREATE VIEW v AS SELECT a + 1 FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT 1 + a FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT a || 'x' FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT b = a FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT a > 1 FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT a IN (1) FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT a LIKE '1%' FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT a GLOB '1' FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT a MATCH '1' FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT a REGEXP '1' FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT a BETWEEN 1 AND 2 FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT a NOT IN (1) FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT a IS 1 FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT a AND b FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT a OR b FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT a COLLATE NOCASE FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT max(a) FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT coalesce(b, a) FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT b FROM t WHERE a > 1", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT b FROM t ORDER BY a", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT b FROM t GROUP BY b HAVING a", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT b FROM t JOIN u ON a", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT b FROM t JOIN u USING (a)", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT b FROM t LIMIT a", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT CASE a WHEN 1 THEN 2 END FROM t", TEXT,
		NULL },
	{ "CREATE VIEW v AS SELECT CASE WHEN a THEN 2 END FROM t", TEXT, NULL },
	{ "CREATE VIEW v AS SELECT (SELECT max(b) FROM t WHERE a), b FROM t",
		TEXT, NULL },
	/* the place behind a parenthesis is the one before it */
	{ "CREATE VIEW v AS SELECT (SELECT b FROM u WHERE b > 1), a FROM t",
		FINE, NULL },
	{ "CREATE VIEW v AS SELECT b FROM t WHERE (SELECT b FROM t) > a", TEXT,
		NULL },
	/* triggers */
	{ TRIGGER("INSERT INTO u (a) VALUES (NEW.a)"), FINE, NULL },
	{ TRIGGER("INSERT INTO u (b, a) SELECT 1, OLD.a"), FINE, NULL },
	{ TRIGGER("INSERT INTO u VALUES (NEW.a + 1)"), TEXT, NULL },
	{ TRIGGER("INSERT INTO u VALUES (abs(NEW.a))"), TEXT, NULL },
	{ TRIGGER("INSERT INTO u (b) VALUES (1) RETURNING a"), FINE, NULL },
	{ TRIGGER("INSERT INTO u VALUES (1) ON CONFLICT (a) DO NOTHING"), TEXT,
		NULL },
	{ TRIGGER("UPDATE u SET a = NEW.a"), FINE, NULL },
	{ TRIGGER("UPDATE u SET b = 1, a = NEW.a"), FINE, NULL },
	{ TRIGGER("UPDATE u SET b = NEW.a, c = 1"), FINE, NULL },
	{ TRIGGER("UPDATE u SET b = a + 1"), TEXT, NULL },
	{ TRIGGER("UPDATE u SET b = c = a"), FINE, NULL },
	{ TRIGGER("UPDATE u SET b = 1 WHERE a = 1"), TEXT, NULL },
	{ TRIGGER("DELETE FROM u WHERE b = OLD.a"), TEXT, NULL },
	{ TRIGGER("DELETE FROM u WHERE b = OLD.b"), FINE, NULL },
	{ "CREATE TRIGGER r AFTER UPDATE OF a ON t BEGIN SELECT 1; END", FINE,
		NULL },
	{ "CREATE TRIGGER r AFTER UPDATE OF b, a ON t BEGIN SELECT 1; END",
		FINE, NULL },
	{ "CREATE TRIGGER r AFTER INSERT ON t WHEN NEW.a > 1 BEGIN "
	  "SELECT 1; END",
		TEXT, NULL },
};

static struct misuse statement_misuse(
	struct arena *arena, const char *sql, struct vec *names)
{
	const struct lexemes lexemes = lexemes_of(arena, sql);
	static const char *const column = "a";

	assert_true(calx__vec_append(names, &column));
	return calx__statement_misuse(arena, &lexemes, names);
}

static void statements_are_looked_at(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(statements) / sizeof(*statements); i++) {
		struct arena arena = { 0 };
		struct vec names = VEC_INIT(const char *);
		const char *alias = statements[i].alias;

		check_misuse(statements[i].sql,
			statement_misuse(&arena, statements[i].sql, &names),
			statements[i].problem);
		assert_int_equal(names.count, alias ? 2 : 1);
		if (alias)
			CHECK_TEXT(
				*(const char **)calx__vec_at(&names, 1), alias);
		calx__vec_release(&names);
		calx__arena_release(&arena);
	}
}

/* SQL that is nested deeper than it is followed is not trusted. */
static void depth_has_an_end(void **state)
{
	(void)state;
	for (size_t depth = 55; depth < 75; depth++) {
		struct arena arena = { 0 };
		struct vec names = VEC_INIT(const char *);
		char sql[256] = "CREATE VIEW v AS SELECT ";

		memset(sql + strlen(sql), '(', depth);
		strcat(sql, "b");
		memset(sql + strlen(sql), ')', depth);
		check_misuse(sql, statement_misuse(&arena, sql, &names),
			depth < 64 ? FINE : TEXT);
		calx__vec_release(&names);
		calx__arena_release(&arena);
	}
}

/* An alias that could not be noted may be misused unseen. */
static void look_in_need(void *context)
{
	struct arena arena = { 0 };
	struct vec names = VEC_INIT(const char *);
	static const char *const column = "a";
	struct lexemes lexemes;

	if (calx__lexemes_read(&arena, context, &lexemes, NULL) >= 0 &&
		calx__vec_append(&names, &column)) {
		const struct misuse misuse =
			calx__statement_misuse(&arena, &lexemes, &names);

		if (torture_is_clean())
			assert_null(misuse.problem);
		assert_true(misuse.problem || names.count == 2);
	}
	calx__vec_release(&names);
	calx__arena_release(&arena);
}

static void looking_survives_the_lack_of_memory(void **state)
{
	char sql[] = "CREATE VIEW v AS SELECT a AS x FROM t";

	(void)state;
	torture(look_in_need, sql);
}

CHECK_MAIN("sqlite exactness", cmocka_unit_test(types_are_told_apart),
	cmocka_unit_test(expressions_are_looked_at),
	cmocka_unit_test(only_the_span_counts),
	cmocka_unit_test(indexes_are_looked_at),
	cmocka_unit_test(statements_are_looked_at),
	cmocka_unit_test(depth_has_an_end),
	cmocka_unit_test(looking_survives_the_lack_of_memory), )
