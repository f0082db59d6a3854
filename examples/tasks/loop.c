/* Requests side by side in one thread, by libuv: each looks for its author's
 * books, and none waits while the database works for another one.
 *
 *     cc -o loop loop.c $(pkg-config --cflags --libs calx libuv)
 *     ./loop postgresql://user@host/database
 *
 * It makes its table and drops it again. */

#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#include <calx/calx.h>
#include <calx/short.h>

CALX_MODEL(Book, "loop_books", column(id, integer(), .primary_key = true),
	column(author, string(100)), column(title, string(200)));
CALX_METADATA(library, Book);

enum { CONNECTIONS = 8, REQUESTS = 100, AUTHORS = 10 };

/* One request at a time; there are as many as connections. */
struct worker {
	calx_session *session;
	calx_task *task;
	uv_poll_t poll;
	int request;
};

static calx_engine *engine;
static struct worker workers[CONNECTIONS];
static int next_request, answered;

static void request_begin(struct worker *worker);

/* ---- one request ------------------------------------------------------------ */

static void request_answer(struct worker *worker, int state)
{
	struct Book_list books = calx_task_all(worker->task, Book);

	if (state < 0)
		fprintf(stderr, "request %d: %s\n", worker->request,
			calx_session_error(worker->session)->message);
	else
		answered += books.count == 1;
	calx_task_free(worker->task);
	calx_session_close(worker->session);
	worker->task = NULL;
}

static void closed(uv_handle_t *handle)
{
	request_begin(handle->data);
}

static void ready(uv_poll_t *poll, int status, int events);

/* What the task waits for, and at what, may be other each time. */
static void request_continue(struct worker *worker)
{
	const int state = calx_task_continue(worker->task);

	if (state > 0) {
		uv_poll_start(&worker->poll,
			(state & CALX_TASK_READ ? UV_READABLE : 0) |
				(state & CALX_TASK_WRITE ? UV_WRITABLE : 0),
			ready);
		return;
	}
	uv_poll_stop(&worker->poll);
	request_answer(worker, state);
	uv_close((uv_handle_t *)&worker->poll, closed);
}

static void ready(uv_poll_t *poll, int status, int events)
{
	(void)status, (void)events;
	request_continue(poll->data);
}

static void request_begin(struct worker *worker)
{
	char author[16];

	if (next_request == REQUESTS)
		return;
	worker->request = next_request++;
	snprintf(
		author, sizeof(author), "author %d", worker->request % AUTHORS);
	worker->session = calx_session_open(engine);
	worker->task = calx_start_all(
		worker->session, Book, where(Book.author, ==, author));
	if (calx_task_descriptor(worker->task) < 0) {
		/* it has failed, or did not have to wait */
		request_answer(worker, calx_task_continue(worker->task));
		request_begin(worker);
		return;
	}
	uv_poll_init(uv_default_loop(), &worker->poll,
		calx_task_descriptor(worker->task));
	worker->poll.data = worker;
	request_continue(worker);
}

/* ---- the program ------------------------------------------------------------- */

static void fill(void)
{
	calx_session *session = calx_session_open(engine);

	for (int i = 0; i < AUTHORS; i++) {
		char author[16];

		snprintf(author, sizeof(author), "author %d", i);
		calx_add(session, Book, .author = author, .title = "A Book");
	}
	calx_commit(session);
	calx_session_close(session);
}

int main(int argc, char **argv)
{
	calx_error error = { 0 };

	engine = calx_engine_open(argc > 1 ? argv[1] : "sqlite://", &error,
		.pool_size = CONNECTIONS, .pool_wait_ms = -1);
	if (!engine || calx_create_all(engine, &library, &error) < 0) {
		fprintf(stderr, "%s\n", error.message);
		return EXIT_FAILURE;
	}
	fill();
	for (int i = 0; i < CONNECTIONS; i++)
		request_begin(&workers[i]);
	uv_run(uv_default_loop(), UV_RUN_DEFAULT);
	printf("%d of %d requests were answered\n", answered, REQUESTS);
	calx_drop_all(engine, &library, &error);
	calx_engine_close(engine);
	return answered == REQUESTS ? EXIT_SUCCESS : EXIT_FAILURE;
}
