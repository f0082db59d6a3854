#ifndef CALX_ORM_TRACK_H
#define CALX_ORM_TRACK_H

#include "orm/store/mapper.h"

/* Taking a row into the session: from now on it is an object. */

/* An object whose row has gone by itself: to change it is an error from now on.
 * The caller takes it out of the identity map, or puts another in its place. */
enum calx_status calx__track_lose(struct mapper *mapper, uint32_t slot);
/* Enters a slot, whose snapshot says its key, into the identity map. */
enum calx_status calx__track(struct mapper *mapper, uint32_t slot);
/* The same at a place that a find just gave, where no other slot is. */
static inline void calx__track_at(
	struct mapper *mapper, size_t place, uint32_t slot)
{
	calx__identity_set(&mapper->identity, place, slot);
	calx__slot_set(&mapper->slots, slot, SLOT_TRACKED);
}

/* What calx__track_taint() does where a block is open, or something was written. */
void calx__track_tainted(struct mapper *mapper, uint32_t slot, size_t depth);
/* Notes that an object has been read while `depth` blocks were open: what it holds
 * may never be committed, if the transaction has written. */
static inline void calx__track_taint(
	struct mapper *mapper, uint32_t slot, size_t depth)
{
	if (mapper->session->wrote || mapper->session->depth)
		calx__track_tainted(mapper, slot, depth);
}

#endif
