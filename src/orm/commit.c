#include "orm/commit.h"

#include "engine/error.h"
#include "engine/transaction.h"
#include "orm/base/error.h"
#include "orm/fetch/doubt.h"
#include "orm/read/cursor.h"
#include "orm/store/hook.h"
#include "orm/store/transaction.h"
#include "orm/write/flush.h"
#include "orm/write/refused.h"
#include "util/fail.h"

/* The end of a transaction, or of a part of one: flush, commit, rollback. */

enum calx_status calx_flush(calx_session *session)
{
	if (!calx__session_ready(session))
		return calx__session_status(session);
	return calx__session_flush(session, (struct flush_reason){ 0 });
}

enum calx_status calx__session_commit(calx_session *session)
{
	enum calx_status status;

	/* their rows are read while there is a transaction to read them in */
	if ((status = calx__cursors_detach(session)) < 0)
		return status;
	if (calx_connection_commit(session->connection) < 0) {
		status = calx__session_failed(session, NULL);
		calx__refused_commit(session);
		return status;
	}
	calx__transaction_done(session);
	return calx__hooks_notify(session, CALX_AFTER_COMMIT);
}

/* Whatever had failed is over; what grows as long as the session lives would
 * not grow any more. */
static void failures_forget(calx_session *session)
{
	calx_error_clear(&session->error);
	session->arena.failed = false;
	session->mappers.failed = false;
	session->chunks.failed = false;
	session->lists.failed = false;
}

enum calx_status calx__session_rollback(calx_session *session, size_t depth)
{
	enum calx_status status;

	calx__cursors_cut(session, depth);
	status = calx_connection_rollback(session->connection);
	failures_forget(session);
	calx__doubt_look(session);
	calx__transaction_undo(session);
	if (status < 0)
		return calx__session_failed(session, NULL);
	return calx__hooks_notify(session, CALX_AFTER_ROLLBACK);
}

/* ---- savepoints ------------------------------------------------------------ */

/* Does something in the database with the newest savepoint. */
static enum calx_status savepoint_do(
	calx_session *session, enum savepoint_verb verb, const char *where)
{
	if (calx__connection_savepoint(session->connection, verb,
		    session->savepoints.count, where) < 0)
		return calx__session_failed(session, where);
	return CALX_OK;
}

enum calx_status calx__session_savepoint(
	calx_session *session, const char *where)
{
	enum calx_status status = calx__savepoint_mark(session);

	if (status >= 0 &&
		(status = savepoint_do(session, SAVEPOINT_BEGIN, where)) < 0)
		calx__savepoint_keep(session);
	return status;
}

enum calx_status calx__session_release(calx_session *session, const char *where)
{
	enum calx_status status;

	if ((status = calx_flush(session)) < 0 ||
		(status = savepoint_do(session, SAVEPOINT_RELEASE, where)) < 0)
		return status;
	calx__savepoint_keep(session);
	return CALX_OK;
}

/* In the database. A transaction that is not there any more has taken its
 * savepoints along; a database may answer that in any way. */
static enum calx_status savepoint_back(calx_session *session)
{
	calx_error aside;

	calx__connection_set_aside(session->connection, &aside);
	if (!calx__connection_in_transaction(session->connection))
		return CALX_ERROR;
	if (savepoint_do(session, SAVEPOINT_BACK, NULL) < 0)
		return CALX_ERROR;
	return savepoint_do(session, SAVEPOINT_RELEASE, NULL);
}

enum calx_status calx__session_back(calx_session *session, size_t depth)
{
	enum calx_status status;

	calx__cursors_cut(session, depth);
	failures_forget(session);
	status = savepoint_back(session);
	if (status < 0 && !session->borrowed)
		calx__session_rollback(session, depth);
	else if (status < 0)
		failures_forget(session);
	calx__doubt_look(session);
	calx__savepoint_undo(session);
	return status;
}
