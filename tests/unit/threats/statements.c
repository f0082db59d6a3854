/* SQL that a program hands over as text: one statement, as many values as
 * SQLite itself counts parameters, or nothing; and text that would do harm to
 * whoever formats it. */

#include <calx/connection.h>

#include <sqlite3.h>
#include <stdio.h>
#include <sys/mman.h>

#include "check.h"
#include "data.h"
#include "util/ascii.h"

static calx_engine *engine;
static calx_connection *connection;
static sqlite3 *judge;

static void run(const char *sql)
{
	if (calx_connection_execute(connection, sql, NULL, 0) < 0)
		fail_msg("%s", calx_connection_error(connection)->message);
}

static int set_up(void **state)
{
	(void)state;
	engine = calx_engine_open("sqlite://", NULL);
	connection = calx_connection_open(engine, NULL);
	run("CREATE TABLE t (a)");
	run("CREATE TABLE canary (v)");
	run("INSERT INTO canary VALUES (42)");
	assert_int_equal(sqlite3_open(":memory:", &judge), SQLITE_OK);
	sqlite3_db_config(judge, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(judge, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	return sqlite3_exec(judge, "CREATE TABLE t (a)", NULL, NULL, NULL);
}

static int tear_down(void **state)
{
	(void)state;
	sqlite3_close(judge);
	calx_connection_close(connection);
	calx_engine_close(engine);
	return 0;
}

static int64_t number(const char *sql)
{
	calx_result *result = calx_connection_query(connection, sql, NULL, 0);
	const calx_row *row = calx_result_next(result);
	int64_t value = row ? calx_row_int64(row, 0) : -1;

	calx_result_close(result);
	return value;
}

static void check_canary(void)
{
	assert_int_equal(number("SELECT sum(v) FROM canary"), 42);
	assert_int_equal(number("SELECT count(*) FROM sqlite_schema"), 2);
}

/* ---- one statement, all its parameters ------------------------------------ */

/* The number of parameters, -1 if it is no statement, or not just one. */
static int judged(const char *sql)
{
	sqlite3_stmt *statement = NULL, *second = NULL;
	const char *tail = NULL;
	int code = sqlite3_prepare_v2(judge, sql, -1, &statement, &tail);
	int count = -1;

	if (code == SQLITE_OK && statement &&
		sqlite3_prepare_v2(judge, tail, -1, &second, NULL) ==
			SQLITE_OK &&
		!second)
		count = sqlite3_bind_parameter_count(statement);
	sqlite3_finalize(statement);
	sqlite3_finalize(second);
	return count;
}

/* The status of the statement with so many values, all of it taken back. */
static enum calx_status try_values(const char *sql, int count)
{
	calx_value values[8] = { { CALX_INTEGER, .as.integer = 1 } };
	int64_t result;

	assert_in_range(count, 0, 8);
	calx_connection_begin(connection, .write = true);
	result =
		calx_connection_execute(connection, sql, values, (size_t)count);
	calx_connection_rollback(connection);
	check_canary();
	return result < 0 ? (enum calx_status)result : CALX_OK;
}

static void check_statement(char *line, void *context)
{
	int count = judged(line);

	if (count < 0) {
		assert_true(try_values(line, 0) < 0);
		assert_true(try_values(line, 1) < 0);
	} else {
		for (int i = 0; i < 8; i++)
			if (i != count)
				assert_int_equal(
					try_values(line, i), CALX_INVALID);
		assert_int_not_equal(try_values(line, count), CALX_INVALID);
		assert_int_not_equal(try_values(line, count), CALX_MISUSE);
	}
	++*(int *)context;
}

/* \\, \n, \t, \r and \xHH mean what they mean in C. */
static void unescape(char *text)
{
	static const char letters[] = "n\nt\tr\r\\\\";
	char *out = text;

	for (; *text; text++) {
		const char *letter = NULL;

		if (*text == '\\' && text[1])
			letter = strchr(letters, text[1]);
		if (letter && (letter - letters) % 2 == 0) {
			*out++ = letter[1];
			text++;
		} else if (!strncmp(text, "\\x", 2) && text[2] && text[3]) {
			*out++ = (char)(calx__ascii_digit(text[2]) << 4 |
					calx__ascii_digit(text[3]));
			text += 3;
		} else {
			*out++ = *text;
		}
	}
	*out = '\0';
}

static void check_escaped(char *line, void *context)
{
	unescape(line);
	check_statement(line, context);
}

static void one_statement_with_all_its_values(void **state)
{
	int count = 0;

	(void)state;
	data_lines("hostile/statements.txt", check_escaped, &count);
	assert_true(count > 25);
	count = 0;
	if (data_shared_lines(
		    "badinput/sql-statements.txt", check_escaped, &count))
		assert_true(count > 25);
}

static void payloads_are_no_statements(void **state)
{
	int count = 0;

	(void)state;
	data_lines("hostile/payloads.txt", check_statement, &count);
	assert_true(count > 15);
	count = 0;
	if (data_shared_lines(
		    "badinput/sqli-payloads.txt", check_statement, &count))
		assert_true(count > 1000);
	count = 0;
	if (data_shared_lines(
		    "badinput/sqli-fuzzdb-extra.txt", check_statement, &count))
		assert_true(count > 200);
}

/* ---- text that is no format ----------------------------------------------- */

#define FORMAT "%s%s%n%999999999d%*.*f"

static void check_told(int64_t result)
{
	const calx_error *error = calx_connection_error(connection);

	assert_true(result < 0);
	assert_non_null(error);
	if (!strstr(error->message, "%s%s%n"))
		fail_msg("says not what it was: %s", error->message);
	calx_connection_rollback(connection);
}

static void percent_signs_are_only_text(void **state)
{
	const calx_value value = { CALX_STRING,
		.as.text = { FORMAT, strlen(FORMAT) } };
	calx_error error = { 0 };

	(void)state;
	run("CREATE TABLE f (\"" FORMAT "\" TEXT NOT NULL, i INTEGER, "
	    "CONSTRAINT \"" FORMAT "\" CHECK (i > 0))");
	check_told(calx_connection_execute(
		connection, "SELECT * FROM \"" FORMAT "\"", NULL, 0));
	check_told(calx_connection_execute(
		connection, "SELECT \"" FORMAT "\" FROM t", NULL, 0));
	check_told(calx_connection_execute(
		connection, "INSERT INTO f VALUES (NULL, 1)", NULL, 0));
	check_told(calx_connection_execute(
		connection, "INSERT INTO f VALUES ('', 0)", NULL, 0));
	assert_int_equal(calx_connection_execute(connection,
				 "INSERT INTO f VALUES (?, 1)", &value, 1),
		1);
	assert_null(calx_engine_open("sqlite:///a.db?" FORMAT "=1", &error));
	assert_non_null(strstr(error.message, "%"));
	assert_null(calx_engine_open("sqlite:///a.db?mode=" FORMAT, &error));
	assert_null(calx_engine_open("sqlite:////no/%25s%25n/x", &error));
	assert_non_null(strstr(error.message, "/no/%s%n/x"));
	assert_null(calx_engine_open(FORMAT "://x", &error));
}

/* ---- sizes ---------------------------------------------------------------- */

/* Five GiB that nobody has to have: they are refused before they are read. */
static void a_value_beyond_the_limit_is_refused(void **state)
{
	const size_t size = (size_t)5 << 30;
	char *bytes = mmap(NULL, size, PROT_READ,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	calx_value value = { CALX_BLOB, .as.text = { bytes, size } };

	(void)state;
	assert_ptr_not_equal(bytes, MAP_FAILED);
	assert_int_equal(calx_connection_execute(connection,
				 "INSERT INTO t VALUES (?)", &value, 1),
		CALX_RANGE);
	calx_connection_rollback(connection);
	value.as.text.size = ((size_t)1 << 32) + 1; /* 1, as an int */
	assert_int_equal(calx_connection_execute(connection,
				 "INSERT INTO t VALUES (?)", &value, 1),
		CALX_RANGE);
	calx_connection_rollback(connection);
	assert_int_equal(number("SELECT count(*) FROM t"), 0);
	munmap(bytes, size);
}

/* A name of ten million bytes, and a hundred thousand brackets. */
static void size_and_depth_are_refused(void **state)
{
	const size_t size = 10000000;
	char *sql = malloc(size + 1);

	(void)state;
	assert_non_null(sql);
	memset(sql, 'x', size);
	sql[size] = '\0';
	memcpy(sql, "SELECT ", 7);
	assert_true(calx_connection_execute(connection, sql, NULL, 0) < 0);
	calx_connection_rollback(connection);
	memset(sql + 7, '(', 100000);
	sql[100007] = '\0';
	assert_true(calx_connection_execute(connection, sql, NULL, 0) < 0);
	calx_connection_rollback(connection);
	free(sql);
	check_canary();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

CHECK_MAIN("statements", TEST(one_statement_with_all_its_values),
	TEST(payloads_are_no_statements), TEST(percent_signs_are_only_text),
	TEST(a_value_beyond_the_limit_is_refused),
	TEST(size_and_depth_are_refused))
