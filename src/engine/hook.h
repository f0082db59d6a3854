#ifndef CALX_ENGINE_HOOK_H
#define CALX_ENGINE_HOOK_H

#include "engine/handle.h"

/* What the program is told of while an engine works. */

void calx__hooks_init(struct calx_engine *engine);
enum calx_status calx__hooks_tell_all(struct calx_connection *connection,
	enum calx_engine_event event, const calx_log_event *log);
/* Tells those who want to know, of whom there are none in most programs. What
 * they refuse sticks to the connection, which is told by the status; `log` is NULL
 * if it is not of a statement. */
static inline enum calx_status calx__hooks_tell(
	struct calx_connection *connection, enum calx_engine_event event,
	const calx_log_event *log)
{
	return connection->engine->hooks.count
		       ? calx__hooks_tell_all(connection, event, log)
		       : CALX_OK;
}
/* Lets the program write other SQL, whose text is the connection's until the next
 * time. What refuses it sticks. */
enum calx_status calx__hooks_rewrite(
	struct calx_connection *connection, struct view *sql);
/* Of CALX_AFTER_CONNECT, those who do not know the connection yet. */
enum calx_status calx__hooks_connect(struct calx_connection *connection);

#endif
