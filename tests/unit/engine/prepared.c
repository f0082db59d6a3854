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

/* whose moments are looked for in each of their spellings */
CALX_MODEL(Event, "events", column(id, integer(), .primary_key = true),
	column(at, datetime()));

#define EVENTS "CREATE TABLE events (id INTEGER PRIMARY KEY, at DATETIME)"
#define EVENTS_ROWS                                                      \
	"INSERT INTO events VALUES (1, '2024-01-02 03:04:05'),"          \
	"(2, '2024-01-02T03:04:05.000000'), (3, '2024-01-02 03:04:06')," \
	"(4, '2024-01-02 03:04:05.0')"

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

/* How many there are; -1: it failed. */
static int events_at(const calx_datetime at, bool *ret_moved)
{
	/* the values in another order than that of SQL */
	const calx_node clauses[] = {
		limit(2),
		where(Event.at, ==, at),
		{ .kind = CALX_NODE_END },
	};
	const struct statement select = {
		.kind = STATEMENT_SELECT,
		.table = &Event_calx_table_,
		.clauses = clauses,
	};
	struct prepared *prepared =
		calx__prepare(connection, &select, CALX_HERE_);
	int count = 0, result;

	if (!prepared)
		return -1;
	*ret_moved = prepared->places.count > 0;
	calx__bind_collected(prepared);
	while ((result = calx__step(prepared)) == 1)
		count++;
	calx__finish(prepared);
	return result < 0 ? -1 : count;
}

static void values_go_to_their_places(void **state)
{
	const calx_datetime at = { 2024, 1, 2, 3, 4, 5, 0 };
	const calx_datetime wrong = { 2024, 13, 2, 3, 4, 5, 0 };
	bool moved = false;

	(void)state;
	calx__run(connection, EVENTS);
	calx__run(connection, EVENTS_ROWS);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(events_at(at, &moved), 2);
		assert_true(moved);
	}
	assert_int_equal(events_at(wrong, &moved), -1);
	assert_true(calx__connection_status(connection) < 0);
	calx_connection_rollback(connection);
	assert_int_equal(events_at(at, &moved), 2);
}

/* However many go to the driver at once. */
static void many_values_are_bound(void **state)
{
	static const size_t counts[] = { 1, 15, 16, 17, 31, 32, 33, 48, 60 };
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ01234567";
	struct bound_value values[61];

	(void)state;
	for (size_t i = 0; i < 61; i++)
		values[i] = (struct bound_value){
			.value = { CALX_STRING,
				.as.text = { &letters[i % 60], 1 } }
		};
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		const enum calx_kind kind = CALX_STRING;
		char sql[300] = "SELECT ?", expected[64];
		struct prepared *prepared;
		calx_value value;

		for (size_t j = 1; j < counts[i]; j++)
			strcat(sql, "||?");
		snprintf(expected, sizeof(expected), "%.*s", (int)counts[i],
			letters);
		prepared =
			calx__prepare_sql(connection, sql, strlen(sql), NULL);
		assert_int_equal(
			calx__bind(prepared, 0, values, counts[i]), CALX_OK);
		assert_int_equal(calx__step(prepared), 1);
		assert_int_equal(
			calx__row(prepared, &kind, 1, &value), CALX_OK);
		CHECK_TEXT(value.as.text.data, expected);
		calx__rewind(prepared);
		assert_int_equal(calx__bind(prepared, 0, values, counts[i] + 1),
			CALX_MISUSE);
		calx__finish(prepared);
		calx_connection_rollback(connection);
	}
}

/* The first that cannot be bound ends it. */
static void a_value_that_is_none_is_told(void **state)
{
	static const char sql[] =
		"SELECT ?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?";
	struct bound_value values[20];
	struct prepared *prepared =
		calx__prepare_sql(connection, sql, strlen(sql), "here.c:7");

	(void)state;
	for (size_t i = 0; i < 20; i++)
		values[i] =
			(struct bound_value){ .value = { .kind = CALX_NULL } };
	values[3].value = (calx_value){ CALX_DATE, .as.date = { 2024, 13, 1 } };
	assert_int_equal(calx__bind(prepared, 0, values, 20), CALX_RANGE);
	CHECK_TEXT(calx_connection_error(connection)->message,
		"parameter 4 is not a valid value of its kind");
	CHECK_TEXT(calx_connection_error(connection)->where, "here.c:7");
	CHECK_TEXT(calx_connection_error(connection)->statement, sql);
	assert_int_equal(calx__step(prepared), CALX_RANGE);
	calx__finish(prepared);
}

/* ---- who listens ---------------------------------------------------------- */

CALX_MODEL(Token, "tokens", column(id, integer(), .primary_key = true),
	column(key, uuid(.stored = CALX_UUID_HEX)));

static struct {
	enum calx_kind kinds[8];
	size_t count;
	int events;
} heard;

static void hear(const calx_log_event *event, void *context)
{
	(void)context;
	heard.events++;
	heard.count = event->value_count;
	for (size_t i = 0; i < heard.count && i < 8; i++)
		heard.kinds[i] = event->values[i].kind;
}

/* The log knows nothing of the forms in which values are stored. Each run is
 * heard of once, with what was bound for it. */
