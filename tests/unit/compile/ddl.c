#include "check.h"
#include "torture.h"

#include <stdio.h>

#include <sqlite3.h>

#include "compile/ddl.h"
#include "dialect/sqlite/dialect.h"
#include "sql/type/type.h"

#include "items.h"
#include "sql/schema/resolve.h"

/* Schemas as SQL. SQLite itself must accept all that is written. */

static sqlite3 *database;

static int open_database(void **state)
{
	(void)state;
	return sqlite3_open(":memory:", &database);
}

static int close_database(void **state)
{
	(void)state;
	return sqlite3_close(database);
}

static void run(const char *sql)
{
	char *message = NULL;

	if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
}

/* ---- tables --------------------------------------------------------------- */

static void check_table(const calx_table *model, const char *expected)
{
	struct arena arena = { 0 };
	struct strbuf sql = STRBUF_INIT;
	struct sql_table *table;
	calx_error error = { 0 };

	if (calx__table_resolve(&arena, model, &table, &error) < 0)
		fail_msg("%s", error.message);
	assert_int_equal(
		calx__ddl_check(&calx__sqlite_dialect, table, NULL), CALX_OK);
	calx__ddl_create_table(&sql, &calx__sqlite_dialect, table);
	assert_false(sql.failed);
	assert_string_equal(sql.data, expected);
	run(sql.data);
	calx__strbuf_clear(&sql);
	calx__ddl_drop_table(&sql, &calx__sqlite_dialect, NULL, table->name);
	run(sql.data);
	calx__strbuf_release(&sql);
	calx__arena_release(&arena);
}

static void writes_every_type(void **state)
{
	(void)state;
	check_table(&Item_calx_table_,
		"CREATE TABLE \"items\" (\n"
		"\t\"id\" INTEGER NOT NULL,\n"
		"\t\"title\" VARCHAR(80) NOT NULL,\n"
		"\t\"note\" TEXT,\n"
		"\t\"amount\" INTEGER,\n"
		"\t\"small\" SMALLINT NOT NULL,\n"
		"\t\"big\" BIGINT,\n"
		"\t\"active\" BOOLEAN NOT NULL,\n"
		"\t\"weight\" FLOAT NOT NULL,\n"
		"\t\"ratio\" DOUBLE,\n"
		"\t\"price\" NUMERIC(10, 2) NOT NULL,\n"
		"\t\"exact\" DECIMAL_TEXT(30, 10) NOT NULL,\n"
		"\t\"free\" DECIMAL_TEXT,\n"
		"\t\"data\" BLOB,\n"
		"\t\"day\" DATE,\n"
		"\t\"clock\" TIME NOT NULL,\n"
		"\t\"made\" DATETIME,\n"
		"\t\"seen\" TIMESTAMP,\n"
		"\t\"lasts\" INTERVAL,\n"
		"\t\"code\" CHAR(36),\n"
		"\t\"doc\" JSON_TEXT,\n"
		"\t\"color\" VARCHAR(10) NOT NULL,\n"
		"\t\"order\" INTEGER,\n"
		"\tCONSTRAINT \"pk_items\" PRIMARY KEY (\"id\"),\n"
		"\tCONSTRAINT \"ck_items_68469970\" CHECK (\"active\" IN (0, "
		"1)),\n"
		"\tCONSTRAINT \"ck_items_12b44f3a\" CHECK (\"color\" IN "
		"('red', 'it''s green'))\n"
		")");
}

CALX_TABLE(parent, "parents", column(id, big_integer(), .primary_key = true),
	column(code, string(), .unique = true, .server_default = "'none'"),
	column(rate, double(), .server_default = "-1.5"),
	column(made, datetime(), .server_default = "current_timestamp"),
	column(size, integer(), .server_default = "(1 + 2)"),
	column(half, integer(), .server_default = "(1) + (2)"),
	column(quote, string(), .server_default = "'a' || ')'"),
	named("ck_size", check("size > 0 -- always")));

CALX_TABLE(child, "odd \"name\"",
	column(left_id, small_integer(), .primary_key = true),
	column(right_id, small_integer(), .primary_key = true),
	column(parent_id, nullable(big_integer()), .references = "parents.id",
		.on_delete = "set null", .on_update = "cascade"),
	column(code, string(), .references = "parents(code)",
		.on_delete = "no action"),
	foreign_key((left_id, right_id), "odd \"name\""),
	unique(parent_id, code));

