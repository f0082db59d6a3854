#ifndef CALX_ORM_FLUSH_H
#define CALX_ORM_FLUSH_H

#include "orm/write/unit.h"

/* The unit of work: writes what was added, changed and deleted. */
enum calx_status calx__session_flush(
	calx_session *session, struct flush_reason reason);

#endif
