#include <calx/calx.h>
#include <calx/short.h>

#include <stdio.h>

#include "check.h"
#include "database.h"

/* What a pool keeps, what becomes of a connection that is given back, and what is
 * known of connections and servers. */

CALX_MODEL(Part, "parts", column(id, integer(), .primary_key = true));

static struct database database;
static calx_engine *engine;

static void reopen_engine(const calx_engine_options *options)
{
	calx_error error = { 0 };

	calx_engine_close(engine);
	engine = calx_engine_open_with(database.url, options, &error);
	if (!engine)
		fail_msg("%s", error.message);
}

static int set_up(void **state)
{
	(void)state;
	database = database_make();
	reopen_engine(NULL);
	database_run(engine, "CREATE TABLE parts (id int PRIMARY KEY)");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	calx_engine_close(engine);
	engine = NULL;
	database_remove(&database);
	return 0;
}

static void use(size_t count)
{
	calx_connection *some[8];

	for (size_t i = 0; i < count; i++) {
		some[i] = calx_connection_open(engine, NULL);
		assert_non_null(some[i]);
	}
	for (size_t i = 0; i < count; i++)
		calx_connection_close(some[i]);
}

static long long number_by(calx_connection *connection, const char *sql)
{
	calx_result *result = calx_connection_query(connection, sql, NULL, 0);
	const calx_row *row = calx_result_next(result);
	const long long number = row ? calx_row_int64(row, 0) : -1;

	calx_result_close(result);
	return number;
}

static void as_many_wait_as_are_wanted(void **state)
{
	(void)state;
	use(4);
	assert_int_equal(calx_engine_pool_status(engine).idle, 4);
	reopen_engine(&(const calx_engine_options){
		.size = sizeof(calx_engine_options), .idle_max = 2 });
	use(4);
	assert_int_equal(calx_engine_pool_status(engine).idle, 2);
	assert_int_equal(calx_engine_pool_status(engine).used, 0);
	reopen_engine(&(const calx_engine_options){
		.size = sizeof(calx_engine_options), .idle_max = -1 });
	use(4);
	assert_int_equal(calx_engine_pool_status(engine).idle, 0);
	use(4);
}

static void one_is_closed_and_not_given_back(void **state)
{
	calx_connection *connection = calx_connection_open(engine, NULL);

	(void)state;
	calx_connection_begin(connection, .write = true);
	calx_connection_execute(
		connection, "INSERT INTO parts VALUES (1)", NULL, 0);
	calx_connection_discard(connection);
	assert_int_equal(calx_engine_pool_status(engine).idle, 0);
	assert_int_equal(calx_engine_pool_status(engine).used, 0);
	connection = calx_connection_open(engine, NULL);
	assert_int_equal(
		number_by(connection, "SELECT count(*) FROM parts"), 0);
	calx_connection_close(connection);
	calx_connection_discard(NULL);
}

static long long rows_after(enum calx_reset reset, bool fails)
{
	calx_connection *connection;
	long long count;

	reopen_engine(&(const calx_engine_options){
		.size = sizeof(calx_engine_options), .reset = reset });
	connection = calx_connection_open(engine, NULL);
	calx_connection_begin(connection, .write = true);
	calx_connection_execute(connection, "DELETE FROM parts", NULL, 0);
	calx_connection_execute(
		connection, "INSERT INTO parts VALUES (1)", NULL, 0);
	if (fails)
		calx_connection_execute(connection, "INSERT", NULL, 0);
	calx_connection_close(connection);
	connection = calx_connection_open(engine, NULL);
	count = number_by(connection, "SELECT count(*) FROM parts");
	calx_connection_close(connection);
	return count;
}

static void what_is_open_is_ended(void **state)
{
	(void)state;
	assert_int_equal(rows_after(CALX_RESET_ROLLBACK, false), 0);
	assert_int_equal(rows_after(CALX_RESET_ALL, false), 0);
	assert_int_equal(rows_after(CALX_RESET_COMMIT, true), 0);
	assert_int_equal(rows_after(CALX_RESET_COMMIT, false), 1);
}

