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
	undo->marks = (struct vec)VEC_INIT(struct mark);
}

void calx__undo_release(struct undo *undo)
{
	calx__vec_release(&undo->inserted);
	calx__vec_release(&undo->gone);
	calx__vec_release(&undo->updated);
	calx__vec_release(&undo->tainted);
	calx__vec_release(&undo->snapshots);
	calx__vec_release(&undo->marks);
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

	/* the first one counts; and what was inserted has none. It may have come
	 * before a savepoint, which needs one of its own. */
	if (*state & SLOT_UNDO && !slots->session->savepoints.count &&
		!slots->session->blurred)
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

/* Takes what lies behind `count` off a list. */
static void list_cut(struct slots *slots, struct vec *list, size_t count)
{
	for (size_t i = count; i < list->count; i++)
		*calx__slot_state(slots, calx__slots_at(list, i)) &=
			(unsigned char)~SLOT_UNDO;
	if (list->count > count)
		list->count = count;
	list->failed = false;
}

void calx__undo_cut(
	struct undo *undo, struct slots *slots, const struct mark *mark)
{
	list_cut(slots, &undo->inserted, mark->inserted);
	list_cut(slots, &undo->gone, mark->gone);
	list_cut(slots, &undo->updated, mark->updated);
	undo->snapshots.count = undo->updated.count;
	undo->snapshots.failed = false;
}

void calx__undo_clear(struct undo *undo, struct slots *slots)
{
	static const struct mark begin;

	calx__undo_cut(undo, slots, &begin);
}

/* ---- savepoints ------------------------------------------------------------ */

struct mark calx__mark_of(const struct undo *undo, size_t depth)
{
	if (depth < undo->marks.count)
		return ((const struct mark *)undo->marks.items)[depth];
	return (struct mark){ 0 };
}

bool calx__marks_fill(struct undo *undo, size_t count)
{
	while (undo->marks.count < count)
		if (!calx__vec_push(&undo->marks))
			return false;
	return true;
}
