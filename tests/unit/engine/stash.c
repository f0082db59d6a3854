#include "engine/stash.h"

#include <calx/alloc.h>
#include <stdio.h>

#include "connected.h"
#include "engine/connection.h"
#include "engine/engine.h"
#include "engine/error.h"
#include "engine/prepare.h"
#include "engine/transaction.h"
#include "single.h"
#include "torture.h"

/* Rows that are read ahead: on a driver that can have those of one statement
 * open, nobody notices that others run in the middle of them. */

#define TABLE                                                                  \
	"CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, data BLOB, ratio " \
	"REAL)"
#define ROWS                                                                   \
	"INSERT INTO t VALUES (1, 'one', x'0100', 0.5), (2, 'two', NULL, 1), " \
	"(3, '', x'', NULL)"

static int set_up_with(calx_engine *opened)
{
	connect_to(opened, TABLE);
	return calx__run(connection, ROWS);
}

static int set_up(void **state)
{
	(void)state;
	return set_up_with(single_open("sqlite://", NULL));
}

static int set_up_streaming(void **state)
{
	(void)state;
	return set_up_with(calx_engine_open("sqlite://", NULL));
}

static void check_well(void)
{
	const calx_error *error = calx_connection_error(connection);

	if (error)
		fail_msg("%s", error->message);
}

static long long scalar(const char *sql)
{
	calx_result *result = calx_connection_query(connection, sql, NULL, 0);
	const calx_row *row = calx_result_next(result);
	long long number = row ? calx_row_int64(row, 0) : -1;

	calx_result_close(result);
	return number;
}

/* ---- loops in loops ----------------------------------------------------- */

static void loops_may_be_nested(void **state)
{
	const char *sql = "SELECT id, name FROM t ORDER BY id";
	calx_result *outer = calx_connection_query(connection, sql, NULL, 0);
	const calx_row *a, *b;
	char seen[64] = "";

	(void)state;
	while ((a = calx_result_next(outer)) != NULL) {
		calx_result *inner =
			calx_connection_query(connection, sql, NULL, 0);

		while ((b = calx_result_next(inner)) != NULL) {
			size_t used = strlen(seen);

			snprintf(seen + used, sizeof(seen) - used, "%d%d ",
				(int)calx_row_int64(a, 0),
				(int)calx_row_int64(b, 0));
		}
		calx_result_close(inner);
	}
	calx_result_close(outer);
	check_well();
	CHECK_TEXT(seen, "11 12 13 21 22 23 31 32 33 ");
}

/* What a row lends is its own until the next one, whatever runs meanwhile. */
static void a_row_stays_as_it_was(void **state)
{
	calx_result *result = calx_connection_query(connection,
		"SELECT name, data, ratio, id FROM t ORDER BY id", NULL, 0);
	const calx_row *row = calx_result_next(result);
	const char *name = calx_row_text(row, 0);
	calx_blob data = calx_row_blob(row, 1);

	(void)state;
	assert_int_equal(scalar("SELECT count(*) FROM t"), 3);
	assert_int_equal(
		calx_connection_execute(connection,
			"UPDATE t SET name = 'x', data = NULL", NULL, 0),
		3);
	CHECK_TEXT(name, "one");
	CHECK_TEXT(calx_row_text(row, 0), "one");
	assert_int_equal(data.size, 2);
	assert_memory_equal(data.data, "\1\0", 2);
	assert_true(calx_row_double(row, 2) == 0.5);
	/* read before the update */
	row = calx_result_next(result);
	CHECK_TEXT(calx_row_text(row, 0), "two");
	CHECK_TEXT(calx_row_name(row, 3), "id");
	assert_true(calx_row_is_null(row, 1));
	row = calx_result_next(result);
	CHECK_TEXT(calx_row_text(row, 0), "");
	assert_int_equal(calx_row_blob(row, 1).size, 0);
	assert_false(calx_row_is_null(row, 1));
	assert_true(calx_row_is_null(row, 2));
	assert_null(calx_result_next(result));
	assert_null(calx_result_next(result));
	calx_result_close(result);
	check_well();
	assert_int_equal(scalar("SELECT count(*) FROM t WHERE name = 'x'"), 3);
}

