#ifndef CALX_ORM_SLOT_H
#define CALX_ORM_SLOT_H

#include <string.h>

#include "orm/base/state.h"

/* The slots in which the objects of one table live.
 *
 * Slots come in chunks of a fixed number: first all the structs, then all their
 * snapshots (what the database holds, as far as the session knows), then a
 * state byte each. So what was changed is found without asking anybody, and an
 * object costs no header. A slot is named by its number; numbers and addresses
 * never change.
 *
 * Where edits are explicit, a chunk has snapshots only while some object of it is
 * edited; for all others the struct stands for its snapshot. */

#define SLOT_NONE UINT32_MAX

/* What a slot holds. */
enum slot_state {
	SLOT_FREE,
	SLOT_SCRATCH, /* the current row of a loop: not in the session yet */
	SLOT_ADDED,   /* to be inserted */
	SLOT_TRACKED, /* in the identity map */
	SLOT_REMOVED, /* in the identity map, to be deleted */
	SLOT_GONE,    /* deleted in the transaction that is open */
	SLOT_LOST,    /* its row has gone by itself: to change it is an error */
	SLOT_DETACHED, /* memory that the user may still look at */
	SLOT_STATES = 0x07,
	/* flags */
	SLOT_EDITED = 0x08,  /* where edits are explicit: it has a snapshot */
	SLOT_UNDO = 0x10,    /* a rollback has something to do for it */
	SLOT_TAINTED = 0x20, /* read after the transaction's first write */
	SLOT_LISTED = 0x40,  /* in `added` or `removed` */
	SLOT_FOLLOWS = 0x80, /* goes with a row of the flush */
};

struct chunk {
	struct slots *slots; /* that it is one of */
	uint32_t first;	     /* number of its first slot */
	char *rows, *snapshots;
	size_t edited; /* slots that have SLOT_EDITED */
	/* Where the program got them, file:line; NULL: that is not known. One
	 * place stands for all until some slot has another. */
	const char *place;
	const char **places;
	unsigned char *states;
};

struct slots {
	struct mapper *mapper; /* whose objects they are */
	calx_session *session;
	size_t row_size;
	struct chunk **chunks;
	size_t chunk_count, chunk_capacity;
	unsigned shift; /* slots of a chunk: 1 << shift */
	uint32_t count; /* ever handed out */
	/* Where the program gets objects now, file:line, and from which slot on
	 * that is so; those before have it in their chunk. */
	const char *place;
	uint32_t place_first;
	struct vec free;  /* uint32_t: slots to be used again */
	bool is_explicit; /* objects are edited by calx_edit() */
	struct vec edits; /* uint32_t: those that are, but for what was added */
	char *spare;	  /* the snapshots of a chunk that needs none now */
};

/* The chunk that a slot is in, and which of it the slot is. */
static inline struct chunk *calx__slot_chunk(
	const struct slots *slots, uint32_t slot)
{
	return slots->chunks[slot >> slots->shift];
}

static inline size_t calx__slot_index(const struct slots *slots, uint32_t slot)
{
	return slot & ((1u << slots->shift) - 1);
}

/* The struct that the program has. */
static inline void *calx__slot_row(const struct slots *slots, uint32_t slot)
{
	return calx__slot_chunk(slots, slot)->rows +
	       calx__slot_index(slots, slot) * slots->row_size;
}

/* What the database holds of it. */
static inline void *calx__slot_snapshot(
	const struct slots *slots, uint32_t slot)
{
	const struct chunk *chunk = calx__slot_chunk(slots, slot);
	const size_t i = calx__slot_index(slots, slot);
	const bool is_own =
		!slots->is_explicit || chunk->states[i] & SLOT_EDITED;

	return (is_own ? chunk->snapshots : chunk->rows) + i * slots->row_size;
}

/* The snapshot becomes what the struct is. */
static inline void calx__slot_keep(const struct slots *slots, uint32_t slot)
{
	const struct chunk *chunk = calx__slot_chunk(slots, slot);
	const size_t i = calx__slot_index(slots, slot);
	const size_t offset = i * slots->row_size;

	if (!slots->is_explicit || chunk->states[i] & SLOT_EDITED)
		memcpy(chunk->snapshots + offset, chunk->rows + offset,
			slots->row_size);
}

