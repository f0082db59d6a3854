#include "orm/fetch/cursor_base.h"

#include "engine/run.h"
#include "orm/base/error.h"
#include "orm/fetch/fetch.h"
#include "orm/store/own.h"
#include "util/alloc.h"

/* Cursors are in the session's list as long as their loop runs, because the end
 * of a transaction concerns them. One that ended is kept for the next loop. */

struct cursor *calx__cursor_new(calx_session *session, const char *where)
{
	struct cursor *cursor = session->spare;

	session->spare = NULL;
	if (!cursor)
		cursor = calx__alloc_zero(1, sizeof(*cursor));
	if (!cursor) {
		calx__session_fail_memory(session);
		return NULL;
	}
	cursor->session = session;
	cursor->where = where;
	cursor->depth = session->depth;
	cursor->slot = SLOT_NONE;
	cursor->next = session->cursors;
	session->cursors = cursor;
	return cursor;
}

static void cursor_unlink(struct cursor *cursor)
{
	struct cursor **place = &cursor->session->cursors;

	while (*place != cursor)
		place = &(*place)->next;
	*place = cursor->next;
}

/* Forgets the current row, if it was not kept. */
void calx__cursor_free_scratch(struct cursor *cursor)
{
	if (calx__cursor_has_scratch(cursor)) {
		if (cursor->owns)
			calx__own_release(cursor->mapper,
				calx__slot_snapshot(
					&cursor->mapper->slots, cursor->slot));
		calx__slot_free(&cursor->mapper->slots, cursor->slot);
	}
	cursor->slot = SLOT_NONE;
	cursor->owns = false;
}

static void cursor_end(struct cursor *cursor)
{
	calx__cursor_free_scratch(cursor);
	calx__finish(cursor->prepared);
	cursor->prepared = NULL;
}

void *calx__cursor_start(struct cursor *cursor, const struct statement *select)
{
	cursor->prepared =
		calx__fetch_start(cursor->session, select, cursor->where);
	if (!cursor->prepared) {
		calx__cursor_drop(cursor);
		return NULL;
	}
	calx__stream_rows(cursor->prepared, false);
	return cursor;
}

/* ---- the end ------------------------------------------------------------- */

static void cursor_free(struct cursor *cursor)
{
	if (!cursor)
		return;
	calx__arena_release(&cursor->arena);
	calx__arena_release(&cursor->scratch);
	calx__free(cursor);
}

void calx__cursor_drop(struct cursor *cursor)
{
	calx_session *session = cursor->session;

	if (session) {
		cursor_end(cursor);
		cursor_unlink(cursor);
	}
	calx__arena_reset(&cursor->arena);
	calx__arena_reset(&cursor->scratch);
	if (session && !session->spare) {
		*cursor = (struct cursor){ .arena = cursor->arena,
			.scratch = cursor->scratch };
		session->spare = cursor;
		return;
	}
	cursor_free(cursor);
}

/* The loop's variable will still be dropped: its cursor stays, empty. */
void calx__cursors_orphan(calx_session *session)
{
	struct cursor *next;

	for (struct cursor *c = session->cursors; c; c = next) {
		next = c->next;
		/* the body may still look at its row */
		calx__row_take(&c->row);
		cursor_end(c);
		c->session = NULL;
	}
	session->cursors = NULL;
	cursor_free(session->spare);
	session->spare = NULL;
}
