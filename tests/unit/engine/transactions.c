#include <calx/calx.h>
#include <calx/short.h>

#include <pthread.h>
#include <stdio.h>

#include "check.h"
#include "database.h"
#include "util/clock.h"

/* Transactions of plain connections: how far they are kept apart, what they may
 * do and for how long, and how they end. */

CALX_MODEL(Account, "accounts", column(id, integer(), .primary_key = true),
	column(balance, integer()));

static struct database database;
static calx_engine *engine;
static calx_connection *one, *two;

static int set_up(void **state)
{
	calx_error error = { 0 };

	(void)state;
	database = database_make();
	engine =
		calx_engine_open(database_url(&database, "timeout=20"), &error);
	if (!engine)
		fail_msg("%s", error.message);
	database_run(engine,
		"CREATE TABLE accounts (id int PRIMARY KEY, balance int NOT NULL)");
	database_run(engine, "INSERT INTO accounts VALUES (1, 50), (2, 50)");
	one = calx_connection_open(engine, NULL);
	two = calx_connection_open(engine, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	calx_connection_close(one);
	calx_connection_close(two);
	calx_engine_close(engine);
	database_remove(&database);
	return 0;
}

static bool is_sqlite(void)
{
	return database_is("sqlite");
}

static long long run(calx_connection *connection, const char *sql)
{
	return calx_connection_execute(connection, sql, NULL, 0);
}

static void check_run(calx_connection *connection, const char *sql)
{
	if (run(connection, sql) < 0)
		fail_msg("%s: %s", sql,
			calx_connection_error(connection)->message);
}

static long long number_by(calx_connection *connection, const char *sql)
{
	calx_result *result = calx_connection_query(connection, sql, NULL, 0);
	const calx_row *row = calx_result_next(result);
	const long long number = row ? calx_row_int64(row, 0) : -1;

	calx_result_close(result);
	return number;
}

static const char count_rows[] = "SELECT count(*) FROM accounts";

static void check_status(calx_connection *connection, enum calx_status status)
{
	const calx_error *error = calx_connection_error(connection);

	if (!error || error->status != status)
		fail_msg("%s: %s",
			error ? calx_status_name(error->status) : "nothing",
			error ? error->message : "");
}

/* ---- apart ------------------------------------------------------------------ */

/* What the second of two equal reads sees of what came between. */
static long long seen_of_committed(enum calx_isolation isolation)
{
	long long before, after;

	assert_int_equal(
		calx_connection_begin(one, .isolation = isolation), CALX_OK);
	before = number_by(one, count_rows);
	check_run(two, "INSERT INTO accounts VALUES (3, 1)");
	after = number_by(one, count_rows);
	assert_int_equal(calx_connection_commit(one), CALX_OK);
	check_run(two, "DELETE FROM accounts WHERE id = 3");
	return after - before;
}

static void a_reader_sees_what_its_isolation_says(void **state)
{
	(void)state;
	/* a stricter one is fine: SQLite has no other */
	assert_int_equal(seen_of_committed(CALX_READ_COMMITTED), !is_sqlite());
	assert_int_equal(
		seen_of_committed(CALX_READ_UNCOMMITTED), !is_sqlite());
	assert_int_equal(seen_of_committed(CALX_REPEATABLE_READ), 0);
	if (database_is("postgresql"))
		assert_int_equal(seen_of_committed(CALX_SERIALIZABLE), 0);
	assert_int_equal(seen_of_committed(CALX_ISOLATION_DEFAULT),
		database_is("postgresql"));
}

static void what_is_not_committed_may_be_seen(void **state)
{
	(void)state;
	assert_int_equal(
		calx_connection_begin(two, .isolation = CALX_READ_UNCOMMITTED),
		CALX_OK);
	number_by(two, count_rows);
	calx_connection_begin(one);
	check_run(one, "INSERT INTO accounts VALUES (3, 1)");
	assert_int_equal(
		number_by(two, count_rows), database_is("mariadb") ? 3 : 2);
	calx_connection_rollback(one);
	assert_int_equal(number_by(two, count_rows), 2);
}

static void what_only_reads_changes_nothing(void **state)
{
	(void)state;
	assert_int_equal(
		calx_connection_begin(one, .read_only = true), CALX_OK);
	assert_int_equal(number_by(one, count_rows), 2);
	assert_int_equal(run(one, "DELETE FROM accounts"), CALX_READ_ONLY);
	assert_int_equal(calx_connection_rollback(one), CALX_OK);
	check_run(one, "DELETE FROM accounts");
}

static void an_engine_says_it_for_all(void **state)
{
	calx_error error = { 0 };
	calx_engine *reader = calx_engine_open(database.url, &error,
		.isolation = CALX_REPEATABLE_READ, .read_only = true);
	calx_connection *connection = calx_connection_open(reader, &error);

	(void)state;
	assert_int_equal(calx_connection_begin(connection), CALX_OK);
	assert_int_equal(number_by(connection, count_rows), 2);
	check_run(two, "INSERT INTO accounts VALUES (3, 1)");
	assert_int_equal(number_by(connection, count_rows), 2);
	assert_int_equal(
		run(connection, "DELETE FROM accounts"), CALX_READ_ONLY);
	assert_int_equal(calx_connection_rollback(connection), CALX_OK);
	assert_int_equal(
		calx_connection_begin(connection, .write = true), CALX_OK);
	check_run(connection, "DELETE FROM accounts WHERE id = 3");
	assert_int_equal(calx_connection_commit(connection), CALX_OK);
	calx_connection_close(connection);
	calx_engine_close(reader);
}

static void what_makes_no_sense_is_refused(void **state)
{
	calx_error error = { 0 };

	(void)state;
	assert_int_equal(calx_connection_begin(
				 one, .isolation = (enum calx_isolation)99),
		CALX_RANGE);
	calx_connection_rollback(one);
	assert_int_equal(
		calx_connection_begin(one, .lock_timeout_ms = -1), CALX_RANGE);
	calx_connection_rollback(one);
	assert_int_equal(
		calx_connection_begin(one, .read_only = true, .write = true),
		CALX_MISUSE);
	calx_connection_rollback(one);
	assert_null(calx_engine_open(
		database.url, &error, .isolation = (enum calx_isolation)99));
	assert_int_equal(error.status, CALX_RANGE);
	assert_null(calx_engine_open(
		database.url, &error, .statement_timeout_ms = -5));
	assert_int_equal(error.status, CALX_RANGE);
}

/* ---- for how long ------------------------------------------------------------ */

static const char *long_query(void)
{
	if (database_is("postgresql"))
		return "SELECT count(*) FROM generate_series(1, 1000000000)";
	if (database_is("mariadb"))
		return "SELECT count(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b";
	return "WITH RECURSIVE c(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM c)"
	       " SELECT count(*) FROM c";
}

/* longer than what the long one is given */
static const char *short_query(void)
{
	if (database_is("postgresql"))
		return "SELECT 7 FROM pg_sleep(0.1)";
	if (database_is("mariadb"))
		return "SELECT 7 + sleep(0.1)";
	return "WITH RECURSIVE c(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM c"
	       " WHERE x < 400000) SELECT 7 FROM c WHERE x = 400000";
}

static void check_ended(calx_connection *connection)
{
	assert_int_equal(number_by(connection, long_query()), -1);
	check_status(connection, CALX_TIMEOUT);
	assert_int_equal(calx_connection_rollback(connection), CALX_OK);
}

/* In milliseconds; a machine may be slow, or watched. */
static long long short_query_takes(void)
{
	const int64_t began = calx__clock();

	assert_int_equal(number_by(one, short_query()), 7);
	return (calx__clock() - began) / 1000000;
}

static void statements_end_in_time(void **state)
{
	int64_t began;
	long long limit;

	(void)state;
	assert_int_equal(calx_connection_begin(one, .statement_timeout_ms = 50),
		CALX_OK);
	check_ended(one);
	/* the next one has no limit, with a transaction or without */
	limit = 10 * short_query_takes() + 500;
	calx_connection_begin(one);
	assert_int_equal(number_by(one, short_query()), 7);
	assert_int_equal(calx_connection_commit(one), CALX_OK);
	/* each statement has it anew: all of them take longer */
	assert_int_equal(
		calx_connection_begin(one, .statement_timeout_ms = limit),
		CALX_OK);
	began = calx__clock();
	while (calx__clock() - began <= limit * 1000000)
		assert_int_equal(number_by(one, short_query()), 7);
	assert_int_equal(calx_connection_commit(one), CALX_OK);
}

static void an_engine_limits_all(void **state)
{
	calx_error error = { 0 };
	calx_engine *limited = calx_engine_open(
		database.url, &error, .statement_timeout_ms = 50);
	calx_connection *connection = calx_connection_open(limited, &error);

	(void)state;
	check_ended(connection);
	calx_connection_begin(connection);
	check_ended(connection);
	/* a transaction's own counts, and is over with it */
	calx_connection_begin(connection, .statement_timeout_ms = 600000);
	assert_int_equal(number_by(connection, short_query()), 7);
	assert_int_equal(calx_connection_commit(connection), CALX_OK);
	check_ended(connection);
	calx_connection_close(connection);
	calx_engine_close(limited);
}

static void who_waits_for_a_lock_waits_so_long(void **state)
{
	const char *sql = "UPDATE accounts SET balance = 0 WHERE id = 1";
	const int64_t began = calx__clock();

	(void)state;
	calx_connection_begin(one, .write = true);
	check_run(one, sql);
	if (calx_connection_begin(two, .lock_timeout_ms = 50, .write = true) >=
		0)
		run(two, sql);
	check_status(two, CALX_BUSY);
	assert_true(calx__clock() - began < INT64_C(10000000000));
	assert_int_equal(calx_connection_rollback(two), CALX_OK);
	assert_int_equal(calx_connection_rollback(one), CALX_OK);
	check_run(two, sql);
}

static void an_engine_says_how_long_to_wait(void **state)
{
	const char *sql = "UPDATE accounts SET balance = 0 WHERE id = 1";
	calx_error error = { 0 };
	calx_engine *hasty =
		calx_engine_open(database.url, &error, .lock_timeout_ms = 50);
	calx_connection *connection = calx_connection_open(hasty, &error);

	(void)state;
	calx_connection_begin(one, .write = true);
	check_run(one, sql);
	assert_int_equal(run(connection, sql), CALX_BUSY);
	calx_connection_close(connection);
	calx_engine_close(hasty);
}

/* ---- two at a time --------------------------------------------------------------- */

struct mover {
	pthread_t thread;
	int from, to;
	int runs;
	bool done;
};

static pthread_barrier_t both;

/* Both have read before either writes. */
static void *move(void *context)
{
	struct mover *mover = context;
	calx_session *session = calx_session_open(engine);

	calx_transaction(
		session, .isolation = CALX_SERIALIZABLE, .attempts = 50) {
		struct Account *from = calx_get(session, Account, mover->from);
		struct Account *to = calx_get(session, Account, mover->to);

		if (mover->runs++ == 0)
			pthread_barrier_wait(&both);
		/* together they may not be less than nothing */
		if (from && to && from->balance + to->balance >= 100)
			from->balance -= 100;
	}
	mover->done = !calx_session_error(session);
	calx_session_close(session);
	return NULL;
}

/* Each alone leaves enough; both together would not (write skew). On SQLite the
 * second one runs again, because what it has read has changed. */
static void write_skew_is_found(void **state)
{
	struct mover movers[2] = { { .from = 1, .to = 2 },
		{ .from = 2, .to = 1 } };

	(void)state;
	pthread_barrier_init(&both, NULL, 2);
	for (int i = 0; i < 2; i++)
		pthread_create(&movers[i].thread, NULL, move, &movers[i]);
	for (int i = 0; i < 2; i++)
		pthread_join(movers[i].thread, NULL);
	pthread_barrier_destroy(&both);
	for (int i = 0; i < 2; i++)
		assert_true(movers[i].done);
	assert_true(movers[0].runs + movers[1].runs > 2);
	assert_int_equal(
		number_by(one,
			"SELECT a.balance + b.balance FROM accounts a, accounts b"
			" WHERE a.id = 1 AND b.id = 2"),
		0);
}

/* Each holds what the other one wants. */
static void *cross(void *context)
{
	struct mover *mover = context;
	calx_session *session = calx_session_open(engine);

	calx_transaction(session, .attempts = 50) {
		calx_update(session, Account,
			set(Account.balance, calc(Account.balance, -, 1)),
			where(Account.id, ==, mover->from));
		if (mover->runs++ == 0 && !is_sqlite())
			pthread_barrier_wait(&both);
		calx_update(session, Account,
			set(Account.balance, calc(Account.balance, +, 1)),
			where(Account.id, ==, mover->to));
	}
	mover->done = !calx_session_error(session);
	calx_session_close(session);
	return NULL;
}

static void deadlocks_run_again(void **state)
{
	struct mover movers[2] = { { .from = 1, .to = 2 },
		{ .from = 2, .to = 1 } };

	(void)state;
	pthread_barrier_init(&both, NULL, 2);
	for (int i = 0; i < 2; i++)
		pthread_create(&movers[i].thread, NULL, cross, &movers[i]);
	for (int i = 0; i < 2; i++)
		pthread_join(movers[i].thread, NULL);
	pthread_barrier_destroy(&both);
	for (int i = 0; i < 2; i++)
		assert_true(movers[i].done);
	/* who runs again may come before the other one has gone on */
	if (!is_sqlite())
		assert_true(movers[0].runs + movers[1].runs >= 3);
	assert_int_equal(
		number_by(one, "SELECT balance FROM accounts WHERE id = 1"),
		50);
}

/* ---- in two phases ------------------------------------------------------------------ */

/* XA names are the server's */
static const char *name_of(const char *what)
{
	static char name[64];

	snprintf(name, sizeof(name), "%s-%.40s", what,
		strrchr(database.url, '/') + 1);
	name[strcspn(name, "?")] = '\0';
	return name;
}

static void look_for(const char *name, void *context)
{
	if (!strcmp(name, name_of("it's \"1\"\\")))
		++*(int *)context;
}

static int waiting(void)
{
	int found = 0;

	assert_true(calx_connection_prepared(two, look_for, &found) >= found);
	return found;
}

static void prepare_one(void)
{
	assert_int_equal(calx_connection_begin(
				 one, .two_phase = name_of("it's \"1\"\\")),
		CALX_OK);
	check_run(one, "INSERT INTO accounts VALUES (3, 1)");
	assert_int_equal(calx_connection_prepare(one), CALX_OK);
	assert_true(calx_connection_in_transaction(one));
	assert_int_equal(waiting(), 1);
	assert_int_equal(number_by(two, count_rows), 2);
}

static void reopen_one(void)
{
	calx_connection_close(one);
	one = calx_connection_open(engine, NULL);
}

static void a_commit_has_two_phases(void **state)
{
	(void)state;
	NEEDS(CAN_COMMIT_IN_TWO_PHASES);
	prepare_one();
	assert_int_equal(calx_connection_commit(one), CALX_OK);
	assert_false(calx_connection_in_transaction(one));
	assert_int_equal(waiting(), 0);
	assert_int_equal(number_by(two, count_rows), 3);
	check_run(one, "DELETE FROM accounts WHERE id = 3");
	prepare_one();
	assert_int_equal(calx_connection_rollback(one), CALX_OK);
	assert_int_equal(number_by(two, count_rows), 2);
	/* without a first phase it is one as any */
	calx_connection_begin(one, .two_phase = name_of("x"));
	check_run(one, "INSERT INTO accounts VALUES (3, 1)");
	assert_int_equal(calx_connection_commit(one), CALX_OK);
	calx_connection_begin(one, .two_phase = name_of("x"));
	check_run(one, "INSERT INTO accounts VALUES (4, 1)");
	assert_int_equal(calx_connection_rollback(one), CALX_OK);
	assert_int_equal(number_by(two, count_rows), 3);
	check_run(one, "DELETE FROM accounts WHERE id = 3");
}

static void what_is_prepared_outlives_its_connection(void **state)
{
	const char *name = name_of("it's \"1\"\\");

	(void)state;
	NEEDS(CAN_COMMIT_IN_TWO_PHASES);
	prepare_one();
	reopen_one();
	assert_int_equal(waiting(), 1);
	assert_int_equal(calx_connection_rollback_prepared(two, name), CALX_OK);
	assert_int_equal(number_by(two, count_rows), 2);
	prepare_one();
	reopen_one();
	assert_int_equal(calx_connection_commit_prepared(one, name), CALX_OK);
	assert_int_equal(number_by(two, count_rows), 3);
	assert_int_equal(
		calx_connection_commit_prepared(one, name), CALX_NOT_FOUND);
	calx_connection_rollback(one);
	assert_int_equal(
		calx_connection_rollback_prepared(one, name), CALX_NOT_FOUND);
	calx_connection_rollback(one);
	assert_int_equal(waiting(), 0);
}

static void phases_are_in_order(void **state)
{
	char name[70];

	(void)state;
	memset(name, 'x', sizeof(name));
	name[65] = '\0';
	assert_int_equal(calx_connection_prepare(one), CALX_MISUSE);
	calx_connection_rollback(one);
	assert_int_equal(calx_connection_prepare(NULL), CALX_MISUSE);
	if (is_sqlite()) {
		assert_int_equal(calx_connection_begin(one, .two_phase = "x"),
			CALX_UNSUPPORTED);
		calx_connection_rollback(one);
		assert_int_equal(calx_connection_commit_prepared(one, "x"),
			CALX_UNSUPPORTED);
		assert_int_equal(
			calx_connection_prepared(two, look_for, NULL), 0);
		return;
	}
	assert_int_equal(
		calx_connection_begin(one, .two_phase = name), CALX_RANGE);
	calx_connection_rollback(one);
	assert_int_equal(
		calx_connection_begin(one, .two_phase = ""), CALX_RANGE);
	calx_connection_rollback(one);
	assert_int_equal(
		calx_connection_commit_prepared(one, NULL), CALX_RANGE);
	calx_connection_rollback(one);
	calx_connection_begin(one);
	assert_int_equal(calx_connection_prepare(one), CALX_MISUSE);
	calx_connection_rollback(one);
	calx_connection_begin(one);
	assert_int_equal(
		calx_connection_commit_prepared(one, "x"), CALX_MISUSE);
}

/* ---- parts ---------------------------------------------------------------------------- */

static void parts_are_taken_back(void **state)
{
	const char *name = "it\"s `odd`; --";

	(void)state;
	assert_false(calx_connection_in_transaction(one));
	calx_connection_begin(one, .write = true);
	assert_true(calx_connection_in_transaction(one));
	check_run(one, "INSERT INTO accounts VALUES (3, 1)");
	assert_int_equal(calx_connection_savepoint(one, name), CALX_OK);
	check_run(one, "INSERT INTO accounts VALUES (4, 1)");
	assert_int_equal(run(one, "INSERT INTO accounts VALUES (1, 1)"),
		CALX_CONSTRAINT);
	assert_int_equal(calx_connection_rollback_to(one, name), CALX_OK);
	assert_null(calx_connection_error(one));
	check_run(one, "INSERT INTO accounts VALUES (5, 1)");
	assert_int_equal(calx_connection_release(one, name), CALX_OK);
	assert_int_equal(calx_connection_commit(one), CALX_OK);
	assert_int_equal(number_by(two, count_rows), 4);
	assert_int_equal(
		number_by(two, "SELECT count(*) FROM accounts WHERE id = 4"),
		0);
}

static void a_part_that_is_not_there_is_told(void **state)
{
	(void)state;
	calx_connection_begin(one, .write = true);
	assert_true(calx_connection_rollback_to(one, "nowhere") < 0);
	calx_connection_rollback(one);
	/* what had failed before it stays the reason */
	calx_connection_begin(one, .write = true);
	run(one, "INSERT INTO accounts VALUES (1, 1)");
	assert_int_equal(
		calx_connection_rollback_to(one, "nowhere"), CALX_CONSTRAINT);
	calx_connection_rollback(one);
	assert_int_equal(calx_connection_savepoint(one, ""), CALX_INVALID);
	assert_int_equal(calx_connection_rollback_to(NULL, "x"), CALX_MISUSE);
	assert_int_equal(calx_connection_savepoint(NULL, "x"), CALX_MISUSE);
	assert_false(calx_connection_in_transaction(NULL));
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

CHECK_MAIN("transactions", FRESH(a_reader_sees_what_its_isolation_says),
	FRESH(what_is_not_committed_may_be_seen),
	FRESH(what_only_reads_changes_nothing),
	FRESH(an_engine_says_it_for_all), FRESH(what_makes_no_sense_is_refused),
	FRESH(statements_end_in_time), FRESH(an_engine_limits_all),
	FRESH(who_waits_for_a_lock_waits_so_long),
	FRESH(an_engine_says_how_long_to_wait), FRESH(write_skew_is_found),
	FRESH(deadlocks_run_again), FRESH(a_commit_has_two_phases),
	FRESH(what_is_prepared_outlives_its_connection),
	FRESH(phases_are_in_order), FRESH(parts_are_taken_back),
	FRESH(a_part_that_is_not_there_is_told))