/* A row costs nothing in memory as long as nothing else is asked. */
static void rows_stream_until_then(void **state)
{
	calx_result *result = calx_connection_query(
		connection, "SELECT id FROM t ORDER BY id", NULL, 0);

	(void)state;
	single.steps = 0;
	calx_result_next(result);
	assert_int_equal(single.steps, 1);
	calx_result_next(result);
	assert_int_equal(single.steps, 2);
	calx_connection_execute(connection, "DELETE FROM t", NULL, 0);
	/* the third row, the end, and the other statement */
	assert_int_equal(single.steps, 5);
	assert_int_equal(calx_row_int64(calx_result_next(result), 0), 3);
	assert_null(calx_result_next(result));
	assert_int_equal(single.steps, 5);
	calx_result_close(result);
	check_well();
}

static void a_loop_that_is_left_frees_the_connection(void **state)
{
	calx_result *result =
		calx_connection_query(connection, "SELECT 1 FROM t", NULL, 0);

	(void)state;
	calx_result_next(result);
	calx_result_close(result);
	single.steps = 0;
	assert_int_equal(scalar("SELECT count(*) FROM t"), 3);
	assert_int_equal(single.steps, 1);
}

/* ---- kinds -------------------------------------------------------------- */

/* A statement that has stepped, and of whose row nobody has said what it is to
 * become before another one runs. */
static void rows_can_be_converted_later(void **state)
{
	const char *sql =
		"SELECT '2024-02-29', '12.50', 1, 'label', NULL, 7 UNION ALL "
		"SELECT 'x', '1', 0, '', 5, 8";
	static const enum calx_kind kinds[] = { CALX_DATE, CALX_NUMERIC,
		CALX_BOOLEAN, CALX_ENUMERATION, CALX_INTEGER };
	struct prepared *prepared =
		calx__prepare_sql(connection, sql, strlen(sql), NULL);
	calx_value values[6];

	(void)state;
	assert_int_equal(calx__step(prepared), 1);
	assert_int_equal(scalar("SELECT 5"), 5);
	assert_int_equal(calx__row(prepared, kinds, 5, values), CALX_OK);
	assert_int_equal(values[0].as.date.day, 29);
	assert_int_equal(values[1].as.decimal.low, 1250);
	assert_int_equal(values[2].as.integer, 1);
	CHECK_TEXT(values[3].as.text.data, "label");
	assert_int_equal(values[4].kind, CALX_NULL);
	assert_int_equal(calx__row(prepared, NULL, 6, values), CALX_OK);
	CHECK_TEXT(values[0].as.text.data, "2024-02-29");
	assert_int_equal(values[5].as.integer, 7);
	assert_int_equal(calx__step(prepared), 1);
	assert_int_equal(
		calx__row(prepared, kinds, 5, values), CALX_TYPE_MISMATCH);
	CHECK_TEXT(calx_connection_error(connection)->message,
		"column 1 holds a string, which is not a valid date");
	calx__finish(prepared);
}

/* What cannot be read ahead fails where it is read: nothing else runs. */
static void what_cannot_be_read_is_told(void **state)
{
	const char *sql = "SELECT '2024-02-29' AS day UNION ALL SELECT 'soon'";
	static const enum calx_kind date = CALX_DATE;
	struct prepared *prepared =
		calx__prepare_sql(connection, sql, strlen(sql), "file.c:1");
	const calx_error *error;
	calx_value value;

	(void)state;
	assert_int_equal(calx__step(prepared), 1);
	assert_int_equal(calx__row(prepared, &date, 1, &value), CALX_OK);
	assert_int_equal(scalar("SELECT 5"), -1);
	error = calx_connection_error(connection);
	CHECK_TEXT(error->message,
		"column 'day' holds 'soon', which is not a valid date");
	CHECK_TEXT(error->statement, sql);
	CHECK_TEXT(error->where, "file.c:1");
	assert_int_equal(calx__step(prepared), CALX_TYPE_MISMATCH);
	/* what it stood on is gone: it neither goes on nor begins anew */
	calx_connection_rollback(connection);
	assert_int_equal(scalar("SELECT 5"), 5);
	assert_int_equal(calx__step(prepared), CALX_MISUSE);
	calx__finish(prepared);
	calx_connection_rollback(connection);
	assert_int_equal(scalar("SELECT 5"), 5);
}

