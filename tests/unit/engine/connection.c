#include <calx/connection.h>

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "driver/driver.h"
#include "folder.h"
#include "torture.h"
#include "util/clock.h"

/* Connections as a program uses them: plain SQL, transactions, sticky errors,
 * the log. */

#define RUN(connection, sql) calx_connection_execute(connection, sql, NULL, 0)

static struct folder folder;
static calx_engine *engine;
static calx_connection *connection;

static int set_up(void **state)
{
	(void)state;
	folder_make(&folder);
	engine = calx_engine_open("sqlite://", NULL);
	connection = calx_connection_open(engine, NULL);
	RUN(connection, "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)");
	return connection ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	calx_connection_close(connection);
	calx_engine_close(engine);
	folder_remove(&folder);
	return 0;
}

static calx_value integer(int64_t number)
{
	return (calx_value){ CALX_INTEGER, .as.integer = number };
}

static calx_value text(const char *data)
{
	return (calx_value){ CALX_STRING, .as.text = { data, strlen(data) } };
}

/* The only value of a query, -1 if it fails. */
static int64_t number(calx_connection *from, const char *sql)
{
	calx_result *result = calx_connection_query(from, sql, NULL, 0);
	const calx_row *row = calx_result_next(result);
	int64_t value = row ? calx_row_int64(row, 0) : -1;

	calx_result_close(result);
	return value;
}

/* ---- opening ------------------------------------------------------------ */

static void check_refused(const char *url, enum calx_status status,
	const char *message, const char *hint)
{
	calx_error error = { 0 };

	assert_null(calx_engine_open(url, &error));
	assert_int_equal(error.status, status);
	CHECK_TEXT(error.message, message);
	/* which drivers there are depends on the build */
	if (strncmp(error.hint, hint, strlen(hint)) != 0)
		fail_msg("%s: \"%s\"", url, error.hint);
	assert_null(calx_engine_open(url, NULL));
}

/* Without their drivers, those of databases that calx has one for name what to
 * build. */
static bool is_built_in(const char *scheme)
{
	for (size_t i = 0; calx__drivers[i]; i++)
		if (!strcmp(calx__drivers[i]->scheme, scheme))
			return true;
	return false;
}

static void drivers_that_were_left_out_are_told(void **state)
{
	(void)state;
	if (!is_built_in("postgresql")) {
		check_refused("postgresql://u:canary@h/d", CALX_UNSUPPORTED,
			"the driver for postgresql is not built in",
			"Build calx with -Dpostgresql=enabled (on Debian it needs libpq-dev).");
		check_refused("postgres://h/d", CALX_UNSUPPORTED,
			"the driver for postgres is not built in",
			"Build calx with -Dpostgresql=enabled");
	}
	if (!is_built_in("mariadb"))
		check_refused("mysql://h/d", CALX_UNSUPPORTED,
			"the driver for mysql is not built in",
			"Build calx with -Dmariadb=enabled (on Debian it needs libmariadb-dev).");
}

static void unknown_schemes_are_told(void **state)
{
	(void)state;
	static const char *const known[] = { "oracle", "mssql" };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		char url[40], message[80];

		snprintf(url, sizeof(url), "%s://h/d", known[i]);
		snprintf(message, sizeof(message),
			"the driver for %s is not built in", known[i]);
		check_refused(url, CALX_UNSUPPORTED, message,
			"Drivers that are built in: sqlite");
	}
	check_refused("postgresq://h/d", CALX_INVALID,
		"the URL has an unknown scheme: 'postgresq'",
		"Did you mean postgresql?");
	check_refused("mssq://h/d", CALX_INVALID,
		"the URL has an unknown scheme: 'mssq'", "Did you mean mssql?");
	check_refused("sqlit:///a.db", CALX_INVALID,
		"the URL has an unknown scheme: 'sqlit'",
		"Did you mean sqlite?");
	check_refused("sqlite+pysqlite:///a.db", CALX_INVALID,
		"the URL has an unknown scheme: 'sqlite+pysqlite'",
		"Leave out '+pysqlite': calx has one driver for each "
		"database.");
	check_refused("javascript://x", CALX_INVALID,
		"the URL has an unknown scheme: 'javascript'",
		"Drivers that are built in: sqlite");
	check_refused(NULL, CALX_INVALID, "the URL is missing", "");
}