static void the_log_hears_of_each_run(void **state)
{
	static const unsigned both[] = { 0, 1 };
	static const struct statement token = {
		.kind = STATEMENT_INSERT,
		.table = &Token_calx_table_,
		.numbers = both,
		.number_count = 2,
		.rows = 1,
	};
	struct prepared *prepared;

	(void)state;
	calx__run(connection, "CREATE TABLE tokens (id INTEGER, key CHAR(32))");
	memset(&heard, 0, sizeof(heard));
	calx_engine_set_log(engine, hear, NULL);
	prepared = calx__prepare(connection, &token, NULL);
	for (int i = 1; i < 4; i++) {
		const struct bound_value values[] = {
			{ .value = { CALX_INTEGER, .as.integer = i },
				.column =
					Token.id.column_or_expression->column },
			{ .value = { CALX_UUID, .as.uuid = { { 1, 2 } } },
				.column = Token.key.column_or_expression
						  ->column },
		};

		assert_int_equal(calx__bind(prepared, 0, values, 2), CALX_OK);
		assert_int_equal(heard.events, i - 1);
		assert_int_equal(calx__step(prepared), 0);
		assert_int_equal(heard.events, i);
		assert_int_equal(heard.count, 2);
		assert_int_equal(heard.kinds[0], CALX_INTEGER);
		assert_int_equal(heard.kinds[1], CALX_UUID);
		calx__rewind(prepared);
		assert_int_equal(heard.events, i);
	}
	calx__finish(prepared);
	assert_int_equal(heard.events, 3);
	calx_engine_set_log(engine, NULL, NULL);
	assert_null(calx_connection_error(connection));
}

static char traced[300];

static void trace(void *context, const char *sql)
{
	const size_t used = strlen(traced);

	(void)context;
	snprintf(traced + used, sizeof(traced) - used, "%s;", sql);
}

/* With its values, and just before it runs. */
static void what_changes_is_traced(void **state)
{
	const calx_value title = { CALX_STRING, .as.text = { "it's", 4 } };
	struct prepared *prepared;

	(void)state;
	*traced = '\0';
	calx__connection_trace(connection, trace, NULL);
	calx_connection_execute(
		connection, "INSERT INTO books (title) VALUES (?)", &title, 1);
	calx__run(connection, "SELECT 1");
	calx__run(connection, "DELETE FROM books");
	prepared = calx__prepare(connection, &insert, NULL);
	insert_book(prepared, "x", 1);
	calx__finish(prepared);
	CHECK_TEXT(traced,
		"INSERT INTO books (title) VALUES ('it''s');DELETE FROM books;"
		"INSERT INTO \"books\" (\"title\", \"kind\", \"price\") VALUES ('x', 'ink', '12.50');");
	calx__connection_trace(connection, NULL, NULL);
	calx__run(connection, "DELETE FROM books");
	assert_null(strstr(traced, "'12.50');DELETE"));
	calx__connection_trace(NULL, trace, NULL);
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

static bool is_cached(const char *sql)
{
	struct prepared *prepared =
		calx__prepare_sql(connection, sql, strlen(sql), NULL);
	const bool cached = prepared->cached;

	calx__finish(prepared);
	return cached;
}

/* It would take the place of all others. */
static void a_statement_that_is_large_is_not_kept(void **state)
{
	const size_t size = (size_t)5 << 20;
	char *large = malloc(size + 1);

	(void)state;
	assert_non_null(large);
	memset(large, ' ', size);
	large[size] = '\0';
	memcpy(large, "SELECT 1", 8);
	assert_false(is_cached("SELECT 2"));
	assert_false(is_cached(large));
	assert_false(is_cached(large));
	assert_true(is_cached("SELECT 2"));
	large[size / 2] = '\0';
	assert_false(is_cached(large));
	assert_true(is_cached(large));
	assert_true(is_cached("SELECT 2"));
	free(large);
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

static void ignore(const calx_log_event *event, void *context)
{
	(void)event;
	(void)context;
}

static void prepare_and_run(void *context)
{
	struct prepared *prepared;
	bool moved = false;
	int count = 0, events = 0;

	(void)context;
	engine = calx_engine_open("sqlite://", NULL);
	connection = calx_connection_open(engine, NULL);
	if (connection) {
		calx_engine_set_log(engine, ignore, NULL);
		calx__connection_trace(connection, trace, NULL);
		calx__run(connection, TABLE);
		calx__run(connection, EVENTS);
		calx__run(connection, EVENTS_ROWS);
		prepared = calx__prepare(connection, &insert, NULL);
		insert_book(prepared, "x", 0);
		calx__rewind(prepared);
		insert_book(prepared, "y", 1);
		calx__finish(prepared);
		select_like("%", &count);
		events = events_at(
			(calx_datetime){ 2024, 1, 2, 3, 4, 5, 0 }, &moved);
	}
	if (torture_is_clean()) {
		assert_int_equal(count, 2);
		assert_int_equal(events, 2);
	}
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
	FRESH(values_go_to_their_places), FRESH(many_values_are_bound),
	FRESH(a_value_that_is_none_is_told), FRESH(what_changes_is_traced),
	FRESH(the_log_hears_of_each_run),
	FRESH(a_statement_that_is_large_is_not_kept),
	cmocka_unit_test(survives_lack_of_memory),
	cmocka_unit_test(survives_failing_calls))
