#include "shop_test.h"

#include <pthread.h>
#include <time.h>

#include "capability.h"
#include "orm/borrowed.h"

/* Transactions and savepoints as blocks: what becomes of them however they end,
 * in the database and in the session's objects. */

/* How many authors of that name are committed, as another session sees it. */
static long long committed(const char *name)
{
	calx_session *other = calx_session_open(db.engine);
	long long count =
		calx_count(other, Author, where(Author.name, ==, name));

	CHECK_WELL(other);
	calx_session_close(other);
	return count;
}

static bool is_object(void *object)
{
	calx_error error = { 0 };

	calx_savepoint(S, .error = &error)
		calx_refresh(S, object);
	return error.status >= 0;
}

/* No block is open, and the session works. */
static void check_over(void)
{
	CHECK_WELL(S);
	assert_int_equal(calx_rollback(S), CALX_OK);
	calx_add(S, Author, .id = 1000, .name = "over");
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(committed("over"), 1);
	calx_delete_where(S, Author, where(Author.name, ==, "over"));
	assert_int_equal(calx_commit(S), CALX_OK);
}

/* ---- the end commits --------------------------------------------------------- */

static void the_end_commits(void **state)
{
	int runs = 0;

	(void)state;
	calx_transaction(S) {
		calx_add(S, Author, .name = "a");
		runs++;
	}
	assert_int_equal(runs, 1);
	assert_int_equal(committed("a"), 1);
	/* a body without braces, and an empty one */
	calx_transaction(S, .attempts = 3)
		calx_add(S, Author, .name = "b");
	calx_transaction(S) {
	}
	assert_int_equal(committed("b"), 1);
	check_over();
}

static void continue_commits(void **state)
{
	struct Author *author = NULL;

	(void)state;
	calx_transaction(S) {
		author = calx_add(S, Author, .name = "a");
		calx_savepoint(S) {
			calx_add(S, Author, .name = "b");
			if (author)
				continue;
			calx_add(S, Author, .name = "never");
		}
		if (author)
			continue;
		calx_add(S, Author, .name = "never");
	}
	assert_int_equal(committed("a") + committed("b"), 2);
	assert_int_equal(committed("never"), 0);
	check_over();
}

static void what_is_changed_in_it_is_written(void **state)
{
	struct Author *author = calx_add(S, Author, .name = "a");

	(void)state;
	calx_commit(S);
	calx_transaction(S)
		author->name = "b";
	assert_int_equal(committed("b"), 1);
	calx_transaction(S)
		calx_delete(S, author);
	assert_int_equal(committed("b"), 0);
	check_over();
}

static void a_savepoint_stays_part_of_the_transaction(void **state)
{
	(void)state;
	/* there is none: it begins */
	calx_savepoint(S)
		calx_add(S, Author, .name = "a");
	assert_int_equal(calx_count(S, Author), 1);
	calx_rollback(S);
	assert_int_equal(calx_count(S, Author), 0);
	calx_savepoint(S)
		calx_add(S, Author, .name = "a");
	calx_commit(S);
	assert_int_equal(committed("a"), 1);
	check_over();
}

/* ---- calx_rollback() ------------------------------------------------------------ */

static void deeper(calx_session *session)
{
	calx_rollback(session);
}

static void rollback_is_the_other_end(void **state)
{
	struct Author *kept = calx_add(S, Author, .name = "kept");
	struct Author *added = NULL;
	int runs = 0;

	(void)state;
	calx_commit(S);
	calx_transaction(S, .attempts = 5) {
		added = calx_add(S, Author, .name = "a");
		calx_flush(S);
		kept->name = "changed";
		for (int i = 0; i < 2; i++)
			deeper(S);
		CHECK_TEXT(kept->name, "kept");
		/* the rest does nothing */
		assert_null(calx_add(S, Author, .name = "b"));
		assert_int_equal(calx_flush(S), CALX_ABANDONED);
		assert_int_equal(calx_commit(S), CALX_ABANDONED);
		assert_int_equal(calx_count(S, Author), CALX_ABANDONED);
		assert_int_equal(
			calx_connection_execute(calx_session_connection(S),
				"DELETE FROM authors", NULL, 0),
			CALX_ABANDONED);
		calx_each(S, Author, author)
			fail_msg("a row: %s", author->name);
		calx_savepoint(S)
			fail_msg("a block");
		runs++;
	}
	assert_int_equal(runs, 1);
	CHECK_WELL(S);
	assert_false(is_object(added));
	assert_true(is_object(kept));
	calx_rollback(S);
	assert_int_equal(committed("kept"), 1);
	check_over();
}

static int leave(int how)
{
	calx_transaction(S) {
		calx_add(S, Author, .name = "a");
		calx_flush(S);
		if (how & 1)
			calx_rollback(S);
		if (how & 2)
			break;
		if (how & 4)
			return 1;
		if (how & 8)
			goto out;
	}
	return 0;
out:
	return 2;
}

static void to_leave_after_a_rollback_is_no_error(void **state)
{
	(void)state;
	assert_int_equal(leave(1), 0);
	check_over();
	assert_int_equal(leave(1 | 2), 0);
	check_over();
	assert_int_equal(leave(1 | 4), 1);
	check_over();
	assert_int_equal(leave(1 | 8), 2);
	check_over();
	assert_int_equal(committed("a"), 0);
}

