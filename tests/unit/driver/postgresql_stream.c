#include "postgresql.h"

/* Rows that come as they are read from a PostgreSQL server: who else needs the wire,
 * what is left early, cut, cancelled. */

enum { MANY = 20000 };

static struct stmt *stream;

/* How they come: by COPY, as most do, by COPY and nobody will leave early, or one by
 * one, as those of statements that had few rows the last time. */
static enum { COPIED, WHOLE, SINGLY } way;

static void stream_ask(void)
{
	driver->stream(stream, way == WHOLE);
	if (way == SINGLY)
		stream->row_total = 0;
}

static void stream_begin(const char *sql)
{
	stream = prepare(sql);
	stream_ask();
	assert_int_equal(driver->step(stream, &error), 1);
	assert_int_equal(stream->copied.is_on, way != SINGLY);
	/* not all of them are there */
	assert_true(stream->row_count < 1000);
}

static long long number(void)
{
	const enum calx_kind kind = CALX_INTEGER;
	calx_value value;

	assert_int_equal(
		driver->row(stream, &kind, 1, &value, &error), CALX_OK);
	return value.as.integer;
}

/* The rest of the rows, from `next` on. */
static void check_rest(long long next, long long last)
{
	int found;

	for (; next <= last; next++) {
		assert_int_equal(driver->step(stream, &error), 1);
		assert_int_equal(number(), next);
	}
	found = driver->step(stream, &error);
	if (found < 0)
		fail_msg("%s", error.message);
	assert_int_equal(found, 0);
	driver->finalize(stream);
}

static void begin(void)
{
	static const calx_transaction_options options = { 0 };

	assert_int_equal(driver->begin(db, &options, &error), CALX_OK);
}

#define SERIES "SELECT generate_series(1, 20000)"

static void rows_come_one_by_one(void **state)
{
	(void)state;
	stream_begin(SERIES);
	assert_int_equal(driver->state(db), TRANSACTION_NONE);
	assert_int_equal(number(), 1);
	check_rest(2, MANY);
	begin();
	stream_begin(SERIES);
	assert_int_equal(driver->state(db), TRANSACTION_OPEN);
	check_rest(2, MANY);
	assert_int_equal(driver->state(db), TRANSACTION_OPEN);
	driver->rollback(db, &error);
	stream = prepare("SELECT 1 WHERE false");
	stream_ask();
	assert_int_equal(driver->step(stream, &error), 0);
	driver->finalize(stream);
}

/* What another statement is asked between is answered, and the row that is looked
 * at stays. */
static void others_go_between(void **state)
{
	static const calx_transaction_options options = { 0 };
	const enum calx_kind kind = CALX_STRING;
	calx_value value;

	(void)state;
	stream_begin("SELECT 'text ' || n FROM generate_series(1, 3000) AS n");
	assert_int_equal(
		driver->row(stream, &kind, 1, &value, &error), CALX_OK);
	check_answer("SELECT 'another'", "another");
	CHECK_TEXT(value.as.text.data, "text 1");
	for (int i = 2; i <= 3000; i++) {
		char expected[16];

		snprintf(expected, sizeof(expected), "text %d", i);
		assert_int_equal(driver->step(stream, &error), 1);
		assert_int_equal(
			driver->row(stream, &kind, 1, &value, &error), CALX_OK);
		CHECK_TEXT(value.as.text.data, expected);
	}
	assert_int_equal(driver->step(stream, &error), 0);
	driver->finalize(stream);
	/* NULL and empty text are two */
	stream_begin("SELECT CASE WHEN n % 2 = 0 THEN '' END FROM"
		     " generate_series(1, 10) AS n");
	assert_int_equal(driver->begin(db, &options, &error), CALX_OK);
	for (int i = 2; i <= 10; i++) {
		assert_int_equal(driver->step(stream, &error), 1);
		driver->row(stream, &kind, 1, &value, &error);
		assert_int_equal(value.kind, i % 2 ? CALX_NULL : CALX_STRING);
	}
	assert_int_equal(driver->step(stream, &error), 0);
	driver->finalize(stream);
	driver->rollback(db, &error);
}

static void a_commit_keeps_them(void **state)
{
	(void)state;
	begin();
	stream_begin("SELECT generate_series(1, 5000)");
	assert_int_equal(driver->commit(db, &error), CALX_OK);
	check_rest(2, 5000);
}

