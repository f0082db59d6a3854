#include "orm/fetch/scratch.h"

#include <string.h>

#include "orm/store/own.h"
#include "orm/store/track.h"
#include "sql/schema/descriptor.h"

/* A loop that makes objects has a scratch slot: each row is read into it, with
 * text that the driver lends until the next row. When the body has changed it,
 * it is taken into the session where it lies, and the next row gets a new slot.
 * So an unchanged row costs neither memory nor a place in the identity map. */

/* Another loop or query in the body has made an object of the same row: that
 * one gets the changes. */
static uint32_t scratch_merge(struct cursor *cursor, uint32_t other)
{
	struct mapper *mapper = cursor->mapper;
	char *row = calx__slot_row(&mapper->slots, cursor->slot);
	char *object = calx__slot_row(&mapper->slots, other);
	bool changed = calx__changed(mapper, cursor->slot);

	for (size_t i = 0; changed && i < mapper->table->column_count; i++) {
		const calx_column *column = calx__column_at(mapper->table, i);

		if (mapper->buffers.changed[i])
			memcpy(object + column->offset, row + column->offset,
				column->size);
	}
	memcpy(calx__slot_snapshot(&mapper->slots, cursor->slot), row,
		mapper->table->row_size);
	/* some of its text is the body's now */
	cursor->owns = false;
	return other;
}

/* Where edits are explicit it is one: it has a snapshot, and may be changed. */
static enum calx_status scratch_track(struct mapper *mapper, uint32_t slot)
{
	struct slots *slots = &mapper->slots;
	enum calx_status status;

	if (slots->is_explicit && !calx__slots_push(&slots->edits, slot))
		return calx__session_fail_memory(mapper->session);
	status = calx__track(mapper, slot);
	if (status < 0 && slots->is_explicit)
		slots->edits.count--;
	return status;
}

uint32_t calx__scratch_keep(struct cursor *cursor)
{
	struct mapper *mapper = cursor->mapper;
	const uint32_t slot = cursor->slot;
	char *row = calx__slot_row(&mapper->slots, slot);
	char *snapshot = calx__slot_snapshot(&mapper->slots, slot);
	uint32_t other;
	size_t place;

	calx__changed(mapper, slot);
	other = calx__identity_find_row(&mapper->identity, snapshot, &place);
	if (other != SLOT_NONE)
		return scratch_merge(cursor, other);
	if (calx__own_both(mapper, row, snapshot) < 0 ||
		scratch_track(mapper, slot) < 0)
		return SLOT_NONE;
	calx__track_taint(mapper, slot, cursor->depth);
	/* the loop has no part in the slot any more, whatever becomes of it */
	cursor->slot = SLOT_NONE;
	cursor->owns = false;
	return slot;
}

enum calx_status calx__scratch_keep_all(calx_session *session)
{
	enum calx_status status = CALX_OK;

	for (struct cursor *c = session->cursors; c && status >= 0; c = c->next)
		status = calx__scratch_keep_changed(c);
	return status;
}

uint32_t calx__scratch_promote(struct mapper *mapper, uint32_t slot)
{
	struct cursor *cursor = mapper->session->cursors;

	for (; cursor; cursor = cursor->next) {
		if (cursor->mapper == mapper && cursor->slot == slot &&
			calx__cursor_in_scratch(cursor) && !cursor->untracked)
			return calx__scratch_keep(cursor);
	}
	return slot;
}
