#include "engine/connection.h"
#include "engine/error.h"
#include "engine/prepare.h"

#include <calx/alloc.h>
#include <calx/metadata.h>
#include <calx/model.h>
#include <calx/short.h>

#include <stdio.h>

#include "connected.h"
#include "torture.h"
#include "util/arena.h"

/* Statements as the layers above run them. */

CALX_MODEL(Book, "books", column(id, integer(), .primary_key = true),
	column(title, nullable(string(10))),
	column(kind, nullable(enumeration("paper", "ink"))),
	column(price, nullable(numeric(8, 2))));

#define TABLE                                                             \
	"CREATE TABLE books (id INTEGER PRIMARY KEY, title VARCHAR(10), " \
	"kind VARCHAR(5), price NUMERIC(8, 2))"

static const unsigned numbers[] = { 1, 2, 3 };
static const struct statement insert = {
	.kind = STATEMENT_INSERT,
	.table = &Book_calx_table_,
	.numbers = numbers,
	.number_count = 3,
	.rows = 1,
};

static int set_up(void **state)
{
	(void)state;
	return connect_to(calx_engine_open("sqlite://", NULL), TABLE);
}

static struct bound_value title_value(const char *title)
{
	return (struct bound_value){
		.value = { CALX_STRING, .as.text = { title, strlen(title) } },
		.column = Book.title.column_or_expression->column,
	};
}

/* Runs the insert once more. */
static int insert_book(
	struct prepared *prepared, const char *title, int64_t kind)
{
	const struct bound_value values[] = {
		title_value(title),
		{ .value = { CALX_ENUMERATION, .as.integer = kind },
			.column = Book.kind.column_or_expression->column },
		{ .value = { CALX_NUMERIC,
			  .as.decimal = calx_decimal_of("12.50") },
			.column = Book.price.column_or_expression->column },
	};

	calx__bind(prepared, 0, values, 1);
	calx__bind(prepared, 1, values + 1, 2);
	return calx__step(prepared);
}

static void select_like(const char *pattern, int *ret_count)
{
	const calx_node clauses[] = {
		where(Book.title, like, pattern),
		{ .kind = CALX_NODE_END },
	};
	const struct statement select = {
		.kind = STATEMENT_SELECT,
		.table = &Book_calx_table_,
		.clauses = clauses,
	};
	struct prepared *prepared =
		calx__prepare(connection, &select, CALX_HERE_);

	*ret_count = 0;
	calx__bind_collected(prepared);
	while (calx__step(prepared) == 1)
		++*ret_count;
	calx__finish(prepared);
}

static void statements_run_again_and_again(void **state)
{
	struct prepared *prepared =
		calx__prepare(connection, &insert, CALX_HERE_);
	int count;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(insert_book(prepared, "x", i % 2), 0);
		assert_int_equal(calx__outcome(prepared).changes, 1);
		assert_int_equal(calx__outcome(prepared).last_id, i + 1);
		calx__rewind(prepared);
	}
	insert_book(prepared, "y", 0);
	assert_int_equal(calx__step(prepared), 0);
	calx__finish(prepared);
	select_like("x", &count);
	assert_int_equal(count, 3);
	select_like("%", &count);
	assert_int_equal(count, 4);
	assert_null(calx_connection_error(connection));
}

static void enumerations_are_stored_by_label(void **state)
{
	static const enum calx_kind kinds[] = { CALX_ENUMERATION,
		CALX_NUMERIC };
	static const char sql[] = "SELECT kind, price FROM books";
	struct prepared *prepared = calx__prepare(connection, &insert, NULL);
	char text[CALX_DECIMAL_TEXT_MAX];
	calx_value values[2];

	(void)state;
	insert_book(prepared, "x", 1);
	calx__finish(prepared);
	prepared = calx__prepare_sql(connection, sql, strlen(sql), NULL);
	assert_int_equal(calx__step(prepared), 1);
	assert_int_equal(calx__column_count(prepared), 2);
	CHECK_TEXT(calx__column_label(prepared, 1), "price");
	assert_int_equal(calx__row(prepared, kinds, 2, values), CALX_OK);
	assert_int_equal(values[0].kind, CALX_STRING);
	CHECK_TEXT(values[0].as.text.data, "ink");
	calx_decimal_write(values[1].as.decimal, text);
	CHECK_TEXT(text, "12.5");
	calx__finish(prepared);
}

