#ifndef CALX_ORM_SCRATCH_H
#define CALX_ORM_SCRATCH_H

#include "orm/fetch/cursor_base.h"

/* The scratch slot of a loop, which holds its current row. */

/* Takes the current row into the session if the body has changed it. */
enum calx_status calx__scratch_keep_changed(struct cursor *cursor);
/* The same for all open loops. */
enum calx_status calx__scratch_keep_all(calx_session *session);
/* Makes the current row of a loop, if that is what the slot holds, an object
 * of the session, and returns its slot; SLOT_NONE on failure. */
uint32_t calx__scratch_promote(struct mapper *mapper, uint32_t slot);

#endif
