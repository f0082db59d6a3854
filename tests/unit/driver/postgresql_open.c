#include "postgresql.h"

#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

/* Connections to a PostgreSQL server: what the URL says, transactions, errors,
 * what the server says by itself, and servers that go away. */

/* ---- opening ------------------------------------------------------------ */

static void check_url(
	const char *text, enum calx_status status, const char *part)
{
	struct arena arena = { 0 };
	struct db *opened = NULL;
	struct url other;

	assert_int_equal(
		calx__url_parse(&arena, text, &other, &error), CALX_OK);
	assert_int_equal(driver->open(&other, NULL, &opened, &error), status);
	if (!strstr(error.message, part))
		fail_msg("\"%s\" lacks \"%s\"", error.message, part);
	calx__arena_release(&arena);
}

/* The server's own URL, with one more parameter. */
static void check_refused(
	const char *parameters, enum calx_status status, const char *part)
{
	char text[600];

	snprintf(text, sizeof(text), "%s%s%s", database_server(),
		strchr(database_server(), '?') ? "&" : "?", parameters);
	check_url(text, status, part);
}

static void urls_are_checked(void **state)
{
	(void)state;
	check_refused("tiemout=5", CALX_INVALID,
		"the URL has a parameter that PostgreSQL does not know: 'tiemout'");
	CHECK_TEXT(error.hint, "Did you mean timeout?");
	check_refused("client_encoding=LATIN1", CALX_INVALID,
		"does not know: 'client_encoding'");
	check_refused("timeout=soon", CALX_INVALID,
		"the URL's timeout is not a number of seconds: 'soon'");
	check_url("postgresql://nobody@/none?host=/nowhere", CALX_CONNECTION,
		"/nowhere");
	CHECK_TEXT(error.sqlstate, "08006");
	assert_string_not_equal(error.hint, "");
	check_refused("dbname=calx_no_such", CALX_CONNECTION,
		"database \"calx_no_such\" does not exist");
}

static void settings_are_known(void **state)
{
	(void)state;
	check_answer("SHOW standard_conforming_strings", "on");
	check_answer("SHOW DateStyle", "ISO, YMD");
	check_answer("SHOW IntervalStyle", "iso_8601");
	check_answer("SHOW TimeZone", "UTC");
	check_answer("SHOW client_encoding", "UTF8");
	check_answer("SHOW application_name", "calx");
	check_answer("SHOW lock_timeout", "0");
	driver->wait(db, 1500);
	check_answer("SHOW lock_timeout", "1500ms");
	driver->wait(db, -1);
	check_answer("SHOW lock_timeout", "0");
}

/* ---- transactions -------------------------------------------------------- */

static void transactions_have_states(void **state)
{
	const calx_transaction_options options = {
		.isolation = CALX_SERIALIZABLE, .read_only = true
	};

	(void)state;
	assert_int_equal(driver->state(db), TRANSACTION_NONE);
	assert_int_equal(driver->begin(db, &options, &error), CALX_OK);
	assert_int_equal(driver->state(db), TRANSACTION_OPEN);
	check_answer("SHOW transaction_isolation", "serializable");
	assert_int_equal(run("CREATE TABLE calx_x (a int)"), CALX_READ_ONLY);
	assert_int_equal(driver->state(db), TRANSACTION_FAILED);
	assert_int_equal(driver->commit(db, &error), CALX_ERROR);
	CHECK_TEXT(error.message,
		"the transaction had failed, and was rolled back");
	assert_int_equal(driver->state(db), TRANSACTION_NONE);
	assert_int_equal(driver->begin(db,
				 &(const calx_transaction_options){
					 .isolation = CALX_REPEATABLE_READ },
				 &error),
		CALX_OK);
	check_answer("SHOW transaction_isolation", "repeatable read");
	assert_int_equal(driver->rollback(db, &error), CALX_OK);
}

static void what_is_rolled_back_is_seen(void **state)
{
	const calx_transaction_options options = { .write = true };
	struct stmt *statement;
	struct stmt_shape shape;

	(void)state;
	check_run("CREATE TEMP TABLE t (a int)");
	statement = prepare("SELECT * FROM t");
	assert_int_equal(driver->begin(db, &options, &error), CALX_OK);
	check_run("ALTER TABLE t ADD COLUMN b int");
	assert_int_equal(driver->step(statement, &error), 0);
	driver->rewind(statement);
	assert_int_equal(driver->rollback(db, &error), CALX_OK);
	assert_int_equal(driver->step(statement, &error), 0);
	driver->describe(statement, &shape);
	assert_int_equal(shape.columns, 1);
	driver->finalize(statement);
}

/* ---- errors --------------------------------------------------------------- */

static void check_error(const char *sql, enum calx_status status,
	const char *sqlstate, const char *constraint)
{
	assert_int_equal(run(sql), status);
	CHECK_TEXT(error.sqlstate, sqlstate);
	CHECK_TEXT(error.constraint, constraint);
}

static void constraints_are_named(void **state)
{
	(void)state;
	check_run(
		"CREATE TEMP TABLE a (id int PRIMARY KEY, \"the \"\"b\" int, c int NOT NULL,"
		" CONSTRAINT ab UNIQUE (id, \"the \"\"b\"), CONSTRAINT pos CHECK (c > 0))");
	check_run("CREATE TEMP TABLE d (a_id int REFERENCES a)");
	check_run("INSERT INTO a VALUES (1, 2, 3)");
	check_error("INSERT INTO a VALUES (1, 5, 3)", CALX_CONSTRAINT, "23505",
		"a_pkey");
	CHECK_TEXT(error.table, "a");
	CHECK_TEXT(error.column, "id");
	check_error("INSERT INTO a VALUES (2, 2, 0)", CALX_CONSTRAINT, "23514",
		"pos");
	check_error(
		"INSERT INTO a VALUES (2, 2)", CALX_CONSTRAINT, "23502", "");
	CHECK_TEXT(error.table, "a");
	CHECK_TEXT(error.column, "c");
	check_error("INSERT INTO d VALUES (9)", CALX_CONSTRAINT, "23503",
		"d_a_id_fkey");
	CHECK_TEXT(error.column, "a_id");
	check_run("ALTER TABLE a DROP CONSTRAINT a_pkey CASCADE");
	check_error("INSERT INTO a VALUES (1, 2, 3)", CALX_CONSTRAINT, "23505",
		"ab");
	CHECK_TEXT(error.column, "id, the \"b");
}