static void writes_constraints(void **state)
{
	(void)state;
	check_table(&parent_calx_table_,
		"CREATE TABLE \"parents\" (\n"
		/* any sole integer key is a rowid, which counts by itself */
		"\t\"id\" INTEGER NOT NULL,\n"
		"\t\"code\" VARCHAR DEFAULT 'none' NOT NULL,\n"
		"\t\"rate\" DOUBLE DEFAULT -1.5 NOT NULL,\n"
		"\t\"made\" DATETIME DEFAULT current_timestamp NOT NULL,\n"
		"\t\"size\" INTEGER DEFAULT (1 + 2) NOT NULL,\n"
		"\t\"half\" INTEGER DEFAULT ((1) + (2)) NOT NULL,\n"
		"\t\"quote\" VARCHAR DEFAULT ('a' || ')') NOT NULL,\n"
		"\tCONSTRAINT \"pk_parents\" PRIMARY KEY (\"id\"),\n"
		"\tCONSTRAINT \"uq_parents_code\" UNIQUE (\"code\"),\n"
		"\tCONSTRAINT \"ck_size\" CHECK (size > 0 -- always\n)\n"
		")");
	check_table(&child_calx_table_,
		"CREATE TABLE \"odd \"\"name\"\"\" (\n"
		"\t\"left_id\" SMALLINT NOT NULL,\n"
		"\t\"right_id\" SMALLINT NOT NULL,\n"
		"\t\"parent_id\" BIGINT,\n"
		"\t\"code\" VARCHAR NOT NULL,\n"
		"\tCONSTRAINT \"pk_odd \"\"name\"\"\" PRIMARY KEY "
		"(\"left_id\", \"right_id\"),\n"
		"\tCONSTRAINT \"fk_odd \"\"name\"\"_parent_id_parents\" "
		"FOREIGN KEY (\"parent_id\") REFERENCES \"parents\" (\"id\") "
		"ON DELETE SET NULL ON UPDATE CASCADE,\n"
		"\tCONSTRAINT \"fk_odd \"\"name\"\"_code_parents\" FOREIGN "
		"KEY (\"code\") REFERENCES \"parents\" (\"code\"),\n"
		"\tCONSTRAINT \"fk_odd \"\"name\"\"_left_id_right_id_odd "
		"\"\"name\"\"\" FOREIGN KEY (\"left_id\", \"right_id\") "
		"REFERENCES \"odd \"\"name\"\"\",\n"
		"\tCONSTRAINT \"uq_odd \"\"name\"\"_parent_id_code\" UNIQUE "
		"(\"parent_id\", \"code\")\n"
		")");
}

