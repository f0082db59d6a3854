#include "orm/store/transaction.h"

#include <string.h>

#include "engine/connection.h"
#include "engine/transaction.h"
#include "orm/base/error.h"
#include "orm/model/mask.h"
#include "orm/store/hook.h"
#include "orm/store/track.h"
#include "sql/schema/descriptor.h"
#include "util/fail.h"

/* A transaction begins with its first statement. When it is rolled back, what it
 * has done to the objects is taken back: the snapshots say what the database
 * holds again. What only the session did (objects that wait for a flush) goes as
 * well; so after a rollback it is as it was at the last commit. For a savepoint,
 * before which all was flushed, the same is done with what has come since. */

static enum calx_status transaction_open(
	calx_session *session, bool write, const char *where)
{
	/* also when somebody ended one behind our back */
	calx__transaction_forget(session);
	calx__connection_revive(session->connection);
	if (calx_connection_begin(session->connection, .write = write) < 0)
		return calx__session_failed(session, where);
	return calx__hooks_notify(session, CALX_AFTER_BEGIN);
}

/* Another one would not be undone with the block. */
static enum calx_status fail_ended(calx_session *session, const char *where)
{
	calx_error *error = calx__session_failing(session);

	calx__fail(error, CALX_MISUSE,
		"the transaction of a block that is open has ended");
	calx__fail_hint(error,
		"Plain SQL has ended it, or the database has committed it by itself before a statement that changes the schema.");
	calx__session_fail_where(session, where);
	return CALX_MISUSE;
}

enum calx_status calx__transaction_begin(
	calx_session *session, bool write, const char *where)
{
	if (calx__connection_in_transaction(session->connection))
		return CALX_OK;
	if (session->depth)
		return fail_ended(session, where);
	return session->borrowed ? CALX_OK
				 : transaction_open(session,
					   write || session->write, where);
}

typedef void slot_action(struct mapper *mapper, uint32_t slot);

/* Calls `visit` (NULL: nothing) for every slot from the `first` of the list on
 * that was loaded after the first write, which then is tainted no more. */
static void each_tainted(
	struct mapper *mapper, size_t first, slot_action *visit)
{
	struct vec *list = &mapper->undo.tainted;
	const size_t count = list->failed ? mapper->slots.count : list->count;

	for (size_t i = list->failed ? 0 : first; i < count; i++) {
		uint32_t slot =
			list->failed ? (uint32_t)i : calx__slots_at(list, i);
		unsigned char *state = calx__slot_state(&mapper->slots, slot);

		if (!(*state & SLOT_TAINTED))
			continue;
		*state &= (unsigned char)~SLOT_TAINTED;
		if (visit)
			visit(mapper, slot);
	}
	if (list->failed)
		calx__vec_clear(list);
	else if (first < list->count)
		list->count = first;
}

/* ---- after a commit ------------------------------------------------------ */

static void mapper_forget(struct mapper *mapper)
{
	calx__slots_turn(
		&mapper->slots, &mapper->undo.gone, SLOT_GONE, SLOT_DETACHED);
	if (mapper->session->tainted)
		each_tainted(mapper, 0, NULL);
	calx__undo_clear(&mapper->undo, &mapper->slots);
}

/* What is so for the length of a transaction. */
static void session_ended(calx_session *session)
{
	session->wrote = false;
	session->tainted = false;
	session->blurred = false;
	session->entangled = ENTANGLED_UNKNOWN;
}

void calx__transaction_done(calx_session *session)
{
	calx__transaction_forget(session);
	for (size_t i = 0; i < session->mappers.count; i++)
		calx__slots_unedit(&calx__mapper_at(session, i)->slots, 0);
}

void calx__transaction_forget(calx_session *session)
{
	for (size_t i = 0; i < session->mappers.count; i++)
		mapper_forget(calx__mapper_at(session, i));
	session_ended(session);
}

/* ---- after a rollback ---------------------------------------------------- */

