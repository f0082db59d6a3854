#include "orm/fetch/fetch.h"

#include <string.h>

#include "engine/prepare.h"
#include "engine/run.h"
#include "orm/base/error.h"
#include "orm/store/row.h"
#include "orm/store/text.h"
#include "orm/store/track.h"
#include "orm/store/transaction.h"
#include "sql/type/stored.h"

/* A row becomes an object once: its key is looked up before anything is copied,
 * and one that is tracked stays as it is in memory, whatever the database says
 * by now. */

/* ---- statements ---------------------------------------------------------- */

struct prepared *calx__fetch_start(calx_session *session,
	const struct statement *statement, const char *where)
{
	bool write = statement->kind >= STATEMENT_INSERT_SET &&
		     statement->kind <= STATEMENT_DELETE;
	struct prepared *prepared;

	if (calx__transaction_begin(session, write, where) < 0)
		return NULL;
	prepared = calx__prepare(session->connection, statement, where);
	if (prepared && calx__bind_collected(prepared) >= 0)
		return prepared;
	calx__finish(prepared);
	calx__session_failed(session, where);
	return NULL;
}

int calx__fetch_by_key(struct mapper *mapper, struct prepared **ret_prepared,
	const char *where)
{
	calx_session *session = mapper->session;
	const struct statement get = { .kind = STATEMENT_GET,
		.table = mapper->table,
		.keys = mapper->plan.key.numbers,
		.key_count = mapper->plan.key.count };
	struct prepared *prepared;
	int found = -1;

	*ret_prepared = NULL;
	if (calx__transaction_begin(session, false, where) < 0)
		return -1;
	prepared = calx__prepare(session->connection, &get, where);
	if (prepared && calx__bind(prepared, 0, mapper->buffers.bound,
				mapper->plan.key.count) >= 0)
		found = calx__step(prepared);
	if (found < 0)
		calx__session_failed(session, where);
	*ret_prepared = prepared;
	return found;
}

/* ---- rows ---------------------------------------------------------------- */

/* What is in the form of another program becomes a value. Out of the way of the
 * tables that have no such column. */
__attribute__((noinline, cold)) static enum calx_status stored_get(
	struct mapper *mapper, const struct prepared *prepared)
{
	const struct column_set *stored = &mapper->plan.stored;
	calx_session *session = mapper->session;

	for (size_t i = 0; i < stored->count; i++) {
		const unsigned number = stored->numbers[i];
		const calx_column *column = mapper->plan.fields[number].column;

		if (calx__stored_get(&column->type, calx__column_name(column),
			    &mapper->buffers.values[number],
			    calx__session_failing(session)) < 0) {
			calx__session_fail_where(session, prepared->where);
			return calx__session_status(session);
		}
	}
	return CALX_OK;
}

enum calx_status calx__fetch_values(
	struct mapper *mapper, struct prepared *prepared)
{
	if (calx__row(prepared, mapper->plan.kinds, mapper->table->column_count,
		    mapper->buffers.values) < 0)
		return calx__session_failed(mapper->session, prepared->where);
	return mapper->plan.stored.count ? stored_get(mapper, prepared)
					 : CALX_OK;
}

/* The key in mapper->buffers.values; most have one part, and need no copy. */
static const calx_value *key_of_values(struct mapper *mapper)
{
	if (mapper->plan.key.count == 1)
		return &mapper->buffers.values[mapper->plan.key.numbers[0]];
	for (size_t i = 0; i < mapper->plan.key.count; i++)
		mapper->buffers.key_values[i] =
			mapper->buffers.values[mapper->plan.key.numbers[i]];
	return mapper->buffers.key_values;
}

/* Fills a new slot with mapper->buffers.values. */
static enum calx_status slot_fill(struct mapper *mapper, uint32_t slot)
{
	size_t size = calx__row_text_size(mapper, mapper->buffers.values);
	char *place =
		size ? calx__session_text_new(mapper->session, size) : NULL;
	void *row = calx__slot_row(&mapper->slots, slot);

	if ((size && !place) ||
		calx__row_store(mapper, row, mapper->buffers.values, place) < 0)
		return calx__session_status(mapper->session);
	memcpy(calx__slot_snapshot(&mapper->slots, slot), row,
		mapper->table->row_size);
	return CALX_OK;
}

void *calx__fetch_object(struct mapper *mapper, struct prepared *prepared)
{
	uint32_t slot;
	size_t place;

	if (calx__fetch_values(mapper, prepared) < 0 ||
		!calx__identity_reserve(&mapper->identity))
		return NULL;
	slot = calx__identity_find(
		&mapper->identity, key_of_values(mapper), &place);
	if (slot != SLOT_NONE)
		return calx__slot_row(&mapper->slots, slot);
	calx__slots_at_place(&mapper->slots, prepared->where);
	slot = calx__slot_new(&mapper->slots);
	if (slot == SLOT_NONE)
		return NULL;
	if (slot_fill(mapper, slot) < 0) {
		calx__slot_free(&mapper->slots, slot);
		return NULL;
	}
	calx__track_at(mapper, place, slot);
	calx__track_taint(mapper, slot);
	return calx__slot_row(&mapper->slots, slot);
}

void *calx__fetch_untracked(struct mapper *mapper, struct prepared *prepared)
{
	const size_t row_size = mapper->table->row_size;
	size_t size;
	char *row;

	if (calx__fetch_values(mapper, prepared) < 0)
		return NULL;
	/* the struct and its text are one block */
	size = calx__row_text_size(mapper, mapper->buffers.values);
	row = calx__arena_alloc(&mapper->session->arena, row_size + size);
	if (!row) {
		calx__session_fail_memory(mapper->session);
		return NULL;
	}
	memset(row, 0, row_size);
	if (calx__row_store(
		    mapper, row, mapper->buffers.values, row + row_size) < 0)
		return NULL;
	return row;
}

int calx__fetch_scratch(struct mapper *mapper, struct prepared *prepared,
	uint32_t slot, bool untracked, void **ret_object)
{
	char *row = calx__slot_row(&mapper->slots, slot);
	uint32_t tracked = SLOT_NONE;
	size_t place;

	if (calx__fetch_values(mapper, prepared) < 0)
		return calx__session_status(mapper->session);
	if (mapper->identity.tracked && !untracked)
		tracked = calx__identity_find(
			&mapper->identity, key_of_values(mapper), &place);
	if (tracked != SLOT_NONE) {
		*ret_object = calx__slot_row(&mapper->slots, tracked);
		return 1;
	}
	if (calx__row_store(mapper, row, mapper->buffers.values, NULL) < 0)
		return calx__session_status(mapper->session);
	memcpy(calx__slot_snapshot(&mapper->slots, slot), row,
		mapper->table->row_size);
	*ret_object = row;
	return 0;
}
