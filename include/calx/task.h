#ifndef CALX_TASK_H
#define CALX_TASK_H

#include <calx/session.h>

/* Tasks: queries in a loop of events, in one thread, none of which waits for the
 * database while others have something to do.
 *
 *     calx_task *task = calx_start_all(session, Book, where(Book.price, <, 10));
 *     int state;
 *
 *     while ((state = calx_task_continue(task)) > 0)
 *             poll(&(struct pollfd){ .fd = calx_task_descriptor(task),
 *                          .events = (state & CALX_TASK_READ ? POLLIN : 0) |
 *                                    (state & CALX_TASK_WRITE ? POLLOUT : 0) },
 *                     1, -1);
 *     if (state == CALX_TASK_DONE)
 *             books = calx_task_all(task, Book);
 *     calx_task_free(task);
 *
 * A real loop waits for the descriptors of many tasks and of whatever else it
 * serves, and continues the task whose descriptor is ready: by poll(), epoll, or
 * a library as libuv (uv_poll_init() with the descriptor). To continue one too
 * early does no harm. What it waits for, and at what, may be other with each
 * answer.
 *
 * What runs. A task does all that the call does whose name it has, and waits for
 * none of it: it flushes what the query may depend on, begins the transaction,
 * prepares the statement, reads the rows and what load() asks for. It begins at
 * once, when it is started. calx_start() runs a function of the program like
 * that: each call in it that is given the session waits by the task.
 *
 * One at a time. A session has one connection, and so one task; as many sessions
 * as have tasks can wait side by side. While a task waits, the session belongs to
 * it: every other call with the session or its connection is refused
 * (CALX_MISUSE), which does nothing to the task; calx_session_error() says so.
 * Objects may be read then, but not changed. A task cannot be started inside of a
 * loop over rows. Tasks that end within a transaction leave it open, as any query
 * does.
 *
 * The end. A task has ended when calx_task_continue() says CALX_TASK_DONE, or less
 * than 0: it has failed, and calx_session_error() says why. calx_task_free(), and
 * calx_session_close(), end one before that: the statement is cancelled in the
 * database, and the thread waits for that (two seconds at most, then the
 * connection is cut). The session has the error CALX_INTERRUPTED then, until
 * calx_rollback(). Whether a commit that was on its way has arrived is not known.
 * A block (calx/transaction.h) whose end is reached while a task of it has not
 * ended does the same, and rolls back.
 *
 * What waits nevertheless. A session takes its connection when it is opened: that
 * connects, if none is idle, and waits if there are as many as may be. Open the
 * engine with .pool_wait_ms = -1: then calx_session_open() fails at once
 * (CALX_TIMEOUT) when all are in use, and the program tries again when it has
 * closed a session. To ask an idle connection whether its server is still there
 * waits for the answer (.ping_idle_ms), and so does to cancel. calx_session_close()
 * rolls back a transaction that is open, which is a round trip: end it by
 * calx_start_commit(), or in a function of calx_start(), before that.
 *
 * Databases. PostgreSQL and MariaDB: the descriptor is the connection's socket.
 * SQLite has no server to wait for: what takes long is done in steps of a tenth
 * of a millisecond or so, between which others may run, and to wait for a lock is
 * to be called again later; the descriptor is a timer's (Linux; on other systems
 * it can always be read).
 *
 * Memory and threads. A task has a stack of its own, 256 KB, of which only what is
 * used takes memory; functions of the program that it calls (calx_start(), the log,
 * SQL functions) have that much and no more. A session and its tasks are used by
 * one thread at a time. Where the C library has no makecontext() (musl), a task
 * runs to its end when it is started, and waits. */

/** Something that runs while others do. Opaque. */
typedef struct calx_task calx_task;

/** What calx_task_continue() says: what the descriptor is to be waited for. Both
 * bits may be there: then either will do. */
enum calx_task_state {
	CALX_TASK_DONE = 0,
	CALX_TASK_READ = 1, /* POLLIN */
	CALX_TASK_WRITE = 2 /* POLLOUT */
};

/** What calx_start() runs; a negative status is a failure of the task's. */
typedef enum calx_status calx_task_function(
	calx_session *session, void *context);

CALX_BEGIN_DECLS

/** What calx_start_all() calls. `clauses` ends in CALX_NODE_END and is copied, with
 * all that it points to; `where` is file:line of the call and must be static
 * text. */
CALX_API calx_task *calx_session_start(calx_session *session,
	const calx_table *table, const calx_node *clauses, const char *where);
/** calx_commit() as a task. NULL on failure, which sticks to the session. Free
 * it. */
CALX_API calx_task *calx_start_commit(calx_session *session);
/** `function` as a task: what it calls waits by it. It gets the session and
 * `context`, which must stay until the task has ended. It may use blocks and loops
 * over rows, which it ends by itself; other sessions that it uses wait in the
 * thread. NULL on failure, which sticks to the session. Free it. */
CALX_API calx_task *calx_start(
	calx_session *session, calx_task_function *function, void *context);

/** Goes on, and comes back when the task would wait: with the bits of enum
 * calx_task_state; CALX_TASK_DONE when it is done; the status if it has failed.
 * One that has ended answers the same again. CALX_MISUSE of NULL, and in the task
 * itself. */
CALX_API int calx_task_continue(calx_task *task);
/** What to wait for: a descriptor of the library's, which nobody else may read,
 * write or close. -1 when the task has ended, and of NULL. */
CALX_API int calx_task_descriptor(const calx_task *task);
/** What calx_task_all() calls: the objects that a task of calx_start_all() has
 * found, of that table; none of one that is not done, or of another table, which
 * is CALX_MISUSE of its session. */
CALX_API calx_object_list calx_task_list(
	calx_task *task, const calx_table *table);
/** Frees a task; one that has not ended is ended first, see above. In the task
 * itself it does nothing. NULL is accepted. */
CALX_API void calx_task_free(calx_task *task);

CALX_END_DECLS

#ifndef __cplusplus
/* clang-format off */
/** calx_start_all(session, Book, clauses...): calx_all() as a task. NULL on failure,
 * which sticks to the session. Free it. The clauses are copied, with arrays and
 * text that they point to. */
#define calx_start_all(session, ...) CALX_START_ALL_(session, __VA_ARGS__, )
#define CALX_START_ALL_(session, T, ...) \
	calx_session_start(session, &T##_calx_table_, CALX_CLAUSES_(__VA_ARGS__), CALX_HERE_)

/** calx_task_all(task, Book): what it has found, as a struct Book_list in the
 * session's memory, as that of calx_all(). */
#define calx_task_all(task, T) T##_calx_list_(calx_task_list(task, &T##_calx_table_))
/* clang-format on */
#endif

#endif
