#include "orm/read/cursor.h"

#include <string.h>

#include "util/alloc.h"
#include "util/fail.h"

/* Loops over rows. One that makes objects has a scratch slot: each row is read
 * into it, with text that the driver lends until the next row. When the body
 * has changed it, it is taken into the session where it lies, and the next row
 * gets a new slot. So an unchanged row costs neither memory nor a place in the
 * identity map. */

/* ---- opening -------------------------------------------------------------------- */

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
	cursor->slot = SLOT_NONE;
	cursor->later = (struct vec)VEC_INIT(uint32_t);
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

static bool is_scratch(const struct cursor *cursor)
{
	return cursor->slot != SLOT_NONE &&
	       calx__slot_is(cursor->mapper, cursor->slot) == SLOT_SCRATCH;
}

/* Forgets the current row, if it was not kept. */
static void scratch_free(struct cursor *cursor)
{
	if (is_scratch(cursor)) {
		/* a row that was read ahead has text of its own */
		if (!cursor->prepared)
			calx__row_disown(cursor->mapper,
				calx__slot_snapshot(
					cursor->mapper, cursor->slot));
		calx__slot_free(cursor->mapper, cursor->slot);
	}
	cursor->slot = SLOT_NONE;
}

static void cursor_end(struct cursor *cursor)
{
	scratch_free(cursor);
	calx__finish(cursor->prepared);
	cursor->prepared = NULL;
}

void *calx__cursor_start(struct cursor *cursor, const struct statement *select)
{
	cursor->prepared =
		calx__query_start(cursor->session, select, cursor->where);
	if (cursor->prepared)
		return cursor;
	calx__cursor_drop(cursor);
	return NULL;
}

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

/* ---- rows of objects -------------------------------------------------------------- */

/* Another loop or query in the body has made an object of the same row: that
 * one gets the changes. */
static uint32_t scratch_merge(struct cursor *cursor, uint32_t other)
{
	struct mapper *mapper = cursor->mapper;
	char *row = calx__slot_row(mapper, cursor->slot);
	char *object = calx__slot_row(mapper, other);
	bool changed = calx__slot_changed(mapper, cursor->slot);

	for (size_t i = 0; changed && i < mapper->table->column_count; i++) {
		const calx_column *column = calx__column_at(mapper->table, i);

		if (mapper->changed[i])
			memcpy(object + column->offset, row + column->offset,
				column->size);
	}
	memcpy(calx__slot_snapshot(mapper, cursor->slot), row,
		mapper->table->row_size);
	return other;
}

/* Takes the current row into the session: its text is copied, and what the
 * user has put into it waits for the flush. The slot of the object. */
static uint32_t scratch_keep(struct cursor *cursor)
{
	struct mapper *mapper = cursor->mapper;
	char *row = calx__slot_row(mapper, cursor->slot);
	char *snapshot = calx__slot_snapshot(mapper, cursor->slot);
	uint32_t other;
	size_t place;

	calx__slot_changed(mapper, cursor->slot);
	other = calx__identity_find_row(mapper, snapshot, &place);
	if (other != SLOT_NONE)
		return scratch_merge(cursor, other);
	if (calx__row_own_both(mapper, row, snapshot) < 0 ||
		calx__slot_track(mapper, cursor->slot) < 0)
		return SLOT_NONE;
	calx__slot_taint(mapper, cursor->slot);
	return cursor->slot;
}

static bool cursor_has_scratch(const struct cursor *cursor)
{
	return is_scratch(cursor) && !cursor->untracked;
}

static enum calx_status scratch_keep_changed(struct cursor *cursor)
{
	if (!cursor_has_scratch(cursor) ||
		!calx__slot_changed(cursor->mapper, cursor->slot) ||
		scratch_keep(cursor) != SLOT_NONE)
		return CALX_OK;
	return CALX_OUT_OF_MEMORY;
}

enum calx_status calx__cursors_keep(calx_session *session)
{
	enum calx_status status = CALX_OK;

	for (struct cursor *c = session->cursors; c && status >= 0; c = c->next)
		status = scratch_keep_changed(c);
	return status;
}

uint32_t calx__cursor_promote(struct mapper *mapper, uint32_t slot)
{
	struct cursor *cursor = mapper->session->cursors;

	for (; cursor; cursor = cursor->next) {
		if (cursor->mapper == mapper && cursor->slot == slot &&
			cursor_has_scratch(cursor))
			return scratch_keep(cursor);
	}
	return slot;
}

