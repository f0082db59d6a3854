#include "orm/store/slot.h"

#include <stdalign.h>
#include <string.h>

#include "orm/base/error.h"
#include "util/alloc.h"

/* Chunks are allocated one by one and never move. The session has all of them
 * in one list by address, so that a pointer which the user gives is found to be
 * an object, or not, without being followed. */

/* bytes of structs and snapshots in a chunk, about */
#define CHUNK_BYTES ((size_t)32 << 10)
#define CHUNK_SHIFT_MIN 2
#define CHUNK_SHIFT_MAX 9

/* Large enough that a chunk costs little, small enough that a few objects do not
 * take much. */
static unsigned shift_for(size_t row_size)
{
	unsigned shift = CHUNK_SHIFT_MIN;

	while (shift < CHUNK_SHIFT_MAX &&
		row_size * 2 << (shift + 1) <= CHUNK_BYTES)
		shift++;
	return shift;
}

void calx__slots_init(struct slots *slots, struct mapper *mapper,
	calx_session *session, size_t row_size)
{
	slots->mapper = mapper;
	slots->session = session;
	slots->row_size = row_size;
	slots->shift = shift_for(row_size);
	slots->free = slots->edits = (struct vec)VEC_INIT(uint32_t);
	slots->is_explicit = session->explicit_edits;
}

void calx__slots_release(struct slots *slots)
{
	for (size_t i = 0; i < slots->chunk_count; i++) {
		if (slots->is_explicit)
			calx__free(slots->chunks[i]->snapshots);
		calx__free(slots->chunks[i]->places);
		calx__free(slots->chunks[i]);
	}
	calx__free(slots->chunks);
	calx__free(slots->spare);
	calx__vec_release(&slots->free);
	calx__vec_release(&slots->edits);
}

/* ---- chunks -------------------------------------------------------------- */

static size_t chunk_slots(const struct slots *slots)
{
	return (size_t)1 << slots->shift;
}

/* The rows begin where any struct may. */
static size_t chunk_header(void)
{
	size_t align = alignof(max_align_t);

	return (sizeof(struct chunk) + align - 1) / align * align;
}

static struct chunk *chunk_new(struct slots *slots)
{
	size_t rows = chunk_slots(slots) * slots->row_size;
	size_t size = chunk_header() + rows + chunk_slots(slots) +
		      (slots->is_explicit ? 0 : rows);
	struct chunk *chunk = calx__alloc(size);

	if (!chunk)
		return NULL;
	chunk->slots = slots;
	chunk->first = (uint32_t)(slots->chunk_count << slots->shift);
	chunk->place = NULL;
	chunk->places = NULL;
	chunk->rows = (char *)chunk + chunk_header();
	chunk->snapshots = slots->is_explicit ? NULL : chunk->rows + rows;
	chunk->states = (unsigned char *)chunk + size - chunk_slots(slots);
	chunk->edited = 0;
	memset(chunk->states, SLOT_FREE, chunk_slots(slots));
	return chunk;
}

