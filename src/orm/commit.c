#include "orm/commit.h"

#include "orm/base/error.h"
#include "orm/fetch/doubt.h"
#include "orm/read/cursor.h"
#include "orm/store/transaction.h"
#include "orm/write/flush.h"
#include "orm/write/refused.h"
#include "util/fail.h"

/* The end of a transaction: flush, commit, rollback. */

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
	/* their rows are read while there is a transaction to read them in */
	if ((status = calx__cursors_detach(session, false)) < 0)
		return status;
	if (calx_connection_commit(session->connection) < 0) {
		status = calx__session_failed(session, NULL);
		calx__refused_commit(session);
		return status;
	}
	calx__transaction_done(session);
	return CALX_OK;
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
	failures_forget(session);
	calx__doubt_look(session);
	calx__transaction_undo(session);
	if (status < 0)
		return calx__session_failed(session, NULL);
	return calx__session_status(session);
}
