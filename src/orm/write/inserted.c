#include "orm/write/inserted.h"

#include <string.h>

#include "engine/run.h"
#include "orm/base/error.h"
#include "orm/fetch/reload.h"
#include "orm/store/own.h"
#include "orm/store/row.h"
#include "orm/store/track.h"
#include "sql/type/stored.h"
#include "util/fail.h"

/* An object is in the session as the database has it: with its key and with the
 * defaults that the database has put in. There are three ways to get them: the
 * last inserted id, RETURNING, and reading the row again. */

enum calx_status calx__inserted_key(
	struct mapper *mapper, void *row, int64_t number)
{
	calx_value key = { .kind = CALX_BIG_INTEGER, .as.integer = number };

	return calx__row_store_field(
		mapper, mapper->plan.key.numbers[0], row, &key);
}

enum calx_status calx__inserted_last_key(
	struct insert_run *run, const struct prepared *prepared, void *row)
{
	struct mapper *mapper = run->insert->mapper;

	run->last_id = calx__outcome(prepared).last_id;
	return calx__inserted_key(mapper, row, run->last_id);
}

/* The row of a RETURNING clause into mapper->buffers.values. */
static enum calx_status returning_read(
	struct insert_run *run, struct prepared *prepared)
{
	struct mapper *mapper = run->insert->mapper;
	const struct buffers *buffers = &mapper->buffers;
	size_t count = run->statement.returning_count;
	struct arena *room;

	for (size_t i = 0; i < count; i++)
		buffers->back_kinds[i] =
			mapper->plan.layout.kinds[buffers->returning[i]];
	if (calx__row(prepared, buffers->back_kinds, count, buffers->values) <
		0)
		return calx__session_failed(
			mapper->session, run->insert->where);
	room = calx__row_room(prepared);
	for (size_t i = 0; i < count && mapper->plan.stored.count; i++) {
		const calx_column *column =
			calx__plan_field(&mapper->plan, buffers->returning[i])
				->column;

		if (calx__stored_get(&column->type, calx__column_name(column),
			    &buffers->values[i], room,
			    calx__session_failing(mapper->session)) < 0)
			return calx__session_status(mapper->session);
	}
	return CALX_OK;
}

/* Nothing that the driver has lent stays in the object. */
static void returning_forget(const struct insert_run *run, char *row)
{
	const struct mapper *mapper = run->insert->mapper;

	for (size_t i = 0; i < run->statement.returning_count; i++) {
		const calx_column *column = calx__plan_field(
			&mapper->plan, mapper->buffers.returning[i])
						    ->column;

		memset(row + column->offset, 0, column->size);
	}
}

/* The same into the object. The text is the driver's until the next step, so it
 * is copied at once. */
static enum calx_status returning_store(
	struct insert_run *run, struct prepared *prepared, uint32_t slot)
{
	struct mapper *mapper = run->insert->mapper;
	const struct buffers *buffers = &mapper->buffers;
	void *row = calx__slot_row(&mapper->slots, slot);
	void *snapshot = calx__slot_snapshot(&mapper->slots, slot);
	enum calx_status status = returning_read(run, prepared);

	for (size_t i = 0; i < run->statement.returning_count && status >= 0;
		i++)
		status = calx__row_store_field(mapper, buffers->returning[i],
			row, &buffers->values[i]);
	if (status < 0 ||
		(status = calx__own_changed(mapper, row, snapshot)) < 0) {
		returning_forget(run, row);
		return status;
	}
	memcpy(snapshot, row, mapper->table->row_size);
	return CALX_OK;
}

enum calx_status calx__inserted_track(struct mapper *mapper, uint32_t slot)
{
	void *row = calx__slot_row(&mapper->slots, slot);
	void *snapshot = calx__slot_snapshot(&mapper->slots, slot);

	/* first: whatever fails below, a rollback takes it out again */
	if (calx__undo_note(&mapper->slots, &mapper->undo.inserted, slot) < 0 ||
		calx__own_changed(mapper, row, snapshot) < 0)
		return CALX_OUT_OF_MEMORY;
	memcpy(snapshot, row, mapper->table->row_size);
	return calx__track(mapper, slot);
}

static enum calx_status fail_left_out(calx_session *session)
{
	calx_error *error = calx__session_failing(session);

	calx__fail(error, CALX_CONSTRAINT,
		"the database has left out a row without an error");
	calx__fail_hint(error,
		"A trigger (RAISE(IGNORE)) or ON CONFLICT IGNORE does that.");
	return CALX_CONSTRAINT;
}

/* A row that was left out in silence is no object. */
static enum calx_status changes_check(const struct insert_run *run,
	const struct prepared *prepared, size_t rows)
{
	if (!run->insert->slots ||
		calx__outcome(prepared).changes == (long long)rows)
		return CALX_OK;
	return fail_left_out(run->insert->mapper->session);
}

enum calx_status calx__inserted_step(
	struct insert_run *run, struct prepared *prepared, uint32_t slot)
{
	calx_session *session = run->insert->mapper->session;
	int found = calx__step(prepared);
	enum calx_status status = CALX_OK;

	if (found == 1 && slot != SLOT_NONE)
		status = returning_store(run, prepared, slot);
	/* the statement is done when there is no row any more, not before */
	while (found == 1)
		found = calx__step(prepared);
	if (found < 0)
		return calx__session_failed(session, run->insert->where);
	session->wrote = true;
	return status < 0 ? status
			  : changes_check(run, prepared, run->statement.rows);
}

enum calx_status calx__inserted_many(struct insert_run *run,
	struct prepared *prepared, size_t rows, int found)
{
	const struct insert *insert = run->insert;
	enum calx_status status =
		run->statement.returning_count
			? calx__inserted_rows(run, prepared, rows, found)
			: changes_check(run, prepared, rows);

	for (size_t i = 0; insert->slots && i < rows && status >= 0; i++)
		status = calx__inserted_track(
			insert->mapper, insert->slots[insert->at + i]);
	return status;
}

enum calx_status calx__inserted_rows(struct insert_run *run,
	struct prepared *prepared, size_t rows, int found)
{
	const struct insert *insert = run->insert;
	calx_session *session = insert->mapper->session;
	enum calx_status status = CALX_OK;
	size_t count = 0;

	for (; found == 1; count++, found = calx__step(prepared))
		if (status >= 0 && count < rows)
			status = returning_store(run, prepared,
				insert->slots[insert->at + count]);
	if (found < 0)
		return calx__session_failed(session, insert->where);
	session->wrote = true;
	return status >= 0 && count != rows ? fail_left_out(session) : status;
}

enum calx_status calx__inserted_reload(struct insert_run *run, uint32_t slot)
{
	enum calx_status status = calx__reload(
		run->insert->mapper, slot, "insert", run->insert->where);

	/* that has bound something else */
	run->has_columns = false;
	return status;
}
