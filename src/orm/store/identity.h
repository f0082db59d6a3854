#ifndef CALX_ORM_IDENTITY_H
#define CALX_ORM_IDENTITY_H

#include "orm/model/plan.h"
#include "orm/store/slot.h"

/* The identity map: the objects of one table by their keys. A row of the database
 * is one object, however often it is read. */

struct identity {
	const struct plan *plan;
	const struct slots *slots;
	const struct field *key_field; /* of an integer key */
	calx_value *key;	       /* room for one */
	uint32_t *places; /* slot number + 1, 0: empty; see identity.c */
	size_t place_count;
	size_t tracked; /* places in use */
	size_t room;	/* places that may be in use before it grows */
};

/* An empty one; `key` is room for one. */
void calx__identity_init(struct identity *identity, const struct plan *plan,
	const struct slots *slots, calx_value *key);
/* Frees the map; its objects are in the slots. */
void calx__identity_release(struct identity *identity);
/* Makes room for so many more; false (sticks to the session) without memory. */
bool calx__identity_reserve_for(struct identity *identity, size_t more);
/* The same for one. */
static inline bool calx__identity_reserve(struct identity *identity)
{
	return identity->tracked < identity->room ||
	       calx__identity_reserve_for(identity, 1);
}
/* The slot of that key, or SLOT_NONE. `keys` has one value per key column.
 * *ret_place is where a slot of that key belongs. */
uint32_t calx__identity_find(const struct identity *identity,
	const calx_value *keys, size_t *ret_place);
/* The same with the key fields of a snapshot. */
uint32_t calx__identity_find_row(
	const struct identity *identity, const void *row, size_t *ret_place);
/* Enters a slot at a place that a find just gave. */
static inline void calx__identity_set(
	struct identity *identity, size_t place, uint32_t slot)
{
	identity->tracked += identity->places[place] == 0;
	identity->places[place] = slot + 1;
}

/* Takes a slot out, if it is in. */
void calx__identity_remove(struct identity *identity, uint32_t slot);

#endif