static void to_leave_early_is_an_error(void **state)
{
	(void)state;
	for (int how = 2; how <= 8; how *= 2) {
		leave(how);
		assert_non_null(
			strstr(calx_session_error(S)->where, "block.c:"));
		CHECK_FAILED(S, CALX_ABANDONED,
			"the block was left before its end, and rolled back");
		assert_int_equal(committed("a"), 0);
		check_over();
	}
}

static void the_error_goes_where_it_is_wanted(void **state)
{
	calx_error error = { .status = CALX_IO };

	(void)state;
	calx_transaction(S, .error = &error) {
		assert_int_equal(error.status, CALX_OK);
		calx_add(S, Author, .name = "a");
		break;
	}
	assert_int_equal(error.status, CALX_ABANDONED);
	assert_non_null(strstr(error.where, "block.c:"));
	CHECK_WELL(S);
	calx_transaction(S, .error = &error)
		calx_add(S, Author, .name = "a");
	assert_int_equal(error.status, CALX_OK);
	assert_int_equal(committed("a"), 1);
	check_over();
}

static void a_rollback_ends_the_innermost_block(void **state)
{
	(void)state;
	calx_transaction(S) {
		calx_add(S, Author, .name = "a");
		calx_transaction(S) {
			calx_add(S, Author, .name = "b");
			calx_savepoint(S) {
				calx_add(S, Author, .name = "c");
				calx_rollback(S);
			}
			CHECK_WELL(S);
			assert_int_equal(calx_count(S, Author), 2);
			calx_rollback(S);
			break;
		}
		CHECK_WELL(S);
		assert_int_equal(calx_count(S, Author), 1);
	}
	assert_int_equal(committed("a"), 1);
	assert_int_equal(committed("b") + committed("c"), 0);
	check_over();
}

/* ---- failures ---------------------------------------------------------------------- */

static void a_call_that_fails_rolls_back(void **state)
{
	struct Author *author = calx_add(S, Author, .name = "a");

	(void)state;
	calx_commit(S);
	calx_transaction(S) {
		author->name = "b";
		calx_add(S, Author, .name = "c");
		calx_flush(S);
		calx_add(S, Author, .name = "b");
		assert_int_equal(calx_flush(S), CALX_CONSTRAINT);
		assert_int_equal(calx_count(S, Author), CALX_CONSTRAINT);
		/* a failure is not made undone by it */
		assert_int_equal(calx_rollback(S), CALX_CONSTRAINT);
	}
	assert_int_equal(calx_session_error(S)->status, CALX_CONSTRAINT);
	CHECK_TEXT(author->name, "a");
	assert_int_equal(committed("a"), 1);
	assert_int_equal(committed("c"), 0);
	calx_rollback(S);
	check_over();
}

static void the_flush_of_the_end_may_fail(void **state)
{
	calx_error error;

	(void)state;
	calx_transaction(S, .error = &error) {
		calx_add(S, Author, .name = "a");
		calx_add(S, Author, .name = "a");
	}
	assert_int_equal(error.status, CALX_CONSTRAINT);
	CHECK_TEXT(error.table, "authors");
	CHECK_TEXT(error.column, "name");
	assert_int_equal(committed("a"), 0);
	check_over();
}

static void leaving_does_not_hide_a_failure(void **state)
{
	calx_error error;

	(void)state;
	calx_transaction(S, .error = &error) {
		if (!calx_one(S, Author, where(Author.name, ==, "none")))
			break;
	}
	assert_int_equal(error.status, CALX_NOT_FOUND);
	check_over();
}

static void commit_is_misuse(void **state)
{
	calx_error error;

	(void)state;
	calx_transaction(S, .error = &error) {
		calx_add(S, Author, .name = "a");
		assert_int_equal(calx_commit(S), CALX_MISUSE);
	}
	assert_int_equal(error.status, CALX_MISUSE);
	CHECK_TEXT(error.message,
		"calx_commit: a block is open, whose end commits");
	assert_int_equal(committed("a"), 0);
	calx_savepoint(S, .error = &error)
		calx_commit(S);
	assert_int_equal(error.status, CALX_MISUSE);
	check_over();
}

static void a_savepoint_is_undone_alone(void **state)
{
	calx_error error;
	struct Author *a = NULL, *b = NULL;

	(void)state;
	calx_transaction(S) {
		a = calx_add(S, Author, .name = "a");
		calx_savepoint(S, .error = &error) {
			a->name = "changed";
			calx_flush(S);
			b = calx_add(S, Author, .name = "changed");
		}
		assert_int_equal(error.status, CALX_CONSTRAINT);
		CHECK_WELL(S);
		CHECK_TEXT(a->name, "a");
		assert_false(is_object(b));
		calx_add(S, Author, .name = "c");
	}
	CHECK_WELL(S);
	assert_int_equal(committed("a") + committed("c"), 2);
	assert_int_equal(committed("changed"), 0);
	check_over();
}

static void without_a_place_it_is_the_transactions_failure(void **state)
{
	calx_error error;

	(void)state;
	calx_transaction(S, .error = &error) {
		calx_add(S, Author, .name = "a");
		calx_savepoint(S)
			calx_one(S, Author, where(Author.name, ==, "none"));
		assert_non_null(calx_session_error(S));
		assert_null(calx_add(S, Author, .name = "b"));
	}
	assert_int_equal(error.status, CALX_NOT_FOUND);
	assert_int_equal(committed("a"), 0);
	check_over();
}