/* ---- transactions ------------------------------------------------------- */

static void rows_outlive_a_commit(void **state)
{
	calx_result *result;

	(void)state;
	calx_connection_begin(connection);
	result = calx_connection_query(
		connection, "SELECT name FROM t ORDER BY id", NULL, 0);
	CHECK_TEXT(calx_row_text(calx_result_next(result), 0), "one");
	assert_int_equal(calx_connection_commit(connection), CALX_OK);
	assert_int_equal(
		calx_connection_begin(connection, .write = true), CALX_OK);
	calx_connection_execute(connection, "DELETE FROM t", NULL, 0);
	assert_int_equal(calx_connection_commit(connection), CALX_OK);
	CHECK_TEXT(calx_row_text(calx_result_next(result), 0), "two");
	CHECK_TEXT(calx_row_text(calx_result_next(result), 0), "");
	assert_null(calx_result_next(result));
	calx_result_close(result);
	check_well();
}

/* A commit reads the rows that are left first; one that cannot be read stops
 * it. */
static void rows_that_fail_stop_a_commit(void **state)
{
	calx_result *result;

	(void)state;
	calx_connection_begin(connection, .write = true);
	calx_connection_execute(
		connection, "INSERT INTO t (id) VALUES (9)", NULL, 0);
	result = calx_connection_query(connection,
		"SELECT abs(-9223372036854775807 - (id > 2)) FROM t", NULL, 0);
	assert_non_null(calx_result_next(result));
	assert_int_equal(calx_connection_commit(connection), CALX_RANGE);
	assert_true(calx__connection_in_transaction(connection));
	assert_int_equal(calx_connection_begin(connection), CALX_RANGE);
	calx_result_close(result);
	assert_int_equal(calx_connection_rollback(connection), CALX_OK);
	assert_int_equal(scalar("SELECT count(*) FROM t"), 3);
	/* nor does a transaction begin */
	result = calx_connection_query(connection,
		"SELECT abs(-9223372036854775807 - (id > 2)) FROM t", NULL, 0);
	assert_non_null(calx_result_next(result));
	assert_int_equal(calx_connection_begin(connection), CALX_RANGE);
	assert_false(calx__connection_in_transaction(connection));
	calx_result_close(result);
	calx_connection_rollback(connection);
}

/* One whose rows went with a rollback is not read ahead, either. */
static void what_is_cut_stays_cut(void **state)
{
	const char *sql = "SELECT id, name FROM t ORDER BY id";
	struct prepared *prepared =
		calx__prepare_sql(connection, sql, strlen(sql), NULL);
	calx_value row[2];

	(void)state;
	calx_connection_begin(connection);
	assert_int_equal(calx__step(prepared), 1);
	calx_connection_rollback(connection);
	assert_int_equal(calx__read_ahead(prepared), CALX_OK);
	assert_int_equal(calx__row(prepared, NULL, 2, row), CALX_MISUSE);
	calx_connection_rollback(connection);
	assert_int_equal(calx__step(prepared), CALX_MISUSE);
	/* an error that stuck is the answer */
	calx__rewind(prepared);
	assert_int_equal(calx__read_ahead(prepared), CALX_MISUSE);
	calx_connection_rollback(connection);
	assert_int_equal(calx__read_ahead(prepared), CALX_OK);
	assert_int_equal(calx__step(prepared), 1);
	calx__finish(prepared);
	check_well();
}