/* The number of chunks that begin at or below `address`. */
static size_t chunks_up_to(const calx_session *session, uintptr_t address)
{
	struct chunk *const *chunks = session->chunks.items;
	size_t low = 0, high = session->chunks.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if ((uintptr_t)chunks[middle] <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Enters a chunk in the session's index by address. */
static bool chunk_index(calx_session *session, struct chunk *chunk)
{
	size_t at = chunks_up_to(session, (uintptr_t)chunk);
	struct chunk **chunks;

	if (!calx__vec_push(&session->chunks))
		return false;
	chunks = session->chunks.items;
	memmove(chunks + at + 1, chunks + at,
		(session->chunks.count - 1 - at) * sizeof(*chunks));
	chunks[at] = chunk;
	return true;
}

static bool chunks_grow(struct slots *slots)
{
	size_t capacity = slots->chunk_capacity ? slots->chunk_capacity * 2 : 4;
	struct chunk **chunks = calx__realloc(slots->chunks,
		slots->chunk_capacity * sizeof(*chunks),
		capacity * sizeof(*chunks));

	if (!chunks)
		return false;
	slots->chunks = chunks;
	slots->chunk_capacity = capacity;
	return true;
}

/* Out of the way of the slots of a chunk that is there. */
__attribute__((noinline)) static bool chunk_add(struct slots *slots)
{
	struct chunk *chunk;

	/* one number is SLOT_NONE, and the identity map counts from 1 */
	if (slots->count > SLOT_NONE - 2 - chunk_slots(slots))
		return false;
	if (slots->chunk_count == slots->chunk_capacity && !chunks_grow(slots))
		return false;
	chunk = chunk_new(slots);
	if (!chunk)
		return false;
	if (!chunk_index(slots->session, chunk)) {
		calx__free(chunk);
		return false;
	}
	slots->chunks[slots->chunk_count++] = chunk;
	return true;
}

size_t calx__slots_used(const struct slots *slots, const struct chunk *chunk)
{
	size_t count = slots->count - chunk->first;

	return count < chunk_slots(slots) ? count : chunk_slots(slots);
}

/* ---- slots --------------------------------------------------------------- */

/* A place for each slot of a chunk from now on. Without memory they have none: it
 * is for messages alone. */
static void places_split(const struct slots *slots, struct chunk *chunk)
{
	const size_t count = chunk_slots(slots);

	chunk->places = calx__alloc(count * sizeof(*chunk->places));
	for (size_t i = 0; chunk->places && i < count; i++)
		chunk->places[i] = chunk->place;
	if (!chunk->places)
		chunk->place = NULL;
}

/* Slots of a chunk, from the i-th on, come from the place that is now. */
static void places_set(
	const struct slots *slots, struct chunk *chunk, size_t i, size_t count)
{
	if (!chunk->places && chunk->place != slots->place)
		places_split(slots, chunk);
	for (size_t end = i + count; chunk->places && i < end; i++)
		chunk->places[i] = slots->place;
}

void calx__slots_move(struct slots *slots, const char *place)
{
	while (slots->place_first < slots->count) {
		struct chunk *chunk =
			calx__slot_chunk(slots, slots->place_first);
		const size_t i = calx__slot_index(slots, slots->place_first);
		size_t count = chunk_slots(slots) - i;

		if (count > slots->count - slots->place_first)
			count = slots->count - slots->place_first;
		/* the first ones stand for those that come */
		if (i == 0)
			chunk->place = slots->place;
		else
			places_set(slots, chunk, i, count);
		slots->place_first += (uint32_t)count;
	}
	slots->place = place;
}

const char *calx__slot_place(const struct slots *slots, uint32_t slot)
{
	const struct chunk *chunk = calx__slot_chunk(slots, slot);

	if (slot >= slots->place_first)
		return slots->place;
	return chunk->places ? chunk->places[calx__slot_index(slots, slot)]
			     : chunk->place;
}

/* The next one of a chunk, or one that was given back. */
__attribute__((noinline)) static uint32_t slot_take_other(struct slots *slots)
{
	uint32_t slot;

	if (slots->free.count) {
		slot = ((uint32_t *)slots->free.items)[--slots->free.count];
		if (slot < slots->place_first)
			places_set(slots, calx__slot_chunk(slots, slot),
				calx__slot_index(slots, slot), 1);
	} else if (chunk_add(slots)) {
		slot = slots->count++;
	} else {
		calx__session_fail_memory(slots->session);
		return SLOT_NONE;
	}
	*calx__slot_state(slots, slot) = SLOT_SCRATCH;
	return slot;
}

uint32_t calx__slot_take(struct slots *slots)
{
	const uint32_t slot = slots->count;

	if (slots->free.count || slot >= slots->chunk_count << slots->shift)
		return slot_take_other(slots);
	slots->count = slot + 1;
	*calx__slot_state(slots, slot) = SLOT_SCRATCH;
	return slot;
}

uint32_t calx__slot_of(const struct slots *slots, const void *bytes)
{
	const uintptr_t at = (uintptr_t)bytes;
	const size_t size = chunk_slots(slots) * slots->row_size;

	for (size_t i = 0; bytes && i < slots->chunk_count; i++) {
		const struct chunk *chunk = slots->chunks[i];
		uintptr_t offset = at - (uintptr_t)chunk->rows;

		if (offset >= size && chunk->snapshots)
			offset = at - (uintptr_t)chunk->snapshots;
		if (offset < size)
			return chunk->first +
			       (uint32_t)(offset / slots->row_size);
	}
	return SLOT_NONE;
}

uint32_t calx__slot_new(struct slots *slots)
{
	uint32_t slot = calx__slot_take(slots);

	if (slot == SLOT_NONE)
		return SLOT_NONE;
	/* the padding, so that it never makes an object look changed */
	memset(calx__slot_row(slots, slot), 0, slots->row_size);
	if (!calx__slot_edit(slots, slot)) {
		calx__slot_free(slots, slot);
		return SLOT_NONE;
	}
	calx__slot_keep(slots, slot);
	return slot;
}

/* ---- explicit edits ------------------------------------------------------ */

/* Memory for the snapshots of a chunk. */
static char *snapshots_take(struct slots *slots)
{
	char *snapshots = slots->spare;

	slots->spare = NULL;
	return snapshots ? snapshots
			 : calx__alloc(chunk_slots(slots) * slots->row_size);
}

bool calx__slot_edit(struct slots *slots, uint32_t slot)
{
	struct chunk *chunk = calx__slot_chunk(slots, slot);
	unsigned char *state = calx__slot_state(slots, slot);

	if (!slots->is_explicit || *state & SLOT_EDITED)
		return true;
	if (!chunk->snapshots)
		chunk->snapshots = snapshots_take(slots);
	if (!chunk->snapshots) {
		calx__session_fail_memory(slots->session);
		return false;
	}
	*state |= SLOT_EDITED;
	chunk->edited++;
	calx__slot_keep(slots, slot);
	return true;
}

void calx__slot_unedit(struct slots *slots, uint32_t slot)
{
	struct chunk *chunk = calx__slot_chunk(slots, slot);
	unsigned char *state = calx__slot_state(slots, slot);

	if (!(*state & SLOT_EDITED))
		return;
	*state &= (unsigned char)~SLOT_EDITED;
	if (--chunk->edited)
		return;
	calx__free(slots->spare);
	slots->spare = chunk->snapshots;
	chunk->snapshots = NULL;
}

void calx__slots_unedit(struct slots *slots, size_t first)
{
	for (size_t i = first; i < slots->edits.count; i++)
		calx__slot_unedit(slots, calx__slots_at(&slots->edits, i));
	if (slots->edits.count > first)
		slots->edits.count = first;
	slots->edits.failed = false;
}

/* ---- giving back, and finding -------------------------------------------- */

void calx__slot_free(struct slots *slots, uint32_t slot)
{
	/* a difference would make every flush look at its chunk */
	calx__slot_keep(slots, slot);
	calx__slot_unedit(slots, slot);
	*calx__slot_state(slots, slot) = SLOT_FREE;
	/* without memory for the list the slot just stays unused */
	if (!calx__vec_append(&slots->free, &slot))
		slots->free.failed = false;
}

bool calx__slot_find(const calx_session *session, const void *object,
	struct mapper **ret_mapper, uint32_t *ret_slot)
{
	uintptr_t address = (uintptr_t)object;
	size_t count = chunks_up_to(session, address);
	const struct chunk *chunk;
	size_t offset;
	uint32_t slot;

	if (!count || !object)
		return false;
	chunk = ((struct chunk *const *)session->chunks.items)[count - 1];
	if (address < (uintptr_t)chunk->rows ||
		address >=
			(uintptr_t)chunk->rows + chunk_slots(chunk->slots) *
							 chunk->slots->row_size)
		return false;
	offset = address - (uintptr_t)chunk->rows;
	slot = chunk->first + (uint32_t)(offset / chunk->slots->row_size);
	if (offset % chunk->slots->row_size ||
		calx__slot_is(chunk->slots, slot) == SLOT_FREE)
		return false;
	*ret_mapper = chunk->slots->mapper;
	*ret_slot = slot;
	return true;
}

void calx__slots_unflag(struct slots *slots, struct vec *list, unsigned flags)
{
	for (size_t i = 0; i < list->count; i++)
		*calx__slot_state(slots, calx__slots_at(list, i)) &=
			(unsigned char)~flags;
	calx__vec_clear(list);
}

void calx__slots_turn(struct slots *slots, const struct vec *list,
	enum slot_state from, enum slot_state to)
{
	for (size_t i = 0; i < list->count; i++) {
		uint32_t slot = calx__slots_at(list, i);

		if (calx__slot_is(slots, slot) == from)
			calx__slot_set(slots, slot, to);
	}
}