static void a_failed_session_runs_no_block(void **state)
{
	calx_error error;

	(void)state;
	calx_one(S, Author);
	calx_transaction(S, .error = &error)
		fail_msg("it runs");
	assert_int_equal(error.status, CALX_NOT_FOUND);
	calx_savepoint(S)
		fail_msg("it runs");
	CHECK_FAILED(S, CALX_NOT_FOUND,
		"calx_one: no row in table \"authors\" matches");
	/* what waits for the flush before a block is not the block's */
	calx_add(S, Author, .name = "a");
	calx_add(S, Author, .name = "a");
	calx_transaction(S, .error = &error)
		fail_msg("it runs");
	assert_int_equal(error.status, CALX_CONSTRAINT);
	assert_int_equal(calx_session_error(S)->status, CALX_CONSTRAINT);
	calx_rollback(S);
	calx_transaction(NULL, .error = &error)
		fail_msg("it runs");
	assert_int_equal(error.status, CALX_MISUSE);
	calx_savepoint(NULL)
		fail_msg("it runs");
	check_over();
}

static void options_are_checked(void **state)
{
	calx_error error;

	(void)state;
	calx_transaction(S, .attempts = -1, .error = &error)
		fail_msg("it runs");
	assert_int_equal(error.status, CALX_MISUSE);
	calx_rollback(S);
	calx_transaction(S, .read_only = true, .write = true, .error = &error)
		fail_msg("it runs");
	assert_int_equal(error.status, CALX_MISUSE);
	check_over();
	calx_transaction(S, .isolation = CALX_SERIALIZABLE)
		calx_add(S, Author, .name = "a");
	assert_int_equal(committed("a"), 1);
	calx_transaction(S, .read_only = true, .error = &error) {
		assert_int_equal(calx_count(S, Author), 1);
		calx_add(S, Author, .name = "b");
	}
	assert_int_equal(error.status, CALX_READ_ONLY);
	assert_int_equal(committed("b"), 0);
	check_over();
	calx_block_next(NULL);
	calx_block_again(NULL);
	calx_block_leave(NULL);
}

static void structs_of_the_future_are_refused(void **state)
{
	struct {
		calx_block_options options;
		long more;
	} block = { { .size = sizeof(block) }, 1 };
	struct {
		calx_savepoint_options options;
		long more;
	} savepoint = { { .size = sizeof(savepoint) }, 1 };
	calx_block *one = calx_transaction_enter(S, &block.options, "here:1");

	(void)state;
	assert_false(calx_block_again(one));
	calx_block_leave(&one);
	assert_null(one);
	CHECK_TEXT(calx_session_error(S)->where, "here:1");
	calx_rollback(S);
	one = calx_savepoint_enter(S, &savepoint.options, NULL);
	assert_false(calx_block_again(one));
	assert_false(calx_block_next(one));
	calx_block_leave(&one);
	assert_int_equal(calx_session_error(S)->status, CALX_MISUSE);
	calx_rollback(S);
	/* no options at all */
	one = calx_transaction_enter(S, NULL, NULL);
	assert_true(calx_block_again(one));
	assert_true(calx_block_next(one));
	calx_add(S, Author, .name = "a");
	assert_false(calx_block_next(one));
	assert_false(calx_block_next(one));
	assert_false(calx_block_again(one));
	calx_block_leave(&one);
	assert_int_equal(committed("a"), 1);
	check_over();
}

/* ---- running again ------------------------------------------------------------------ */

/* Another transaction writes what this one has read. */
static void get_in_the_way(void)
{
	shop_run(&db, "UPDATE authors SET name = name || '+'");
}

static void a_transaction_runs_again(void **state)
{
	calx_error error;
	int runs = 0;

	(void)state;
	NEEDS(CAN_TELL_LATE_WRITES);
	shop_run(&db, "INSERT INTO authors (id, name) VALUES (1, 'a')");
	calx_transaction(S, .isolation = CALX_REPEATABLE_READ, .attempts = 3,
		.error = &error) {
		struct Author *author = calx_get(S, Author, 1);

		assert_non_null(author);
		/* it is read anew */
		CHECK_TEXT(author->name, runs ? "a+" : "a");
		if (!runs++)
			get_in_the_way();
		author->name = runs == 1 ? "first" : "second";
	}
	assert_int_equal(error.status, CALX_OK);
	assert_int_equal(runs, 2);
	assert_int_equal(committed("second"), 1);
	check_over();
}

static void the_last_failure_stays(void **state)
{
	calx_error error;
	int runs = 0;

	(void)state;
	NEEDS(CAN_TELL_LATE_WRITES);
	shop_run(&db, "INSERT INTO authors (id, name) VALUES (1, 'a')");
	calx_transaction(
		S, .isolation = CALX_REPEATABLE_READ, .error = &error) {
		calx_get(S, Author, 1)->name = "b";
		get_in_the_way();
		runs++;
	}
	assert_int_equal(runs, 1);
	assert_int_equal(error.status, CALX_RETRY);
	check_over();
}

/* One that is left by break as well; after a return there is nobody. */
static int leave_when_it_fails(bool returns)
{
	int runs = 0;

	calx_transaction(S, .isolation = CALX_REPEATABLE_READ, .attempts = 2) {
		calx_get(S, Author, 1)->name = "b";
		if (!runs++)
			get_in_the_way();
		if (calx_flush(S) >= 0)
			continue;
		if (returns)
			return runs;
		/* as a program does that found no object */
		calx_rollback(S);
		break;
	}
	return runs;
}

