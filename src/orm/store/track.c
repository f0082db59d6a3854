#include "orm/store/track.h"

/* How a slot with a row of the database becomes an object of the session. */

enum calx_status calx__track_lose(struct mapper *mapper, uint32_t slot)
{
	calx__slot_set(&mapper->slots, slot, SLOT_LOST);
	mapper->has_lost = true;
	return calx__undo_note(&mapper->slots, &mapper->undo.gone, slot);
}

enum calx_status calx__track(struct mapper *mapper, uint32_t slot)
{
	size_t place;
	uint32_t other;

	if (!calx__identity_reserve(&mapper->identity))
		return CALX_OUT_OF_MEMORY;
	other = calx__identity_find_row(&mapper->identity,
		calx__slot_snapshot(&mapper->slots, slot), &place);
	/* the database took a new row of that key: the old one is gone, by a
	 * statement that the session's objects did not take part in */
	if (other != SLOT_NONE && other != slot &&
		calx__track_lose(mapper, other) < 0)
		return CALX_OUT_OF_MEMORY;
	calx__track_at(mapper, place, slot);
	return CALX_OK;
}
