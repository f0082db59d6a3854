#include "driver/driver.h"

#include <calx/model.h>
#include <calx/short.h>

#include "connected.h"
#include "engine/connection.h"
#include "engine/engine.h"
#include "engine/prepare.h"
#include "engine/transaction.h"
#include "util/fail.h"
#include "single.h"

/* What the engine makes of what a driver can say, and what it tells it. */

CALX_MODEL(Book, "books", column(id, integer(), .primary_key = true),
	column(title, nullable(string(10))), column(added, nullable(date())));

#define TABLE "CREATE TABLE books (id INTEGER PRIMARY KEY, title, added)"

static int set_up(void **state)
{
	(void)state;
	return connect_to(single_open("sqlite://", NULL), TABLE);
}

/* ---- the connection ----------------------------------------------------- */

static void the_dialect_is_of_the_server(void **state)
{
	(void)state;
	CHECK_TEXT(calx__connection_dialect(connection)->title, "Single 1.0");
	assert_null(calx__connection_dialect(NULL));
	assert_ptr_equal(calx__connection_driver(connection), &single_driver);
	assert_null(calx__connection_driver(NULL));
}

struct heard {
	char message[64], channel[64], sql[64];
	int count;
};

static void hear(const calx_log_event *event, void *context)
{
	struct heard *heard = context;

	if (!event->message)
		return;
	heard->count++;
	calx__fail_copy(heard->message, sizeof(heard->message), event->message);
	calx__fail_copy(heard->channel, sizeof(heard->channel), event->channel);
	calx__fail_copy(heard->sql, sizeof(heard->sql), event->sql);
}

static void what_the_server_says_is_logged(void **state)
{
	struct heard heard = { .count = 0 };

	(void)state;
	calx_engine_set_log(engine, hear, &heard);
	single.notice = "the index is there already";
	calx__run(connection, "SELECT 1");
	assert_int_equal(heard.count, 1);
	CHECK_TEXT(heard.message, "the index is there already");
	CHECK_TEXT(heard.channel, "");
	CHECK_TEXT(heard.sql, "");
	single.notice = "book 5";
	single.channel = "news";
	calx__run(connection, "SELECT 1");
	assert_int_equal(heard.count, 2);
	CHECK_TEXT(heard.message, "book 5");
	CHECK_TEXT(heard.channel, "news");
	calx_engine_set_log(engine, NULL, NULL);
	single.notice = "nobody listens";
	calx__run(connection, "SELECT 1");
	assert_int_equal(heard.count, 2);
}

/* ---- transactions ------------------------------------------------------- */

static void what_has_failed_is_not_committed(void **state)
{
	(void)state;
	calx_connection_begin(connection, .write = true);
	single.state = TRANSACTION_FAILED;
	assert_true(calx__connection_in_transaction(connection));
	assert_int_equal(calx_connection_commit(connection), CALX_ERROR);
	CHECK_TEXT(calx_connection_error(connection)->message,
		"the transaction has failed, and can only be rolled back");
	assert_int_equal(calx_connection_rollback(connection), CALX_OK);
	assert_false(calx__connection_in_transaction(connection));
}

/* The next connection is another one. */
static void what_is_lost_is_not_used_again(void **state)
{
	calx_connection *kept = connection;

	(void)state;
	calx_connection_close(connection);
	connection = calx_connection_open(engine, NULL);
	assert_ptr_equal(connection, kept);
	kept = calx_connection_open(engine, NULL);
	calx_connection_begin(connection);
	single.state = TRANSACTION_LOST;
	assert_false(calx__connection_in_transaction(connection));
	calx_connection_close(connection);
	single.state = TRANSACTION_NONE;
	connection = calx_connection_open(engine, NULL);
	assert_int_equal(calx_connection_begin(connection), CALX_OK);
	calx_connection_close(kept);
}

static void options_must_make_sense(void **state)
{
	const struct {
		calx_transaction_options known;
		bool more;
	} newer = { { .size = sizeof(newer) }, true };

	(void)state;
	assert_int_equal(calx_connection_begin(
				 connection, .read_only = true, .write = true),
		CALX_MISUSE);
	CHECK_TEXT(calx_connection_error(connection)->message,
		"a transaction is to be read-only, and to write");
	calx_connection_rollback(connection);
	assert_int_equal(calx_connection_begin_with(connection, &newer.known),
		CALX_MISUSE);
	calx_connection_rollback(connection);
	assert_int_equal(calx_connection_begin_with(connection, NULL), CALX_OK);
	calx_connection_rollback(connection);
	assert_int_equal(calx_connection_begin(connection, .read_only = true,
				 .isolation = CALX_REPEATABLE_READ),
		CALX_OK);
	assert_int_equal(
		calx__run(connection, "DELETE FROM books"), CALX_READ_ONLY);
	assert_int_equal(calx_connection_rollback(connection), CALX_OK);
	assert_int_equal(calx__run(connection, "DELETE FROM books"), CALX_OK);
}

