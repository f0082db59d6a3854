#include "orm/borrowed.h"

#include "engine/connection.h"
#include "orm/base/state.h"
#include "orm/session.h"

/* A session inside of someone else's transaction: what migrations and the code
 * in them use. */

calx_session *calx__session_on_connection(calx_connection *connection)
{
	calx_session *session = calx__session_new();

	if (!session)
		return NULL;
	session->autoflush = true;
	session->borrowed = true;
	session->connection = connection;
	session->changes = calx__connection_changes(connection);
	return session;
}