static void a_body_that_breaks_off_runs_again(void **state)
{
	(void)state;
	NEEDS(CAN_TELL_LATE_WRITES);
	shop_run(&db, "INSERT INTO authors (id, name) VALUES (1, 'a')");
	assert_int_equal(leave_when_it_fails(false), 2);
	CHECK_WELL(S);
	assert_int_equal(committed("b"), 1);
	shop_run(&db, "UPDATE authors SET name = 'a'");
	calx_expunge_all(S);
	assert_int_equal(leave_when_it_fails(true), 1);
	assert_int_equal(calx_session_error(S)->status, CALX_RETRY);
	calx_rollback(S);
	check_over();
}

/* ---- two that wait for each other ---------------------------------------------------- */

struct racer {
	pthread_t thread;
	int from, to, runs;
	bool asks; /* what became of the savepoint */
	enum calx_status status, inner;
};

static void pause_ms(long ms)
{
	nanosleep(&(const struct timespec){ 0, ms * 1000000 }, NULL);
}

/* Writes a row, and in a savepoint another. */
static void *race(void *context)
{
	struct racer *racer = context;
	calx_session *session = calx_session_open(db.engine);
	calx_error error, inner = { 0 };

	calx_transaction(session, .attempts = 5, .error = &error) {
		calx_update(session, Stock,
			set(Stock.amount, calc(Stock.amount, +, 1)),
			where(Stock.shop, ==, "a"),
			where(Stock.item, ==, racer->from));
		if (!racer->runs++)
			pause_ms(300);
		calx_savepoint(session, .error = racer->asks ? &inner : NULL)
			calx_update(session, Stock,
				set(Stock.amount, calc(Stock.amount, +, 1)),
				where(Stock.shop, ==, "a"),
				where(Stock.item, ==, racer->to));
		if (inner.status < 0)
			racer->inner = inner.status;
	}
	racer->status = error.status;
	calx_session_close(session);
	return NULL;
}

static void race_both(bool asks, struct racer racers[2])
{
	/* it is no place for two threads */
	calx_engine_set_log(db.engine, NULL, NULL);
	shop_run(&db, "DELETE FROM stock");
	shop_run(&db, "INSERT INTO stock VALUES ('a', 1, 0), ('a', 2, 0)");
	for (int i = 0; i < 2; i++) {
		racers[i] = (struct racer){
			.from = 1 + i, .to = 2 - i, .asks = asks
		};
		pthread_create(&racers[i].thread, NULL, race, &racers[i]);
	}
	for (int i = 0; i < 2; i++)
		pthread_join(racers[i].thread, NULL);
	assert_int_equal(racers[0].status, CALX_OK);
	assert_int_equal(racers[1].status, CALX_OK);
}

/* On SQLite they come one after the other, on a server one runs again. */
static void a_deadlock_runs_again(void **state)
{
	struct racer racers[2];

	(void)state;
	race_both(false, racers);
	assert_int_equal(calx_count(S, Stock, where(Stock.amount, ==, 2)), 2);
	if (capability_lacking(CAN_HAVE_ONE_WRITER))
		assert_true(racers[0].runs + racers[1].runs >= 3);
	calx_rollback(S);
	check_over();
}

/* A savepoint that keeps its failure to itself is gone back to, and the rest goes
 * on; where a deadlock takes back all of the transaction, that runs again. */
static void a_savepoint_may_be_lost_with_its_transaction(void **state)
{
	const bool is_lost = !capability_lacking(CAN_LOSE_SAVEPOINTS);
	struct racer racers[2];
	long long written, failed;

	(void)state;
	race_both(true, racers);
	written = calx_scalar(S, sum(Stock.amount)).value;
	failed = (racers[0].inner + racers[1].inner) / CALX_RETRY;
	if (is_lost) {
		assert_true(failed > 0);
		assert_true(racers[0].runs + racers[1].runs >= 3);
		assert_int_equal(written, 4);
	} else {
		assert_int_equal(racers[0].runs + racers[1].runs, 2);
		assert_int_equal(written, 4 - failed);
	}
	calx_rollback(S);
	check_over();
}

static void a_lock_is_waited_for_again(void **state)
{
	calx_engine *hasty;
	calx_session *session;
	calx_connection *other;
	calx_error error;
	int runs = 0;

	(void)state;
	NEEDS(CAN_HAVE_ONE_WRITER);
	other = calx_connection_open(db.engine, NULL);
	hasty = calx_engine_open(
		database_url(&db.database, "timeout=0"), &error);
	session = calx_session_open(hasty, .write = true);
	calx_connection_begin(other, .write = true);
	/* it cannot even begin */
	calx_transaction(session, .attempts = 3, .error = &error)
		runs++;
	assert_int_equal(runs, 0);
	assert_int_equal(error.status, CALX_BUSY);
	CHECK_WELL(session);
	calx_session_close(session);
	session = calx_session_open(hasty);
	calx_transaction(session, .attempts = 4, .error = &error) {
		runs++;
		calx_add(session, Author, .name = "a");
		calx_flush(session);
		calx_connection_rollback(other);
	}
	/* that released it, in time for the second */
	assert_int_equal(error.status, CALX_OK);
	assert_int_equal(runs, 2);
	calx_connection_close(other);
	calx_session_close(session);
	calx_engine_close(hasty);
}

/* ---- inside of a transaction ----------------------------------------------------------- */

