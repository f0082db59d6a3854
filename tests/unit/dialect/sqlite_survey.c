#include "database.h"

#include <torture.h>

#include "dialect/sqlite/survey/survey.h"

/* What of a schema works, and which rows refer to nothing. */

static const struct {
	const char *sql;
	/* "kind name of table: state", the problem, what drops it; rows */
	const char *expected;
} cases[] = {
	{ "CREATE TABLE t (a)", "" },
	/* views and triggers */
	{ "CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t;"
	  "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT NEW.a; END",
		"view v: works | DROP VIEW \"v\"\n"
		"trigger r of t: works | DROP TRIGGER \"r\"\n" },
	{ "CREATE VIEW v AS SELECT a FROM t; CREATE TABLE t (b);"
	  "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT NEW.a; END;"
	  "CREATE VIEW w AS SELECT * FROM v",
		"view v: broken (no such column: a) | DROP VIEW \"v\"\n"
		"view w: broken (no such column: a) | DROP VIEW \"w\"\n"
		"trigger r of t: broken (no such column: NEW.a) | "
		"DROP TRIGGER \"r\"\n" },
	{ "CREATE TABLE t (a); CREATE TRIGGER r AFTER UPDATE OF a ON t "
	  "WHEN NEW.a > 1 BEGIN DELETE FROM u; END",
		"trigger r of t: broken (no such table: u) | "
		"DROP TRIGGER \"r\"\n" },
	/* foreign keys that stand on a key */
	{ "CREATE TABLE p (id INTEGER PRIMARY KEY, x UNIQUE, y, z);"
	  "CREATE UNIQUE INDEX i ON p (y, z);"
	  "CREATE TABLE c (a REFERENCES p, b REFERENCES P (X), d, e,"
	  " CONSTRAINT mine FOREIGN KEY (d, e) REFERENCES p (z, y))",
		"foreign key d, e of c: works | mine\n"
		"foreign key b of c: works | fk_c_b_P\n"
		"foreign key a of c: works | fk_c_a_p\n" },
	{ "CREATE TABLE p (x, y, PRIMARY KEY (y, x));"
	  "CREATE TABLE c (a, b, CONSTRAINT \"f k\" FOREIGN KEY (a, b) "
	  "REFERENCES p)",
		"foreign key a, b of c: works | f k\n" },
	/* and some that do not */
	{ "CREATE TABLE p (id INTEGER PRIMARY KEY, x, y);"
	  "CREATE UNIQUE INDEX i ON p (x) WHERE x > 1;"
	  "CREATE UNIQUE INDEX j ON p (x, y); CREATE INDEX k ON p (y);"
	  "CREATE TABLE c (a REFERENCES p (x), b REFERENCES p (y));",
		"foreign key b of c: broken (p has no primary key or unique "
		"constraint of (y)) | fk_c_b_p\n"
		"foreign key a of c: broken (p has no primary key or unique "
		"constraint of (x)) | fk_c_a_p\n" },
	{ "CREATE TABLE p (x, y, PRIMARY KEY (x, y));"
	  "CREATE TABLE c (a REFERENCES p (x), b REFERENCES p (gone));"
	  "INSERT INTO c VALUES (1, 2)",
		"foreign key b of c: broken (p has no primary key or unique "
		"constraint of (gone)) | fk_c_b_p\n"
		"foreign key a of c: broken (p has no primary key or unique "
		"constraint of (x)) | fk_c_a_p\n" },
	{ "CREATE TABLE p (x); CREATE TABLE c (a REFERENCES p);"
	  "INSERT INTO c VALUES (1)",
		"foreign key a of c: broken (p has no primary key) | "
		"fk_c_a_p\n" },
	{ "CREATE TABLE p (x PRIMARY KEY); CREATE TABLE c (a, b,"
	  " FOREIGN KEY (a, b) REFERENCES p)",
		"foreign key a, b of c: broken (p has no primary key or unique "
		"constraint of (x)) | fk_c_a_b_p\n" },
	{ "CREATE TABLE c (a REFERENCES p, b, CONSTRAINT f FOREIGN KEY (a, b)"
	  " REFERENCES q (x, y))",
		"foreign key a, b of c: broken (there is no table q), waits | "
		"f\n"
		"foreign key a of c: broken (there is no table p), waits | "
		"fk_c_a_p\n" },
	/* rows */
	{ "CREATE TABLE p (id INTEGER PRIMARY KEY);"
	  "CREATE TABLE c (a REFERENCES p);"
	  "INSERT INTO p VALUES (1), (2);"
	  "INSERT INTO c VALUES (1), (NULL), (3), ('2'), ('x')",
		"foreign key a of c: works | fk_c_a_p\n"
		"row 3: 3\n"
		"row 5: 'x'\n" },
	{ "CREATE TABLE c (a REFERENCES p); INSERT INTO c VALUES (1), (NULL)",
		"foreign key a of c: broken (there is no table p), waits | "
		"fk_c_a_p\n"
		"row 1: 1\n" },
	{ "CREATE TABLE p (x, y, PRIMARY KEY (x, y));"
	  "CREATE TABLE c (a, b, k, l, PRIMARY KEY (k, l),"
	  " FOREIGN KEY (a, b) REFERENCES p) WITHOUT ROWID;"
	  "INSERT INTO p VALUES (1, 2);"
	  "INSERT INTO c VALUES (1, 2, 1, 1), (1, 3, 'k', 2), (2, 2, 3, 3),"
	  " (NULL, 5, 4, 4), (5, NULL, 5, 5)",
		"foreign key a, b of c: works | fk_c_a_b_p\n"
		"row 3, 3: 2, 2\n"
		"row 'k', 2: 1, 3\n" },
	{ "CREATE TABLE p (x TEXT COLLATE NOCASE PRIMARY KEY);"
	  "CREATE TABLE c (rowid, oid, _rowid_, a REFERENCES p);"
	  "INSERT INTO p VALUES ('a'); INSERT INTO c (a) VALUES ('A'), ('b')",
		"foreign key a of c: works | fk_c_a_p\n"
		"row -: 'b'\n" },
	/* names that need quotes */
	{ "CREATE TABLE \"p q\" (\"x'y\" PRIMARY KEY);"
	  "CREATE TABLE \"c\"\"d\" (\"a b\" REFERENCES \"p q\" (\"x'y\"));"
	  "INSERT INTO \"c\"\"d\" VALUES (7)",
		"foreign key a b of c\"d: works | fk_c\"d_a b_p q\n"
		"row 1: 7\n" },
};