static void an_engine_knows_what_it_is(void **state)
{
	(void)state;
	CHECK_TEXT(calx_engine_url(engine), "sqlite://");
	CHECK_TEXT(calx_engine_dialect(engine), "sqlite");
	assert_null(calx_engine_url(NULL));
	assert_null(calx_engine_dialect(NULL));
}

static void nothing_is_a_failed_one(void **state)
{
	calx_error error = { 0 };

	(void)state;
	assert_null(calx_connection_open(NULL, &error));
	assert_int_equal(error.status, CALX_MISUSE);
	assert_int_equal(RUN(NULL, "SELECT 1"), CALX_MISUSE);
	assert_null(calx_connection_query(NULL, "SELECT 1", NULL, 0));
	assert_null(calx_result_next(NULL));
	assert_int_equal(calx_connection_begin(NULL), CALX_MISUSE);
	assert_int_equal(calx_connection_commit(NULL), CALX_MISUSE);
	assert_int_equal(calx_connection_rollback(NULL), CALX_MISUSE);
	assert_int_equal(calx_connection_error(NULL)->status, CALX_MISUSE);
	calx_engine_set_log(NULL, NULL, NULL);
	calx_result_close(NULL);
	calx_connection_close(NULL);
	calx_engine_close(NULL);
}

/* All connections to memory see the same data, as long as the engine lives. */
static void memory_is_one_database(void **state)
{
	calx_connection *second = calx_connection_open(engine, NULL);
	calx_engine *other = calx_engine_open("sqlite://", NULL);
	calx_connection *stranger = calx_connection_open(other, NULL);

	(void)state;
	assert_int_equal(RUN(connection, "INSERT INTO t VALUES (1, 'x')"), 1);
	assert_int_equal(number(second, "SELECT count(*) FROM t"), 1);
	assert_int_equal(
		number(stranger, "SELECT count(*) FROM sqlite_schema"), 0);
	calx_connection_close(connection);
	calx_connection_close(second);
	connection = calx_connection_open(engine, NULL);
	assert_int_equal(number(connection, "SELECT count(*) FROM t"), 1);
	calx_connection_close(stranger);
	calx_engine_close(other);
}

static void closing_rolls_back(void **state)
{
	(void)state;
	assert_int_equal(
		calx_connection_begin(connection, .write = true), CALX_OK);
	RUN(connection, "INSERT INTO t VALUES (1, 'x')");
	RUN(connection, "nonsense");
	calx_connection_close(connection);
	connection = calx_connection_open(engine, NULL);
	assert_null(calx_connection_error(connection));
	assert_int_equal(number(connection, "SELECT count(*) FROM t"), 0);
}

/* ---- statements --------------------------------------------------------- */

static void statements_take_values(void **state)
{
	const calx_value row[] = { integer(7), text("seven") };
	calx_result *result;
	const calx_row *first;

	(void)state;
	assert_int_equal(calx_connection_execute(connection,
				 "INSERT INTO t VALUES (?, ?)", row, 2),
		1);
	result = calx_connection_query(connection,
		"SELECT a, b, NULL AS c, 1.5 FROM t WHERE a = ?", row, 1);
	first = calx_result_next(result);
	assert_non_null(first);
	assert_int_equal(calx_row_count(first), 4);
	CHECK_TEXT(calx_row_name(first, 1), "b");
	assert_int_equal(calx_row_int64(first, 0), 7);
	CHECK_TEXT(calx_row_text(first, 0), "7");
	CHECK_TEXT(calx_row_text(first, 1), "seven");
	assert_true(calx_row_is_null(first, 2));
	assert_null(calx_row_text(first, 2));
	CHECK_TEXT(calx_row_text(first, 3), "1.5");
	assert_true(calx_row_double(first, 3) == 1.5);
	assert_null(calx_result_next(result));
	assert_null(calx_result_next(result));
	calx_result_close(result);
	assert_null(calx_connection_error(connection));
}

static void values_must_be_as_many(void **state)
{
	const calx_value values[] = { integer(1), integer(2), integer(3) };

	(void)state;
	for (size_t count = 0; count < 4; count++) {
		int64_t changed = calx_connection_execute(connection,
			"INSERT OR REPLACE INTO t VALUES (?, ?)", values,
			count);

		assert_int_equal(changed, count == 2 ? 1 : CALX_INVALID);
		calx_connection_rollback(connection);
	}
}