static void inside_of_a_transaction_it_is_a_savepoint(void **state)
{
	(void)state;
	calx_add(S, Author, .name = "waits");
	calx_transaction(S)
		calx_add(S, Author, .name = "a");
	assert_int_equal(committed("a") + committed("waits"), 0);
	calx_transaction(S) {
		calx_add(S, Author, .name = "b");
		calx_rollback(S);
	}
	calx_commit(S);
	assert_int_equal(committed("a") + committed("waits"), 2);
	assert_int_equal(committed("b"), 0);
	check_over();
}

static void a_lost_transaction_is_told_to_the_outer_block(void **state)
{
	calx_error inner, outer;

	(void)state;
	NEEDS(CAN_HAVE_ONE_WRITER);
	calx_transaction(S, .error = &outer) {
		calx_add(S, Author, .name = "a");
		calx_savepoint(S, .error = &inner)
			/* SQLite's way to take back all of it */
			calx_connection_execute(calx_session_connection(S),
				"INSERT OR ROLLBACK INTO authors (id, name) SELECT id, name FROM authors",
				NULL, 0);
		assert_int_equal(inner.status, CALX_CONSTRAINT);
		assert_non_null(calx_session_error(S));
		assert_null(calx_add(S, Author, .name = "b"));
	}
	assert_int_equal(outer.status, CALX_CONSTRAINT);
	CHECK_WELL(S);
	assert_int_equal(committed("a") + committed("b"), 0);
	check_over();
}

static void a_transaction_that_is_ended_behind_the_back_is_an_error(
	void **state)
{
	calx_error error;

	(void)state;
	calx_transaction(S, .error = &error) {
		calx_add(S, Author, .name = "a");
		calx_flush(S);
		calx_connection_execute(
			calx_session_connection(S), "COMMIT", NULL, 0);
		calx_add(S, Author, .name = "b");
	}
	assert_int_equal(error.status, CALX_MISUSE);
	CHECK_TEXT(error.message,
		"the transaction of a block that is open has ended");
	assert_int_equal(committed("b"), 0);
	shop_run(&db, "DELETE FROM authors");
	calx_transaction(S, .error = &error)
		calx_connection_execute(
			calx_session_connection(S), "COMMIT", NULL, 0);
	assert_int_equal(error.status, CALX_MISUSE);
	check_over();
}

static void a_session_may_be_closed_in_it(void **state)
{
	(void)state;
	calx_transaction(S) {
		calx_add(S, Author, .name = "a");
		calx_savepoint(S) {
			calx_session_close(S);
			S = NULL;
			break;
		}
	}
	S = calx_session_open(db.engine);
	assert_int_equal(committed("a"), 0);
	check_over();
}

/* As after a longjmp(): nobody says that the inner one is over. */
static void an_inner_block_ends_with_the_outer(void **state)
{
	calx_block *inner = NULL;
	calx_error error;

	(void)state;
	calx_transaction(S, .error = &error) {
		inner = calx_savepoint_enter(S, NULL, NULL);
		assert_true(calx_block_again(inner));
		assert_true(calx_block_next(inner));
		calx_add(S, Author, .name = "a");
		calx_flush(S);
	}
	assert_int_equal(error.status, CALX_ABANDONED);
	assert_int_equal(committed("a"), 0);
	check_over();
	calx_block_leave(&inner);
	check_over();
}

/* ---- objects ------------------------------------------------------------------------------ */

static void objects_are_as_before_the_savepoint(void **state)
{
	struct Author *changed, *deleted, *twice, *added = NULL, *both = NULL;
	calx_error error;

	(void)state;
	changed = calx_add(S, Author, .id = 1, .name = "changed");
	deleted = calx_add(S, Author, .id = 2, .name = "deleted");
	twice = calx_add(S, Author, .id = 3, .name = "twice");
	calx_commit(S);
	twice->name = "once";
	calx_savepoint(S, .error = &error) {
		changed->name = "other";
		calx_delete(S, deleted);
		added = calx_add(S, Author, .id = 10, .name = "added");
		calx_flush(S);
		twice->name = "twice more";
		/* a key goes to another row */
		both = calx_add(S, Author, .id = 2, .name = "both");
		calx_flush(S);
		assert_ptr_equal(calx_get(S, Author, 2), both);
		calx_add(S, Author, .id = 11, .name = "never flushed");
		calx_one(S, Author, where(Author.name, ==, "none"));
	}
	assert_int_equal(error.status, CALX_NOT_FOUND);
	CHECK_TEXT(changed->name, "changed");
	CHECK_TEXT(twice->name, "once");
	assert_ptr_equal(calx_get(S, Author, 2), deleted);
	assert_ptr_equal(calx_get(S, Author, 1), changed);
	assert_false(is_object(added));
	assert_false(is_object(both));
	/* they are objects: changes are written */
	deleted->name = "back";
	changed->name = "again";
	calx_commit(S);
	assert_int_equal(committed("back") + committed("again"), 2);
	assert_int_equal(committed("once"), 1);
	assert_int_equal(calx_count(S, Author), 3);
	check_over();
}

/* What the transaction did before the savepoint, and what the savepoint did
 * after it, is the transaction's when that is rolled back. */
