#include "orm/task.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/connection.h"
#include "engine/error.h"
#include "orm/base/error.h"
#include "sql/statement/node.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/fiber.h"
#include "util/timer.h"

/* Tasks: a call runs in a fiber, and the driver calls task_wait() where it would
 * wait for the server. That pauses the fiber until somebody goes on with the task;
 * between the two the session and its connection have an error that refuses all
 * else, in the place of their own. */

/* How long the thread waits for one that is ended before its end; then its
 * connection is cut. */
#define PATIENCE (INT64_C(2) * 1000000000)
/* What is as quick as that need not be cancelled, in milliseconds. */
#define GRACE_MS 5

struct calx_task {
	calx_session *session;	/* NULL: it was closed */
	struct calx_task *next; /* of the session */
	struct fiber *fiber;	/* NULL: it has ended */
	calx_task_function *function;
	void *context;
	enum calx_status status; /* what the function has returned */
	bool running;		 /* the thread is in it */
	bool stopping;		 /* it does not pause any more */
	int64_t patience;	 /* until then the thread waits */

	struct driver_waiter waiter;
	/* what it waits for */
	int descriptor;
	unsigned events;
	int timer; /* for what has no descriptor; -1: there was no need yet */
	/* what the session and the connection had, while it waits */
	calx_error session_error, connection_error;

	/* calx_start_all() */
	struct arena arena; /* the clauses */
	const calx_table *table;
	const calx_node *clauses;
	const char *where;
	calx_object_list list;
};

static const calx_error refusal = {
	.status = CALX_MISUSE,
	.message = "a task of the session has not ended",
	.hint = "Call calx_task_continue() until it says that it is done, or calx_task_free(). Who has more to do at once opens more sessions.",
};

/* ---- waiting, in the fiber ------------------------------------------------- */

/* What the descriptor is ready for, after so many milliseconds at most. */
static unsigned poll_for(int descriptor, unsigned events, int milliseconds)
{
	struct pollfd item = { .fd = descriptor,
		.events = (short)((events & WAIT_READ ? POLLIN : 0) |
				  (events & WAIT_WRITE ? POLLOUT : 0)) };

	if (poll(&item, 1, milliseconds) <= 0)
		return 0;
	/* whoever reads or writes finds out what is wrong */
	if (item.revents & ~(POLLIN | POLLOUT))
		return events;
	return (item.revents & POLLIN ? WAIT_READ : 0U) |
	       (item.revents & POLLOUT ? WAIT_WRITE : 0U);
}

/* Nobody goes on with it: the thread waits. What does not come at once is
 * cancelled, and if that does not help, the connection is cut, which the driver
 * finds to be lost. */
static unsigned wait_here(
	const struct calx_task *task, int descriptor, unsigned events)
{
	int64_t left;

	if (poll_for(descriptor, events, GRACE_MS))
		return events;
	calx_connection_interrupt(task->session->connection);
	left = task->patience - calx__clock();
	if (!poll_for(descriptor, events,
		    left > 0 ? (int)(left / 1000000) + 1 : 0))
		shutdown(descriptor, SHUT_RDWR);
	return events;
}

/* A timer that goes off then; -1: there is none. */
static int timer_for(struct calx_task *task, long long milliseconds)
{
	if (task->timer < 0)
		task->timer = calx__timer_open();
	if (task->timer >= 0)
		calx__timer_set(task->timer, milliseconds * 1000000);
	return task->timer;
}

/* Until the descriptor is ready, or time is up. */
static unsigned pause_for(struct calx_task *task, long long milliseconds)
{
	const int64_t until = calx__clock() + milliseconds * 1000000;
	unsigned ready;

	do {
		calx__fiber_pause(task->fiber);
		if (task->stopping)
			return 0;
		ready = poll_for(task->descriptor, task->events, 0);
	} while (!ready && (milliseconds < 0 || calx__clock() < until));
	return ready;
}

/* What works, or sleeps, for a while. */
static unsigned wait_for_time(struct calx_task *task, long long milliseconds)
{
	if (!task->stopping && timer_for(task, milliseconds) >= 0) {
		task->descriptor = task->timer;
		task->events = WAIT_READ;
		pause_for(task, -1);
	}
	return task->stopping;
}

static unsigned task_wait(
	void *context, int descriptor, unsigned events, long long milliseconds)
{
	struct calx_task *task = context;
	unsigned ready = 0;

	if (descriptor < 0)
		return wait_for_time(task, milliseconds);
	task->descriptor = descriptor;
	task->events = events;
	if (!task->stopping)
		ready = pause_for(task, milliseconds);
	return task->stopping ? wait_here(task, descriptor, events) : ready;
}

/* ---- going on --------------------------------------------------------------- */

static void fiber_run(void *context)
{
	struct calx_task *task = context;

	task->status = task->function(task->session, task->context);
}

static void session_suspend(struct calx_task *task)
{
	calx_session *session = task->session;

	task->session_error = session->error;
	session->error = refusal;
	session->suspended = true;
	calx__connection_suspend(
		session->connection, &refusal, &task->connection_error);
}

static void session_resume(struct calx_task *task)
{
	calx_session *session = task->session;

	if (!session->suspended)
		return;
	session->error = task->session_error;
	session->suspended = false;
	calx__connection_resume(session->connection, &task->connection_error);
}

/* From now on nothing waits by it. */
static void task_leave(const struct calx_task *task)
{
	calx_session *session = task->session;

	session->task = NULL;
	calx__connection_wait_by(session->connection, NULL);
}