static void values_are_checked_against_columns(void **state)
{
	struct prepared *prepared =
		calx__prepare(connection, &insert, "here.c:7");
	const calx_error *error;

	(void)state;
	assert_int_equal(
		insert_book(prepared, "longer than ten", 0), CALX_RANGE);
	error = calx_connection_error(connection);
	CHECK_TEXT(error->column, "title");
	CHECK_TEXT(error->where, "here.c:7");
	assert_non_null(strstr(error->statement, "INSERT INTO"));
	calx__finish(prepared);
	calx_connection_rollback(connection);
	prepared = calx__prepare(connection, &insert, NULL);
	assert_int_equal(insert_book(prepared, "x", 2), CALX_RANGE);
	calx__finish(prepared);
}

/* Any text may be looked for; the numbers of an enumeration are few. */
static void compared_values_need_not_fit(void **state)
{
	const struct bound_value none = {
		.value = { CALX_ENUMERATION, .as.integer = 2 },
		.column = Book.kind.column_or_expression->column,
		.compared = true,
	};
	struct prepared *prepared;
	int count;

	(void)state;
	select_like("longer than ten%", &count);
	assert_int_equal(count, 0);
	assert_null(calx_connection_error(connection));
	select_like("\xff", &count);
	assert_int_equal(calx__connection_status(connection), CALX_INVALID);
	calx_connection_rollback(connection);
	prepared = calx__prepare(connection, &insert, NULL);
	assert_int_equal(calx__bind(prepared, 1, &none, 1), CALX_RANGE);
	calx__finish(prepared);
}

static void all_parameters_are_bound(void **state)
{
	struct bound_value value = title_value("x");
	struct prepared *prepared = calx__prepare(connection, &insert, NULL);

	(void)state;
	calx__bind(prepared, 0, &value, 1);
	assert_int_equal(calx__step(prepared), CALX_MISUSE);
	CHECK_TEXT(calx_connection_error(connection)->message,
		"the statement has 3 parameters and is given 1 values");
	calx__finish(prepared);
	calx_connection_rollback(connection);
	prepared = calx__prepare(connection, &insert, NULL);
	assert_int_equal(calx__bind(prepared, 3, &value, 1), CALX_MISUSE);
	calx__finish(prepared);
}

static void a_failed_one_does_nothing(void **state)
{
	const struct bound_value value = title_value("x");

	(void)state;
	assert_int_equal(calx__bind(NULL, 0, &value, 1), CALX_MISUSE);
	assert_int_equal(calx__bind_collected(NULL), CALX_MISUSE);
	assert_int_equal(calx__step(NULL), CALX_MISUSE);
	assert_int_equal(calx__row(NULL, NULL, 0, NULL), CALX_MISUSE);
	assert_int_equal(calx__column_count(NULL), 0);
	assert_null(calx__column_label(NULL, 0));
	calx__rewind(NULL);
	calx__finish(NULL);
	assert_int_equal(calx__run(connection, "nonsense"), CALX_ERROR);
	assert_null(calx__prepare(connection, &insert, NULL));
	assert_int_equal(calx__run(connection, TABLE), CALX_ERROR);
	assert_null(calx__connection_failing(connection));
}

/* ---- the cache ---------------------------------------------------------- */

/* counts what the library allocates */
static size_t allocations;

static void *count_allocate(void *context, size_t size)
{
	(void)context;
	allocations++;
	return malloc(size);
}

static void *count_reallocate(
	void *context, void *block, size_t old_size, size_t size)
{
	(void)context;
	(void)old_size;
	allocations++;
	return realloc(block, size);
}

