#include <stdio.h>
#include <time.h>
#include <uv.h>

#include "shop_test.h"

/* Tasks under libuv: it waits by epoll(), which takes fewer kinds of descriptors
 * than poll() does, and a timer of the loop sees whether anything holds it up. */

#define SIDE 8
#define REQUESTS 100
/* the timer's, in milliseconds */
#define TICK 5

CALX_MODEL(Slow, "slow_books", column(id, integer(), .primary_key = true),
	column(title, string(200)));

static void make_view(void)
{
	if (database_is("postgresql"))
		shop_run(&db,
			"CREATE VIEW slow_books AS SELECT id, title FROM books"
			" WHERE (SELECT pg_sleep(0.2)::text) = ''");
	else if (database_is("mariadb"))
		shop_run(&db, "CREATE VIEW slow_books AS SELECT id, title FROM"
			      " (SELECT SLEEP(0.2) AS slept) AS s"
			      " JOIN books ON s.slept = 0");
	else
		shop_run(&db,
			"CREATE VIEW slow_books AS SELECT id, title FROM books"
			" WHERE (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
			" SELECT i + 1 FROM n WHERE i < 100000)"
			" SELECT count(*) FROM n) > 0");
}

struct server {
	uv_loop_t loop;
	uv_timer_t timer;
	calx_engine *engine;
	struct request {
		struct server *server;
		uv_poll_t poll;
		calx_session *session;
		calx_task *task;
		bool is_slow;
	} running[SIDE];
	int begun, found, ticks;
};

static void request_begin(struct request *request);

static void closed(uv_handle_t *handle)
{
	request_begin(handle->data);
}

static void request_answer(struct request *request)
{
	struct server *server = request->server;

	CHECK_WELL(request->session);
	server->found +=
		(int)(request->is_slow
				? calx_task_all(request->task, Slow).count
				: calx_task_all(request->task, Book).count);
	calx_task_free(request->task);
	calx_session_close(request->session);
	if (server->found == REQUESTS)
		uv_timer_stop(&server->timer);
}

static void ready(uv_poll_t *poll, int status, int events);

static void request_continue(struct request *request)
{
	const int state = calx_task_continue(request->task);

	if (state > 0) {
		uv_poll_start(&request->poll,
			(state & CALX_TASK_READ ? UV_READABLE : 0) |
				(state & CALX_TASK_WRITE ? UV_WRITABLE : 0),
			ready);
		return;
	}
	uv_poll_stop(&request->poll);
	request_answer(request);
	uv_close((uv_handle_t *)&request->poll, closed);
}

static void ready(uv_poll_t *poll, int status, int events)
{
	(void)status, (void)events;
	request_continue(poll->data);
}

/* Slow ones are among the quick ones, some of which are answered at once. */
static void request_begin(struct request *request)
{
	struct server *server = request->server;
	int id;

	if (server->begun == REQUESTS)
		return;
	id = server->begun++ + 1;
	request->is_slow = id % 10 == 1 || database_is("sqlite");
	request->session = calx_session_open(server->engine);
	request->task = request->is_slow
				? calx_start_all(request->session, Slow,
					  where(Slow.id, ==, id))
				: calx_start_all(request->session, Book,
					  where(Book.id, ==, id));
	if (calx_task_descriptor(request->task) < 0) {
		request_answer(request);
		request_begin(request);
		return;
	}
	assert_int_equal(uv_poll_init(&server->loop, &request->poll,
				 calx_task_descriptor(request->task)),
		0);
	request->poll.data = request;
	request_continue(request);
}

static void tick(uv_timer_t *timer)
{
	struct server *server = timer->data;

	server->ticks++;
}

static void hundred_requests_are_answered(void **state)
{
	static struct server server;
	uint64_t began;

	(void)state;
	for (int i = 1; i <= REQUESTS; i++)
		calx_add(S, Book, .id = i, .title = "a book");
	calx_commit(S);
	make_view();
	memset(&server, 0, sizeof(server));
	server.engine = calx_engine_open(
		db.database.url, NULL, .pool_size = SIDE, .pool_wait_ms = -1);
	uv_loop_init(&server.loop);
	uv_timer_init(&server.loop, &server.timer);
	server.timer.data = &server;
	uv_timer_start(&server.timer, tick, TICK, TICK);
	began = uv_hrtime();
	for (int i = 0; i < SIDE; i++) {
		server.running[i].server = &server;
		request_begin(&server.running[i]);
	}
	uv_run(&server.loop, UV_RUN_DEFAULT);
	assert_int_equal(server.found, REQUESTS);
	/* the slow ones had to wait 2 s in all, and did so side by side; and
	 * nothing held up the timer meanwhile */
	if (!database_is("sqlite"))
		assert_in_range((uv_hrtime() - began) / 1000000, 190, 1900);
	assert_true(server.ticks >= 10);
	uv_close((uv_handle_t *)&server.timer, NULL);
	uv_run(&server.loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&server.loop), 0);
	calx_engine_close(server.engine);
}

CHECK_MAIN("task_uv", SHOP_TEST(hundred_requests_are_answered))
