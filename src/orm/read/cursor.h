#ifndef CALX_ORM_CURSOR_H
#define CALX_ORM_CURSOR_H

#include "orm/fetch/cursor_base.h"

/* Loops over rows at the end of their transaction. */

/* Reads what is left of the open loops, or (`drop`) ends them. */
enum calx_status calx__cursors_detach(calx_session *session, bool drop);

#endif
