#ifndef CALX_ORM_AUTOFLUSH_H
#define CALX_ORM_AUTOFLUSH_H

#include "orm/write/flush.h"

/* Flushes if the result of a query on that table may depend on it; `mapper`
 * may be NULL: only what was added and deleted counts. */
enum calx_status calx__session_autoflush(calx_session *session,
	struct mapper *mapper, const calx_node *clauses,
	struct flush_reason reason);

#endif
