#ifndef CALX_ORM_BORROWED_H
#define CALX_ORM_BORROWED_H

#include <calx/session.h>

/* The one door of this folder for the layers above it. */

/* Opens a session on a connection that belongs to someone else, who has a
 * transaction open there. It never begins or ends one and does not close the
 * connection: calx_commit() only flushes, and calx_rollback() is CALX_MISUSE,
 * which sticks, because only the owner can take back what was written. NULL
 * when memory has run out. Close it before the transaction ends; closing does
 * not flush. */
calx_session *calx__session_on_connection(calx_connection *connection);

#endif
