#include "check.h"
#include "data.h"
#include "standard.h"
#include "torture.h"

#include <sqlite3.h>

#include "compile/dialect.h"
#include "compile/identifier.h"
#include "dialect/sqlite/dialect.h"
#include "util/utf8.h"

/* The two doors by which text becomes SQL. SQLite itself is the judge: it must
 * read one name, or one string, and the same one. */

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

static void canary_lives(void)
{
	sqlite3_stmt *statement = NULL;

	assert_int_equal(sqlite3_prepare_v2(database, "SELECT v FROM canary",
				 -1, &statement, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int(statement, 0), 42);
	assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
	sqlite3_finalize(statement);
}

static void set_canary(void)
{
	assert_int_equal(
		sqlite3_exec(database,
			"DROP TABLE IF EXISTS canary; CREATE TABLE canary(v); "
			"INSERT INTO canary VALUES (42)",
			NULL, NULL, NULL),
		SQLITE_OK);
}

/* ---- identifiers ---------------------------------------------------------- */

/* the name as the alias of a column, read back */
static void check_alias(const char *name, const char *quoted)
{
	char sql[4096];
	sqlite3_stmt *statement = NULL;
	const char *tail = NULL;

	assert_true(strlen(quoted) < 2500);
	strcpy(sql, "SELECT 1 AS ");
	strcat(sql, quoted);
	if (sqlite3_prepare_v2(database, sql, -1, &statement, &tail) !=
		SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(database));
	assert_string_equal(tail, "");
	assert_int_equal(sqlite3_column_count(statement), 1);
	assert_string_equal(sqlite3_column_name(statement, 0), name);
	sqlite3_finalize(statement);
}

static void check_identifier(const char *name)
{
	struct strbuf sql = STRBUF_INIT;
	calx_error error = { 0 };
	const bool fine = calx__identifier_check(&calx__sqlite_dialect, name,
				  &error) == CALX_OK;

	calx__sql_identifier(&sql, &calx__sqlite_dialect, name);
	assert_int_equal(fine, !sql.failed);
	assert_int_equal(fine, error.status == CALX_OK);
	assert_int_equal(fine, *name && calx__utf8_valid(name, strlen(name)) &&
				       strlen(name) <= 1024);
	if (fine)
		check_alias(name, sql.data);
	calx__strbuf_release(&sql);
}

/* What a name may be hangs on what it is of. */
static void names_are_checked_by_what_they_are_of(void **state)
{
	static const struct {
		enum calx_status (*check)(const struct dialect *dialect,
			const char *name, calx_error *error);
		const struct dialect *dialect;
		const char *name, *message; /* "": it is right */
	} cases[] = {
		{ calx__identifier_check, &calx__sqlite_dialect, "a", "" },
		{ calx__identifier_check, &calx__sqlite_dialect, "sqlite_a",
			"" },
		{ calx__identifier_check, &calx__sqlite_dialect, NULL,
			"a name is empty" },
		{ calx__identifier_check, &calx__sqlite_dialect, "",
			"a name is empty" },
		{ calx__identifier_check, &calx__sqlite_dialect, "\xff",
			"the name '\xff' is not valid UTF-8" },
		{ calx__relation_check, &calx__sqlite_dialect, "a", "" },
		{ calx__relation_check, &calx__sqlite_dialect, "sqlite", "" },
		{ calx__relation_check, &calx__sqlite_dialect, "xsqlite_a",
			"" },
		{ calx__relation_check, &calx__sqlite_dialect, "",
			"a name is empty" },
		{ calx__relation_check, &calx__sqlite_dialect, "SQLite_a",
			"SQLite keeps names that begin with 'sqlite_' for itself: 'SQLite_a'" },
		{ calx__relation_check, &standard_dialect, "sqlite_a", "" },
		{ calx__relation_check, &standard_dialect, "",
			"a name is empty" },
		{ calx__schema_check, &calx__sqlite_dialect, NULL, "" },
		{ calx__schema_check, &calx__sqlite_dialect, "a",
			"SQLite has no schemas, and here is one: 'a'" },
		{ calx__schema_check, &standard_dialect, NULL, "" },
		{ calx__schema_check, &standard_dialect, "a", "" },
		{ calx__schema_check, &standard_dialect, "",
			"a name is empty" },
		{ calx__schema_check, &standard_dialect, "\xff",
			"the name '\xff' is not valid UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		calx_error error = { 0 };
		const enum calx_status status =
			cases[i].check(cases[i].dialect, cases[i].name, &error);

		CHECK_TEXT(error.message, cases[i].message);
		assert_int_equal(status < 0, *cases[i].message != '\0');
		assert_int_equal(error.status, status);
	}
	assert_true(calx__names_equal(&calx__sqlite_dialect, "Ab", "aB"));
	assert_false(calx__names_equal(&standard_dialect, "Ab", "aB"));
	assert_true(calx__names_equal(&standard_dialect, "Ab", "Ab"));
	assert_false(calx__names_equal(NULL, "Ab", "aB"));
	assert_false(calx__names_equal(&calx__sqlite_dialect, "a", NULL));
	assert_true(calx__names_equal(&calx__sqlite_dialect, NULL, NULL));
}

/* name<TAB>hexadecimal bytes */
static void check_hex_line(char *line, void *context)
{
	char *rest = line;
	char name[2048];

	data_field(&rest);
	data_bytes(data_field(&rest), name);
	check_identifier(name);
	++*(int *)context;
}

static void names_stay_one_name(void **state)
{
	int count = 0;

	(void)state;
	set_canary();
	data_lines("hostile/identifiers.hex.tsv", check_hex_line, &count);
	assert_true(count > 80);
	canary_lives();
}

static void reports_bad_names(void **state)
{
	char name[1026];
	calx_error error = { 0 };

	(void)state;
	memset(name, 'x', 1025);
	name[1025] = '\0';
	assert_int_equal(
		calx__identifier_check(&calx__sqlite_dialect, "", &error),
		CALX_INVALID);
	assert_string_equal(error.message, "a name is empty");
	assert_int_equal(
		calx__identifier_check(&calx__sqlite_dialect, NULL, &error),
		CALX_INVALID);
	assert_int_equal(
		calx__identifier_check(&calx__sqlite_dialect, name, &error),
		CALX_INVALID);
	assert_non_null(strstr(error.message, "has 1025 bytes"));
	name[1024] = '\0';
	assert_int_equal(
		calx__identifier_check(&calx__sqlite_dialect, name, &error),
		CALX_OK);
}

/* ---- literals ------------------------------------------------------------- */

/* the text as the only column of a query, read back */
static void check_constant(const char *text, const char *literal)
{
	struct strbuf sql = STRBUF_INIT;
	sqlite3_stmt *statement = NULL;
	const char *tail = NULL;

	calx__strbuf_adds(&sql, "SELECT ");
	calx__strbuf_adds(&sql, literal);
	assert_int_equal(
		sqlite3_prepare_v2(database, sql.data, -1, &statement, &tail),
		SQLITE_OK);
	assert_string_equal(tail, "");
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_int_equal(sqlite3_column_count(statement), 1);
	assert_int_equal(sqlite3_column_type(statement, 0), SQLITE_TEXT);
	assert_string_equal(
		(const char *)sqlite3_column_text(statement, 0), text);
	sqlite3_finalize(statement);
	calx__strbuf_release(&sql);
}

static void check_literal(const char *text)
{
	struct strbuf literal = STRBUF_INIT;

	calx__sql_literal(&literal, &calx__sqlite_dialect, text);
	assert_int_equal(!literal.failed, calx__utf8_valid(text, strlen(text)));
	if (!literal.failed)
		check_constant(text, literal.data);
	calx__strbuf_release(&literal);
}

static void check_both(char *text, void *context)
{
	check_literal(text);
	check_identifier(text);
	++*(int *)context;
}

static void texts_stay_one_text(void **state)
{
	int count = 0;

	(void)state;
	set_canary();
	check_literal("");
	data_lines("hostile/payloads.txt", check_both, &count);
	assert_true(count > 15);
	data_shared_lines("badinput/blns.txt", check_both, &count);
	data_shared_lines("badinput/sqli-payloads.txt", check_both, &count);
	data_shared_lines("badinput/sqli-fuzzdb-extra.txt", check_both, &count);
	data_shared_lines("badinput/utf8-kuhn-2015.txt", check_both, &count);
	data_shared_lines("badinput/sql-statements.txt", check_both, &count);
	canary_lives();
}

static void check_doubled(const struct dialect *dialect, const char *expected)
{
	struct strbuf sql = STRBUF_INIT;

	calx__sql_literal(&sql, dialect, "a\\'b'");
	assert_string_equal(sql.data, expected);
	calx__strbuf_release(&sql);
}

static void backslashes_are_doubled_where_they_escape(void **state)
{
	struct dialect mariadb = calx__sqlite_dialect;

	(void)state;
	check_doubled(&calx__sqlite_dialect, "'a\\''b'''");
	mariadb.literal_doubles = "'\\";
	check_doubled(&mariadb, "'a\\\\''b'''");
}

static void names_are_compared_by_the_dialect(void **state)
{
	struct dialect exact = calx__sqlite_dialect;

	(void)state;
	exact.names_ignore_case = false;
	assert_true(calx__names_equal(&calx__sqlite_dialect, "Books", "books"));
	assert_false(calx__names_equal(&exact, "Books", "books"));
	assert_true(calx__names_equal(&exact, "books", "books"));
	assert_false(calx__names_equal(&exact, "books", NULL));
}

static void schemas_are_written_where_there_are_some(void **state)
{
	struct dialect qualified = calx__sqlite_dialect;
	struct strbuf sql = STRBUF_INIT;
	calx_error error = { 0 };

	(void)state;
	qualified.schemas = true;
	calx__sql_relation(&sql, &qualified, "a\"b", "t");
	calx__strbuf_addc(&sql, ' ');
	calx__sql_relation(&sql, &qualified, NULL, "t");
	assert_string_equal(sql.data, "\"a\"\"b\".\"t\" \"t\"");
	calx__strbuf_release(&sql);
	assert_int_equal(calx__schema_check(&qualified, "s", NULL), CALX_OK);
	assert_int_equal(
		calx__schema_check(&calx__sqlite_dialect, NULL, NULL), CALX_OK);
	assert_int_equal(calx__schema_check(&calx__sqlite_dialect, "s", &error),
		CALX_UNSUPPORTED);
	assert_string_equal(
		error.message, "SQLite has no schemas, and here is one: 's'");
	assert_int_equal(
		calx__schema_check(&qualified, "", &error), CALX_INVALID);
}

static void placeholders_are_numbered_where_they_must_be(void **state)
{
	struct dialect numbered = calx__sqlite_dialect;
	struct strbuf sql = STRBUF_INIT;

	(void)state;
	calx__sql_placeholders(&sql, &calx__sqlite_dialect, 2);
	calx__strbuf_addc(&sql, ' ');
	numbered.numbered_placeholders = true;
	calx__sql_placeholders(&sql, &numbered, 3);
	assert_string_equal(sql.data, "?, ? $1, $2, $3");
	calx__strbuf_release(&sql);
}

static void quote_once(void *context)
{
	struct strbuf sql = STRBUF_INIT;

	(void)context;
	calx__sql_identifier(&sql, &calx__sqlite_dialect, "a\"name");
	calx__sql_literal(&sql, &calx__sqlite_dialect, "it's");
	if (torture_is_clean())
		assert_string_equal(sql.data, "\"a\"\"name\"'it''s'");
	else
		assert_true(sql.failed);
	calx__strbuf_release(&sql);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	torture(quote_once, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_checked_by_what_they_are_of),
		cmocka_unit_test(names_stay_one_name),
		cmocka_unit_test(reports_bad_names),
		cmocka_unit_test(texts_stay_one_text),
		cmocka_unit_test(backslashes_are_doubled_where_they_escape),
		cmocka_unit_test(names_are_compared_by_the_dialect),
		cmocka_unit_test(schemas_are_written_where_there_are_some),
		cmocka_unit_test(placeholders_are_numbered_where_they_must_be),
		cmocka_unit_test(survives_lack_of_memory),
	};
	const char *output = getenv("CMOCKA_MESSAGE_OUTPUT");
	int failed = cmocka_run_group_tests_name(
		"identifier", tests, open_database, close_database);

	return output && !strcmp(output, "TAP") ? 0 : failed;
}
