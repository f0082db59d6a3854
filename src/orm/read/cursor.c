#include "orm/read/cursor.h"

#include <string.h>

#include "orm/base/error.h"
#include "orm/fetch/fetch.h"
#include "orm/fetch/scratch.h"
#include "orm/read/cursor_row.h"
#include "orm/read/query.h"
#include "orm/store/own.h"
#include "util/fail.h"

/* Loops over rows. While the transaction is open a row is read into the scratch
 * slot when the loop asks for it; what is left when it ends is read then. */

void *calx_session_each(calx_session *session, const calx_table *table,
	const calx_node *clauses, const char *where)
{
	struct mapper *mapper = calx__query_objects(session, table, clauses,
		(struct flush_reason){ "calx_each", where });
	const struct statement select = {
		.kind = STATEMENT_SELECT, .table = table, .clauses = clauses
	};
	struct cursor *cursor;

	if (!mapper)
		return NULL;
	cursor = calx__cursor_new(session, where);
	if (!cursor)
		return NULL;
	cursor->mapper = mapper;
	cursor->untracked = calx__query_is_untracked(clauses);
	return calx__cursor_start(cursor, &select);
}

/* ---- rows of objects ----------------------------------------------------- */

static bool scratch_ready(struct cursor *cursor)
{
	if (!calx__cursor_has_scratch(cursor))
		cursor->slot = calx__slot_new(&cursor->mapper->slots);
	return cursor->slot != SLOT_NONE;
}

static void *next_object(struct cursor *cursor)
{
	void *object = NULL;

	if (calx__cursor_step(cursor) != 1 || !scratch_ready(cursor))
		return NULL;
	calx__fetch_scratch(cursor->mapper, cursor->prepared, cursor->slot,
		cursor->untracked, &object);
	return object;
}

/* ---- after the end of the transaction ------------------------------------ */

/* The current row of the statement in a slot of its own, with its text;
 * SLOT_NONE on failure, which sticks to the session. */
static uint32_t read_aside(struct cursor *cursor)
{
	struct mapper *mapper = cursor->mapper;
	uint32_t slot = calx__slot_new(&mapper->slots);
	void *object;

	if (slot == SLOT_NONE)
		return SLOT_NONE;
	if (calx__fetch_scratch(mapper, cursor->prepared, slot, true, &object) <
			0 ||
		calx__own_row(mapper, object) < 0) {
		calx__slot_free(&mapper->slots, slot);
		return SLOT_NONE;
	}
	memcpy(calx__slot_snapshot(&mapper->slots, slot), object,
		mapper->table->row_size);
	return slot;
}

/* Reads what is left of a loop into slots of its own. */
static enum calx_status read_rest(struct cursor *cursor)
{
	struct mapper *mapper = cursor->mapper;
	int found;

	while ((found = calx__cursor_step(cursor)) == 1) {
		uint32_t slot = read_aside(cursor);

		if (slot == SLOT_NONE)
			return calx__session_status(cursor->session);
		if (!calx__vec_append(&cursor->later, &slot)) {
			calx__own_release(mapper,
				calx__slot_snapshot(&mapper->slots, slot));
			calx__slot_free(&mapper->slots, slot);
			return calx__session_fail_memory(cursor->session);
		}
	}
	return found < 0 ? calx__session_status(cursor->session) : CALX_OK;
}

/* The body that commits still looks at its row. */
static enum calx_status keep_current(struct cursor *cursor)
{
	struct mapper *mapper = cursor->mapper;

	if (!calx__cursor_has_scratch(cursor))
		return CALX_OK;
	return calx__own_both(mapper,
		calx__slot_row(&mapper->slots, cursor->slot),
		calx__slot_snapshot(&mapper->slots, cursor->slot));
}

/* A rollback ends the loop, and takes back what its body has changed. */
static void cursor_cut(struct cursor *cursor)
{
	cursor->dropped = true;
	if (cursor->mapper && calx__cursor_has_scratch(cursor))
		memcpy(calx__slot_row(&cursor->mapper->slots, cursor->slot),
			calx__slot_snapshot(
				&cursor->mapper->slots, cursor->slot),
			cursor->mapper->table->row_size);
}

static enum calx_status cursor_detach(struct cursor *cursor, bool drop)
{
	enum calx_status status = CALX_OK;

	if (!cursor->prepared)
		return CALX_OK;
	if (cursor->mapper)
		status = keep_current(cursor);
	else
		status = calx__cursor_row_keep(cursor);
	if (drop)
		cursor_cut(cursor);
	/* the row that could not be kept lives in the statement: it stays */
	if (status < 0)
		return status;
	if (!drop)
		status = cursor->mapper ? read_rest(cursor)
					: calx__cursor_rows_read(cursor);
	calx__finish(cursor->prepared);
	cursor->prepared = NULL;
	return status;
}

enum calx_status calx__cursors_detach(calx_session *session, bool drop)
{
	enum calx_status status = CALX_OK;

	for (struct cursor *c = session->cursors; c; c = c->next) {
		enum calx_status own = cursor_detach(c, drop);

		if (status >= 0)
			status = own;
	}
	return status;
}

static void *next_later(struct cursor *cursor)
{
	struct mapper *mapper = cursor->mapper;
	size_t place;
	uint32_t tracked;

	if (cursor->later_at == cursor->later.count)
		return NULL;
	calx__cursor_free_scratch(cursor);
	cursor->slot = ((uint32_t *)cursor->later.items)[cursor->later_at++];
	if (cursor->untracked)
		return calx__slot_row(&mapper->slots, cursor->slot);
	tracked = calx__identity_find_row(&mapper->identity,
		calx__slot_snapshot(&mapper->slots, cursor->slot), &place);
	return calx__slot_row(
		&mapper->slots, tracked == SLOT_NONE ? cursor->slot : tracked);
}

/* ---- what the macros call ------------------------------------------------ */

static void *fail_dropped(struct cursor *cursor)
{
	calx_error *error = calx__session_failing(cursor->session);

	calx__fail(error, CALX_MISUSE,
		"the transaction was rolled back inside a loop over its rows");
	calx__fail_hint(error,
		"Leave the loop after calx_rollback(), or read the rows with calx_all() before it.");
	if (cursor->where)
		calx__fail_where(error, "%s", cursor->where);
	return NULL;
}

void *calx_cursor_next(void *opaque)
{
	struct cursor *cursor = opaque;

	if (!cursor || !cursor->session ||
		!calx__session_ready(cursor->session) ||
		calx__scratch_keep_changed(cursor) < 0)
		return NULL;
	if (cursor->dropped)
		return fail_dropped(cursor);
	if (!cursor->mapper)
		return calx__cursor_row_next(cursor);
	return cursor->prepared ? next_object(cursor) : next_later(cursor);
}

void calx_cursor_drop(void *variable)
{
	struct cursor *cursor = *(struct cursor **)variable;

	if (!cursor)
		return;
	if (cursor->session && calx__session_ready(cursor->session))
		calx__scratch_keep_changed(cursor);
	calx__cursor_drop(cursor);
}
