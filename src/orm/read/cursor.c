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
	const struct statement select = { .kind = STATEMENT_SELECT,
		.table = calx__query_table(table),
		.clauses = clauses };
	struct cursor *cursor;

	if (!mapper)
		return NULL;
	cursor = calx__cursor_new(session, where);
	if (!cursor)
		return NULL;
	cursor->mapper = mapper;
	cursor->untracked = !calx__query_tracks(table, clauses);
	return calx__cursor_start(cursor, &select);
}

/* ---- rows of objects ----------------------------------------------------- */

static bool scratch_ready(struct cursor *cursor)
{
	struct slots *slots = &cursor->mapper->slots;

	if (!calx__cursor_has_scratch(cursor)) {
		calx__slots_at_place(slots, cursor->where);
		cursor->slot = calx__slot_new(slots);
	}
	return cursor->slot != SLOT_NONE;
}

static void *next_object(struct cursor *cursor)
{
	void *object = NULL;

	if (calx__cursor_step(cursor) != 1 || !scratch_ready(cursor))
		return NULL;
	cursor->known = calx__fetch_scratch(cursor->mapper, cursor->prepared,
				cursor->slot, cursor->untracked, &object) == 1;
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
	status = calx__own_both(mapper,
		calx__slot_row(&mapper->slots, cursor->slot),
		calx__slot_snapshot(&mapper->slots, cursor->slot));
	cursor->owns = status >= 0;
	return status;
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

static enum calx_status cursor_read_ahead(struct cursor *cursor)
{
	if (calx__read_ahead(cursor->prepared) < 0)
		return calx__session_failed(cursor->session, cursor->where);
	return CALX_OK;
}

static enum calx_status cursor_detach(struct cursor *cursor, bool drop)
{
	enum calx_status status;

	if (!cursor->prepared ||
		(!drop && calx__is_read_ahead(cursor->prepared)))
		return CALX_OK;
	status = cursor->mapper ? keep_current(cursor)
				: calx__cursor_row_keep(cursor);
	if (drop)
		cursor_cut(cursor);
	/* the row that could not be kept lives in the statement: it stays */
	if (status < 0)
		return status;
	if (!drop)
		return cursor_read_ahead(cursor);
	calx__finish(cursor->prepared);
	cursor->prepared = NULL;
	cursor->row.prepared = NULL;
	return CALX_OK;
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
	if (cursor->owns)
		calx__cursor_free_scratch(cursor);
	return cursor->mapper ? next_object(cursor)
			      : calx__cursor_row_next(cursor);
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