static void a_second_statement_is_refused(void **state)
{
	const calx_error *error;

	(void)state;
	assert_int_equal(
		RUN(connection, "DELETE FROM t; DROP TABLE t"), CALX_INVALID);
	error = calx_connection_error(connection);
	CHECK_TEXT(error->message, "the text holds more than one statement");
	CHECK_TEXT(error->statement, "DELETE FROM t; DROP TABLE t");
	assert_int_equal(RUN(connection, NULL), CALX_INVALID);
	calx_connection_rollback(connection);
	assert_int_equal(RUN(connection, NULL), CALX_MISUSE);
}

static void the_first_error_sticks(void **state)
{
	const calx_error *error;

	(void)state;
	RUN(connection, "INSERT INTO t VALUES (1, 'x')");
	assert_int_equal(RUN(connection, "INSERT INTO t VALUES (1, 'y')"),
		CALX_CONSTRAINT);
	assert_int_equal(RUN(connection, "INSERT INTO t VALUES (2, 'z')"),
		CALX_CONSTRAINT);
	assert_int_equal(number(connection, "SELECT count(*) FROM t"), -1);
	assert_int_equal(calx_connection_begin(connection), CALX_CONSTRAINT);
	assert_int_equal(calx_connection_commit(connection), CALX_CONSTRAINT);
	error = calx_connection_error(connection);
	CHECK_TEXT(error->table, "t");
	CHECK_TEXT(error->column, "a");
	CHECK_TEXT(error->sqlstate, "23505");
	CHECK_TEXT(error->statement, "INSERT INTO t VALUES (1, 'y')");
	assert_int_equal(calx_connection_rollback(connection), CALX_OK);
	assert_null(calx_connection_error(connection));
	assert_int_equal(number(connection, "SELECT count(*) FROM t"), 1);
}

/* A statement that is run while it runs gets a second prepared form. */
static void statements_can_be_nested(void **state)
{
	static const char sql[] = "SELECT a FROM t ORDER BY a";
	calx_result *outer;
	const calx_row *row;
	int64_t sum = 0;

	(void)state;
	RUN(connection, "INSERT INTO t (a) VALUES (1), (2), (3)");
	outer = calx_connection_query(connection, sql, NULL, 0);
	while ((row = calx_result_next(outer)) != NULL) {
		calx_result *inner =
			calx_connection_query(connection, sql, NULL, 0);

		sum += calx_row_int64(row, 0) * 100;
		while ((row = calx_result_next(inner)) != NULL)
			sum += calx_row_int64(row, 0);
		calx_result_close(inner);
	}
	calx_result_close(outer);
	assert_int_equal(sum, 618);
}

/* SELECT * after a column was added, from the same prepared statement. */
static void a_changed_schema_is_seen(void **state)
{
	static const char sql[] = "SELECT * FROM t";

	(void)state;
	RUN(connection, "INSERT INTO t (a) VALUES (1)");
	for (int i = 2; i < 5; i++) {
		calx_result *result =
			calx_connection_query(connection, sql, NULL, 0);
		const calx_row *row = calx_result_next(result);
		char add[64];

		assert_int_equal(calx_row_count(row), i);
		calx_result_close(result);
		snprintf(
			add, sizeof(add), "ALTER TABLE t ADD c%d DEFAULT 5", i);
		assert_true(RUN(connection, add) >= 0);
	}
}

static void rows_are_read_as_what_they_are(void **state)
{
	calx_result *result = calx_connection_query(
		connection, "SELECT 'x', x'00ff'", NULL, 0);
	const calx_row *row = calx_result_next(result);
	calx_blob blob = calx_row_blob(row, 1);

	(void)state;
	assert_int_equal(blob.size, 2);
	assert_memory_equal(blob.data, "\0\xff", 2);
	assert_int_equal(calx_row_value(row, 0).kind, CALX_STRING);
	assert_int_equal(calx_row_int64(row, 0), 0);
	CHECK_TEXT(calx_connection_error(connection)->message,
		"column ''x'' holds a string, which is not a valid "
		"big_integer");
	calx_result_close(result);
	calx_connection_rollback(connection);
	result = calx_connection_query(connection, "SELECT 1", NULL, 0);
	row = calx_result_next(result);
	assert_int_equal(calx_row_int64(row, 5), 0);
	CHECK_TEXT(calx_connection_error(connection)->message,
		"the row has no column 5, only 1");
	assert_null(calx_row_name(row, 5));
	assert_true(calx_row_is_null(row, 5));
	calx_result_close(result);
}

