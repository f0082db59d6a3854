#ifndef CALX_ORM_FLUSH_H
#define CALX_ORM_FLUSH_H

#include "orm/write/unit.h"

/* The unit of work: writes what was added, changed and deleted. */
enum calx_status calx__session_flush(
	calx_session *session, struct flush_reason reason);
/* The same for the tables that are chosen (choose.h), and what they refer to: all
 * else goes on waiting, unless it has to do with what is written. */
enum calx_status calx__session_flush_chosen(
	calx_session *session, struct flush_reason reason);

#endif