static void a_rollback_undoes_what_was_released(void **state)
{
	struct Author *author = calx_add(S, Author, .id = 1, .name = "0");
	calx_error error;

	(void)state;
	calx_commit(S);
	calx_transaction(S) {
		author->name = "1";
		calx_savepoint(S) {
			author->name = "2";
			calx_savepoint(S, .error = &error) {
				author->name = "3";
				calx_flush(S);
				author->name = "4";
				calx_flush(S);
				calx_rollback(S);
			}
			CHECK_TEXT(author->name, "2");
			author->name = "5";
		}
		CHECK_TEXT(author->name, "5");
		calx_savepoint(S) {
			calx_delete(S, author);
			calx_flush(S);
			calx_rollback(S);
		}
		assert_ptr_equal(calx_get(S, Author, 1), author);
		CHECK_TEXT(author->name, "5");
		calx_rollback(S);
	}
	CHECK_TEXT(author->name, "0");
	assert_true(is_object(author));
	author->name = "6";
	calx_commit(S);
	assert_int_equal(committed("6"), 1);
	/* and once more, without a savepoint before it */
	author->name = "7";
	calx_flush(S);
	author->name = "8";
	calx_flush(S);
	calx_rollback(S);
	CHECK_TEXT(author->name, "6");
	check_over();
}

static void what_was_read_in_it_leaves(void **state)
{
	struct Author *one = NULL, *two = NULL, *before;
	calx_error error;

	(void)state;
	shop_run(
		&db, "INSERT INTO authors VALUES (1, 'a'), (2, 'b'), (3, 'c')");
	before = calx_get(S, Author, 3);
	calx_commit(S);
	calx_transaction(S, .error = &error) {
		one = calx_get(S, Author, 1);
		two = calx_get(S, Author, 2);
		assert_ptr_equal(calx_get(S, Author, 3), before);
		calx_rollback(S);
	}
	assert_false(is_object(one));
	assert_false(is_object(two));
	assert_true(is_object(before));
	calx_rollback(S);
	/* in a savepoint, what was read before it has written is as it was */
	calx_add(S, Author, .id = 4, .name = "d");
	calx_savepoint(S, .error = &error) {
		one = calx_get(S, Author, 1);
		calx_add(S, Author, .id = 5, .name = "e");
		calx_flush(S);
		two = calx_get(S, Author, 2);
		calx_rollback(S);
	}
	assert_true(is_object(one));
	assert_false(is_object(two));
	/* but the transaction had */
	calx_rollback(S);
	assert_false(is_object(one));
	check_over();
}

/* The same of a savepoint in a savepoint that has written, and of a table that
 * nobody knew of when they began. */
static void what_was_read_leaves_with_its_savepoint(void **state)
{
	struct Author *a = NULL, *b = NULL, *c = NULL;
	struct Country *country = NULL;

	(void)state;
	shop_run(
		&db, "INSERT INTO authors VALUES (1, 'a'), (2, 'b'), (3, 'c')");
	shop_run(&db, "INSERT INTO countries VALUES ('de', 'x'), ('fr', 'y')");
	calx_transaction(S) {
		calx_savepoint(S) {
			calx_add(S, Part, .id = 1);
			calx_flush(S);
			a = calx_get(S, Author, 1);
			calx_savepoint(S) {
				calx_savepoint(S) {
					b = calx_get(S, Author, 2);
					country = calx_get(S, Country, "de");
					calx_add(S, Part, .id = 2);
					calx_flush(S);
					c = calx_get(S, Author, 3);
					calx_get(S, Country, "fr");
					calx_rollback(S);
				}
				assert_true(is_object(a));
				assert_true(is_object(b));
				assert_true(is_object(country));
				assert_false(is_object(c));
				calx_rollback(S);
			}
			assert_true(is_object(a));
			assert_true(is_object(b));
			assert_true(is_object(country));
			calx_rollback(S);
		}
		assert_false(is_object(a));
		assert_false(is_object(b));
		assert_false(is_object(country));
	}
	check_over();
}

static void expunged_objects_stay_gone(void **state)
{
	struct Author *one, *two;

	(void)state;
	shop_run(
		&db, "INSERT INTO authors VALUES (1, 'a'), (2, 'b'), (3, 'c')");
	one = calx_get(S, Author, 1);
	two = calx_get(S, Author, 2);
	one->name = "A";
	calx_savepoint(S) {
		one->name = "AA";
		two->name = "BB";
		calx_flush(S);
		calx_rollback(S);
	}
	calx_expunge(S, one);
	calx_expunge(S, two);
	/* their places are not other objects', which a rollback would change */
	calx_each(S, Author, author)
		if (calx_edit(S, author)->id == 3)
			author->name = "x";
	calx_savepoint(S) {
		calx_expunge_all(S);
		assert_non_null(calx_get(S, Author, 3));
		calx_rollback(S);
	}
	calx_rollback(S);
	check_over();
	assert_int_equal(committed("a") + committed("b") + committed("c"), 3);
}

static void edits_of_the_block_end_with_it(void **state)
{
	calx_session *session =
		calx_session_open(db.engine, .explicit_edits = true);
	struct Author *before, *within;

	(void)state;
	before = calx_add(session, Author, .id = 1, .name = "a");
	within = calx_add(session, Author, .id = 2, .name = "b");
	calx_commit(session);
	calx_edit(session, before)->name = "A";
	calx_savepoint(session) {
		before->name = "AA";
		calx_edit(session, within)->name = "BB";
		calx_flush(session);
		within->name = "BBB";
		calx_rollback(session);
	}
	CHECK_TEXT(before->name, "A");
	CHECK_TEXT(within->name, "b");
	/* that before it goes on */
	before->name = "AAA";
	within->name = "not told";
	calx_commit(session);
	CHECK_WELL(session);
	assert_int_equal(committed("AAA"), 1);
	assert_int_equal(committed("b"), 1);
	calx_session_close(session);
}