static void a_rollback_takes_them(void **state)
{
	(void)state;
	begin();
	stream_begin(SERIES);
	assert_int_equal(driver->rollback(db, &error), CALX_OK);
	assert_int_equal(driver->state(db), TRANSACTION_NONE);
	assert_int_equal(driver->step(stream, &error), CALX_MISUSE);
	driver->finalize(stream);
	check_answer("SELECT 'goes on'", "goes on");
}

/* What was done before in the transaction stays. */
static void it_is_left_early(void **state)
{
	(void)state;
	begin();
	check_run("CREATE TEMP TABLE t (a int)");
	check_run("INSERT INTO t VALUES (7)");
	stream_begin("SELECT generate_series(1, 100000000)");
	driver->finalize(stream);
	assert_int_equal(driver->state(db), TRANSACTION_OPEN);
	check_answer("SELECT a::text FROM t", "7");
	stream_begin("SELECT generate_series(1, 100)");
	driver->rewind(stream);
	stream_ask();
	assert_int_equal(driver->step(stream, &error), 1);
	check_rest(2, 100);
	assert_int_equal(driver->commit(db, &error), CALX_OK);
	check_answer("SELECT a::text FROM t", "7");
	stream_begin("SELECT generate_series(1, 100000000)");
	driver->finalize(stream);
	check_answer("SELECT 'goes on'", "goes on");
}

/* What it has locked or changed would be taken back with the savepoint. */
static void what_lasts_does_not_stream(void **state)
{
	(void)state;
	begin();
	check_run("CREATE TEMP TABLE t (a int)");
	check_run("INSERT INTO t SELECT generate_series(1, 5000)");
	stream = prepare("SELECT a FROM t FOR KEY SHARE");
	stream_ask();
	assert_int_equal(driver->step(stream, &error), 1);
	assert_int_equal(stream->row_count, 5000);
	driver->finalize(stream);
	stream = prepare("DELETE FROM t RETURNING a");
	stream_ask();
	assert_int_equal(driver->step(stream, &error), 1);
	driver->finalize(stream);
	check_answer("SELECT count(*)::text FROM t", "0");
	driver->rollback(db, &error);
}

static int step_on(void)
{
	int found;

	do
		found = driver->step(stream, &error);
	while (found == 1);
	return found;
}

static void a_failure_comes_in_its_place(void **state)
{
	(void)state;
	begin();
	stream_begin(
		"SELECT 1000000 / (15000 - n) FROM generate_series(1, 20000) AS n");
	assert_true(step_on() < 0);
	CHECK_TEXT(error.sqlstate, "22012");
	assert_int_equal(driver->state(db), TRANSACTION_FAILED);
	driver->finalize(stream);
	driver->rollback(db, &error);
	stream_begin(
		"SELECT 1000000 / (15000 - n) FROM generate_series(1, 20000) AS n");
	/* also behind what was read ahead */
	check_answer("SELECT 'another'", "another");
	assert_true(step_on() < 0);
	CHECK_TEXT(error.sqlstate, "22012");
	driver->finalize(stream);
	check_answer("SELECT 'goes on'", "goes on");
}

static void it_is_cancelled(void **state)
{
	(void)state;
	stream_begin("SELECT generate_series(1, 100000000)");
	driver->interrupt(db);
	assert_int_equal(step_on(), CALX_INTERRUPTED);
	driver->finalize(stream);
	check_answer("SELECT 'goes on'", "goes on");
}

static void end_backend(void)
{
	struct db *mine = db;
	char sql[64];

	snprintf(sql, sizeof(sql), "SELECT pg_terminate_backend(%d)::text",
		PQbackendPID(mine->connection));
	db = db_open();
	check_answer(sql, "true");
	driver->close(db);
	db = mine;
}

static void the_connection_is_cut(void **state)
{
	(void)state;
	for (int round = 0; round < 3; round++) {
		begin();
		stream_begin("SELECT generate_series(1, 100000000)");
		end_backend();
		if (round == 0)
			assert_int_equal(step_on(), CALX_CONNECTION);
		if (round == 1)
			assert_int_equal(
				driver->commit(db, &error), CALX_UNKNOWN);
		driver->finalize(stream);
		assert_int_equal(driver->state(db), TRANSACTION_LOST);
		driver->close(db);
		db = db_open();
	}
}

static void run_elsewhere(const char *sql)
{
	struct db *mine = db;

	db = db_open();
	check_run(sql);
	driver->close(db);
	db = mine;
}

