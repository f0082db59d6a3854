#include "orm/base/error.h"

#include "engine/error.h"
#include "util/fail.h"

/* The first failure sticks: later calls do nothing and return it, until a
 * rollback. What a connection knows of its own failures is taken over. */

static const calx_error no_session = {
	.status = CALX_MISUSE,
	.message = "the session is NULL",
};

const calx_error *calx_session_error(const calx_session *session)
{
	if (!session)
		return &no_session;
	if (session->error.status < 0)
		return &session->error;
	/* plain SQL on the connection fails there */
	return calx_connection_error(session->connection);
}

enum calx_status calx__session_status(const calx_session *session)
{
	if (!session)
		return CALX_MISUSE;
	if (session->error.status < 0)
		return session->error.status;
	return calx__connection_status(session->connection);
}

calx_error *calx__session_failing(calx_session *session)
{
	return session->error.status < 0 ? NULL : &session->error;
}

enum calx_status calx__session_fail_memory(calx_session *session)
{
	return calx__fail_memory(calx__session_failing(session));
}

void calx__session_fail_where(calx_session *session, const char *where)
{
	if (where && session->error.status < 0 && !session->error.where[0])
		calx__fail_where(&session->error, "%s", where);
}

static bool has_written(const calx_session *session)
{
	const struct savepoint *savepoints = session->savepoints.items;
	bool wrote = session->wrote;

	for (size_t i = 0; i < session->savepoints.count; i++)
		wrote |= savepoints[i].wrote;
	return wrote;
}

/* What to do when a transaction that has only read cannot begin to write. */
static void hint_busy(calx_session *session)
{
	enum calx_status status = session->error.status;

	if ((status == CALX_BUSY || status == CALX_RETRY) &&
		!has_written(session) && !session->write)
		calx__fail_hint(&session->error,
			"This transaction began by reading, and another connection has written since or is writing now. Roll back and run it again, or open the session with .write = true.");
}

enum calx_status calx__session_failed(calx_session *session, const char *where)
{
	const calx_error *error;

	if (session->error.status < 0)
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
	return session && calx__session_failed(session, NULL) >= 0;
}
