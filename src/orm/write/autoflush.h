#ifndef CALX_ORM_AUTOFLUSH_H
#define CALX_ORM_AUTOFLUSH_H

#include "orm/write/flush.h"

/* Flushes what the result of a query on that table, and on others that it
 * mentions, may depend on; `mapper` may be NULL: the session has nothing of it. */
enum calx_status calx__session_autoflush(calx_session *session,
	struct mapper *mapper, const calx_node *clauses,
	struct flush_reason reason);
/* Flushes all, if anything was added or deleted: before a statement that writes. */
enum calx_status calx__session_autoflush_all(
	calx_session *session, struct flush_reason reason);
/* The same for a query of the row of a key that no object has. */
enum calx_status calx__session_autoflush_key(struct mapper *mapper,
	const calx_value *key, struct flush_reason reason);

#endif