/* Another connection changes the table between two runs. */
static void a_changed_table_is_seen(void **state)
{
	(void)state;
	check_run("DROP TABLE IF EXISTS calx_streamed");
	check_run("CREATE TABLE calx_streamed (a int)");
	check_run("INSERT INTO calx_streamed VALUES (5)");
	stream_begin("SELECT * FROM calx_streamed");
	driver->rewind(stream);
	run_elsewhere("ALTER TABLE calx_streamed ADD COLUMN b text");
	stream_ask();
	assert_int_equal(driver->step(stream, &error), 1);
	assert_int_equal(number(), 5);
	driver->finalize(stream);
	check_run("DROP TABLE calx_streamed");
}

/* Rows of COPY do not say of which types they are. */
static void another_type_of_a_column_is_seen(void **state)
{
	(void)state;
	begin();
	run_elsewhere("DROP TABLE IF EXISTS calx_streamed");
	run_elsewhere("CREATE TABLE calx_streamed AS SELECT 5::float8 AS a,"
		      " 6 AS b FROM generate_series(1, 5000)");
	stream = prepare("SELECT a FROM calx_streamed");
	assert_int_equal(driver->commit(db, &error), CALX_OK);
	for (int inside = 0; inside < 2; inside++) {
		run_elsewhere(
			inside ? "ALTER TABLE calx_streamed ALTER a TYPE float8"
			       : "ALTER TABLE calx_streamed ALTER a TYPE bigint");
		if (inside)
			begin();
		stream_ask();
		for (int i = 0; i < 5000; i++) {
			const enum calx_kind kind = CALX_DOUBLE;
			calx_value value;

			assert_int_equal(driver->step(stream, &error), 1);
			assert_int_equal(
				driver->row(stream, &kind, 1, &value, &error),
				CALX_OK);
			assert_true(value.as.real == 5);
		}
		assert_int_equal(driver->step(stream, &error), 0);
		driver->rewind(stream);
	}
	assert_int_equal(driver->state(db), TRANSACTION_OPEN);
	driver->finalize(stream);
	assert_int_equal(driver->commit(db, &error), CALX_OK);
	check_run("DROP TABLE calx_streamed");
}

/* Where few rows came, or there is what COPY does not take, it is not asked. */
static void few_rows_are_not_copied(void **state)
{
	static const char *const others[] = { "VALUES (1)", "SELECT 1; ",
		"SELECT '(1,2)'::point::text::point" };

	(void)state;
	stream_begin("SELECT 7 -- seven");
	check_rest(8, 7);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		stream = prepare(others[i]);
		stream_ask();
		assert_int_equal(driver->step(stream, &error), 1);
		assert_false(stream->copied.is_on);
		driver->finalize(stream);
	}
	stream = prepare("SELECT generate_series(1, 10)");
	stream_ask();
	step_on();
	driver->rewind(stream);
	stream_ask();
	assert_int_equal(driver->step(stream, &error), 1);
	assert_false(stream->copied.is_on);
	assert_int_equal(stream->row_count, 10);
	driver->finalize(stream);
}

static int set_up_whole(void **state)
{
	way = WHOLE;
	return set_up(state);
}

static int set_up_singly(void **state)
{
	way = SINGLY;
	return set_up(state);
}

static int tear_down_way(void **state)
{
	way = COPIED;
	return tear_down(state);
}

#define COPIED_(function) \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down_way)
#define WHOLE_(function) \
	cmocka_unit_test_setup_teardown(function, set_up_whole, tear_down_way)
#define SINGLY_(function) \
	cmocka_unit_test_setup_teardown(function, set_up_singly, tear_down_way)
#define EACH(function) COPIED_(function), SINGLY_(function)
#define ALL(function) EACH(function), WHOLE_(function)

CHECK_MAIN("postgresql_stream", ALL(rows_come_one_by_one),
	ALL(others_go_between), ALL(a_commit_keeps_them),
	ALL(a_rollback_takes_them), EACH(it_is_left_early),
	EACH(what_lasts_does_not_stream), ALL(a_failure_comes_in_its_place),
	ALL(it_is_cancelled), ALL(the_connection_is_cut),
	ALL(a_changed_table_is_seen), COPIED_(another_type_of_a_column_is_seen),
	WHOLE_(another_type_of_a_column_is_seen),
	WHOLE_(few_rows_are_not_copied), )