/* Of fewer columns than there are, with kinds and without. */
static void some_columns_are_enough(void **state)
{
	static const enum calx_kind kinds[] = { CALX_INTEGER, CALX_STRING };
	const char *sql = "SELECT id, name, data FROM t ORDER BY id";
	struct prepared *prepared =
		calx__prepare_sql(connection, sql, strlen(sql), NULL);
	calx_value row[3];

	(void)state;
	assert_int_equal(calx__step(prepared), 1);
	assert_int_equal(calx__row(prepared, kinds, 1, row), CALX_OK);
	assert_int_equal(scalar("SELECT count(*) FROM t"), 3);
	assert_int_equal(calx__row(prepared, kinds, 2, row), CALX_OK);
	assert_int_equal(row[0].as.integer, 1);
	CHECK_TEXT(row[1].as.text.data, "one");
	assert_int_equal(calx__step(prepared), 1);
	assert_int_equal(calx__row(prepared, NULL, 3, row), CALX_OK);
	assert_int_equal(row[0].as.integer, 2);
	assert_int_equal(row[2].kind, CALX_NULL);
	calx__finish(prepared);
	check_well();
}

static void rows_go_with_a_rollback(void **state)
{
	calx_result *result;

	(void)state;
	calx_connection_begin(connection);
	result = calx_connection_query(
		connection, "SELECT name FROM t ORDER BY id", NULL, 0);
	calx_result_next(result);
	assert_int_equal(calx_connection_rollback(connection), CALX_OK);
	assert_null(calx_result_next(result));
	CHECK_TEXT(calx_connection_error(connection)->message,
		"the transaction was rolled back inside a loop over its rows");
	calx_result_close(result);
	assert_int_equal(calx_connection_rollback(connection), CALX_OK);
	assert_int_equal(scalar("SELECT count(*) FROM t"), 3);
}

/* Read into memory on purpose, on any driver. */
static void rows_are_read_ahead(void **state)
{
	const char *sql = "SELECT id, name FROM t ORDER BY id";
	static const enum calx_kind kinds[] = { CALX_INTEGER, CALX_STRING };
	struct prepared *prepared =
		calx__prepare_sql(connection, sql, strlen(sql), NULL);
	calx_value row[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(calx__step(prepared), 1);
		assert_int_equal(calx__row(prepared, kinds, 2, row), CALX_OK);
		assert_int_equal(calx__read_ahead(prepared), CALX_OK);
		assert_int_equal(calx__read_ahead(prepared), CALX_OK);
		assert_int_equal(calx__row(prepared, kinds, 2, row), CALX_OK);
		CHECK_TEXT(row[1].as.text.data, "one");
		assert_int_equal(calx__step(prepared), 1);
		assert_int_equal(calx__row(prepared, kinds, 2, row), CALX_OK);
		assert_int_equal(row[0].as.integer, 2);
		CHECK_TEXT(row[1].as.text.data, "two");
		assert_int_equal(calx__step(prepared), 1);
		assert_int_equal(calx__step(prepared), 0);
		assert_int_equal(calx__step(prepared), 0);
		assert_int_equal(calx__read_ahead(prepared), CALX_OK);
		calx__rewind(prepared);
	}
	/* one that has not begun */
	assert_int_equal(calx__read_ahead(prepared), CALX_OK);
	assert_int_equal(calx__step(prepared), 1);
	assert_int_equal(calx__row(prepared, NULL, 2, row), CALX_OK);
	assert_int_equal(row[0].as.integer, 1);
	calx__finish(prepared);
	assert_int_equal(calx__read_ahead(NULL), CALX_OK);
	check_well();
}

static void an_outcome_is_kept(void **state)
{
	const char *sql = "INSERT INTO t (name) VALUES ('a'), ('b') "
			  "RETURNING id";
	struct prepared *prepared =
		calx__prepare_sql(connection, sql, strlen(sql), NULL);

	(void)state;
	assert_int_equal(calx__step(prepared), 1);
	assert_int_equal(calx__outcome(prepared).changes, 0);
	assert_int_equal(calx_connection_execute(connection,
				 "DELETE FROM t WHERE id < 3", NULL, 0),
		2);
	assert_int_equal(calx__step(prepared), 1);
	assert_int_equal(calx__step(prepared), 0);
	assert_int_equal(calx__outcome(prepared).changes, 2);
	calx__finish(prepared);
	assert_int_equal(calx__outcome(NULL).changes, 0);
}

/* ---- memory --------------------------------------------------------------- */

static long blocks;

static void *count_allocate(void *context, size_t size)
{
	(void)context;
	blocks++;
	return malloc(size);
}

