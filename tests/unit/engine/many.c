#include "engine/connection.h"
#include "engine/error.h"
#include "engine/prepare.h"

#include <calx/metadata.h>
#include <calx/model.h>
#include <calx/short.h>

#include <stdio.h>

#include "check.h"
#include "database.h"

/* One statement for many rows of values, whatever the driver makes of it. */

CALX_MODEL(Coin, "coins", column(id, big_integer(), .primary_key = true),
	column(name, nullable(string(10))), column(mass, integer()));
CALX_METADATA(purse, Coin);

static const unsigned numbers[] = { 0, 1, 2 };
static const struct statement insert = {
	.kind = STATEMENT_INSERT,
	.table = &Coin_calx_table_,
	.numbers = numbers,
	.number_count = 3,
	.rows = 1,
};
static const struct statement remove_by_key = {
	.kind = STATEMENT_DELETE_BY_KEY,
	.table = &Coin_calx_table_,
	.keys = numbers,
	.key_count = 1,
};

static calx_engine *engine;
static calx_connection *connection;

static int set_up(void **state)
{
	calx_error error = { 0 };

	(void)state;
	engine = database_engine();
	if (calx_create_all(engine, &purse, &error) < 0)
		fail_msg("%s", error.message);
	connection = calx_connection_open(engine, NULL);
	return calx_connection_begin(connection) < 0;
}

static int tear_down(void **state)
{
	(void)state;
	calx_connection_close(connection);
	database_engine_close(engine);
	return 0;
}

/* A run for rows first .. first + count - 1. */
struct coins {
	struct prepared *prepared;
	size_t first, columns;
	size_t refused; /* the one that is not bound */
};

static enum calx_status bind_coin(void *context, size_t i)
{
	const struct coins *coins = context;
	const size_t number = coins->first + i;
	const struct bound_value values[] = {
		{ .value = { CALX_BIG_INTEGER, .as.integer = (int64_t)number },
			.column = Coin.id.column_or_expression->column },
		{ .value = { number % 2 ? CALX_STRING : CALX_NULL,
			  .as.text = { "penny", 5 } },
			.column = Coin.name.column_or_expression->column },
		{ .value = { CALX_INTEGER, .as.integer = 3 },
			.column = Coin.mass.column_or_expression->column },
	};

	if (number == coins->refused)
		return CALX_RANGE;
	return calx__bind(coins->prepared, 0, values, coins->columns);
}

/* What all of them come to; the changes of all are in `ret_changes`. */
static int run_all(struct coins *coins, size_t count, long long *ret_changes)
{
	size_t ran = 0;
	int result = 0;

	*ret_changes = 0;
	for (; count && result == 0; count -= ran, coins->first += ran) {
		ran = count;
		result = calx__step_many(
			coins->prepared, &ran, bind_coin, coins);
		while (result == 1)
			result = calx__step(coins->prepared);
		assert_in_range(ran, 1, count);
		*ret_changes += calx__outcome(coins->prepared).changes;
		calx__rewind(coins->prepared);
	}
	return result;
}

static long long count_coins(void)
{
	static const char sql[] = "SELECT count(*) FROM coins";
	const enum calx_kind kind = CALX_INTEGER;
	struct prepared *prepared =
		calx__prepare_sql(connection, sql, strlen(sql), NULL);
	calx_value value = { 0 };

	assert_int_equal(calx__step(prepared), 1);
	assert_int_equal(calx__row(prepared, &kind, 1, &value), CALX_OK);
	calx__finish(prepared);
	return value.as.integer;
}

static struct coins coins_of(const struct statement *statement)
{
	return (struct coins){
		.prepared = calx__prepare(connection, statement, NULL),
		.first = 1,
		.columns = statement->number_count + statement->key_count,
	};
}

static void all_rows_are_run(void **state)
{
	struct coins coins = coins_of(&insert);
	long long changes;

	(void)state;
	assert_int_equal(run_all(&coins, 1000, &changes), 0);
	assert_int_equal(changes, 1000);
	assert_int_equal(count_coins(), 1000);
	assert_int_equal(run_all(&coins, 1, &changes), 0);
	calx__finish(coins.prepared);
	assert_int_equal(count_coins(), 1001);
	coins = coins_of(&remove_by_key);
	coins.first = 901;
	assert_int_equal(run_all(&coins, 200, &changes), 0);
	calx__finish(coins.prepared);
	assert_int_equal(changes, 101);
	assert_int_equal(count_coins(), 900);
}

static void a_refused_row_is_an_error(void **state)
{
	struct coins coins = coins_of(&insert);
	long long changes;

	(void)state;
	coins.first = 50;
	assert_int_equal(run_all(&coins, 1, &changes), 0);
	coins.first = 1;
	assert_int_equal(run_all(&coins, 100, &changes), CALX_CONSTRAINT);
	CHECK_TEXT(calx_connection_error(connection)->sqlstate, "23505");
	assert_non_null(
		strstr(calx_connection_error(connection)->statement, "INSERT"));
	calx__finish(coins.prepared);
	/* what has failed runs no more */
	coins = coins_of(&insert);
	assert_null(coins.prepared);
	assert_true(run_all(&coins, 10, &changes) < 0);
}

static void a_row_that_cannot_be_bound_ends_it(void **state)
{
	struct coins coins = coins_of(&insert);
	long long changes;

	(void)state;
	coins.refused = 20;
	assert_int_equal(run_all(&coins, 100, &changes), CALX_RANGE);
	assert_null(calx_connection_error(connection));
	coins.first = coins.refused + 1;
	assert_int_equal(run_all(&coins, 100, &changes), 0);
	assert_int_equal(changes, 100);
	calx__finish(coins.prepared);
}

struct heard {
	size_t runs, values;
};

static void count_run(const calx_log_event *event, void *context)
{
	struct heard *heard = context;

	heard->runs += strncmp(event->sql, "INSERT", 6) == 0;
	heard->values += event->value_count;
}

/* Who listens hears of all rows at once, and of no values then. */
static void the_log_hears_of_what_ran(void **state)
{
	struct heard heard = { 0 };
	struct coins coins;
	long long changes;

	(void)state;
	calx_engine_set_log(engine, count_run, &heard);
	coins = coins_of(&insert);
	assert_int_equal(run_all(&coins, 1000, &changes), 0);
	calx__finish(coins.prepared);
	calx_engine_set_log(engine, NULL, NULL);
	if (database_is("sqlite"))
		assert_int_equal(heard.runs, 1000);
	else
		assert_in_range(heard.runs, 1, 20);
	assert_int_equal(
		heard.values, database_is("sqlite") ? 3 * heard.runs : 0);
	assert_int_equal(count_coins(), 1000);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
CHECK_MAIN("many", TEST(all_rows_are_run), TEST(a_refused_row_is_an_error),
	TEST(a_row_that_cannot_be_bound_ends_it),
	TEST(the_log_hears_of_what_ran), )
