#include <poll.h>
#include <stdio.h>
#include <time.h>

#include "shop_test.h"

/* Tasks in a loop of poll(), as a program has it: each is continued when its
 * descriptor is ready. */

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static short poll_events(int state)
{
	return (short)((state & CALX_TASK_READ ? POLLIN : 0) |
		       (state & CALX_TASK_WRITE ? POLLOUT : 0));
}

/* To its end, and how often it has waited. */
static int waits(calx_task *task, int *ret_state)
{
	int count = 0, state;

	while ((state = calx_task_continue(task)) > 0) {
		struct pollfd item = { .fd = calx_task_descriptor(task),
			.events = poll_events(state) };

		assert_true(item.fd >= 0);
		assert_true(poll(&item, 1, 20000) > 0);
		count++;
	}
	*ret_state = state;
	return count;
}

static int finish(calx_task *task)
{
	int state;

	waits(task, &state);
	return state;
}

/* All of them, until none waits. */
static void finish_all(calx_task **tasks, int *states, size_t count)
{
	struct pollfd items[16];
	bool waiting;

	assert_true(count <= 16);
	for (size_t i = 0; i < count; i++)
		items[i].revents = POLLIN;
	do {
		waiting = false;
		for (size_t i = 0; i < count; i++) {
			if (items[i].revents)
				states[i] = calx_task_continue(tasks[i]);
			items[i].fd = states[i] > 0
					      ? calx_task_descriptor(tasks[i])
					      : -1;
			items[i].events = poll_events(states[i]);
			items[i].revents = 0;
			waiting |= states[i] > 0;
		}
		if (waiting)
			assert_true(poll(items, count, 20000) > 0);
	} while (waiting);
}

/* A view of the books that takes its time: 0.3 s, or as good as for ever. */
#define SLOW_COLUMNS                                    \
	column(id, integer(), .primary_key = true),     \
		column(author_id, nullable(integer())), \
		column(title, string(200)), column(blurb, nullable(text()))
CALX_MODEL(Slow, "slow_books", SLOW_COLUMNS);
CALX_MODEL(Endless, "endless_books", SLOW_COLUMNS);

static void make_view(const char *name, int tenths)
{
	char sql[512];

	if (database_is("postgresql"))
		snprintf(sql, sizeof(sql),
			"CREATE VIEW %s AS SELECT * FROM books"
			" WHERE (SELECT pg_sleep(%d / 10.0)::text) = ''",
			name, tenths);
	else if (database_is("mariadb"))
		snprintf(sql, sizeof(sql),
			"CREATE VIEW %s AS SELECT books.* FROM"
			" (SELECT SLEEP(%d / 10.0) AS slept) AS s"
			" JOIN books ON s.slept = 0",
			name, tenths);
	else
		snprintf(sql, sizeof(sql),
			"CREATE VIEW %s AS SELECT * FROM books WHERE"
			" (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT"
			" i + 1 FROM n WHERE i < %d) SELECT count(*) FROM n) > 0",
			name, (tenths > 3 ? 100000000 : 100000));
	shop_run(&db, sql);
}

static void make_views(void)
{
	make_view("slow_books", 3);
	make_view("endless_books", 200);
}

static void fill(int count)
{
	for (int i = 1; i <= count; i++) {
		char title[16];

		snprintf(title, sizeof(title), "book %d", i);
		calx_add(S, Book, .id = i, .title = title, .cost = some(i));
	}
	calx_commit(S);
	CHECK_WELL(S);
}

/* What the clauses point to is gone before the query is done. */
static calx_task *start_with_passing_clauses(void)
{
	char title[] = "book 2";
	int ids[] = { 1, 2, 3 };
	calx_task *task = calx_start_all(S, Book,
		any_of(where(Book.title, ==, title),
			where(Book.id, in, array(ids, 3))),
		order_by(desc(Book.id)), limit(2));

	memset(title, 'x', sizeof(title));
	memset(ids, 0, sizeof(ids));
	return task;
}