/* The state with its flags. */
static inline unsigned char *calx__slot_state(
	const struct slots *slots, uint32_t slot)
{
	return &calx__slot_chunk(slots, slot)
			->states[calx__slot_index(slots, slot)];
}

/* The state without its flags. */
static inline enum slot_state calx__slot_is(
	const struct slots *slots, uint32_t slot)
{
	return *calx__slot_state(slots, slot) & SLOT_STATES;
}

/* Whether the slot is in the identity map. */
static inline bool calx__slot_is_mapped(
	const struct slots *slots, uint32_t slot)
{
	enum slot_state state = calx__slot_is(slots, slot);

	return state == SLOT_TRACKED || state == SLOT_REMOVED;
}

/* Slots for the structs of a table; the rest of it is zero. */
void calx__slots_init(struct slots *slots, struct mapper *mapper,
	calx_session *session, size_t row_size);
/* Frees the structs: no pointer to one may be used any more. */
void calx__slots_release(struct slots *slots);
/* How many of a chunk's slots were ever handed out. */
size_t calx__slots_used(const struct slots *slots, const struct chunk *chunk);

/* Changes the state and keeps the flags. */
static inline void calx__slot_set(
	struct slots *slots, uint32_t slot, enum slot_state state)
{
	unsigned char *place = calx__slot_state(slots, slot);

	*place = (unsigned char)((*place & ~SLOT_STATES) | state);
}

/* Notes the place of the objects up to now: another one begins. */
void calx__slots_move(struct slots *slots, const char *place);
/* The slots that are taken next are for objects that the program gets there. */
static inline void calx__slots_at_place(struct slots *slots, const char *place)
{
	if (slots->place != place)
		calx__slots_move(slots, place);
}
/* Where the program got the object; NULL: that is not known. */
const char *calx__slot_place(const struct slots *slots, uint32_t slot);

/* A slot in state SCRATCH; SLOT_NONE on failure, which sticks to the session. */
uint32_t calx__slot_new(struct slots *slots);
/* The same with whatever bytes there are, for a struct that is copied whole. */
uint32_t calx__slot_take(struct slots *slots);
/* Where edits are explicit: gives the struct a snapshot of its own, a copy, if it
 * has none. False (sticks to the session) without memory. */
bool calx__slot_edit(struct slots *slots, uint32_t slot);
/* And takes it away again. */
void calx__slot_unedit(struct slots *slots, uint32_t slot);
/* The same for all from the `first` of the list of edits on, which then ends
 * there. */
void calx__slots_unedit(struct slots *slots, size_t first);
/* Gives a slot back. */
void calx__slot_free(struct slots *slots, uint32_t slot);
/* The slot whose struct `object` points to, in any session memory; false if
 * there is none. Any pointer may be asked about. */
bool calx__slot_find(const calx_session *session, const void *object,
	struct mapper **ret_mapper, uint32_t *ret_slot);

/* The slot that the bytes are the struct or the snapshot of; SLOT_NONE if they are
 * of none. */
uint32_t calx__slot_of(const struct slots *slots, const void *bytes);

/* ---- lists of slots: vectors of uint32_t --------------------------------------- */

/* The i-th slot of a list. */
static inline uint32_t calx__slots_at(const struct vec *list, size_t i)
{
	return ((const uint32_t *)list->items)[i];
}

/* Appends a slot; false without memory. */
static inline bool calx__slots_push(struct vec *list, uint32_t slot)
{
	if (list->count == list->capacity)
		return calx__vec_append(list, &slot);
	((uint32_t *)list->items)[list->count++] = slot;
	return true;
}

/* Gives those that are in one state another one. */
void calx__slots_turn(struct slots *slots, const struct vec *list,
	enum slot_state from, enum slot_state to);
/* Takes flags from all slots of a list, which is then empty. */
void calx__slots_unflag(struct slots *slots, struct vec *list, unsigned flags);

#endif