static bool scratch_ready(struct cursor *cursor)
{
	if (!is_scratch(cursor))
		cursor->slot = calx__slot_new(cursor->mapper);
	return cursor->slot != SLOT_NONE;
}

int calx__cursor_step(struct cursor *cursor)
{
	int found = calx__step(cursor->prepared);

	if (found < 0)
		calx__session_failed(cursor->session, cursor->where);
	return found;
}

static void *next_object(struct cursor *cursor)
{
	void *object = NULL;

	if (calx__cursor_step(cursor) != 1 || !scratch_ready(cursor))
		return NULL;
	calx__query_scratch(cursor->mapper, cursor->prepared, cursor->slot,
		cursor->untracked, &object);
	return object;
}

/* ---- after the end of the transaction --------------------------------------------- */

/* The current row of the statement in a slot of its own, with its text;
 * SLOT_NONE on failure, which sticks to the session. */
static uint32_t read_aside(struct cursor *cursor)
{
	struct mapper *mapper = cursor->mapper;
	uint32_t slot = calx__slot_new(mapper);
	void *object;

	if (slot == SLOT_NONE)
		return SLOT_NONE;
	if (calx__query_scratch(mapper, cursor->prepared, slot, true, &object) <
			0 ||
		calx__row_own(mapper, object) < 0) {
		calx__slot_free(mapper, slot);
		return SLOT_NONE;
	}
	memcpy(calx__slot_snapshot(mapper, slot), object,
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
			calx__row_disown(
				mapper, calx__slot_snapshot(mapper, slot));
			calx__slot_free(mapper, slot);
			return calx__session_fail_memory(cursor->session);
		}
	}
	return found < 0 ? calx__session_status(cursor->session) : CALX_OK;
}

/* The body that commits still looks at its row. */
static enum calx_status keep_current(struct cursor *cursor)
{
	struct mapper *mapper = cursor->mapper;

	if (!is_scratch(cursor))
		return CALX_OK;
	return calx__row_own_both(mapper, calx__slot_row(mapper, cursor->slot),
		calx__slot_snapshot(mapper, cursor->slot));
}

/* A rollback ends the loop, and takes back what its body has changed. */
static void cursor_cut(struct cursor *cursor)
{
	cursor->dropped = true;
	if (cursor->mapper && is_scratch(cursor))
		memcpy(calx__slot_row(cursor->mapper, cursor->slot),
			calx__slot_snapshot(cursor->mapper, cursor->slot),
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
	scratch_free(cursor);
	cursor->slot = ((uint32_t *)cursor->later.items)[cursor->later_at++];
	if (cursor->untracked)
		return calx__slot_row(mapper, cursor->slot);
	tracked = calx__identity_find_row(
		mapper, calx__slot_snapshot(mapper, cursor->slot), &place);
	return calx__slot_row(
		mapper, tracked == SLOT_NONE ? cursor->slot : tracked);
}

/* ---- what the macros call ----------------------------------------------------------- */

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
		scratch_keep_changed(cursor) < 0)
		return NULL;
	if (cursor->dropped)
		return fail_dropped(cursor);
	if (!cursor->mapper)
		return calx__cursor_row_next(cursor);
	return cursor->prepared ? next_object(cursor) : next_later(cursor);
}

static void later_free(struct cursor *cursor)
{
	while (cursor->later_at < cursor->later.count) {
		cursor->slot =
			((uint32_t *)cursor->later.items)[cursor->later_at++];
		scratch_free(cursor);
	}
	calx__vec_release(&cursor->later);
}

void calx__cursor_drop(struct cursor *cursor)
{
	calx_session *session = cursor->session;

	if (session) {
		cursor_end(cursor);
		later_free(cursor);
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
	calx__cursor_free(cursor);
}

void calx__cursor_free(struct cursor *cursor)
{
	if (!cursor)
		return;
	calx__arena_release(&cursor->arena);
	calx__arena_release(&cursor->scratch);
	calx__free(cursor);
}

void calx_cursor_drop(void *variable)
{
	struct cursor *cursor = *(struct cursor **)variable;

	if (!cursor)
		return;
	if (cursor->session && calx__session_ready(cursor->session))
		scratch_keep_changed(cursor);
	calx__cursor_drop(cursor);
}

/* The loop's variable will still be dropped: its cursor stays, empty. */
void calx__cursors_orphan(calx_session *session)
{
	struct cursor *next;

	for (struct cursor *c = session->cursors; c; c = next) {
		next = c->next;
		cursor_end(c);
		later_free(c);
		c->session = NULL;
	}
	session->cursors = NULL;
	calx__cursor_free(session->spare);
	session->spare = NULL;
}