/* A literal, a word or what stands in parentheses may stand as it is. */
static void defaults_get_parentheses_where_they_need_them(void **state)
{
	static const struct {
		const char *text, *sql;
	} cases[] = {
		{ "1", "1" },
		{ "-1.5", "-1.5" },
		{ "+2", "+2" },
		{ "1.", "1." },
		{ "-", "(-)" },
		{ ".5", "(.5)" },
		{ "1e3", "1e3" },
		{ "1.5.5", "(1.5.5)" },
		{ "1 + 1", "(1 + 1)" },
		{ "'a'", "'a'" },
		{ "'it''s'", "'it''s'" },
		{ "''", "''" },
		{ "'a", "('a)" },
		{ "'a' || 'b'", "('a' || 'b')" },
		{ "x'00'", "(x'00')" },
		{ "current_time", "current_time" },
		{ "\"name\"", "\"name\"" },
		{ "\"a\" + 1", "(\"a\" + 1)" },
		{ "\"a", "(\"a)" },
		{ "(1 + 2)", "(1 + 2)" },
		{ "((1) + (2))", "((1) + (2))" },
		{ "(1) + (2)", "((1) + (2))" },
		{ "(')')", "(')')" },
		{ "('(' || ')')", "('(' || ')')" },
		{ "(a", "((a)" },
		{ ")", "())" },
		{ "f(a)", "(f(a))" },
		{ "f(a) -- why", "(f(a) -- why\n)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct strbuf sql = STRBUF_INIT;

		calx__ddl_default_plain(&sql, cases[i].text);
		CHECK_TEXT(sql.data, cases[i].sql);
		calx__strbuf_release(&sql);
	}
}

/* A type's name that is more than words and numbers becomes a name. */
static void type_names_are_no_other_sql(void **state)
{
	static const struct {
		const char *text, *sql;
	} cases[] = {
		{ "INT", "INT" },
		{ "double precision", "double precision" },
		{ "N_1(+2, -3.5)", "N_1(+2, -3.5)" },
		{ "a-b", "a-b" },
		{ "a--b", "\"a--b\"" },
		{ "--", "\"--\"" },
		{ "a;b", "\"a;b\"" },
		{ "a\"b", "\"a\"\"b\"" },
		{ "a'b", "\"a'b\"" },
		{ "a/*b", "\"a/*b\"" },
		{ "a\nb", "\"a\nb\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct sql_column column = { .type_text = cases[i].text };
		struct strbuf sql = STRBUF_INIT;

		calx__ddl_type(&sql, &calx__sqlite_dialect, &column, 0);
		CHECK_TEXT(sql.data, cases[i].sql);
		calx__strbuf_release(&sql);
	}
}

/* what only a database that was read can have */
static void writes_what_was_read(void **state)
{
	static const char *names[] = { "a" };
	struct sql_column columns[] = {
		{ .name = "a",
			.type_text = "UNSIGNED BIG INT",
			.collation = "nocase" },
		{ .name = "b",
			.type_text = "odd); DROP TABLE x; --",
			.nullable = true },
		{ .name = "c", .type_text = "", .nullable = true },
		{ .name = "d",
			.type = { .kind = CALX_INTEGER },
			.nullable = true,
			.computed = "a + 1",
			.persisted = true },
	};
	struct sql_constraint constraints[] = {
		{ .kind = CALX_UNIQUE, .columns = names, .column_count = 1 },
		{ .kind = CALX_FOREIGN_KEY,
			.columns = names,
			.column_count = 1,
			.referred_table = "t",
			.referred_columns = names,
			.deferred = true },
	};
	const struct sql_table table = { .name = "t",
		.columns = columns,
		.column_count = 4,
		.constraints = constraints,
		.constraint_count = 2 };
	struct strbuf sql = STRBUF_INIT;

	(void)state;
	calx__ddl_create_table(&sql, &calx__sqlite_dialect, &table);
	assert_string_equal(sql.data,
		"CREATE TABLE \"t\" (\n"
		"\t\"a\" UNSIGNED BIG INT COLLATE \"nocase\" NOT NULL,\n"
		"\t\"b\" \"odd); DROP TABLE x; --\",\n"
		"\t\"c\",\n"
		"\t\"d\" INTEGER GENERATED ALWAYS AS (a + 1) STORED,\n"
		"\tUNIQUE (\"a\"),\n"
		"\tFOREIGN KEY (\"a\") REFERENCES \"t\" (\"a\") DEFERRABLE "
		"INITIALLY DEFERRED\n"
		")");
	run(sql.data);
	run("DROP TABLE t");
	calx__strbuf_release(&sql);
}

static void leaves_checks_of_types_to_databases_without_them(void **state)
{
	struct dialect native = calx__sqlite_dialect;
	struct arena arena = { 0 };
	struct strbuf sql = STRBUF_INIT;
	struct sql_table *table;

	(void)state;
	native.type_checks = false;
	assert_int_equal(
		calx__table_resolve(&arena, &Item_calx_table_, &table, NULL),
		CALX_OK);
	calx__ddl_create_table(&sql, &native, table);
	assert_null(strstr(sql.data, "CHECK"));
	calx__strbuf_release(&sql);
	calx__arena_release(&arena);
}

/* ---- indexes -------------------------------------------------------------- */

static void writes_indexes(void **state)
{
	static const char *names[] = { "a", "b\"" };
	static struct sql_item items[] = {
		{ .expression = "lower(a)", .descending = true },
		{ .expression = "a + 1" },
		{ .expression = "(a) + (1)" },
		{ .column = "b\"", .collation = "NOCASE", .descending = true },
	};
	struct sql_constraint index = { .kind = CALX_INDEX,
		.name = "ix",
		.columns = names,
		.column_count = 2 };
	struct strbuf sql = STRBUF_INIT;

	(void)state;
	run("CREATE TABLE t (a, \"b\"\"\")");
	calx__ddl_create_index(&sql, &calx__sqlite_dialect, NULL, "t", &index);
	assert_string_equal(
		sql.data, "CREATE INDEX \"ix\" ON \"t\" (\"a\", \"b\"\"\")");
	run(sql.data);
	calx__strbuf_clear(&sql);
	run("DROP INDEX ix");
	index.unique = true;
	calx__ddl_create_index(&sql, &calx__sqlite_dialect, NULL, "t", &index);
	assert_string_equal(sql.data,
		"CREATE UNIQUE INDEX \"ix\" ON \"t\" (\"a\", \"b\"\"\")");
	calx__strbuf_clear(&sql);
	index.items = items;
	index.item_count = 4;
	index.where = "a > 1";
	calx__ddl_create_index(&sql, &calx__sqlite_dialect, NULL, "t", &index);
	assert_string_equal(sql.data,
		"CREATE UNIQUE INDEX \"ix\" ON \"t\" (lower(a) DESC, (a + 1), ((a) + (1)), "
		"\"b\"\"\" COLLATE \"NOCASE\" DESC) WHERE a > 1");
	run(sql.data);
	run("DROP TABLE t");
	calx__strbuf_release(&sql);
}

/* ---- refusals ------------------------------------------------------------- */

static void check_fails(const struct sql_constraint *constraint)
{
	struct strbuf sql = STRBUF_INIT;

	calx__ddl_constraint(&sql, &calx__sqlite_dialect, constraint);
	assert_true(sql.failed);
	calx__strbuf_release(&sql);
}

static void refuses_what_cannot_be_written(void **state)
{
	static const char *names[] = { "a" }, *bad[] = { "\xff" };
	struct sql_column column = { .name = "\xff",
		.type = { .kind = CALX_INTEGER } };
	const struct sql_table table = {
		.name = "t", .columns = &column, .column_count = 1
	};
	calx_error error = { 0 };

	(void)state;
	check_fails(&(const struct sql_constraint){
		.kind = CALX_UNIQUE, .columns = bad, .column_count = 1 });
	check_fails(&(const struct sql_constraint){ .kind = CALX_UNIQUE,
		.name = "",
		.columns = names,
		.column_count = 1 });
	check_fails(&(const struct sql_constraint){ .kind = CALX_FOREIGN_KEY,
		.columns = names,
		.column_count = 1,
		.referred_table = "t",
		.on_delete = "CASCADE; DROP TABLE t" });
	check_fails(&(const struct sql_constraint){
		.kind = CALX_INDEX, .columns = names, .column_count = 1 });
	assert_int_equal(calx__ddl_check(&calx__sqlite_dialect, &table, &error),
		CALX_INVALID);
	assert_non_null(strstr(error.message, "table 't': the name"));
}

/* ---- types ---------------------------------------------------------------- */

static void check_type(const calx_type *type, const char *expected)
{
	const struct sql_column column = { .name = "c", .type = *type };
	struct strbuf sql = STRBUF_INIT;
	calx_type read;

	calx__sqlite_dialect.type(&sql, &column, false);
	assert_string_equal(sql.data, expected);
	read = calx__sqlite_dialect.type_of(NULL, sql.data);
	assert_true(calx__type_equal(&read, type));
	calx__strbuf_release(&sql);
}

static void types_are_read_back(void **state)
{
	(void)state;
	for (enum calx_kind kind = CALX_BOOLEAN; kind < CALX_ENUMERATION;
		kind++) {
		const struct sql_column column = { .name = "c",
			.type.kind = kind };
		struct strbuf sql = STRBUF_INIT;
		calx_type read;

		calx__sqlite_dialect.type(&sql, &column, false);
		read = calx__sqlite_dialect.type_of(NULL, sql.data);
		assert_true(calx__type_equal(&read, &column.type));
		calx__strbuf_release(&sql);
	}
	check_type(&(const calx_type){ .kind = CALX_STRING, .length = 36 },
		"VARCHAR(36)");
	check_type(&(const calx_type){ .kind = CALX_NUMERIC, .length = 15 },
		"NUMERIC(15, 0)");
	check_type(
		&(const calx_type){
			.kind = CALX_NUMERIC, .length = 16, .scale = 4 },
		"DECIMAL_TEXT(16, 4)");
	check_type(
		&(const calx_type){
			.kind = CALX_NUMERIC, .length = 38, .scale = 38 },
		"DECIMAL_TEXT(38, 38)");
}

static void reads_synonyms(void **state)
{
	static const struct {
		const char *text;
		calx_type type;
	} cases[] = {
		{ "int", { .kind = CALX_INTEGER } },
		{ " Integer ", { .kind = CALX_INTEGER } },
		{ "bool", { .kind = CALX_BOOLEAN } },
		{ "double precision", { .kind = CALX_DOUBLE } },
		{ "varchar( 20 )", { .kind = CALX_STRING, .length = 20 } },
		{ "decimal(8,3)",
			{ .kind = CALX_NUMERIC, .length = 8, .scale = 3 } },
		{ "numeric(8)", { .kind = CALX_NUMERIC, .length = 8 } },
		/* what is kept as a number is not what would be kept as text */
		{ "numeric", { .kind = CALX_NULL } },
		{ "numeric(20, 2)", { .kind = CALX_NULL } },
		{ "decimal_text(8, 3)", { .kind = CALX_NULL } },
		{ "decimal(3, 8)", { .kind = CALX_NULL } },
		{ "char(35)", { .kind = CALX_NULL } },
		{ "char", { .kind = CALX_NULL } },
		{ "integer(11)", { .kind = CALX_NULL } },
		{ "varchar(a)", { .kind = CALX_NULL } },
		{ "varchar(-1)", { .kind = CALX_NULL } },
		{ "varchar(1, 2)", { .kind = CALX_NULL } },
		{ "varchar(99999999999999999999)", { .kind = CALX_NULL } },
		{ "varchar(", { .kind = CALX_NULL } },
		{ "varchar)", { .kind = CALX_NULL } },
		{ "varchar()", { .kind = CALX_NULL } },
		{ "decimal(1,2,3)", { .kind = CALX_NULL } },
		{ "", { .kind = CALX_NULL } },
		{ "geometry", { .kind = CALX_NULL } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		calx_type read =
			calx__sqlite_dialect.type_of(NULL, cases[i].text);

		if (!calx__type_equal(&read, &cases[i].type))
			fail_msg("'%s' is read as kind %d (%d, %d)",
				cases[i].text, read.kind, read.length,
				read.scale);
	}
	assert_int_equal(
		calx__sqlite_dialect.type_of(NULL, NULL).kind, CALX_NULL);
}

/* Every text that a type can be kept as must come back as that text. */
static void affinities_keep_text(void **state)
{
	static const char *const numbers[] = { "1", "1.50", "1e5", "0x10", "00",
		"-0", "+5", " 7 ", "123456789012345678901234567890" };
	static const char *const types[] = { "VARCHAR", "TEXT", "CHAR(36)",
		"JSON_TEXT", "DECIMAL_TEXT", "DECIMAL_TEXT(30, 10)" };
	static const char *const others[][2] = { { "DATE", "2017-10-17" },
		{ "TIME", "16:04:51.060065" },
		{ "DATETIME", "2017-10-17 16:04:51.060065" },
		{ "TIMESTAMP", "2017-10-17 16:04:51.060065+02:00" },
		{ "INTERVAL", "P1Y2M3DT4H5M6.700000S" } };
	char sql[300];

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		for (size_t j = 0; j < sizeof(numbers) / sizeof(*numbers);
			j++) {
			snprintf(sql, sizeof(sql),
				"CREATE TABLE a (x %s); INSERT INTO a VALUES "
				"('%s'); CREATE TABLE ok (y CHECK (y = 1)); "
				"INSERT INTO ok SELECT x IS '%s' AND typeof(x) "
				"= 'text' FROM a; DROP TABLE a; DROP TABLE ok",
				types[i], numbers[j], numbers[j]);
			run(sql);
		}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		snprintf(sql, sizeof(sql),
			"CREATE TABLE a (x %s); INSERT INTO a VALUES ('%s'); "
			"CREATE TABLE ok (y CHECK (y = 1)); INSERT INTO ok "
			"SELECT typeof(x) = 'text' FROM a; DROP TABLE a; DROP "
			"TABLE ok",
			others[i][0], others[i][1]);
		run(sql);
	}
}

static void create_once(void *context)
{
	struct arena arena = { 0 };
	struct strbuf sql = STRBUF_INIT;
	struct sql_table *table;

	(void)context;
	if (calx__table_resolve(&arena, &child_calx_table_, &table, NULL) ==
		CALX_OK)
		calx__ddl_create_table(&sql, &calx__sqlite_dialect, table);
	if (torture_is_clean())
		assert_false(sql.failed);
	calx__strbuf_release(&sql);
	calx__arena_release(&arena);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	torture(create_once, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_every_type),
		cmocka_unit_test(writes_constraints),
		cmocka_unit_test(defaults_get_parentheses_where_they_need_them),
		cmocka_unit_test(type_names_are_no_other_sql),
		cmocka_unit_test(writes_what_was_read),
		cmocka_unit_test(
			leaves_checks_of_types_to_databases_without_them),
		cmocka_unit_test(writes_indexes),
		cmocka_unit_test(refuses_what_cannot_be_written),
		cmocka_unit_test(types_are_read_back),
		cmocka_unit_test(reads_synonyms),
		cmocka_unit_test(affinities_keep_text),
		cmocka_unit_test(survives_lack_of_memory),
	};
	const char *output = getenv("CMOCKA_MESSAGE_OUTPUT");
	int failed = cmocka_run_group_tests_name(
		"ddl", tests, open_database, close_database);

	return output && !strcmp(output, "TAP") ? 0 : failed;
}
