#include "orm/session.h"

#include "orm/borrowed.h"

#include <string.h>

#include "util/alloc.h"
#include "util/fail.h"

/* ---- errors ---------------------------------------------------------------- */

static const calx_error no_session = {
	.status = CALX_MISUSE,
	.message = "the session is NULL",
};

const calx_error *calx_session_error(const calx_session *session)
{
	if (!session)
		return &no_session;
	if (session->error.status)
		return &session->error;
	/* plain SQL on the connection fails there */
	return session->connection ? calx_connection_error(session->connection)
				   : NULL;
}

enum calx_status calx__session_status(const calx_session *session)
{
	if (!session)
		return CALX_MISUSE;
	if (session->error.status)
		return session->error.status;
	return calx__connection_status(session->connection);
}

calx_error *calx__session_failing(calx_session *session)
{
	return session->error.status ? NULL : &session->error;
}

enum calx_status calx__session_fail_memory(calx_session *session)
{
	return calx__fail_memory(calx__session_failing(session));
}

/* What to do when a transaction that has only read cannot begin to write. */
static void hint_busy(calx_session *session)
{
	enum calx_status status = session->error.status;

	if ((status == CALX_BUSY || status == CALX_RETRY) && !session->wrote &&
		!session->write)
		calx__fail_hint(&session->error,
			"This transaction began by reading, and another "
			"connection has written since or is writing now. "
			"Roll back and run it again, or open the session with "
			".write = CALX_ON.");
}

enum calx_status calx__session_failed(calx_session *session, const char *where)
{
	const calx_error *error;

	if (session->error.status)
		return session->error.status;
	error = calx_connection_error(session->connection);
	if (!error)
		return CALX_OK;
	session->error = *error;
	hint_busy(session);
	if (where)
		calx__fail_where(&session->error, "%s", where);
	return session->error.status;
}

bool calx__session_ready(calx_session *session)
{
	return session && !session->error.status &&
	       calx__session_failed(session, NULL) == CALX_OK;
}

/* ---- opening and closing ------------------------------------------------------ */

static void memory_init(calx_session *session)
{
	session->mappers = (struct vec)VEC_INIT(struct mapper *);
	session->chunks = (struct vec)VEC_INIT(struct chunk *);
	session->objects = (struct vec)VEC_INIT(void *);
	session->lists = (struct vec)VEC_INIT(void *);
}

static calx_session *session_new(void)
{
	calx_session *session = calx__alloc_zero(1, sizeof(*session));

	if (!session)
		return NULL;
	memory_init(session);
	return session;
}

calx_session *calx_session_open_with(
	calx_engine *engine, const calx_session_options *options)
{
	calx_session *session = session_new();

	if (!session)
		return NULL;
	session->engine = engine;
	session->autoflush = !options || options->autoflush != CALX_OFF;
	session->write = options && options->write == CALX_ON;
	session->connection = calx_connection_open(engine, &session->error);
	if (!session->connection && !session->error.status)
		calx__fail(&session->error, CALX_CONNECTION,
			"could not open a connection");
	return session;
}

calx_session *calx__session_on_connection(calx_connection *connection)
{
	calx_session *session = session_new();

	if (!session)
		return NULL;
	session->autoflush = true;
	session->borrowed = true;
	session->connection = connection;
	return session;
}

static void memory_release(calx_session *session)
{
	for (size_t i = 0; i < session->mappers.count; i++)
		calx__mapper_release(
			*(struct mapper **)calx__vec_at(&session->mappers, i));
	for (size_t i = 0; i < session->lists.count; i++)
		calx__free(((void **)session->lists.items)[i]);
	calx__vec_release(&session->mappers);
	calx__vec_release(&session->chunks);
	calx__vec_release(&session->objects);
	calx__vec_release(&session->lists);
	calx__arena_release(&session->arena);
	memset(session->tables, 0, sizeof(session->tables));
	memset(session->texts, 0, sizeof(session->texts));
	session->has_texts = false;
	session->waiting = 0;
	session->tainted = false;
}

void calx_session_close(calx_session *session)
{
	if (!session)
		return;
	calx__cursors_orphan(session);
	if (!session->borrowed)
		calx_connection_close(session->connection);
	memory_release(session);
	calx__free(session);
}

enum calx_status calx_expunge_all(calx_session *session)
{
	if (!session)
		return CALX_MISUSE;
	if (session->cursors)
		return calx__fail(calx__session_failing(session), CALX_MISUSE,
			"calx_expunge_all: a loop over rows is open");
	memory_release(session);
	memory_init(session);
	return calx__session_status(session);
}

/* ---- transaction --------------------------------------------------------------- */

enum calx_status calx__session_begin(
	calx_session *session, bool write, const char *where)
{
	enum calx_transaction_mode mode =
		write || session->write ? CALX_READ_WRITE : CALX_READ;

	if (!session->borrowed &&
		!calx__connection_in_transaction(session->connection)) {
		/* also when somebody ended it behind our back */
		calx__undo_forget(session);
		if (calx_connection_begin(session->connection, mode) < 0)
			return calx__session_failed(session, where);
	}
	return CALX_OK;
}

calx_connection *calx_session_connection(calx_session *session)
{
	if (!calx__session_ready(session) ||
		calx__session_begin(session, false, NULL) < 0)
		return session ? session->connection : NULL;
	/* what it will do is not known */
	session->wrote = true;
	return session->connection;
}

enum calx_status calx_flush(calx_session *session)
{
	if (!calx__session_ready(session))
		return calx__session_status(session);
	return calx__session_flush(session, (struct flush_reason){ 0 });
}

enum calx_status calx_commit(calx_session *session)
{
	enum calx_status status = calx_flush(session);

	if (status < 0 || session->borrowed)
		return status;
	status = calx__cursors_detach(session, false);
	if (status < 0)
		return status;
	if (calx_connection_commit(session->connection) < 0)
		return calx__session_failed(session, NULL);
	calx__undo_forget(session);
	return CALX_OK;
}

enum calx_status calx_rollback(calx_session *session)
{
	enum calx_status status;

	if (!session || !session->connection)
		return calx__session_status(session);
	if (session->borrowed)
		return calx__fail(calx__session_failing(session), CALX_MISUSE,
			"calx_rollback: the transaction belongs to someone else");
	calx__cursors_detach(session, true);
	status = calx_connection_rollback(session->connection);
	calx_error_clear(&session->error);
	session->arena.failed = false;
	calx__undo_apply(session);
	if (status < 0)
		return calx__session_failed(session, NULL);
	return calx__session_status(session);
}
