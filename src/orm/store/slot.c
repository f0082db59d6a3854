#include "orm/model/mapper.h"

#include <stdalign.h>
#include <string.h>

#include "orm/model/given.h"
#include "util/alloc.h"
#include "util/text.h"
#include "orm/session.h"

/* ---- chunks ---------------------------------------------------------------- */

static size_t chunk_slots(const struct mapper *mapper)
{
	return (size_t)1 << mapper->shift;
}

static size_t chunk_header(void)
{
	size_t align = alignof(max_align_t);

	return (sizeof(struct chunk) + align - 1) / align * align;
}

static struct chunk *chunk_new(struct mapper *mapper)
{
	size_t rows = chunk_slots(mapper) * mapper->table->row_size;
	size_t size = chunk_header() + 2 * rows + chunk_slots(mapper);
	struct chunk *chunk = calx__alloc(size);

	if (!chunk)
		return NULL;
	chunk->mapper = mapper;
	chunk->first = (uint32_t)(mapper->chunk_count << mapper->shift);
	chunk->rows = (char *)chunk + chunk_header();
	chunk->snapshots = chunk->rows + rows;
	chunk->states = (unsigned char *)chunk->snapshots + rows;
	memset(chunk->states, SLOT_FREE, chunk_slots(mapper));
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

static bool chunks_grow(struct mapper *mapper)
{
	size_t capacity =
		mapper->chunk_capacity ? mapper->chunk_capacity * 2 : 4;
	struct chunk **chunks = calx__realloc(mapper->chunks,
		mapper->chunk_capacity * sizeof(*chunks),
		capacity * sizeof(*chunks));

	if (!chunks)
		return false;
	mapper->chunks = chunks;
	mapper->chunk_capacity = capacity;
	return true;
}

static bool chunk_add(struct mapper *mapper)
{
	struct chunk *chunk;

	/* one number is SLOT_NONE, and the identity map counts from 1 */
	if (mapper->slot_count > SLOT_NONE - 2 - chunk_slots(mapper))
		return false;
	if (mapper->chunk_count == mapper->chunk_capacity &&
		!chunks_grow(mapper))
		return false;
	chunk = chunk_new(mapper);
	if (!chunk)
		return false;
	if (!chunk_index(mapper->session, chunk)) {
		calx__free(chunk);
		return false;
	}
	mapper->chunks[mapper->chunk_count++] = chunk;
	return true;
}

/* ---- slots ----------------------------------------------------------------- */

void calx__slot_set(struct mapper *mapper, uint32_t slot, enum slot_state state)
{
	unsigned char *place = calx__slot_state(mapper, slot);

	*place = (unsigned char)((*place & ~SLOT_STATES) | state);
}

uint32_t calx__slot_new(struct mapper *mapper)
{
	uint32_t slot;

	if (mapper->free.count) {
		slot = ((uint32_t *)mapper->free.items)[--mapper->free.count];
	} else if (mapper->slot_count < mapper->chunk_count << mapper->shift ||
		   chunk_add(mapper)) {
		slot = mapper->slot_count++;
		/* the padding, so that it never makes an object look changed */
		memset(calx__slot_row(mapper, slot), 0,
			mapper->table->row_size);
		memset(calx__slot_snapshot(mapper, slot), 0,
			mapper->table->row_size);
	} else {
		calx__session_fail_memory(mapper->session);
		return SLOT_NONE;
	}
	*calx__slot_state(mapper, slot) = SLOT_SCRATCH;
	return slot;
}

void calx__slot_free(struct mapper *mapper, uint32_t slot)
{
	size_t size = mapper->table->row_size;

	*calx__slot_state(mapper, slot) = SLOT_FREE;
	memset(calx__slot_row(mapper, slot), 0, size);
	memset(calx__slot_snapshot(mapper, slot), 0, size);
	/* without memory for the list the slot just stays unused */
	if (!calx__vec_append(&mapper->free, &slot))
		mapper->free.failed = false;
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
		address >= (uintptr_t)chunk->snapshots)
		return false;
	offset = address - (uintptr_t)chunk->rows;
	slot = chunk->first +
	       (uint32_t)(offset / chunk->mapper->table->row_size);
	if (offset % chunk->mapper->table->row_size ||
		calx__slot_is(chunk->mapper, slot) == SLOT_FREE)
		return false;
	*ret_mapper = chunk->mapper;
	*ret_slot = slot;
	return true;
}