static void a_task_finds_what_the_query_would(void **state)
{
	calx_task *task;
	struct Book_list books;

	(void)state;
	fill(5);
	task = start_with_passing_clauses();
	assert_int_equal(finish(task), CALX_TASK_DONE);
	assert_int_equal(calx_task_continue(task), CALX_TASK_DONE);
	assert_int_equal(calx_task_descriptor(task), -1);
	books = calx_task_all(task, Book);
	calx_task_free(task);
	CHECK_WELL(S);
	assert_int_equal(books.count, 2);
	CHECK_TEXT(books.items[0]->title, "book 3");
	/* they are objects of the session */
	assert_ptr_equal(books.items[1], calx_get(S, Book, 2));
}

static void it_flushes_what_the_query_depends_on(void **state)
{
	calx_task *task;
	struct Book *book;

	(void)state;
	calx_add(S, Book, .id = 1, .title = "new");
	task = calx_start_all(S, Book, where(Book.title, ==, "new"));
	assert_int_equal(finish(task), CALX_TASK_DONE);
	assert_int_equal(calx_task_all(task, Book).count, 1);
	book = calx_task_all(task, Book).items[0];
	calx_task_free(task);
	book->title = "changed";
	task = calx_start_commit(S);
	assert_int_equal(finish(task), CALX_TASK_DONE);
	calx_task_free(task);
	calx_rollback(S);
	CHECK_TEXT(book->title, "changed");
	assert_int_equal(
		calx_count(S, Book, where(Book.title, ==, "changed")), 1);
	CHECK_WELL(S);
}

static void many_rows_come_in_the_loop(void **state)
{
	static struct Book rows[20000];
	calx_task *task;
	long long sum = 0;

	(void)state;
	for (int i = 0; i < 20000; i++)
		rows[i] = (struct Book){ .id = i + 1,
			.title = "a title of some length",
			.cost = some(i % 7) };
	calx_bulk_save(S, Book, rows, 20000);
	calx_commit(S);
	task = calx_start_all(S, Book, untracked());
	assert_int_equal(finish(task), CALX_TASK_DONE);
	assert_int_equal(calx_task_all(task, Book).count, 20000);
	for (int i = 0; i < 20000; i++)
		sum += calx_task_all(task, Book).items[i]->id;
	assert_int_equal(sum, 20000LL * 20001 / 2);
	calx_task_free(task);
}

/* ---- side by side ---------------------------------------------------------- */

#define SIDE 8

static void slow_queries_take_the_time_of_one(void **state)
{
	calx_session *sessions[SIDE];
	calx_task *tasks[SIDE];
	int states[SIDE];
	int64_t began, took;

	(void)state;
	fill(1);
	make_views();
	for (int i = 0; i < SIDE; i++)
		sessions[i] = calx_session_open(db.engine);
	began = now_ms();
	for (int i = 0; i < SIDE; i++)
		tasks[i] = calx_start_all(sessions[i], Slow);
	finish_all(tasks, states, SIDE);
	took = now_ms() - began;
	for (int i = 0; i < SIDE; i++) {
		CHECK_WELL(sessions[i]);
		assert_int_equal(states[i], CALX_TASK_DONE);
		assert_int_equal(calx_task_all(tasks[i], Slow).count, 1);
		calx_task_free(tasks[i]);
		calx_session_close(sessions[i]);
	}
	/* SQLite's work is the processor's */
	if (!database_is("sqlite"))
		assert_in_range(took, 290, SIDE * 300 - 200);
}

/* One after the other does not hold up who is quick. */
static void a_quick_one_overtakes(void **state)
{
	calx_session *other = calx_session_open(db.engine);
	calx_task *tasks[2];
	int rounds = 0, quick;

	(void)state;
	fill(1);
	make_views();
	tasks[0] = calx_start_all(S, Slow);
	assert_true(calx_task_continue(tasks[0]) > 0);
	tasks[1] = calx_start_all(other, Book);
	quick = finish(tasks[1]);
	assert_int_equal(quick, CALX_TASK_DONE);
	assert_int_equal(calx_task_all(tasks[1], Book).count, 1);
	/* that one still has something to do */
	assert_true(calx_task_continue(tasks[0]) > 0);
	rounds += waits(tasks[0], &quick);
	assert_int_equal(quick, CALX_TASK_DONE);
	assert_true(rounds >= 1);
	calx_task_free(tasks[0]);
	calx_task_free(tasks[1]);
	calx_session_close(other);
}

