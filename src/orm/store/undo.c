#include "orm/session.h"

#include <string.h>

/* What a rollback takes back. While a transaction is open, each mapper keeps
 * the slots that it has inserted and deleted, and the first snapshot of those
 * that it has updated. */

static uint32_t slot_at(const struct vec *slots, size_t i)
{
	return ((const uint32_t *)slots->items)[i];
}

static struct mapper *mapper_at(const calx_session *session, size_t i)
{
	return ((struct mapper *const *)session->mappers.items)[i];
}

enum calx_status calx__undo_note(
	struct mapper *mapper, struct vec *list, uint32_t slot)
{
	if (!calx__slots_push(list, slot))
		return calx__session_fail_memory(mapper->session);
	*calx__slot_state(mapper, slot) |= SLOT_UNDO;
	return CALX_OK;
}

static bool rows_push(struct vec *rows, const void *row)
{
	if (rows->count == rows->capacity)
		return calx__vec_append(rows, row);
	memcpy((char *)rows->items + rows->count++ * rows->size, row,
		rows->size);
	return true;
}

enum calx_status calx__undo_keep(struct mapper *mapper, uint32_t slot)
{
	unsigned char *state = calx__slot_state(mapper, slot);

	if (*state & SLOT_UNDO)
		return CALX_OK;
	if (!rows_push(&mapper->undo_rows, calx__slot_snapshot(mapper, slot)))
		return calx__session_fail_memory(mapper->session);
	if (!calx__slots_push(&mapper->undo, slot)) {
		mapper->undo_rows.count--;
		return calx__session_fail_memory(mapper->session);
	}
	*state |= SLOT_UNDO;
	return CALX_OK;
}

void calx__slots_unflag(struct mapper *mapper, struct vec *slots, unsigned flag)
{
	for (size_t i = 0; i < slots->count; i++)
		*calx__slot_state(mapper, slot_at(slots, i)) &=
			(unsigned char)~flag;
	calx__vec_clear(slots);
}

static void clear_all(struct mapper *mapper)
{
	calx__slots_unflag(mapper, &mapper->inserted, SLOT_UNDO);
	calx__slots_unflag(mapper, &mapper->gone, SLOT_UNDO);
	calx__slots_unflag(mapper, &mapper->undo, SLOT_UNDO);
	calx__vec_clear(&mapper->undo_rows);
}

/* Calls `visit` for every slot that was loaded after the first write. */
static void each_tainted(struct mapper *mapper,
	void (*visit)(struct mapper *mapper, uint32_t slot))
{
	for (uint32_t slot = 0; slot < mapper->slot_count; slot++) {
		unsigned char *state = calx__slot_state(mapper, slot);

		if (!(*state & SLOT_TAINTED))
			continue;
		*state &= (unsigned char)~SLOT_TAINTED;
		if (visit)
			visit(mapper, slot);
	}
}

/* ---- after a commit ---------------------------------------------------------------- */

static void mapper_forget(struct mapper *mapper)
{
	for (size_t i = 0; i < mapper->gone.count; i++) {
		uint32_t slot = slot_at(&mapper->gone, i);

		if (calx__slot_is(mapper, slot) == SLOT_GONE)
			calx__slot_set(mapper, slot, SLOT_DETACHED);
	}
	if (mapper->session->tainted)
		each_tainted(mapper, NULL);
	clear_all(mapper);
}

void calx__undo_forget(calx_session *session)
{
	for (size_t i = 0; i < session->mappers.count; i++)
		mapper_forget(mapper_at(session, i));
	session->wrote = false;
	session->tainted = false;
}

/* ---- after a rollback -------------------------------------------------------------- */

static void detach(struct mapper *mapper, uint32_t slot)
{
	enum slot_state state = calx__slot_is(mapper, slot);

	if (state == SLOT_TRACKED || state == SLOT_REMOVED)
		calx__identity_remove(mapper, slot);
	if (state != SLOT_FREE)
		calx__slot_set(mapper, slot, SLOT_DETACHED);
}