/* Out of the session: the transaction that brought it never was. */
static void detach(struct mapper *mapper, uint32_t slot)
{
	if (calx__slot_is_mapped(&mapper->slots, slot))
		calx__identity_remove(&mapper->identity, slot);
	if (calx__slot_is(&mapper->slots, slot) != SLOT_FREE)
		calx__slot_set(&mapper->slots, slot, SLOT_DETACHED);
}

/* Back into the identity map, under the key of the snapshot. */
static void attach(struct mapper *mapper, uint32_t slot)
{
	size_t place;
	uint32_t other;

	if (!calx__identity_reserve(&mapper->identity))
		return;
	other = calx__identity_find_row(&mapper->identity,
		calx__slot_snapshot(&mapper->slots, slot), &place);
	if (other != SLOT_NONE && other != slot)
		calx__slot_set(&mapper->slots, other, SLOT_DETACHED);
	calx__track_at(mapper, place, slot);
}

/* The first of several snapshots of a slot is the one that counts, so they
 * are put back from the last to the first. Nothing is entered in the map
 * before all have their old keys. */
static void put_snapshots_back(struct mapper *mapper, size_t first)
{
	for (size_t i = mapper->undo.updated.count; i-- > first;) {
		uint32_t slot = calx__slots_at(&mapper->undo.updated, i);

		if (calx__slot_is_mapped(&mapper->slots, slot)) {
			calx__identity_remove(&mapper->identity, slot);
			calx__slot_set(&mapper->slots, slot, SLOT_GONE);
		}
		memcpy(calx__slot_snapshot(&mapper->slots, slot),
			calx__vec_at(&mapper->undo.snapshots, i),
			mapper->table->row_size);
	}
}

static bool is_gone(const struct mapper *mapper, uint32_t slot)
{
	enum slot_state state = calx__slot_is(&mapper->slots, slot);

	return state == SLOT_GONE || state == SLOT_LOST;
}

static void attach_gone(
	struct mapper *mapper, const struct vec *slots, size_t first)
{
	for (size_t i = first; i < slots->count; i++) {
		uint32_t slot = calx__slots_at(slots, i);

		if (is_gone(mapper, slot))
			attach(mapper, slot);
	}
}

/* What was added is the user's memory now, what was to be deleted stays. */
static void forget_waiting(struct mapper *mapper)
{
	struct slots *slots = &mapper->slots;
	struct pending *pending = &mapper->pending;

	for (size_t i = 0; slots->is_explicit && i < pending->added.count; i++)
		calx__slot_unedit(slots, calx__slots_at(&pending->added, i));
	calx__slots_turn(slots, &pending->added, SLOT_ADDED, SLOT_DETACHED);
	calx__slots_turn(slots, &pending->removed, SLOT_REMOVED, SLOT_TRACKED);
	calx__slots_unflag(slots, &pending->added, SLOT_LISTED);
	calx__slots_unflag(slots, &pending->removed, SLOT_LISTED);
	pending->adding = 0;
}

/* An object as its snapshot says that it was. The text that was assigned is not
 * looked at: it may be gone. */
static void restore(struct mapper *mapper, uint32_t slot)
{
	char *row = calx__slot_row(&mapper->slots, slot);
	const char *snapshot = calx__slot_snapshot(&mapper->slots, slot);

	/* the columns only: other fields of the struct are the user's own */
	for (size_t i = 0; i < mapper->table->column_count; i++) {
		const calx_column *column = calx__column_at(mapper->table, i);

		memcpy(row + column->offset, snapshot + column->offset,
			column->size);
	}
}

static void restore_changed(struct mapper *mapper, uint32_t slot)
{
	const struct slots *slots = &mapper->slots;

	if ((calx__slot_is(slots, slot) == SLOT_TRACKED ||
		    calx__slot_is(slots, slot) == SLOT_LOST) &&
		calx__mask_differs(mapper->plan.masks.bytes,
			calx__slot_row(slots, slot),
			calx__slot_snapshot(slots, slot), slots->row_size))
		restore(mapper, slot);
}