/* What the connection before has left, if anything. */
static bool leaves_a_table(enum calx_reset reset)
{
	calx_connection *connection;
	bool there;

	reopen_engine(&(const calx_engine_options){
		.size = sizeof(calx_engine_options), .reset = reset });
	connection = calx_connection_open(engine, NULL);
	assert_int_equal(number_by(connection, "SELECT 1"), 1);
	calx_connection_execute(
		connection, "CREATE TEMPORARY TABLE mine (id int)", NULL, 0);
	assert_null(calx_connection_error(connection));
	calx_connection_close(connection);
	connection = calx_connection_open(engine, NULL);
	there = number_by(connection, "SELECT count(*) FROM mine") == 0;
	calx_connection_rollback(connection);
	/* and it is set up as a new one */
	assert_int_equal(number_by(connection, "SELECT 'a' || 'b' = 'ab'"), 1);
	assert_int_equal(number_by(connection, "SELECT 1"), 1);
	calx_connection_close(connection);
	return there;
}

static void it_becomes_a_new_one(void **state)
{
	(void)state;
	assert_true(leaves_a_table(CALX_RESET_ROLLBACK));
	assert_false(leaves_a_table(CALX_RESET_ALL));
}

static void statements_are_counted(void **state)
{
	calx_connection *connection = calx_connection_open(engine, NULL);
	calx_cache_status status = calx_connection_cache_status(connection);
	const unsigned long long misses = status.misses;

	(void)state;
	assert_int_equal(status.size, 256);
	for (int i = 0; i < 3; i++)
		number_by(connection, "SELECT 41 + 1");
	status = calx_connection_cache_status(connection);
	assert_int_equal(status.misses, misses + 1);
	assert_int_equal(status.hits, 2);
	assert_int_equal(status.count, misses + 1);
	assert_true(status.bytes > 0);
	calx_connection_forget_statements(connection);
	assert_int_equal(calx_connection_cache_status(connection).count, 0);
	assert_int_equal(number_by(connection, "SELECT 41 + 1"), 42);
	calx_connection_close(connection);
	calx_connection_forget_statements(NULL);
	assert_int_equal(calx_connection_cache_status(NULL).size, 0);
}

static void a_server_has_a_version(void **state)
{
	const calx_server_version version = calx_engine_server_version(engine);
	calx_connection *connection = calx_connection_open(engine, NULL);
	char text[64];

	(void)state;
	snprintf(text, sizeof(text), "%d.%d", version.major, version.minor);
	assert_int_equal(strncmp(version.text, text, strlen(text)), 0);
	assert_true(version.major >= 3);
	assert_non_null(strstr(calx_engine_driver(engine), "lib"));
	assert_non_null(calx_connection_native(connection));
	calx_connection_close(connection);
	assert_null(calx_engine_server_version(NULL).text);
	assert_null(calx_engine_driver(NULL));
	assert_null(calx_connection_native(NULL));
}

static void a_session_knows_its_transaction(void **state)
{
	calx_session *session = calx_session_open(engine);

	(void)state;
	assert_false(calx_session_in_transaction(session));
	calx_count(session, Part);
	assert_true(calx_session_in_transaction(session));
	calx_commit(session);
	assert_false(calx_session_in_transaction(session));
	calx_session_close(session);
	assert_false(calx_session_in_transaction(NULL));
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

CHECK_MAIN("reset", FRESH(as_many_wait_as_are_wanted),
	FRESH(one_is_closed_and_not_given_back), FRESH(what_is_open_is_ended),
	FRESH(it_becomes_a_new_one), FRESH(statements_are_counted),
	FRESH(a_server_has_a_version), FRESH(a_session_knows_its_transaction))