#define CONNECTIONS 8
#define REQUESTS 100

struct server {
	calx_engine *engine;
	struct request {
		calx_session *session;
		calx_task *task;
		int number, state;
		bool is_slow;
	} running[CONNECTIONS];
	int begun, done, refused;
};

/* The next that waits, if a connection is free. */
static void request_begin(struct server *server, struct request *request)
{
	if (server->begun == REQUESTS)
		return;
	request->session = calx_session_open(server->engine);
	CHECK_WELL(request->session);
	request->number = server->begun++;
	request->is_slow = request->number % 10 == 0;
	request->task =
		request->is_slow
			? calx_start_all(request->session, Slow,
				  where(Slow.id, ==, request->number + 1))
			: calx_start_all(request->session, Book,
				  where(Book.id, ==, request->number + 1));
	assert_non_null(request->task);
	request->state = CALX_TASK_READ;
}

static void request_end(struct server *server, struct request *request)
{
	struct Book_list books;

	CHECK_WELL(request->session);
	assert_int_equal(request->state, CALX_TASK_DONE);
	if (request->is_slow) {
		assert_int_equal(calx_task_all(request->task, Slow).count, 1);
	} else {
		books = calx_task_all(request->task, Book);
		assert_int_equal(books.count, 1);
		assert_int_equal(books.items[0]->id, request->number + 1);
	}
	calx_task_free(request->task);
	calx_session_close(request->session);
	*request = (struct request){ 0 };
	server->done++;
}

/* One more than there are connections is told so at once. */
static void another_is_refused(struct server *server)
{
	const int64_t began = now_ms();
	calx_session *session = calx_session_open(server->engine);

	assert_int_equal(calx_session_error(session)->status, CALX_TIMEOUT);
	assert_null(calx_start_all(session, Book));
	calx_session_close(session);
	assert_true(now_ms() - began < 200);
}

static void hundred_share_eight_connections(void **state)
{
	struct server server = { 0 };
	struct pollfd items[CONNECTIONS];

	(void)state;
	fill(REQUESTS);
	make_views();
	server.engine = calx_engine_open(db.database.url, NULL,
		.pool_size = CONNECTIONS, .pool_wait_ms = -1);
	for (int i = 0; i < CONNECTIONS; i++)
		request_begin(&server, &server.running[i]);
	another_is_refused(&server);
	while (server.done < REQUESTS) {
		for (int i = 0; i < CONNECTIONS; i++) {
			struct request *r = &server.running[i];

			if (r->task &&
				(r->state = calx_task_continue(r->task)) <= 0) {
				request_end(&server, r);
				request_begin(&server, r);
			}
			items[i].fd = calx_task_descriptor(r->task);
			items[i].events = poll_events(r->state);
		}
		if (server.done < REQUESTS)
			assert_true(poll(items, CONNECTIONS, 20000) > 0);
	}
	calx_engine_close(server.engine);
}

/* Two that want the same row, or the same file: one waits for the other, and the
 * thread does not. */
static void locks_do_not_hold_up_the_loop(void **state)
{
	calx_session *other = calx_session_open(db.engine);
	struct Book *mine, *theirs;
	calx_task *task;

	(void)state;
	fill(1);
	mine = calx_get(S, Book, 1);
	mine->title = "mine";
	calx_flush(S);
	theirs = calx_add(other, Book, .id = 1, .title = "theirs");
	calx_rollback(other);
	theirs = calx_get(other, Book, 1);
	calx_rollback(other);
	theirs->title = "theirs";
	task = calx_start_commit(other);
	for (int i = 0; i < 5; i++) {
		assert_true(calx_task_continue(task) > 0);
		poll(NULL, 0, 2);
	}
	calx_commit(S);
	CHECK_WELL(S);
	assert_int_equal(finish(task), CALX_TASK_DONE);
	calx_task_free(task);
	CHECK_WELL(other);
	calx_session_close(other);
	calx_expunge_all(S);
	CHECK_TEXT(calx_get(S, Book, 1)->title, "theirs");
}

