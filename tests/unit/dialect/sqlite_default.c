/* Which defaults are one: SQLite itself says what each of them stores. */

#include <stdio.h>

#include "check.h"
#include "evolve.h"
#include "torture.h"

#include "compile/dialect.h"

static const char *const types[] = { "INTEGER", "BIGINT", "TEXT", "VARCHAR(20)",
	"", "BLOB", "REAL", "DOUBLE PRECISION", "NUMERIC(8, 2)", "BOOLEAN",
	"DATETIME", "DECIMAL_TEXT", "FLOATING POINT", "STRING" };

static const char *const literals[] = { "0", "(0)", "((0))", "+0", "(+ 0)",
	"-0", "(-(0))", "'0'", "('0')", "\"0\"", "0.0", "0e5", ".0", "0.",
	"0x0", "FALSE", "(false)", "'false'", "\"false\"", "1", "+1", "(1)",
	"- -1", "(- -1)", "TRUE", "true", "(TRUE)", "'1'", "' 1'", "'1 '",
	"'+1'", "'01'", "01", "1.0", "1.", "'1.0'", "'1.'", "'.5'", ".5", "0.5",
	"5e-1", "'0.5'", "1e0", "1E+0", "10e-1", "100", "1e2", "'1e2'", "1.5",
	"15e-1", "'1.5'", "-1.5", "(-1.5)", "'-1.5'", "(-'1')", "-1", "(-TRUE)",
	"0x10", "16", "-0x10", "-16", "0xFFFFFFFFFFFFFFFF",
	"9223372036854775807", "9223372036854775808", "-9223372036854775808",
	"(-9223372036854775808)", "9.2233720368547758e18", "1e18",
	"1000000000000000000", "'1000000000000000000'", "1e300", "1e20",
	"100000000000000000000", "'100000000000000000000'", "1e999", "0.1",
	"0.1000000000000000055511151231257827", "0.30000000000000004", "'0.1'",
	"123456789012345678", "123456789012345680", "NULL", "null", "(NULL)",
	"+NULL", "'NULL'", "\"NULL\"", "''", "\"\"", "('')", "x''", "X''",
	"(x'')", "x'00'", "x'aB'", "X'Ab'", "'aB'", "'ab'", "ab", "[ab]",
	"`ab`", "\"ab\"", "AB", "\"it's\"", "'it''s'", "\"a\"\"b\"", "'a\"b'",
	"'x'  ", "(/* c */ 'x')", "x", "'1_0'", "'0x10'", "'inf'", "'nan'",
	"'2020-01-01'", "2020-01-01", "(2020-01-01)", "2018", "(1 + 1)",
	"(1+1)", "2", "lower", "(lower('A'))", "(LOWER('A'))", "'a'",
	"(CASE WHEN 1 == 1 THEN 'q' END)", "(case when 1=1 then 'q' end)" };

enum { LITERALS = sizeof(literals) / sizeof(*literals) };

/* The table with that default, and what a row then holds; NULL if SQLite refuses
 * it. */
struct stored {
	const struct sql_column *column;
	const char *value;
};

static enum calx_status take_value(
	void *context, const char *const *values, size_t count)
{
	(void)count;
	*(const char **)context = strdup(values[0]);
	return CALX_OK;
}

static struct stored store(
	struct evolve *evolve, const char *type, const char *literal)
{
	static unsigned number;
	const struct catalog catalog =
		calx__connection_catalog(evolve->connection);
	struct stored stored = { 0 };
	struct sql_schema schema;
	char *name = calx__arena_printf(&evolve->arena, "t%u", number++);
	const char *sql = calx__arena_printf(&evolve->arena,
		"CREATE TABLE %s(v %s DEFAULT %s)", name, type, literal);

	if (calx__run(evolve->connection, sql) < 0) {
		calx_connection_rollback(evolve->connection);
		return stored;
	}
	evolve_run(evolve, calx__arena_printf(&evolve->arena,
				   "INSERT INTO %s DEFAULT VALUES;\n", name));
	catalog.query(&catalog,
		calx__arena_printf(&evolve->arena,
			"SELECT typeof(v) || ' ' || quote(v) FROM %s", name),
		take_value, &stored.value, NULL);
	schema = evolve_inspect(evolve);
	assert_int_equal(schema.table_count, 1);
	stored.column = &schema.tables[0]->columns[0];
	evolve_run(evolve,
		calx__arena_printf(&evolve->arena, "DROP TABLE %s;\n", name));
	return stored;
}

static bool same(
	struct evolve *evolve, const struct stored *a, const struct stored *b)
{
	return calx__connection_dialect(evolve->connection)
		->defaults_same(&evolve->arena, a->column, b->column);
}

/* Equal ones that are not known to be: they would need SQLite's own reading of
 * odd text, or its writing of odd numbers, or computing. */