/* ---- transactions ------------------------------------------------------- */

static void transactions_are_explicit(void **state)
{
	(void)state;
	assert_int_equal(calx_connection_commit(connection), CALX_OK);
	assert_int_equal(
		calx_connection_begin(connection, .write = true), CALX_OK);
	assert_int_equal(calx_connection_begin(connection), CALX_MISUSE);
	CHECK_TEXT(calx_connection_error(connection)->message,
		"a transaction is open already");
	assert_int_equal(calx_connection_rollback(connection), CALX_OK);
	assert_int_equal(calx_connection_begin(connection), CALX_OK);
	RUN(connection, "INSERT INTO t VALUES (1, 'x')");
	assert_int_equal(calx_connection_commit(connection), CALX_OK);
	assert_int_equal(number(connection, "SELECT count(*) FROM t"), 1);
}

static void a_locked_database_is_told(void **state)
{
	calx_engine *file =
		calx_engine_open(folder_url(&folder, "a.db?timeout=0"), NULL);
	calx_connection *first = calx_connection_open(file, NULL);
	calx_connection *second = calx_connection_open(file, NULL);

	(void)state;
	assert_int_equal(calx_connection_begin(first, .write = true), CALX_OK);
	assert_int_equal(
		calx_connection_begin(second, .write = true), CALX_BUSY);
	assert_non_null(strstr(calx_connection_error(second)->message,
		"a.db: the database is locked"));
	calx_connection_close(second);
	calx_connection_close(first);
	calx_engine_close(file);
}

/* ---- the log ------------------------------------------------------------ */

struct heard {
	int count;
	int cached;
	char last[128];
	calx_value value;
	size_t value_count;
	enum calx_status status;
	int64_t nanoseconds;
};

static void hear(const calx_log_event *event, void *context)
{
	struct heard *heard = context;

	heard->count++;
	heard->cached += event->cached;
	snprintf(heard->last, sizeof(heard->last), "%s", event->sql);
	heard->value_count = event->value_count;
	if (event->value_count)
		heard->value = event->values[0];
	heard->status = event->status;
	heard->nanoseconds = event->nanoseconds;
}

static void the_log_hears_of_everything(void **state)
{
	static const char sql[] = "INSERT INTO t (b) VALUES (?)";
	const calx_value values[] = { text("x") };
	struct heard heard = { 0 };
	const int64_t began = calx__clock();

	(void)state;
	calx_engine_set_log(engine, hear, &heard);
	calx_connection_begin(connection, .write = true);
	CHECK_TEXT(heard.last, "BEGIN");
	calx_connection_execute(connection, sql, values, 1);
	assert_int_equal(heard.count, 2);
	CHECK_TEXT(heard.last, sql);
	assert_int_equal(heard.value_count, 1);
	CHECK_TEXT(heard.value.as.text.data, "x");
	assert_true(heard.nanoseconds > 0);
	assert_true(heard.nanoseconds <= calx__clock() - began);
	heard.cached = 0;
	calx_connection_execute(connection, sql, values, 1);
	assert_int_equal(heard.cached, 1);
	RUN(connection, "INSERT INTO t (a) VALUES (1)");
	assert_int_equal(heard.status, CALX_CONSTRAINT);
	assert_int_equal(heard.value_count, 0);
	calx_connection_rollback(connection);
	CHECK_TEXT(heard.last, "ROLLBACK");
	RUN(connection, "nonsense");
	CHECK_TEXT(heard.last, "nonsense");
	assert_int_equal(heard.status, CALX_ERROR);
	assert_int_equal(heard.count, 6);
	calx_engine_set_log(engine, NULL, NULL);
}

/* A commit that is refused is one that was tried. */
static void the_log_hears_of_the_end(void **state)
{
	struct heard heard = { 0 };

	(void)state;
	RUN(connection,
		"CREATE TABLE u (a REFERENCES t DEFERRABLE INITIALLY DEFERRED)");
	calx_engine_set_log(engine, hear, &heard);
	calx_connection_begin(connection, .write = true);
	assert_int_equal(heard.status, CALX_OK);
	assert_int_equal(heard.cached, 1);
	assert_int_equal(RUN(connection, "INSERT INTO u VALUES (7)"), 1);
	assert_int_equal(calx_connection_commit(connection), CALX_CONSTRAINT);
	CHECK_TEXT(heard.last, "COMMIT");
	assert_int_equal(heard.status, CALX_CONSTRAINT);
	assert_int_equal(heard.count, 3);
	assert_int_equal(calx_connection_rollback(connection), CALX_OK);
	CHECK_TEXT(heard.last, "ROLLBACK");
	assert_int_equal(heard.status, CALX_OK);
	assert_int_equal(heard.count, 4);
	/* nothing is open: nothing is to be ended */
	assert_int_equal(calx_connection_rollback(connection), CALX_OK);
	assert_int_equal(calx_connection_commit(connection), CALX_OK);
	assert_int_equal(heard.count, 4);
	assert_int_equal(number(connection, "SELECT count(*) FROM u"), 0);
	calx_engine_set_log(engine, NULL, NULL);
}