/* ---- functions ------------------------------------------------------------- */

struct work {
	long long before, after;
	int read;
	const char *title;
};

static enum calx_status work(calx_session *session, void *context)
{
	struct work *work = context;

	work->before = calx_count(session, Book);
	calx_transaction(session, .attempts = 3) {
		for (int i = 10; i < 20; i++)
			calx_add(session, Book, .id = i, .title = "by work");
		calx_savepoint(session) {
			calx_add(session, Book, .id = 99, .title = "not");
			calx_flush(session);
			calx_rollback(session);
		}
	}
	calx_each(session, Book, book, where(Book.id, >=, 10)) {
		work->read++;
		book->title = work->title;
	}
	work->after = calx_count(session, Book);
	return calx_commit(session);
}

static void a_function_is_a_task(void **state)
{
	struct work work_of_it = { .title = "by loop" };
	calx_task *task;
	int result, count;

	(void)state;
	fill(3);
	task = calx_start(S, work, &work_of_it);
	count = waits(task, &result);
	assert_int_equal(result, CALX_TASK_DONE);
	calx_task_free(task);
	CHECK_WELL(S);
	assert_int_equal(work_of_it.before, 3);
	assert_int_equal(work_of_it.after, 13);
	assert_int_equal(work_of_it.read, 10);
	if (!database_is("sqlite"))
		assert_true(count > 5);
	calx_expunge_all(S);
	assert_int_equal(
		calx_count(S, Book, where(Book.title, ==, "by loop")), 10);
}

static enum calx_status starts_another(calx_session *session, void *context)
{
	calx_task **self = context;

	assert_int_equal(calx_task_continue(*self), CALX_MISUSE);
	calx_task_free(*self);
	assert_null(calx_start_all(session, Book));
	return CALX_OK;
}

static enum calx_status pauses_first(calx_session *session, void *context)
{
	calx_first(session, Slow);
	return starts_another(session, context);
}

static void a_task_cannot_be_used_in_itself(void **state)
{
	calx_task *task = NULL;

	(void)state;
	fill(1);
	make_views();
	task = calx_start(S, pauses_first, &task);
	assert_int_equal(finish(task), CALX_MISUSE);
	calx_task_free(task);
	CHECK_FAILED(S, CALX_MISUSE,
		"a task cannot be started in another one of the session");
}

static enum calx_status refuses(calx_session *session, void *context)
{
	(void)session, (void)context;
	return CALX_NOT_FOUND;
}

static enum calx_status closes(calx_session *session, void *context)
{
	(void)context;
	calx_first(session, Slow);
	calx_session_close(session);
	return CALX_OK;
}

static void a_function_may_fail_and_close(void **state)
{
	calx_session *other = calx_session_open(db.engine);
	calx_task *task;

	(void)state;
	fill(1);
	make_views();
	task = calx_start(S, refuses, NULL);
	assert_int_equal(finish(task), CALX_NOT_FOUND);
	calx_task_free(task);
	CHECK_WELL(S);
	task = calx_start(other, closes, NULL);
	assert_int_equal(finish(task), CALX_TASK_DONE);
	assert_int_equal(calx_task_all(task, Book).count, 0);
	calx_task_free(task);
}

/* ---- what goes wrong --------------------------------------------------------- */

static void a_failure_is_the_sessions(void **state)
{
	calx_task *task;

	(void)state;
	fill(1);
	task = calx_start_all(S, Slow);
	assert_true(finish(task) < 0);
	assert_int_equal(
		calx_task_continue(task), calx_session_error(S)->status);
	assert_non_null(strstr(calx_session_error(S)->message, "slow_books"));
	assert_non_null(strstr(calx_session_error(S)->where, "task.c:"));
	assert_int_equal(calx_task_all(task, Slow).count, 0);
	calx_task_free(task);
	calx_rollback(S);
	assert_int_equal(calx_count(S, Book), 1);
	CHECK_WELL(S);
}