static void plain_sql_is_undone_too(void **state)
{
	struct Author *author;

	(void)state;
	author = calx_add(S, Author, .id = 1, .name = "a");
	calx_commit(S);
	/* its row goes before the savepoint; in it, the session finds out */
	calx_connection_execute(calx_session_connection(S),
		"DELETE FROM authors WHERE id = 1", NULL, 0);
	calx_savepoint(S) {
		assert_null(calx_get(S, Author, 1));
		calx_rollback(S);
	}
	assert_null(calx_get(S, Author, 1));
	calx_rollback(S);
	assert_ptr_equal(calx_get(S, Author, 1), author);
	/* the same where all of the table are looked for */
	calx_connection_execute(calx_session_connection(S),
		"DELETE FROM authors WHERE id = 1", NULL, 0);
	calx_savepoint(S) {
		assert_int_equal(
			calx_insert(S, Author, set(Author.name, "b")), 1);
		calx_rollback(S);
	}
	assert_null(calx_get(S, Author, 1));
	calx_rollback(S);
	assert_ptr_equal(calx_get(S, Author, 1), author);
	calx_savepoint(S) {
		calx_connection_execute(calx_session_connection(S),
			"DELETE FROM authors WHERE id = 1", NULL, 0);
		assert_null(calx_get(S, Author, 1));
		calx_rollback(S);
	}
	assert_ptr_equal(calx_get(S, Author, 1), author);
	check_over();
}

/* ---- loops --------------------------------------------------------------------------------- */

static void a_loop_around_goes_on(void **state)
{
	calx_error error;
	int seen = 0, refused = 0;

	(void)state;
	shop_run(
		&db, "INSERT INTO authors VALUES (1, 'a'), (2, 'b'), (3, 'c')");
	calx_each(S, Author, author, order_by(Author.id)) {
		seen++;
		calx_savepoint(S, .error = &error) {
			calx_add(S, Author, .id = 10 + seen, .name = "new");
			calx_flush(S);
			author->name = author->id == 2 ? "b2" : "new";
		}
		refused += error.status == CALX_CONSTRAINT;
		if (error.status)
			author->name = author->id == 1 ? "first" : "last";
	}
	CHECK_WELL(S);
	assert_int_equal(seen, 3);
	assert_int_equal(refused, 2);
	calx_commit(S);
	CHECK_WELL(S);
	assert_int_equal(committed("first") + committed("last"), 2);
	assert_int_equal(committed("b2"), 1);
	assert_int_equal(committed("new"), 1);
	check_over();
}

static void a_row_of_a_loop_around_is_restored(void **state)
{
	struct Author *kept = NULL;
	int seen = 0;

	(void)state;
	shop_run(&db, "INSERT INTO authors VALUES (1, 'a'), (2, 'b')");
	calx_each(S, Author, author, order_by(Author.id)) {
		if (!seen)
			kept = author;
		calx_transaction(S) {
			author->name = "changed";
			calx_rollback(S);
		}
		CHECK_TEXT(author->name, seen++ ? "b" : "a");
		calx_each_row(S, row, columns(Author.id, Author.name))
			calx_savepoint(S)
				assert_non_null(calx_row_text(row, 1));
	}
	assert_non_null(kept);
	assert_int_equal(seen, 2);
	calx_commit(S);
	assert_int_equal(committed("changed"), 0);
	/* whole transactions in a loop */
	seen = 0;
	calx_each(S, Author, author, order_by(Author.id)) {
		calx_commit(S);
		calx_transaction(S) {
			author->name = "changed";
			seen++;
			calx_rollback(S);
		}
		CHECK_WELL(S);
	}
	CHECK_WELL(S);
	assert_int_equal(seen, 2);
	check_over();
}

static void a_loop_inside_ends_with_a_rollback(void **state)
{
	int seen = 0;

	(void)state;
	shop_run(
		&db, "INSERT INTO authors VALUES (1, 'a'), (2, 'b'), (3, 'c')");
	calx_transaction(S) {
		calx_each(S, Author, author) {
			seen++;
			author->name = "changed";
			calx_rollback(S);
			CHECK_TEXT(author->name, "a");
		}
		calx_each(S, Author, author)
			seen++;
	}
	assert_int_equal(seen, 1);
	CHECK_WELL(S);
	check_over();
	/* a loop that is left with the block */
	calx_transaction(S)
		calx_each(S, Author, author) {
			calx_savepoint(S)
				calx_edit(S, author)->name = "changed";
			goto out;
		}
out:
	CHECK_FAILED(S, CALX_ABANDONED,
		"the block was left before its end, and rolled back");
	assert_int_equal(committed("changed"), 0);
	check_over();
}

/* ---- somebody else's connection ------------------------------------------------------------ */

