#ifndef CALX_ORM_SCRATCH_H
#define CALX_ORM_SCRATCH_H

#include "orm/fetch/cursor_base.h"
#include "orm/store/changed.h"

/* The scratch slot of a loop, which holds its current row. */

/* Takes the current row into the session: its text is copied, and what the user
 * has put into it waits for the flush. The slot of the object; SLOT_NONE on
 * failure. */
uint32_t calx__scratch_keep(struct cursor *cursor);
/* Whether the body has changed the current row, which is in the scratch slot. */
static inline bool calx__scratch_changed(const struct cursor *cursor)
{
	return !cursor->untracked &&
	       calx__struct_changed(cursor->mapper, cursor->scratch_row,
		       cursor->scratch_snapshot);
}
/* Keeps it if so. */
static inline enum calx_status calx__scratch_keep_changed(struct cursor *cursor)
{
	if (!calx__cursor_has_scratch(cursor) ||
		!calx__scratch_changed(cursor) ||
		calx__scratch_keep(cursor) != SLOT_NONE)
		return CALX_OK;
	return CALX_OUT_OF_MEMORY;
}

/* The same for all open loops. */
enum calx_status calx__scratch_keep_all(calx_session *session);
/* Makes the current row of a loop, if that is what the slot holds, an object
 * of the session, and returns its slot; SLOT_NONE on failure. */
uint32_t calx__scratch_promote(struct mapper *mapper, uint32_t slot);

#endif