static void *count_reallocate(
	void *context, void *block, size_t old_size, size_t size)
{
	(void)context;
	(void)old_size;
	blocks += !block;
	return realloc(block, size);
}

static void count_release(void *context, void *block)
{
	(void)context;
	blocks -= block != NULL;
	free(block);
}

/* However often a statement runs, it takes the memory of one run. */
static void memory_does_not_grow(void **state)
{
	static const calx_allocator counting = { count_allocate,
		count_reallocate, count_release, NULL };
	static const char sql[] =
		"SELECT hex(zeroblob(6000)), name FROM t ORDER BY id";
	static const enum calx_kind kinds[] = { CALX_STRING, CALX_STRING };
	long before = 0;

	calx_set_allocator(&counting);
	assert_int_equal(set_up(state), CALX_OK);
	for (int i = 0; i < 40; i++) {
		struct prepared *prepared =
			calx__prepare_sql(connection, sql, strlen(sql), NULL);
		calx_value values[2];

		for (int row = 0; row < 3; row++) {
			assert_int_equal(calx__step(prepared), 1);
			assert_int_equal(
				calx__row(prepared, kinds, 2, values), CALX_OK);
			if (row == i % 3)
				assert_int_equal(scalar("SELECT 5"), 5);
			assert_int_equal(
				calx__row(prepared, kinds, 2, values), CALX_OK);
			assert_int_equal(values[0].as.text.size, 12000);
		}
		calx__finish(prepared);
		if (i == 5)
			before = blocks;
	}
	assert_int_equal(blocks, before);
	check_well();
	tear_down(state);
	calx_set_allocator(NULL);
	assert_int_equal(blocks, 0);
}

/* ---- without memory ----------------------------------------------------- */

static void nest(void *context)
{
	const char *sql = "SELECT id, name, data FROM t ORDER BY id";
	calx_engine *own = single_open("sqlite://", NULL);
	calx_connection *c = calx_connection_open(own, NULL);
	calx_result *outer;
	const calx_row *row;
	int rows = 0;

	(void)context;
	calx_connection_execute(c, TABLE, NULL, 0);
	calx_connection_execute(c, ROWS, NULL, 0);
	calx_connection_begin(c);
	outer = calx_connection_query(c, sql, NULL, 0);
	while ((row = calx_result_next(outer)) != NULL) {
		calx_result *inner = calx_connection_query(c, sql, NULL, 0);
		const char *name = calx_row_text(row, 1);

		calx_result_next(inner);
		calx_connection_commit(c);
		rows += calx_result_next(inner) != NULL;
		calx_result_close(inner);
		if (torture_is_clean())
			assert_true(
				!rows || strcmp(name, "one") == 0 || rows > 1);
	}
	calx_result_close(outer);
	if (torture_is_clean()) {
		assert_null(calx_connection_error(c));
		assert_int_equal(rows, 3);
	}
	calx_connection_rollback(c);
	calx_connection_close(c);
	calx_engine_close(own);
}

static void no_memory_is_no_crash(void **state)
{
	(void)state;
	torture(nest, NULL);
}

static void no_database_is_no_crash(void **state)
{
	(void)state;
	torture_sqlite(nest, NULL);
}

#define BOTH(test)                                                          \
	{ #test, test, set_up, tear_down, NULL },                           \
	{                                                                   \
#test "_streaming", test, set_up_streaming, tear_down, NULL \
	}

CHECK_MAIN("stash", BOTH(loops_may_be_nested),
	cmocka_unit_test_setup_teardown(
		a_row_stays_as_it_was, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		rows_stream_until_then, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		a_loop_that_is_left_frees_the_connection, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		rows_can_be_converted_later, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		what_cannot_be_read_is_told, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		rows_outlive_a_commit, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		rows_go_with_a_rollback, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		rows_that_fail_stop_a_commit, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		what_is_cut_stays_cut, set_up, tear_down),
	BOTH(some_columns_are_enough), BOTH(rows_are_read_ahead),
	BOTH(an_outcome_is_kept), cmocka_unit_test(memory_does_not_grow),
	cmocka_unit_test(no_memory_is_no_crash),
	cmocka_unit_test(no_database_is_no_crash))