/* As in the code of a migration: what the owner has begun stays the owner's. */
static void a_borrowed_transaction_is_the_owners(void **state)
{
	calx_connection *connection = calx_connection_open(db.engine, NULL);
	calx_session *session = calx__session_on_connection(connection);
	calx_error error;

	(void)state;
	calx_connection_begin(connection, .write = true);
	calx_transaction(session)
		calx_add(session, Author, .id = 1, .name = "a");
	calx_transaction(session, .error = &error) {
		calx_add(session, Author, .id = 2, .name = "b");
		calx_rollback(session);
	}
	calx_savepoint(session, .error = &error) {
		calx_add(session, Author, .id = 3, .name = "a");
	}
	assert_int_equal(error.status, CALX_CONSTRAINT);
	assert_int_equal(calx_count(session, Author), 1);
	CHECK_WELL(session);
	assert_int_equal(committed("a"), 0);
	assert_int_equal(calx_connection_commit(connection), CALX_OK);
	assert_int_equal(committed("a"), 1);
	/* where none is open, a block is one */
	calx_transaction(session)
		calx_add(session, Author, .id = 4, .name = "d");
	assert_int_equal(committed("d"), 1);
	calx_savepoint(session) {
		calx_add(session, Author, .id = 5, .name = "e");
		calx_rollback(session);
	}
	CHECK_WELL(session);
	assert_int_equal(committed("e"), 0);
	calx_session_close(session);
	calx_connection_close(connection);
	check_over();
}

/* ---- without memory -------------------------------------------------------------------------- */

static bool tortured_is_well(calx_session *session, const calx_error *error)
{
	if (calx_session_error(session)) {
		assert_false(torture_is_clean());
		calx_rollback(session);
		return false;
	}
	assert_true(error->status >= 0 || !torture_is_clean() ||
		    error->status == CALX_CONSTRAINT);
	return error->status >= 0;
}

CALX_METADATA(few, Author, Country);

static void blocks(void *context)
{
	calx_engine *engine = database_engine();
	calx_session *session = calx_session_open(engine);
	calx_error error;
	long long count;

	(void)context;
	calx_create_all(engine, &few);
	for (int i = 0; i < 2; i++) {
		calx_transaction(session, .attempts = 2, .error = &error) {
			calx_add(session, Author, .id = 1 + 2 * i, .name = "a");
			calx_savepoint(session, .error = &error) {
				calx_add(session, Country, .code = "de",
					.title = "x");
				calx_flush(session);
				calx_add(session, Author, .id = 2 + 2 * i,
					.name = "a");
			}
			calx_each(session, Author, author)
				calx_savepoint(session) {
					author->name = "b";
					if (i)
						calx_rollback(session);
				}
			if (i)
				calx_rollback(session);
		}
		tortured_is_well(session, &error);
	}
	count = calx_count(session, Author, where(Author.name, ==, "b"));
	if (torture_is_clean())
		assert_int_equal(count, 1);
	calx_session_close(session);
	database_engine_close(engine);
}

static void every_allocation_may_fail(void **state)
{
	(void)state;
	torture(blocks, NULL);
}

static void every_call_of_sqlite_may_fail(void **state)
{
	(void)state;
	NEEDS(CAN_HAVE_ONE_WRITER);
	torture_sqlite(blocks, NULL);
}

CHECK_MAIN("block", SHOP_TEST(the_end_commits), SHOP_TEST(continue_commits),
	SHOP_TEST(what_is_changed_in_it_is_written),
	SHOP_TEST(a_savepoint_stays_part_of_the_transaction),
	SHOP_TEST(rollback_is_the_other_end),
	SHOP_TEST(to_leave_after_a_rollback_is_no_error),
	SHOP_TEST(to_leave_early_is_an_error),
	SHOP_TEST(the_error_goes_where_it_is_wanted),
	SHOP_TEST(a_rollback_ends_the_innermost_block),
	SHOP_TEST(a_call_that_fails_rolls_back),
	SHOP_TEST(the_flush_of_the_end_may_fail),
	SHOP_TEST(leaving_does_not_hide_a_failure), SHOP_TEST(commit_is_misuse),
	SHOP_TEST(a_savepoint_is_undone_alone),
	SHOP_TEST(without_a_place_it_is_the_transactions_failure),
	SHOP_TEST(a_failed_session_runs_no_block),
	SHOP_TEST(options_are_checked),
	SHOP_TEST(structs_of_the_future_are_refused),
	SHOP_TEST(a_transaction_runs_again), SHOP_TEST(the_last_failure_stays),
	SHOP_TEST(a_body_that_breaks_off_runs_again),
	SHOP_TEST(a_deadlock_runs_again),
	SHOP_TEST(a_savepoint_may_be_lost_with_its_transaction),
	SHOP_TEST(a_lock_is_waited_for_again),
	SHOP_TEST(inside_of_a_transaction_it_is_a_savepoint),
	SHOP_TEST(a_lost_transaction_is_told_to_the_outer_block),
	SHOP_TEST(a_transaction_that_is_ended_behind_the_back_is_an_error),
	SHOP_TEST(a_session_may_be_closed_in_it),
	SHOP_TEST(an_inner_block_ends_with_the_outer),
	SHOP_TEST(objects_are_as_before_the_savepoint),
	SHOP_TEST(a_rollback_undoes_what_was_released),
	SHOP_TEST(what_was_read_in_it_leaves),
	SHOP_TEST(what_was_read_leaves_with_its_savepoint),
	SHOP_TEST(expunged_objects_stay_gone),
	SHOP_TEST(edits_of_the_block_end_with_it),
	SHOP_TEST(plain_sql_is_undone_too), SHOP_TEST(a_loop_around_goes_on),
	SHOP_TEST(a_row_of_a_loop_around_is_restored),
	SHOP_TEST(a_loop_inside_ends_with_a_rollback),
	SHOP_TEST(a_borrowed_transaction_is_the_owners),
	cmocka_unit_test(every_allocation_may_fail),
	cmocka_unit_test(every_call_of_sqlite_may_fail))