/* It is refused, and the task does not notice. */
static void the_session_is_the_tasks(void **state)
{
	static const char refused[] = "a task of the session has not ended";
	struct Book *known;
	calx_task *task;
	int loops = 0;

	(void)state;
	fill(3);
	make_views();
	known = calx_get(S, Book, 1);
	task = calx_start_all(S, Slow);
	assert_true(calx_task_continue(task) > 0);
	CHECK_TEXT(calx_session_error(S)->message, refused);
	assert_null(calx_get(S, Book, 2));
	assert_null(calx_add(S, Book, .id = 9));
	assert_int_equal(calx_count(S, Book), CALX_MISUSE);
	assert_int_equal(calx_commit(S), CALX_MISUSE);
	assert_int_equal(calx_rollback(S), CALX_MISUSE);
	assert_int_equal(calx_delete(S, known), CALX_MISUSE);
	assert_int_equal(calx_expunge(S, known), CALX_MISUSE);
	assert_int_equal(calx_expunge_all(S), CALX_MISUSE);
	assert_int_equal(calx_refresh(S, known), CALX_MISUSE);
	calx_each(S, Book, book)
		loops++;
	calx_transaction(S)
		loops++;
	assert_null(calx_start_all(S, Book));
	assert_null(calx_start_commit(S));
	assert_int_equal(calx_connection_rollback(calx_session_connection(S)),
		CALX_MISUSE);
	assert_int_equal(calx_connection_execute(calx_session_connection(S),
				 "SELECT 1", NULL, 0),
		CALX_MISUSE);
	assert_int_equal(loops, 0);
	assert_int_equal(calx_task_all(task, Slow).count, 0);
	assert_int_equal(finish(task), CALX_TASK_DONE);
	assert_int_equal(calx_task_all(task, Slow).count, 3);
	/* of another table */
	assert_int_equal(calx_task_all(task, Author).count, 0);
	CHECK_FAILED(S, CALX_MISUSE,
		"calx_task_all: the task has not looked for rows of \"authors\"");
	calx_task_free(task);
}

static void there_may_be_no_task(void **state)
{
	(void)state;
	assert_null(calx_start_all(NULL, Book));
	assert_null(calx_start_commit(NULL));
	assert_int_equal(calx_task_continue(NULL), CALX_MISUSE);
	assert_int_equal(calx_task_descriptor(NULL), -1);
	assert_int_equal(calx_task_all(NULL, Book).count, 0);
	calx_task_free(NULL);
	fill(1);
	calx_each(S, Book, book)
		assert_null(calx_start_all(S, Book));
	CHECK_FAILED(
		S, CALX_MISUSE, "a task cannot be started in a loop over rows");
}

static void one_that_is_not_done_can_be_ended(void **state)
{
	const int64_t began = now_ms();
	calx_task *task;

	(void)state;
	fill(1);
	make_views();
	for (int i = 0; i < 3; i++) {
		task = calx_start_all(S, Endless);
		assert_true(calx_task_continue(task) > 0);
		calx_task_free(task);
		CHECK_FAILED(S, CALX_INTERRUPTED,
			"a task of the session was ended before it was done");
		/* the connection is as good as before */
		assert_int_equal(calx_count(S, Book), 1);
	}
	assert_true(now_ms() - began < 5000);
	/* and so when the session is closed under it */
	task = calx_start_all(S, Slow);
	assert_true(calx_task_continue(task) > 0);
	calx_session_close(S);
	assert_int_equal(calx_task_continue(task), CALX_INTERRUPTED);
	assert_int_equal(calx_task_all(task, Slow).count, 0);
	calx_task_free(task);
	S = calx_session_open(db.engine);
	assert_int_equal(calx_count(S, Book), 1);
}