/* ---- processes ---------------------------------------------------------- */

/* What a child must find; it becomes `true` if it does, and `false` otherwise:
 * what it has let go of is the parent's, and no leak to be reported. */
static void child(calx_engine *file, calx_connection *inherited)
{
	calx_connection *own;
	int failed;

	failed = RUN(inherited, "INSERT INTO t VALUES (1)") != CALX_MISUSE;
	failed |= calx_connection_rollback(inherited) != CALX_MISUSE;
	calx_connection_close(inherited);
	own = calx_connection_open(file, NULL);
	failed |= RUN(own, "INSERT INTO t VALUES (2)") != 1;
	calx_connection_close(own);
	calx_engine_close(file);
	execlp(failed ? "false" : "true", "child", (char *)NULL);
	_exit(EXIT_FAILURE);
}

static void a_fork_is_noticed(void **state)
{
	calx_engine *file = calx_engine_open(folder_url(&folder, "a.db"), NULL);
	calx_connection *mine = calx_connection_open(file, NULL);
	int status;
	pid_t pid;

	(void)state;
	RUN(mine, "CREATE TABLE t (a)");
	pid = fork();
	if (pid == 0)
		child(file, mine);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(number(mine, "SELECT sum(a) FROM t"), 2);
	calx_connection_close(mine);
	calx_engine_close(file);
}

/* ---- faults ------------------------------------------------------------- */

static void work(calx_connection *worker)
{
	const calx_value values[] = { integer(1), text("x") };
	calx_result *result;

	RUN(worker, "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)");
	calx_connection_begin(worker, .write = true);
	calx_connection_execute(
		worker, "INSERT INTO t VALUES (?, ?)", values, 2);
	calx_connection_commit(worker);
	result = calx_connection_query(worker, "SELECT a, b FROM t", NULL, 0);
	for (const calx_row *row; (row = calx_result_next(result)) != NULL;) {
		const char *first = calx_row_text(row, 0);

		assert_true(!torture_is_clean() || !strcmp(first, "1"));
	}
	calx_result_close(result);
}

static void open_and_work(void *context)
{
	calx_error error = { 0 };
	calx_engine *opened = calx_engine_open("sqlite://", &error);
	calx_connection *worker = calx_connection_open(opened, &error);

	(void)context;
	assert_true(worker || error.status < 0);
	if (worker)
		work(worker);
	if (torture_is_clean())
		assert_null(calx_connection_error(worker));
	else if (calx_connection_error(worker))
		assert_true(*calx_connection_error(worker)->message);
	calx_connection_close(worker);
	calx_engine_close(opened);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	torture(open_and_work, NULL);
}

static void survives_failing_calls(void **state)
{
	(void)state;
	torture_sqlite(open_and_work, NULL);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

CHECK_MAIN("connection", cmocka_unit_test(unknown_schemes_are_told),
	cmocka_unit_test(drivers_that_were_left_out_are_told),
	FRESH(an_engine_knows_what_it_is),
	cmocka_unit_test(nothing_is_a_failed_one),
	FRESH(memory_is_one_database), FRESH(closing_rolls_back),
	FRESH(statements_take_values), FRESH(values_must_be_as_many),
	FRESH(a_second_statement_is_refused), FRESH(the_first_error_sticks),
	FRESH(statements_can_be_nested), FRESH(a_changed_schema_is_seen),
	FRESH(rows_are_read_as_what_they_are), FRESH(transactions_are_explicit),
	FRESH(a_locked_database_is_told), FRESH(the_log_hears_of_everything),
	FRESH(the_log_hears_of_the_end), FRESH(a_fork_is_noticed),
	cmocka_unit_test(survives_lack_of_memory),
	cmocka_unit_test(survives_failing_calls))
