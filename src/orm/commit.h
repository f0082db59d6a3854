#ifndef CALX_ORM_COMMIT_H
#define CALX_ORM_COMMIT_H

#include <stddef.h>

#include <calx/session.h>

/* How transactions and savepoints of a session end, in the database and in its
 * objects. What was flushed or not, and whether they may, the callers know. */

/* Commits what is flushed. */
enum calx_status calx__session_commit(calx_session *session);
/* Rolls back and clears the error that stuck. Loops that were opened while at
 * least `depth` blocks were open end. */
enum calx_status calx__session_rollback(calx_session *session, size_t depth);

/* Begins a savepoint in the open transaction; all is flushed. */
enum calx_status calx__session_savepoint(
	calx_session *session, const char *where);
/* Flushes, and releases the newest one. */
enum calx_status calx__session_release(
	calx_session *session, const char *where);
/* Goes back to the newest one, which is over then, and clears the error that
 * stuck. Less than 0: it is lost, and the transaction with it, which has been
 * rolled back. */
enum calx_status calx__session_back(calx_session *session, size_t depth);

#endif
