#ifndef CALX_ORM_ERROR_H
#define CALX_ORM_ERROR_H

#include "orm/base/state.h"

/* The error that sticks to a session: the first one, of its own or of its
 * connection. */

/* Whether there is a session and nothing has failed in it. */
bool calx__session_ready(calx_session *session);
/* The session's error, to be filled; NULL when one sticks already. */
calx_error *calx__session_failing(calx_session *session);
/* Takes over the connection's failure, and says where the call was. */
enum calx_status calx__session_failed(calx_session *session, const char *where);
/* Memory has run out. */
enum calx_status calx__session_fail_memory(calx_session *session);
/* Says where the call was (NULL: not known), if the error does not yet. */
void calx__session_fail_where(calx_session *session, const char *where);
/* What has failed, of the session or its connection; CALX_OK: nothing. */
enum calx_status calx__session_status(const calx_session *session);

#endif