/* ---- statements --------------------------------------------------------- */

static void a_query_says_what_is_bound(void **state)
{
	const calx_node clauses[] = {
		where(Book.title, ==, "x"),
		where(Book.added, <, ((calx_date){ 2024, 2, 29 })),
		limit(5),
		{ .kind = CALX_NODE_END },
	};
	const struct statement select = {
		.kind = STATEMENT_SELECT,
		.table = &Book_calx_table_,
		.clauses = clauses,
	};

	(void)state;
	calx__finish(calx__prepare(connection, &select, NULL));
	assert_int_equal(single.kind_count, 3);
	assert_int_equal(single.kinds[0], CALX_STRING);
	assert_int_equal(single.kinds[1], CALX_DATE);
	assert_int_equal(single.kinds[2], CALX_BIG_INTEGER);
	calx__run(connection, "SELECT 1");
	assert_int_equal(single.kind_count, 0);
}

static void the_unit_of_work_says_what_is_bound(void **state)
{
	static const unsigned numbers[] = { 1, 2 }, keys[] = { 0 };
	struct statement insert = {
		.kind = STATEMENT_INSERT,
		.table = &Book_calx_table_,
		.numbers = numbers,
		.number_count = 2,
		.rows = 2,
	};
	struct statement update = {
		.kind = STATEMENT_UPDATE_BY_KEY,
		.table = &Book_calx_table_,
		.numbers = numbers,
		.number_count = 2,
		.keys = keys,
		.key_count = 1,
	};

	(void)state;
	calx__finish(calx__prepare(connection, &insert, NULL));
	assert_int_equal(single.kind_count, 4);
	assert_int_equal(single.kinds[0], CALX_STRING);
	assert_int_equal(single.kinds[3], CALX_DATE);
	calx__finish(calx__prepare(connection, &update, NULL));
	assert_int_equal(single.kind_count, 3);
	assert_int_equal(single.kinds[1], CALX_DATE);
	assert_int_equal(single.kinds[2], CALX_INTEGER);
}

static void a_count_is_of_its_own_statement(void **state)
{
	static const struct {
		const char *sql;
		int changes;
	} cases[] = {
		{ "INSERT INTO books (title) VALUES ('a'), ('b')", 2 },
		{ "CREATE TABLE other (a)", 0 },
		{ "SELECT * FROM books", 0 },
		{ "UPDATE books SET title = 'c' WHERE id = 1", 1 },
		{ "DROP TABLE other", 0 },
		{ "INSERT INTO books (title) SELECT 'd' WHERE 0", 0 },
		{ "DELETE FROM books WHERE id > 5", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(calx_connection_execute(
					 connection, cases[i].sql, NULL, 0),
			cases[i].changes);
}

/* ---- the engine --------------------------------------------------------- */

static int cached;

static void count_cached(const calx_log_event *event, void *context)
{
	(void)context;
	cached += event->cached;
}

static void fewer_statements_can_be_kept(void **state)
{
	static const char *const texts[] = { "SELECT 1", "SELECT 2",
		"SELECT 1" };
	calx_error error = { 0 };
	calx_engine *small =
		calx_engine_open("sqlite://", &error, .statement_cache = 1);
	calx_connection *own = calx_connection_open(small, NULL);

	(void)state;
	cached = 0;
	calx_engine_set_log(small, count_cached, NULL);
	for (size_t i = 0; i < 3; i++)
		calx_connection_execute(own, texts[i], NULL, 0);
	assert_int_equal(cached, 0);
	calx_connection_execute(own, texts[2], NULL, 0);
	assert_int_equal(cached, 1);
	calx_connection_close(own);
	calx_engine_close(small);
	assert_null(
		calx_engine_open("sqlite://", &error, .statement_cache = 1000));
	assert_int_equal(error.status, CALX_RANGE);
	CHECK_TEXT(error.message,
		"a connection keeps from 1 to 256 statements, not 1000");
}

CHECK_MAIN("contract",
	cmocka_unit_test_setup_teardown(
		the_dialect_is_of_the_server, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		what_the_server_says_is_logged, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		what_has_failed_is_not_committed, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		what_is_lost_is_not_used_again, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		options_must_make_sense, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		a_query_says_what_is_bound, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		the_unit_of_work_says_what_is_bound, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		a_count_is_of_its_own_statement, set_up, tear_down),
	cmocka_unit_test(fewer_statements_can_be_kept))