/* From the `first` of the edits on, they have ended. */
static void restore_tracked(struct mapper *mapper, size_t first)
{
	struct slots *slots = &mapper->slots;

	for (size_t i = 0; i < slots->edits.count; i++)
		restore_changed(mapper, calx__slots_at(&slots->edits, i));
	for (uint32_t slot = 0; !slots->is_explicit && slot < slots->count;
		slot++)
		restore_changed(mapper, slot);
	calx__slots_unedit(slots, first);
}

/* What has come since the mark. */
static void mapper_undo(struct mapper *mapper, const struct mark *mark)
{
	struct undo *undo = &mapper->undo;

	for (size_t i = mark->inserted; i < undo->inserted.count; i++)
		detach(mapper, calx__slots_at(&undo->inserted, i));
	/* what was read after the first write may never have been */
	if (mapper->session->tainted)
		each_tainted(mapper, mark->tainted, detach);
	put_snapshots_back(mapper, mark->updated);
	attach_gone(mapper, &undo->updated, mark->updated);
	attach_gone(mapper, &undo->gone, mark->gone);
	forget_waiting(mapper);
	restore_tracked(mapper, mark->edits);
	calx__undo_cut(undo, &mapper->slots, mark);
}

void calx__transaction_undo(calx_session *session)
{
	static const struct mark begin;

	for (size_t i = 0; i < session->mappers.count; i++)
		mapper_undo(calx__mapper_at(session, i), &begin);
	session->waiting = session->deleting = 0;
	session_ended(session);
}

/* ---- savepoints ------------------------------------------------------------ */

/* Leaves each mapper the marks of that many savepoints. */
static void marks_cut(calx_session *session, size_t count)
{
	for (size_t i = 0; i < session->mappers.count; i++) {
		struct vec *marks = &calx__mapper_at(session, i)->undo.marks;

		if (marks->count > count)
			marks->count = count;
		marks->failed = false;
	}
}

/* `depth`: of the savepoints that are open already. */
static bool mark_set(struct mapper *mapper, size_t depth)
{
	const struct undo *undo = &mapper->undo;
	const struct mark mark = { undo->inserted.count, undo->gone.count,
		undo->updated.count, undo->tainted.count,
		mapper->slots.edits.count, mapper->in_doubt };

	return calx__marks_fill(&mapper->undo, depth) &&
	       calx__vec_append(&mapper->undo.marks, &mark);
}

enum calx_status calx__savepoint_mark(calx_session *session)
{
	const size_t depth = session->savepoints.count;
	const struct savepoint savepoint = { session->wrote,
		session->entangled };
	bool is_set = true;

	for (size_t i = 0; i < session->mappers.count && is_set; i++)
		is_set = mark_set(calx__mapper_at(session, i), depth);
	if (is_set && calx__vec_append(&session->savepoints, &savepoint)) {
		session->wrote = false;
		return CALX_OK;
	}
	session->savepoints.failed = false;
	marks_cut(session, depth);
	return calx__session_fail_memory(session);
}

/* The newest one is over. */
static struct savepoint savepoint_pop(calx_session *session)
{
	const size_t depth = --session->savepoints.count;

	marks_cut(session, depth);
	return ((const struct savepoint *)session->savepoints.items)[depth];
}

void calx__savepoint_keep(calx_session *session)
{
	session->wrote |= savepoint_pop(session).wrote;
}

void calx__savepoint_undo(calx_session *session)
{
	const size_t depth = session->savepoints.count - 1;
	struct savepoint savepoint;

	for (size_t i = 0; i < session->mappers.count; i++) {
		struct mapper *mapper = calx__mapper_at(session, i);
		const struct mark mark = calx__mark_of(&mapper->undo, depth);

		mapper_undo(mapper, &mark);
		mapper->in_doubt |= mark.in_doubt;
	}
	session->waiting = session->deleting = 0;
	session->blurred = true;
	savepoint = savepoint_pop(session);
	session->wrote = savepoint.wrote;
	session->entangled = savepoint.entangled;
}
