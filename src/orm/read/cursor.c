#include "orm/read/cursor.h"

#include <string.h>

#include "engine/run.h"
#include "orm/base/error.h"
#include "orm/fetch/fetch.h"
#include "orm/fetch/scratch.h"
#include "orm/read/cursor_row.h"
#include "orm/read/query.h"
#include "orm/store/own.h"
#include "util/fail.h"

/* Loops over rows. A row is read into the scratch slot when the loop asks for
 * it; when the transaction ends inside of the loop, the engine reads what is
 * left into memory. */

void *calx_session_each(calx_session *session, const calx_table *table,
	const calx_node *clauses, const char *where)
{
	struct mapper *mapper = calx__query_objects(session, table, clauses,
		(struct flush_reason){ "calx_each", where });
	struct statement select = { .kind = STATEMENT_SELECT,
		.table = calx__query_table(table),
		.clauses = clauses };
	struct cursor *cursor;

	if (!mapper)
		return NULL;
	select.fills_structs = calx__mapper_fills(mapper);
	cursor = calx__cursor_new(session, where);
	if (!cursor)
		return NULL;
	cursor->mapper = mapper;
	cursor->untracked = !calx__query_tracks(table, clauses);
	return calx__cursor_start(cursor, &select);
}

/* ---- rows of objects ----------------------------------------------------- */

/* Out of the way of the rows after the first. */
__attribute__((noinline)) static bool scratch_new(struct cursor *cursor)
{
	struct slots *slots = &cursor->mapper->slots;

	calx__slots_at_place(slots, cursor->where);
	cursor->slot = calx__slot_new(slots);
	if (cursor->slot == SLOT_NONE)
		return false;
	cursor->scratch_row = calx__slot_row(slots, cursor->slot);
	cursor->scratch_snapshot = calx__slot_snapshot(slots, cursor->slot);
	cursor->scratch_state = calx__slot_state(slots, cursor->slot);
	return true;
}

/* What is no row as usual, or none at all. */
__attribute__((noinline)) static void *next_other(
	struct cursor *cursor, int result)
{
	if (result == NEXT_NOT_USUAL)
		return calx__fetch_scratch(cursor->mapper, cursor->prepared,
			cursor->scratch_row, cursor->untracked);
	if (result < 0)
		calx__session_failed(cursor->session, cursor->where);
	return NULL;
}

/* `has` a scratch slot, and that is no object yet. */
static inline void *next_object(struct cursor *cursor, bool has)
{
	const struct mapper *mapper = cursor->mapper;
	char *row;
	void *object;
	int result;

	if (!has && !scratch_new(cursor))
		return NULL;
	object = row = cursor->scratch_row;
	result = calx__next(cursor->prepared, &mapper->plan.layout, row);
	if (result != NEXT_ROW)
		object = next_other(cursor, result);
	else if (!cursor->untracked && mapper->identity.tracked)
		object = calx__fetch_tracked(mapper, row);
	/* whatever is in it, the program has not changed it */
	if (!cursor->untracked)
		memcpy(cursor->scratch_snapshot, row, mapper->slots.row_size);
	cursor->known = object != row;
	cursor->quick = cursor->untracked;
	return object;
}

/* ---- after the end of the transaction ------------------------------------ */

/* The body that commits still looks at its row. */
static enum calx_status keep_current(struct cursor *cursor)
{
	struct mapper *mapper = cursor->mapper;
	enum calx_status status;

	if (cursor->owns || !calx__cursor_in_scratch(cursor))
		return CALX_OK;
	if (cursor->untracked)
		memcpy(cursor->scratch_snapshot, cursor->scratch_row,
			mapper->slots.row_size);
	status = calx__own_both(
		mapper, cursor->scratch_row, cursor->scratch_snapshot);
	cursor->owns = status >= 0;
	cursor->quick = false;
	return status;
}

/* What the body has changed in its row is taken back, where that is the
 * session's. */
static void cursor_restore(struct cursor *cursor)
{
	if (cursor->mapper && !cursor->untracked &&
		calx__cursor_has_scratch(cursor))
		memcpy(cursor->scratch_row, cursor->scratch_snapshot,
			cursor->mapper->table->row_size);
}

static enum calx_status cursor_read_ahead(struct cursor *cursor)
{
	if (calx__read_ahead(cursor->prepared) < 0)
		return calx__session_failed(cursor->session, cursor->where);
	return CALX_OK;
}

static enum calx_status keep_row(struct cursor *cursor)
{
	return cursor->mapper ? keep_current(cursor)
			      : calx__cursor_row_keep(cursor);
}

static enum calx_status cursor_detach(struct cursor *cursor)
{
	enum calx_status status;

	if (!cursor->prepared || calx__is_read_ahead(cursor->prepared))
		return CALX_OK;
	/* the row that could not be kept lives in the statement: it stays */
	status = keep_row(cursor);
	return status < 0 ? status : cursor_read_ahead(cursor);
}

enum calx_status calx__cursors_detach(calx_session *session)
{
	enum calx_status status = CALX_OK;

	for (struct cursor *c = session->cursors; c; c = c->next) {
		enum calx_status own = cursor_detach(c);

		if (status >= 0)
			status = own;
	}
	return status;
}

static void cursor_cut(struct cursor *cursor)
{
	enum calx_status status;

	if (!cursor->prepared)
		return;
	status = keep_row(cursor);
	cursor->dropped = true;
	cursor->quick = false;
	cursor_restore(cursor);
	/* see cursor_detach() */
	if (status < 0)
		return;
	calx__finish(cursor->prepared);
	cursor->prepared = NULL;
	cursor->row.prepared = NULL;
}

void calx__cursors_cut(calx_session *session, size_t depth)
{
	for (struct cursor *c = session->cursors; c; c = c->next)
		if (c->depth >= depth)
			cursor_cut(c);
		else
			cursor_restore(c);
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

/* Into the struct of the row before, which the session never had. */
static inline void *next_quick(struct cursor *cursor)
{
	char *row = cursor->scratch_row;
	const int result =
		calx__next(cursor->prepared, &cursor->mapper->plan.layout, row);

	return result == NEXT_ROW ? row : next_other(cursor, result);
}

/* Apart from rows that are lent, which need none of its registers. */
__attribute__((noinline)) static void *next_any(struct cursor *cursor)
{
	bool has = calx__cursor_has_scratch(cursor);

	if (has && calx__scratch_changed(cursor)) {
		if (calx__scratch_keep(cursor) == SLOT_NONE)
			return NULL;
		has = calx__cursor_has_scratch(cursor);
	}
	if (cursor->dropped | cursor->owns) {
		if (cursor->dropped)
			return fail_dropped(cursor);
		calx__cursor_free_scratch(cursor);
		has = false;
	}
	return cursor->mapper ? next_object(cursor, has)
			      : calx__cursor_row_next(cursor);
}

void *calx_cursor_next(void *opaque)
{
	struct cursor *cursor = opaque;

	/* what has failed on the connection alone, the step will tell */
	if (!cursor || !cursor->session || cursor->session->error.status < 0)
		return NULL;
	if (cursor->quick)
		return next_quick(cursor);
	/* a rollback has taken over what was lent */
	return cursor->row.lent ? calx__cursor_row_next(cursor)
				: next_any(cursor);
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