/* ---- what was changed ------------------------------------------------------ */

/* Equal text elsewhere: the row points to the snapshot's again. */
static bool text_same(const struct field *field, char *row, char *snapshot)
{
	const char *now, *then;

	memcpy(&now, row + field->offset, sizeof(now));
	memcpy(&then, snapshot + field->offset, sizeof(then));
	if (!now || !then || strcmp(now, then) != 0)
		return now == then;
	memcpy(row + field->offset, &then, sizeof(then));
	return true;
}

static bool blob_same(const struct field *field, char *row, char *snapshot)
{
	calx_value now, then;

	calx__field_read(field->column, row, &now);
	calx__field_read(field->column, snapshot, &then);
	if (!calx__value_same(&now, &then))
		return false;
	memcpy(row + field->offset, snapshot + field->offset, field->size);
	return true;
}

static bool field_same(const struct mapper *mapper, const struct field *field,
	char *row, char *snapshot)
{
	const calx_column *column = field->column;

	/* it may share a word with one that differs */
	if (!calx__mask_differs(mapper->mask + column->offset,
		    row + column->offset, snapshot + column->offset,
		    column->size))
		return true;
	if (field->bytes == FIELD_TEXT)
		return text_same(field, row, snapshot);
	if (field->bytes == FIELD_BLOB)
		return blob_same(field, row, snapshot);
	/* what an optional without a value holds is no matter, but for a bare
	 * number, which the flush refuses */
	return field->optional && !row[field->has] && !snapshot[field->has] &&
	       !calx__field_is_stray(mapper, field, row, snapshot);
}

/* The words of eight bytes in which two structs differ, a bit each; the last
 * one stands for all further words. */
static uint64_t words_changed(
	const struct mapper *mapper, const char *row, const char *snapshot)
{
	const size_t size = mapper->table->row_size;
	uint64_t words = 0, bit = 1;
	size_t at = 0;

	for (; size - at >= 8; at += 8) {
		if (calx__mask_word(
			    mapper->mask + at, row + at, snapshot + at, 8))
			words |= bit;
		if (bit < UINT64_C(1) << 63)
			bit <<= 1;
	}
	return size > at ? words | bit : words;
}

/* Which columns of an object differ. */
static bool columns_changed(struct mapper *mapper, char *row, char *snapshot)
{
	const uint64_t words = words_changed(mapper, row, snapshot);
	bool changed = false;

	for (size_t i = 0; i < mapper->table->column_count; i++) {
		const struct field *field = &mapper->fields[i];
		bool differs = field->words & words &&
			       !field_same(mapper, field, row, snapshot);

		mapper->changed[i] = differs;
		changed |= differs;
	}
	return changed;
}

bool calx__slot_changed(struct mapper *mapper, uint32_t slot)
{
	char *row = calx__slot_row(mapper, slot);
	char *snapshot = calx__slot_snapshot(mapper, slot);

	return calx__mask_differs(
		       mapper->mask, row, snapshot, mapper->table->row_size) &&
	       columns_changed(mapper, row, snapshot);
}

struct walk {
	enum slot_state state;
	slot_visitor *visit;
	void *context;
};

static enum calx_status chunk_changed(struct mapper *mapper,
	const struct chunk *chunk, size_t count, const struct walk *walk)
{
	const size_t row_size = mapper->table->row_size;
	char *row = chunk->rows, *snapshot = chunk->snapshots;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < count && status >= 0; i++) {
		if ((chunk->states[i] & SLOT_STATES) == (int)walk->state &&
			calx__mask_differs(
				mapper->mask, row, snapshot, row_size) &&
			columns_changed(mapper, row, snapshot))
			status = walk->visit(mapper, chunk->first + (uint32_t)i,
				walk->context);
		row += row_size;
		snapshot += row_size;
	}
	return status;
}

enum calx_status calx__slots_changed(struct mapper *mapper,
	enum slot_state state, slot_visitor *visit, void *context)
{
	struct walk walk = { state, visit, context };

	for (size_t i = 0; i < mapper->chunk_count; i++) {
		const struct chunk *chunk = mapper->chunks[i];
		size_t count = mapper->slot_count - chunk->first;
		enum calx_status status;

		/* slots that were never used are not even zero */
		if (count > chunk_slots(mapper))
			count = chunk_slots(mapper);
		status = chunk_changed(mapper, chunk, count, &walk);
		if (status < 0)
			return status;
	}
	return CALX_OK;
}
