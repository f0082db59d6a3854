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

/* ---- what may never be committed ------------------------------------------- */

/* A layer is the transaction, and each savepoint on top of it. */
static bool layer_wrote(const calx_session *session, size_t layer)
{
	const struct savepoint *savepoints = session->savepoints.items;

	return layer < session->savepoints.count ? savepoints[layer].wrote
						 : session->wrote;
}

/* The layer with which goes what was read while `depth` blocks were open: the
 * innermost of them, unless that has written nothing. */
static size_t layer_of(const calx_session *session, size_t depth)
{
	/* the outermost block may be the transaction itself */
	const size_t outside = session->scoped ? 1 : 0;
	size_t layer = depth > outside ? depth - outside : 0;

	while (layer && !layer_wrote(session, layer))
		layer--;
	return layer;
}

/* The last of the list is moved to where it is out of reach of the savepoints
 * above its layer. The order of the others does not matter. */
static void taint_sink(struct mapper *mapper, size_t layer)
{
	struct vec *list = &mapper->undo.tainted;
	const size_t depth = mapper->session->savepoints.count;
	uint32_t *slots = list->items;
	size_t at = list->count - 1;

	if (layer == depth || !calx__marks_fill(&mapper->undo, depth))
		return;
	for (size_t i = depth; i-- > layer;) {
		struct mark *mark = calx__vec_at(&mapper->undo.marks, i);
		const uint32_t slot = slots[at];

		/* a list that had no memory was emptied */
		if (mark->tainted > at)
			mark->tainted = at;
		slots[at] = slots[mark->tainted];
		slots[mark->tainted] = slot;
		at = mark->tainted++;
	}
}

void calx__track_tainted(struct mapper *mapper, uint32_t slot, size_t depth)
{
	calx_session *session = mapper->session;
	const size_t layer = layer_of(session, depth);

	/* of a block that is the transaction all goes, so that it can run again
	 * on what the database has then; what was read before it stays */
	if (!layer && (session->scoped ? !depth : !layer_wrote(session, 0)))
		return;
	*calx__slot_state(&mapper->slots, slot) |= SLOT_TAINTED;
	session->tainted = true;
	if (calx__slots_push(&mapper->undo.tainted, slot))
		taint_sink(mapper, layer);
}
