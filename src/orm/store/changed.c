#include "orm/store/changed.h"

#include <string.h>

#include "orm/model/mask.h"
#include "sql/type/value.h"
#include "orm/store/given.h"

/* Structs are compared with their snapshots a chunk at a time: most often nothing
 * differs. Where something does, they are compared one by one, by words, under a
 * mask; and only where a word differs are its columns looked at. What differs
 * and does not count is made the same, so that it costs no second look. */

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
	if (!calx__mask_differs(mapper->plan.masks.bytes + column->offset,
		    row + column->offset, snapshot + column->offset,
		    column->size))
		return true;
	if (calx__field_is_text(field))
		return text_same(field, row, snapshot);
	if (calx__field_is_blob(field))
		return blob_same(field, row, snapshot);
	/* what an optional without a value holds is no matter, but for a bare
	 * number, which the flush refuses */
	return !calx__field_is_set(field, row) &&
	       !calx__field_is_set(field, snapshot) &&
	       !calx__given_is_stray(&mapper->plan, field, row, snapshot);
}

/* The words in which two structs differ, by calx__field_word(): few do. */
static uint64_t words_changed(
	const struct mapper *mapper, const char *row, const char *snapshot)
{
	const unsigned char *mask = mapper->plan.masks.bytes;
	const size_t size = mapper->table->row_size;
	uint64_t words = 0;
	size_t at = 0;

	for (; size - at >= 8; at += 8) {
		if (calx__mask_word(mask + at, row + at, snapshot + at, 8))
			words |= calx__field_word(at);
	}
	return size > at ? words | calx__field_word(at) : words;
}

bool calx__columns_changed(struct mapper *mapper, char *row, char *snapshot)
{
	const uint64_t words = words_changed(mapper, row, snapshot);
	const size_t count = mapper->table->column_count;
	const struct field *fields = mapper->plan.layout.fields;
	bool *changed = mapper->buffers.changed;
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		changed[i] = fields[i].words & words &&
			     !field_same(mapper, &fields[i], row, snapshot);
		any |= changed[i];
	}
	return any;
}

bool calx__changed(struct mapper *mapper, uint32_t slot)
{
	return calx__struct_changed(mapper,
		calx__slot_row(&mapper->slots, slot),
		calx__slot_snapshot(&mapper->slots, slot));
}

/* ---- all objects of a table ---------------------------------------------- */

struct walk {
	enum slot_state state;
	slot_visitor *visit;
	void *context;
};

/* Whether an object that differs from its snapshot counts as changed. */
static bool row_changed(struct mapper *mapper, char *row, char *snapshot)
{
	if (calx__columns_changed(mapper, row, snapshot))
		return true;
	memcpy(snapshot, row, mapper->table->row_size);
	return false;
}

static enum calx_status chunk_changed(struct mapper *mapper,
	const struct chunk *chunk, size_t count, const struct walk *walk)
{
	const size_t row_size = mapper->table->row_size;
	char *row = chunk->rows, *snapshot = chunk->snapshots;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < count && status >= 0; i++) {
		if ((chunk->states[i] & SLOT_STATES) == (int)walk->state &&
			calx__mask_differs(mapper->plan.masks.bytes, row,
				snapshot, row_size) &&
			row_changed(mapper, row, snapshot))
			status = walk->visit(mapper, chunk->first + (uint32_t)i,
				walk->context);
		row += row_size;
		snapshot += row_size;
	}
	return status;
}

/* Where edits are explicit: those that the program has told of. */
static enum calx_status edits_changed(
	struct mapper *mapper, const struct walk *walk)
{
	const struct slots *slots = &mapper->slots;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < slots->edits.count && status >= 0; i++) {
		uint32_t slot = calx__slots_at(&slots->edits, i);

		if (calx__slot_is(slots, slot) == walk->state &&
			calx__changed(mapper, slot))
			status = walk->visit(mapper, slot, walk->context);
	}
	return status;
}

enum calx_status calx__changed_each(struct mapper *mapper,
	enum slot_state state, slot_visitor *visit, void *context)
{
	struct walk walk = { state, visit, context };

	if (mapper->slots.is_explicit)
		return edits_changed(mapper, &walk);
	for (size_t i = 0; i < mapper->slots.chunk_count; i++) {
		const struct chunk *chunk = mapper->slots.chunks[i];
		/* slots that were never used are not even zero */
		size_t count = calx__slots_used(&mapper->slots, chunk);
		enum calx_status status;

		if (!calx__masks_differ(&mapper->plan.masks, chunk->rows,
			    chunk->snapshots, count))
			continue;
		status = chunk_changed(mapper, chunk, count, &walk);
		if (status < 0)
			return status;
	}
	return CALX_OK;
}
