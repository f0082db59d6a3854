#ifndef CALX_ORM_UNDO_H
#define CALX_ORM_UNDO_H

#include "orm/store/slot.h"

/* What the open transaction has done to the objects of one table. */

struct undo {
	struct vec inserted, gone, updated; /* uint32_t slots */
	/* those read after the first write; if it has failed, any may be */
	struct vec tainted;
	struct vec snapshots; /* those that belong to `updated` */
};

/* An empty one, for structs of that size. */
void calx__undo_init(struct undo *undo, size_t row_size);
/* Frees the lists. */
void calx__undo_release(struct undo *undo);
/* Notes in one of the lists an insert or a delete that has just been done. */
enum calx_status calx__undo_note(
	struct slots *slots, struct vec *list, uint32_t slot);
/* Keeps what the snapshot was when the transaction began. */
enum calx_status calx__undo_keep(
	struct undo *undo, struct slots *slots, uint32_t slot);
/* Forgets all of it. */
void calx__undo_clear(struct undo *undo, struct slots *slots);

#endif