static void a_block_ends_its_task(void **state)
{
	calx_error error;
	calx_task *task = NULL;

	(void)state;
	fill(1);
	make_views();
	calx_transaction(S, .error = &error) {
		calx_add(S, Book, .id = 2, .title = "in the block");
		task = calx_start_all(S, Book);
		assert_int_equal(finish(task), CALX_TASK_DONE);
		assert_int_equal(calx_task_all(task, Book).count, 2);
		calx_task_free(task);
		task = calx_start_all(S, Slow);
		assert_true(calx_task_continue(task) > 0);
	}
	assert_int_equal(error.status, CALX_INTERRUPTED);
	assert_int_equal(calx_task_continue(task), CALX_INTERRUPTED);
	calx_task_free(task);
	CHECK_WELL(S);
	assert_int_equal(calx_count(S, Book), 1);
}

static long long connection_number(calx_session *session)
{
	calx_result *result =
		calx_connection_query(calx_session_connection(session),
			database_is("mariadb") ? "SELECT connection_id()"
					       : "SELECT pg_backend_pid()",
			NULL, 0);
	const calx_row *row = calx_result_next(result);
	const long long number = calx_row_int64(row, 0);

	calx_result_close(result);
	return number;
}

static void a_lost_connection_is_told(void **state)
{
	calx_task *task;
	char sql[96];
	long long id;

	(void)state;
	if (database_is("sqlite"))
		return;
	fill(1);
	make_views();
	id = connection_number(S);
	task = calx_start_all(S, Slow);
	assert_true(calx_task_continue(task) > 0);
	snprintf(sql, sizeof(sql),
		database_is("mariadb") ? "KILL %lld"
				       : "SELECT pg_terminate_backend(%lld)",
		id);
	shop_run(&db, sql);
	assert_int_equal(finish(task), CALX_CONNECTION);
	calx_task_free(task);
	assert_int_equal(calx_session_error(S)->status, CALX_CONNECTION);
	calx_session_close(S);
	S = calx_session_open(db.engine);
	assert_int_equal(calx_count(S, Book), 1);
	CHECK_WELL(S);
}

/* ---- without memory ------------------------------------------------------- */

static void body(void *context)
{
	calx_engine *engine = calx_engine_open(context, NULL);
	calx_session *session = calx_session_open(engine);
	calx_task *task =
		calx_start_all(session, Book, where(Book.title, like, "book%"));
	int state;

	while ((state = calx_task_continue(task)) > 0) {
		struct pollfd item = { .fd = calx_task_descriptor(task),
			.events = poll_events(state) };

		poll(&item, 1, 20000);
	}
	if (torture_is_clean())
		assert_int_equal(calx_task_all(task, Book).count, 5);
	calx_task_free(task);
	task = calx_start_commit(session);
	if (torture_is_clean())
		assert_non_null(task);
	/* done or not */
	calx_task_free(task);
	calx_session_close(session);
	calx_engine_close(engine);
}

static void memory_may_run_out(void **state)
{
	(void)state;
	fill(5);
	torture(body, db.database.url);
}

CHECK_MAIN("task", SHOP_TEST(a_task_finds_what_the_query_would),
	SHOP_TEST(it_flushes_what_the_query_depends_on),
	SHOP_TEST(many_rows_come_in_the_loop),
	SHOP_TEST(slow_queries_take_the_time_of_one),
	SHOP_TEST(a_quick_one_overtakes),
	SHOP_TEST(hundred_share_eight_connections),
	SHOP_TEST(locks_do_not_hold_up_the_loop),
	SHOP_TEST(a_function_is_a_task),
	SHOP_TEST(a_task_cannot_be_used_in_itself),
	SHOP_TEST(a_function_may_fail_and_close),
	SHOP_TEST(a_failure_is_the_sessions),
	SHOP_TEST(the_session_is_the_tasks), SHOP_TEST(there_may_be_no_task),
	SHOP_TEST(one_that_is_not_done_can_be_ended),
	SHOP_TEST(a_block_ends_its_task), SHOP_TEST(a_lost_connection_is_told),
	SHOP_TEST(memory_may_run_out))
