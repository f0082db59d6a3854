#include "orm/store/undo.h"

#include <string.h>

#include "orm/base/error.h"

/* While a transaction is open, each table keeps the slots that were inserted
 * and deleted, and the first snapshot of those that were updated. */

void calx__undo_init(struct undo *undo, size_t row_size)
{
	undo->inserted = (struct vec)VEC_INIT(uint32_t);
	undo->gone = undo->updated = undo->tainted = undo->inserted;
	undo->snapshots = (struct vec){ .size = row_size };
}

void calx__undo_release(struct undo *undo)
{
	calx__vec_release(&undo->inserted);
	calx__vec_release(&undo->gone);
	calx__vec_release(&undo->updated);
	calx__vec_release(&undo->tainted);
	calx__vec_release(&undo->snapshots);
}

enum calx_status calx__undo_note(
	struct slots *slots, struct vec *list, uint32_t slot)
{
	if (!calx__slots_push(list, slot))
		return calx__session_fail_memory(slots->session);
	*calx__slot_state(slots, slot) |= SLOT_UNDO;
	return CALX_OK;
}

/* calx__vec_append(), without a call where there is room. */
static bool rows_push(struct vec *rows, const void *row)
{
	if (rows->count == rows->capacity)
		return calx__vec_append(rows, row);
	memcpy((char *)rows->items + rows->count++ * rows->size, row,
		rows->size);
	return true;
}

enum calx_status calx__undo_keep(
	struct undo *undo, struct slots *slots, uint32_t slot)
{
	unsigned char *state = calx__slot_state(slots, slot);

	/* the first one counts; and what was inserted has none */
	if (*state & SLOT_UNDO)
		return CALX_OK;
	if (!rows_push(&undo->snapshots, calx__slot_snapshot(slots, slot)))
		return calx__session_fail_memory(slots->session);
	if (!calx__slots_push(&undo->updated, slot)) {
		undo->snapshots.count--;
		return calx__session_fail_memory(slots->session);
	}
	*state |= SLOT_UNDO;
	return CALX_OK;
}

void calx__undo_clear(struct undo *undo, struct slots *slots)
{
	calx__slots_unflag(slots, &undo->inserted, SLOT_UNDO);
	calx__slots_unflag(slots, &undo->gone, SLOT_UNDO);
	calx__slots_unflag(slots, &undo->updated, SLOT_UNDO);
	calx__vec_clear(&undo->snapshots);
}
