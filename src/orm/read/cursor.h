#ifndef CALX_ORM_CURSOR_H
#define CALX_ORM_CURSOR_H

#include "orm/fetch/cursor_base.h"

/* Loops over rows at the end of their transaction. */

/* Reads what is left of the open loops. */
enum calx_status calx__cursors_detach(calx_session *session);
/* Before a rollback: ends those that were opened while at least `depth` blocks were
 * open. In all of them what their bodies have changed is taken back. */
void calx__cursors_cut(calx_session *session, size_t depth);

#endif
