#ifndef CALX_ORM_CHANGED_H
#define CALX_ORM_CHANGED_H

#include "orm/store/mapper.h"

/* Which objects differ from their snapshots. */

/* Whether a column of the object does; mapper->buffers.changed then says which
 * do. Where only the representation differs (padding, the address of equal
 * text), the two are made the same. */
bool calx__changed(struct mapper *mapper, uint32_t slot);

/* Calls `visit` for each slot that calx__changed() and has that state, in the
 * order of their numbers, or of the edits where those are explicit. A negative status from it ends the walk. */
typedef enum calx_status slot_visitor(
	struct mapper *mapper, uint32_t slot, void *context);
enum calx_status calx__changed_each(struct mapper *mapper,
	enum slot_state state, slot_visitor *visit, void *context);

#endif