static void other_errors_have_their_status(void **state)
{
	static const struct {
		const char *sql;
		enum calx_status status;
		const char *sqlstate;
	} rows[] = {
		{ "SELECT 1 / 0", CALX_RANGE, "22012" },
		{ "SELECT 2147483647::int + 1", CALX_RANGE, "22003" },
		{ "SELECT 'x'::text::int", CALX_INVALID, "22P02" },
		{ "DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40001'; END $$",
			CALX_RETRY, "40001" },
		{ "DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40P01'; END $$",
			CALX_RETRY, "40P01" },
		{ "DO $$ BEGIN RAISE EXCEPTION SQLSTATE '53100'; END $$",
			CALX_IO, "53100" },
		{ "DO $$ BEGIN RAISE EXCEPTION SQLSTATE 'P0001'; END $$",
			CALX_ERROR, "P0001" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(run(rows[i].sql), rows[i].status);
		CHECK_TEXT(error.sqlstate, rows[i].sqlstate);
	}
}

static void locks_are_waited_for(void **state)
{
	const calx_transaction_options options = { .write = true };
	struct stmt *statement;
	struct db *mine;

	(void)state;
	check_run("DROP TABLE IF EXISTS calx_locked");
	check_run("CREATE TABLE calx_locked (a int)");
	assert_int_equal(driver->begin(db, &options, &error), CALX_OK);
	check_run("LOCK TABLE calx_locked");
	mine = db;
	db = db_open();
	driver->wait(db, 20);
	assert_int_equal(
		driver->prepare(db, calx__view("SELECT * FROM calx_locked"),
			NULL, 0, &statement, &error),
		CALX_BUSY);
	CHECK_TEXT(error.sqlstate, "55P03");
	driver->close(db);
	db = mine;
	assert_int_equal(driver->rollback(db, &error), CALX_OK);
	check_run("DROP TABLE calx_locked");
}

/* ---- what comes by itself -------------------------------------------------- */

static void notices_are_told(void **state)
{
	(void)state;
	check_run("DO $$ BEGIN RAISE NOTICE 'hear me'; END $$");
	CHECK_TEXT(noticed, "hear me");
}

static void notifications_are_told(void **state)
{
	(void)state;
	check_run("LISTEN calx_test");
	check_run("NOTIFY calx_test, 'hello'");
	CHECK_TEXT(notified, "calx_test: hello");
}

static void *interrupt_soon(void *argument)
{
	usleep(100000);
	driver->interrupt(argument);
	return NULL;
}

static void what_runs_is_interrupted(void **state)
{
	pthread_t thread;

	(void)state;
	pthread_create(&thread, NULL, interrupt_soon, db);
	assert_int_equal(run("SELECT pg_sleep(20)"), CALX_INTERRUPTED);
	CHECK_TEXT(error.sqlstate, "57014");
	pthread_join(thread, NULL);
	check_answer("SELECT 'goes on'", "goes on");
}

/* ---- connections that are cut ----------------------------------------------- */

/* Ends the server's side of the connection. */
static void cut(void)
{
	char sql[100];
	struct db *mine = db;

	snprintf(sql, sizeof(sql), "SELECT pg_terminate_backend(%d)",
		PQbackendPID(db->connection));
	db = db_open();
	check_run(sql);
	driver->close(db);
	db = mine;
	usleep(50000);
}

static void a_lost_connection_is_told(void **state)
{
	struct stmt *statement;

	(void)state;
	statement = prepare("SELECT 1");
	cut();
	assert_int_equal(driver->step(statement, &error), CALX_CONNECTION);
	assert_int_equal(driver->state(db), TRANSACTION_LOST);
	driver->rewind(statement);
	assert_int_equal(driver->step(statement, &error), CALX_CONNECTION);
	driver->finalize(statement);
	assert_int_equal(driver->prepare(db, calx__view("SELECT 1"), NULL, 0,
				 &statement, &error),
		CALX_CONNECTION);
}

static void a_commit_that_is_cut_is_unknown(void **state)
{
	const calx_transaction_options options = { .write = true };

	(void)state;
	assert_int_equal(driver->begin(db, &options, &error), CALX_OK);
	/* what is sent goes nowhere, and no answer comes */
	assert_int_equal(shutdown(PQsocket(db->connection), SHUT_RDWR), 0);
	assert_int_equal(driver->commit(db, &error), CALX_UNKNOWN);
	assert_int_equal(error.status, CALX_UNKNOWN);
	assert_int_equal(driver->state(db), TRANSACTION_LOST);
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

CHECK_MAIN("postgresql_open", TEST(urls_are_checked), TEST(settings_are_known),
	TEST(transactions_have_states), TEST(what_is_rolled_back_is_seen),
	TEST(constraints_are_named), TEST(other_errors_have_their_status),
	TEST(locks_are_waited_for), TEST(notices_are_told),
	TEST(notifications_are_told), TEST(what_runs_is_interrupted),
	TEST(a_lost_connection_is_told), TEST(a_commit_that_is_cut_is_unknown))