/* What it came to is the session's, if that has not been closed in it. */
static void task_end(struct calx_task *task)
{
	calx__fiber_free(task->fiber);
	task->fiber = NULL;
	task->descriptor = -1;
	if (!task->session)
		return;
	task_leave(task);
	if (task->status >= 0)
		task->status = calx__session_status(task->session);
}

static void fiber_go_on(struct calx_task *task)
{
	bool ended;

	task->running = true;
	ended = calx__fiber_resume(task->fiber);
	task->running = false;
	if (ended)
		task_end(task);
	else
		session_suspend(task);
}

static void task_stop(struct calx_task *task)
{
	static const char stopped[] =
		"a task of the session was ended before it was done";
	calx_session *session = task->session;

	task->stopping = true;
	task->patience = calx__clock() + PATIENCE;
	session_resume(task);
	/* so that nothing else is begun */
	calx__fail(calx__session_failing(session), CALX_INTERRUPTED, stopped);
	calx__fail(calx__connection_failing(session->connection),
		CALX_INTERRUPTED, stopped);
	/* it does not pause any more */
	fiber_go_on(task);
}

void calx__task_stop(calx_session *session)
{
	if (session && session->suspended)
		task_stop(session->task);
}

void calx__tasks_orphan(calx_session *session)
{
	calx__task_stop(session);
	/* that is the one which closes it */
	if (session->task)
		task_leave(session->task);
	for (struct calx_task *task = session->tasks; task; task = task->next)
		task->session = NULL;
	session->tasks = NULL;
}

/* ---- starting ---------------------------------------------------------------- */

static enum calx_status task_check(calx_session *session)
{
	if (!calx__session_ready(session))
		return calx__session_status(session);
	if (session->task)
		return calx__fail(&session->error, CALX_MISUSE,
			"a task cannot be started in another one of the session");
	if (session->cursors)
		return calx__fail(&session->error, CALX_MISUSE,
			"a task cannot be started in a loop over rows");
	return CALX_OK;
}

static struct calx_task *task_new(calx_session *session)
{
	struct calx_task *task;

	if (task_check(session) < 0)
		return NULL;
	task = calx__alloc_zero(1, sizeof(*task));
	if (!task) {
		calx__session_fail_memory(session);
		return NULL;
	}
	task->session = session;
	task->waiter = (struct driver_waiter){ task_wait, task };
	task->timer = task->descriptor = -1;
	task->next = session->tasks;
	session->tasks = task;
	return task;
}

static calx_task *task_start(
	struct calx_task *task, calx_task_function *function, void *context)
{
	calx_session *session = task->session;

	task->function = function;
	task->context = context;
	task->fiber = calx__fiber_new(fiber_run, task);
	if (!task->fiber) {
		calx__session_fail_memory(session);
		calx_task_free(task);
		return NULL;
	}
	session->task = task;
	if (calx__fibers_pause)
		calx__connection_wait_by(session->connection, &task->waiter);
	fiber_go_on(task);
	return task;
}

static enum calx_status all_run(calx_session *session, void *context)
{
	struct calx_task *task = context;

	task->list = calx_session_all(
		session, task->table, task->clauses, task->where);
	return calx__session_status(session);
}

calx_task *calx_session_start(calx_session *session, const calx_table *table,
	const calx_node *clauses, const char *where)
{
	struct calx_task *task = task_new(session);

	if (!task)
		return NULL;
	task->table = table;
	task->where = where;
	task->clauses = calx__nodes_copy(&task->arena, clauses);
	if (task->clauses)
		return task_start(task, all_run, task);
	calx__session_fail_memory(session);
	calx_task_free(task);
	return NULL;
}

static enum calx_status commit_run(calx_session *session, void *context)
{
	(void)context;
	return calx_commit(session);
}

calx_task *calx_start_commit(calx_session *session)
{
	return calx_start(session, commit_run, NULL);
}

calx_task *calx_start(
	calx_session *session, calx_task_function *function, void *context)
{
	struct calx_task *task = task_new(session);

	return task ? task_start(task, function, context) : NULL;
}

/* ---- what is done with one ---------------------------------------------------- */

int calx_task_continue(calx_task *task)
{
	if (!task || task->running)
		return CALX_MISUSE;
	if (task->fiber) {
		session_resume(task);
		fiber_go_on(task);
	}
	if (!task->fiber)
		return task->status < 0 ? (int)task->status : CALX_TASK_DONE;
	return (task->events & WAIT_READ ? CALX_TASK_READ : 0) |
	       (task->events & WAIT_WRITE ? CALX_TASK_WRITE : 0);
}

int calx_task_descriptor(const calx_task *task)
{
	return task ? task->descriptor : -1;
}

calx_object_list calx_task_list(calx_task *task, const calx_table *table)
{
	static const calx_object_list none;

	if (!task || !task->session || task->status < 0)
		return none;
	if (!task->fiber && task->table == table)
		return task->list;
	if (!task->session->suspended)
		calx__fail(calx__session_failing(task->session), CALX_MISUSE,
			"calx_task_all: the task has not looked for rows of \"%s\"",
			table->name);
	return none;
}

/* Out of the session's list. */
static void task_unlink(struct calx_task *task)
{
	struct calx_task **place = &task->session->tasks;

	while (*place != task)
		place = &(*place)->next;
	*place = task->next;
}

void calx_task_free(calx_task *task)
{
	if (!task || task->running)
		return;
	if (task->fiber && task->session)
		task_stop(task);
	if (task->session)
		task_unlink(task);
	if (task->timer >= 0)
		close(task->timer);
	calx__arena_release(&task->arena);
	calx__free(task);
}