static void count_release(void *context, void *block)
{
	(void)context;
	free(block);
}

static void a_hit_allocates_nothing(void **state)
{
	static const calx_allocator counting = { count_allocate,
		count_reallocate, count_release, NULL };
	struct prepared *prepared, *again;
	int count;

	(void)state;
	calx_set_allocator(&counting);
	assert_int_equal(set_up(NULL), CALX_OK);
	select_like("x%", &count);
	prepared = calx__prepare(connection, &insert, NULL);
	insert_book(prepared, "xyz", 0);
	calx__finish(prepared);
	allocations = 0;
	for (int i = 0; i < 100; i++) {
		again = calx__prepare(connection, &insert, NULL);
		assert_ptr_equal(again, prepared);
		assert_true(again->cached);
		insert_book(again, "xyz", 1);
		calx__finish(again);
		select_like("xy%", &count);
		assert_int_equal(count, i + 2);
	}
	/* in a debug arena each item is a block of the heap */
	if (calx__arena_shares_blocks)
		assert_int_equal(allocations, 0);
	tear_down(NULL);
	calx_set_allocator(NULL);
}

/* More shapes than the cache holds, with one in use all the time. */
static void the_cache_is_bounded(void **state)
{
	struct prepared *kept = calx__prepare(connection, &insert, NULL);

	(void)state;
	for (int i = 0; i < 600; i++) {
		char sql[64];
		int length = snprintf(sql, sizeof(sql), "SELECT %d", i);
		struct prepared *prepared = calx__prepare_sql(
			connection, sql, (size_t)length, NULL);

		assert_false(prepared->cached);
		assert_int_equal(calx__step(prepared), 1);
		calx__finish(prepared);
	}
	assert_int_equal(insert_book(kept, "x", 0), 0);
	calx__finish(kept);
	kept = calx__prepare(connection, &insert, NULL);
	assert_true(kept->cached);
	calx__finish(kept);
}

static void a_running_statement_gets_a_twin(void **state)
{
	struct prepared *first = calx__prepare(connection, &insert, NULL);
	struct prepared *second = calx__prepare(connection, &insert, NULL);

	(void)state;
	assert_ptr_not_equal(first, second);
	assert_int_equal(insert_book(first, "x", 0), 0);
	assert_int_equal(insert_book(second, "y", 0), 0);
	calx__finish(first);
	calx__finish(second);
	first = calx__prepare(connection, &insert, NULL);
	second = calx__prepare(connection, &insert, NULL);
	assert_true(first->cached && second->cached);
	calx__finish(first);
	calx__finish(second);
}

/* ---- faults ------------------------------------------------------------- */

static void prepare_and_run(void *context)
{
	struct prepared *prepared;
	int count = 0;

	(void)context;
	engine = calx_engine_open("sqlite://", NULL);
	connection = calx_connection_open(engine, NULL);
	if (connection) {
		calx__run(connection, TABLE);
		prepared = calx__prepare(connection, &insert, NULL);
		insert_book(prepared, "x", 0);
		calx__rewind(prepared);
		insert_book(prepared, "y", 1);
		calx__finish(prepared);
		select_like("%", &count);
	}
	if (torture_is_clean())
		assert_int_equal(count, 2);
	calx_connection_close(connection);
	calx_engine_close(engine);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	torture(prepare_and_run, NULL);
}

static void survives_failing_calls(void **state)
{
	(void)state;
	torture_sqlite(prepare_and_run, NULL);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

CHECK_MAIN("prepared", FRESH(statements_run_again_and_again),
	FRESH(enumerations_are_stored_by_label),
	FRESH(values_are_checked_against_columns),
	FRESH(compared_values_need_not_fit), FRESH(all_parameters_are_bound),
	FRESH(a_failed_one_does_nothing),
	cmocka_unit_test(a_hit_allocates_nothing), FRESH(the_cache_is_bounded),
	FRESH(a_running_statement_gets_a_twin),
	cmocka_unit_test(survives_lack_of_memory),
	cmocka_unit_test(survives_failing_calls))