/* Back into the identity map, under the key of the snapshot. */
static void attach(struct mapper *mapper, uint32_t slot)
{
	size_t place;
	uint32_t other;

	if (!calx__identity_reserve(mapper))
		return;
	other = calx__identity_find_row(
		mapper, calx__slot_snapshot(mapper, slot), &place);
	if (other != SLOT_NONE && other != slot)
		calx__slot_set(mapper, other, SLOT_DETACHED);
	calx__identity_set(mapper, place, slot);
	calx__slot_set(mapper, slot, SLOT_TRACKED);
}

static bool is_in_map(const struct mapper *mapper, uint32_t slot)
{
	enum slot_state state = calx__slot_is(mapper, slot);

	return state == SLOT_TRACKED || state == SLOT_REMOVED;
}

/* The first of several snapshots of a slot is the one that counts, so they
 * are put back from the last to the first. Nothing is entered in the map
 * before all have their old keys. */
static void put_snapshots_back(struct mapper *mapper)
{
	for (size_t i = mapper->undo.count; i--;) {
		uint32_t slot = slot_at(&mapper->undo, i);

		if (is_in_map(mapper, slot)) {
			calx__identity_remove(mapper, slot);
			calx__slot_set(mapper, slot, SLOT_GONE);
		}
		memcpy(calx__slot_snapshot(mapper, slot),
			calx__vec_at(&mapper->undo_rows, i),
			mapper->table->row_size);
	}
}

static void attach_gone(struct mapper *mapper, const struct vec *slots)
{
	for (size_t i = 0; i < slots->count; i++) {
		uint32_t slot = slot_at(slots, i);

		if (calx__slot_is(mapper, slot) == SLOT_GONE)
			attach(mapper, slot);
	}
}

static void forget_waiting(struct mapper *mapper)
{
	for (size_t i = 0; i < mapper->added.count; i++) {
		uint32_t slot = slot_at(&mapper->added, i);

		if (calx__slot_is(mapper, slot) == SLOT_ADDED)
			calx__slot_set(mapper, slot, SLOT_DETACHED);
	}
	for (size_t i = 0; i < mapper->removed.count; i++) {
		uint32_t slot = slot_at(&mapper->removed, i);

		if (calx__slot_is(mapper, slot) == SLOT_REMOVED)
			calx__slot_set(mapper, slot, SLOT_TRACKED);
	}
	calx__slots_unflag(mapper, &mapper->added, SLOT_LISTED);
	calx__slots_unflag(mapper, &mapper->removed, SLOT_LISTED | SLOT_EARLY);
}

static enum calx_status restore(
	struct mapper *mapper, uint32_t slot, void *context)
{
	char *row = calx__slot_row(mapper, slot);
	const char *snapshot = calx__slot_snapshot(mapper, slot);

	(void)context;
	/* the columns only: other fields of the struct are the user's own */
	for (size_t i = 0; i < mapper->table->column_count; i++) {
		const calx_column *column = calx__column_at(mapper->table, i);

		memcpy(row + column->offset, snapshot + column->offset,
			column->size);
	}
	return CALX_OK;
}

static void mapper_undo(struct mapper *mapper)
{
	for (size_t i = 0; i < mapper->inserted.count; i++)
		detach(mapper, slot_at(&mapper->inserted, i));
	if (mapper->session->tainted)
		each_tainted(mapper, detach);
	put_snapshots_back(mapper);
	attach_gone(mapper, &mapper->undo);
	attach_gone(mapper, &mapper->gone);
	forget_waiting(mapper);
	calx__slots_changed(mapper, SLOT_TRACKED, restore, NULL);
	clear_all(mapper);
}

void calx__undo_apply(calx_session *session)
{
	for (size_t i = 0; i < session->mappers.count; i++)
		mapper_undo(mapper_at(session, i));
	session->waiting = 0;
	session->wrote = false;
	session->tainted = false;
}