static bool is_odd(const char *literal)
{
	static const char *const odd[] = { "(-'1')", "'100000000000000000000'",
		"0.1000000000000000055511151231257827", "0.30000000000000004",
		"123456789012345678", "(2020-01-01)", "(1 + 1)", "(1+1)",
		"(lower('A'))", "(LOWER('A'))",
		"(CASE WHEN 1 == 1 THEN 'q' END)" };

	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++)
		if (!strcmp(odd[i], literal))
			return true;
	return false;
}

static void check_pair(struct evolve *evolve, const char *type, size_t i,
	const struct stored *a, size_t j, const struct stored *b)
{
	const bool equal = !strcmp(a->value, b->value);

	if (same(evolve, a, b) && !equal)
		fail_msg("%s: %s stores %s, and %s stores %s", type,
			literals[i], a->value, literals[j], b->value);
	if (!same(evolve, a, b) && equal && !is_odd(literals[i]) &&
		!is_odd(literals[j]))
		fail_msg("%s: %s and %s both store %s", type, literals[i],
			literals[j], a->value);
}

static void what_is_stored_decides(void **state)
{
	struct stored stored[LITERALS];
	struct evolve evolve;
	size_t accepted = 0;

	(void)state;
	evolve_open(&evolve);
	for (size_t t = 0; t < sizeof(types) / sizeof(*types); t++) {
		for (size_t i = 0; i < LITERALS; i++) {
			stored[i] = store(&evolve, types[t], literals[i]);
			accepted += stored[i].value != NULL;
			for (size_t j = 0; stored[i].value && j <= i; j++)
				if (stored[j].value)
					check_pair(&evolve, types[t], i,
						&stored[i], j, &stored[j]);
		}
		for (size_t i = 0; i < LITERALS; i++)
			free((void *)(uintptr_t)stored[i].value);
	}
	assert_true(accepted > LITERALS * 9);
	evolve_close(&evolve);
}

static void expressions_are_compared_by_token(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
		{ NULL, NULL, true }, { NULL, "a", false },
		{ "((a>0))", "A > 0 -- so", true },
		{ "(a) > (0)", "a > 0", false },
		{ "(a) + (b)", "(a + b)", false },
		{ "[a b] == 'x'", "\"a b\" = 'x'", true },
		{ "`name` <> ''", "NAME != ''", true },
		{ "\"Good\" = x", "\"good\" = x", false },
		{ "x = \"good\"", "x = 'good'", false },
		{ "x IS \"true\"", "x is true", false },
		{ "x IS NULL", "x IS \"NULL\"", false },
		{ "x = 'A'", "x = 'a'", false },
		{ "x = X'AB'", "x = x'ab'", true },
		{ "x > 1.0", "x > 1", false },
		{ "x LIKE '%\\' -- ", "x like '%\\'", true },
		{ "x \\ y", "x \\ y", true },
		{ "x \\ y", "x  \\ y", false }, /* no SQL */
	};
	struct evolve evolve;

	(void)state;
	evolve_open(&evolve);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		for (size_t turned = 0; turned < 2; turned++)
			if (calx__connection_dialect(evolve.connection)
					->sql_same(&evolve.arena,
						turned ? cases[i].b
						       : cases[i].a,
						turned ? cases[i].a
						       : cases[i].b) !=
				cases[i].same)
				fail_msg("%s, %s", cases[i].a, cases[i].b);
	evolve_close(&evolve);
}

static void compare_once(void *context)
{
	const struct dialect *dialect = context;
	static const char *const defaults[] = { "(-0x1F)", "-1.50", "\"it's\"",
		"x'aB'", "lower('x') == 'x'", "CURRENT_TIMESTAMP", NULL };

	for (size_t i = 0; i < sizeof(defaults) / sizeof(*defaults); i++) {
		struct arena arena = { 0 };
		struct sql_column a = { .type_text = "TEXT",
			.server_default = defaults[i] };
		struct sql_column b = { .type_text = "DOUBLE",
			.server_default = "'5'" };
		bool same = dialect->defaults_same(&arena, &a, &a);

		assert_true(same || arena.failed);
		same = dialect->defaults_same(&arena, &a, &b);
		assert_true(!same || arena.failed);
		calx__arena_release(&arena);
	}
}

static void comparing_survives_without_memory(void **state)
{
	struct evolve evolve;

	(void)state;
	evolve_open(&evolve);
	torture(compare_once,
		(void *)(uintptr_t)calx__connection_dialect(evolve.connection));
	evolve_close(&evolve);
}

CHECK_MAIN("sqlite_default", cmocka_unit_test(what_is_stored_decides),
	cmocka_unit_test(expressions_are_compared_by_token),
	cmocka_unit_test(comparing_survives_without_memory))
