#ifndef CALX_ORM_CHANGED_H
#define CALX_ORM_CHANGED_H

#include "orm/model/mask.h"
#include "orm/store/mapper.h"

/* Which objects differ from their snapshots. */

/* The part of calx__struct_changed() for those that differ in some byte. */
bool calx__columns_changed(struct mapper *mapper, char *row, char *snapshot);
/* Whether a column of a struct differs from that of its snapshot;
 * mapper->buffers.changed then says which do. Where only the representation
 * differs (the address of equal text), the two are made the same. Inline: most
 * do not differ. */
static inline bool calx__struct_changed(
	struct mapper *mapper, char *row, char *snapshot)
{
	return calx__mask_differs(mapper->plan.masks.bytes, row, snapshot,
		       mapper->slots.row_size) &&
	       calx__columns_changed(mapper, row, snapshot);
}
/* The same of an object. */
bool calx__changed(struct mapper *mapper, uint32_t slot);

/* Calls `visit` for each slot that calx__changed() and has that state, in the
 * order of their numbers, or of the edits where those are explicit. A negative
 * status from it ends the walk. */
typedef enum calx_status slot_visitor(
	struct mapper *mapper, uint32_t slot, void *context);
enum calx_status calx__changed_each(struct mapper *mapper,
	enum slot_state state, slot_visitor *visit, void *context);

#endif