struct surveyed {
	const struct catalog *catalog;
	const char *expected;
	struct strbuf *rows;
};

static enum calx_status orphan_print(void *context,
	const struct schema_thing *key, const char *row, const char *values)
{
	struct surveyed *surveyed = context;

	torture_pause();
	assert_non_null(key);
	calx__strbuf_addf(
		surveyed->rows, "row %s: %s\n", row ? row : "-", values);
	torture_resume();
	return CALX_OK;
}

static void thing_print(const struct schema_thing *thing, struct strbuf *text)
{
	static const char *const states[] = { [THING_BROKEN] = "broken",
		[THING_LENIENT] = "lenient",
		[THING_WORKS] = "works" };

	calx__strbuf_addf(text, "%s %s", thing->kind, thing->name);
	if (thing->table)
		calx__strbuf_addf(text, " of %s", thing->table);
	calx__strbuf_addf(text, ": %s", states[thing->state]);
	if (thing->problem)
		calx__strbuf_addf(text, " (%s)", thing->problem);
	calx__strbuf_addf(
		text, "%s | %s\n", thing->waits ? ", waits" : "", thing->drop);
}

static void survey_print(
	const struct survey *survey, const char *rows, struct strbuf *text)
{
	for (size_t i = 0; i < survey->things.count; i++)
		thing_print(calx__vec_at(&survey->things, i), text);
	calx__strbuf_adds(text, rows);
}

static void survey_once(void *context)
{
	struct arena arena = { 0 };
	struct strbuf rows = STRBUF_INIT, text = STRBUF_INIT;
	struct surveyed surveyed = *(struct surveyed *)context;
	struct survey survey = { .arena = &arena,
		.things = VEC_INIT(struct schema_thing),
		.orphan = orphan_print,
		.context = &surveyed };
	calx_error error = { 0 };
	enum calx_status status;

	surveyed.rows = &rows;
	status = calx__sqlite_survey(
		&calx__sqlite_dialect, surveyed.catalog, &survey, &error);
	torture_pause();
	if (status >= 0) {
		survey_print(&survey, rows.data, &text);
		CHECK_TEXT(text.data, surveyed.expected);
	} else {
		assert_int_equal(status, CALX_OUT_OF_MEMORY);
		assert_false(torture_is_clean());
	}
	torture_resume();
	calx__strbuf_release(&rows);
	calx__strbuf_release(&text);
	calx__vec_release(&survey.things);
	calx__arena_release(&arena);
}

static void what_works_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct catalog catalog = database_open();
		struct surveyed surveyed = { &catalog, cases[i].expected,
			NULL };

		database_must(&catalog, cases[i].sql);
		survey_once(&surveyed);
		torture(survey_once, &surveyed);
		database_close(&catalog);
	}
}

CHECK_MAIN("sqlite survey", cmocka_unit_test(what_works_is_told), )
