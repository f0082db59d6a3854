#include "orm/fetch/fetch.h"

#include <string.h>

#include "engine/prepare.h"
#include "engine/run.h"
#include "orm/base/error.h"
#include "orm/store/own.h"
#include "orm/store/row.h"
#include "orm/store/track.h"
#include "orm/store/transaction.h"
#include "sql/type/enumeration.h"
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

struct prepared *calx__fetch_start_objects(
	struct mapper *mapper, struct statement *select, const char *where)
{
	struct prepared *prepared;

	select->fills_structs = calx__mapper_fills(mapper);
	prepared = calx__fetch_start(mapper->session, select, where);
	if (prepared)
		calx__aim(prepared, &mapper->plan.layout);
	return prepared;
}

int calx__fetch_by_key(struct mapper *mapper, struct prepared **ret_prepared,
	bool fills, const char *where)
{
	calx_session *session = mapper->session;
	const struct statement get = { .kind = STATEMENT_GET,
		.fills_structs = fills && calx__mapper_fills(mapper),
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
				mapper->plan.key.count) >= 0) {
		calx__aim(prepared, fills ? &mapper->plan.layout : NULL);
		found = calx__step(prepared);
	}
	if (found < 0)
		calx__session_failed(session, where);
	*ret_prepared = prepared;
	return found;
}

/* ---- rows ---------------------------------------------------------------- */

/* What is in the form of another program becomes a value. Out of the way of the
 * tables that have no such column. */
__attribute__((noinline, cold)) static enum calx_status stored_get(
	struct mapper *mapper, struct prepared *prepared)
{
	const struct column_set *stored = &mapper->plan.stored;
	calx_session *session = mapper->session;
	struct arena *room = calx__row_room(prepared);

	for (size_t i = 0; i < stored->count; i++) {
		const unsigned number = stored->numbers[i];
		const calx_column *column =
			calx__plan_field(&mapper->plan, number)->column;

		if (calx__stored_get(&column->type, calx__column_name(column),
			    &mapper->buffers.values[number], room,
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
	if (calx__row(prepared, mapper->plan.layout.kinds,
		    mapper->table->column_count, mapper->buffers.values) < 0)
		return calx__session_failed(mapper->session, prepared->where);
	return mapper->plan.stored.count ? stored_get(mapper, prepared)
					 : CALX_OK;
}

/* One part of the key. An enumeration comes as its label, and objects are known
 * by its number. */
static const calx_value *key_value(struct mapper *mapper, size_t part)
{
	const struct field *field = calx__plan_key(&mapper->plan, part);
	calx_value *value =
		&mapper->buffers.values[mapper->plan.key.numbers[part]];

	if (field->column->type.kind == CALX_ENUMERATION)
		calx__enumeration_number(field->column, value);
	return value;
}

/* The key in mapper->buffers.values; most have one part, and need no copy. */
static const calx_value *key_of_values(struct mapper *mapper)
{
	if (mapper->plan.key.count == 1)
		return key_value(mapper, 0);
	for (size_t i = 0; i < mapper->plan.key.count; i++)
		mapper->buffers.key_values[i] = *key_value(mapper, i);
	return mapper->buffers.key_values;
}

/* The current row into a struct, its text borrowed, and the lengths of that in
 * mapper->buffers.lengths: their sum, or NOT_USUAL. */
static inline int64_t row_fetch(
	struct mapper *mapper, struct prepared *prepared, char *row)
{
	memset(row, 0, mapper->table->row_size);
	return calx__fetch(
		prepared, &mapper->plan.layout, row, mapper->buffers.lengths);
}

/* The same from mapper->buffers.values; < 0: failed. */
static int64_t row_of_values(struct mapper *mapper, char *row)
{
	memset(row, 0, mapper->table->row_size);
	if (calx__row_store(mapper, row, mapper->buffers.values) < 0)
		return calx__session_status(mapper->session);
	return (int64_t)calx__own_measure(mapper, row);
}

/* A new object of what is in its slot. */
static enum calx_status object_enter(struct mapper *mapper, uint32_t slot,
	char *row, size_t place, size_t text)
{
	if (calx__own_measured(mapper, row, text) < 0)
		return calx__session_status(mapper->session);
	calx__slot_keep(&mapper->slots, slot);
	calx__track_at(mapper, place, slot);
	calx__track_taint(mapper, slot, mapper->session->depth);
	return CALX_OK;
}

/* The slot of the object that the current row is: one that is tracked already,
 * or the given one, into whose struct it is read; SLOT_NONE: failed. */
static uint32_t object_read(struct mapper *mapper, struct prepared *prepared,
	uint32_t slot, char *row)
{
	int64_t text = row_fetch(mapper, prepared, row);
	uint32_t tracked;
	size_t place;

	if (text != NOT_USUAL) {
		tracked =
			calx__identity_find_row(&mapper->identity, row, &place);
	} else if (calx__fetch_values(mapper, prepared) < 0) {
		return SLOT_NONE;
	} else {
		tracked = calx__identity_find(
			&mapper->identity, key_of_values(mapper), &place);
		if (tracked == SLOT_NONE)
			text = row_of_values(mapper, row);
	}
	if (tracked != SLOT_NONE)
		return tracked;
	if (text < 0 ||
		object_enter(mapper, slot, row, place, (size_t)text) < 0)
		return SLOT_NONE;
	return slot;
}

/* What has failed with a row says where the query was. */
static void *row_failed(
	const struct mapper *mapper, const struct prepared *prepared)
{
	calx__session_fail_where(mapper->session, prepared->where);
	return NULL;
}

void *calx__fetch_object(struct mapper *mapper, struct prepared *prepared)
{
	uint32_t slot, found;
	char *row;

	if (!calx__identity_reserve(&mapper->identity))
		return row_failed(mapper, prepared);
	calx__slots_at_place(&mapper->slots, prepared->where);
	slot = calx__slot_take(&mapper->slots);
	if (slot == SLOT_NONE)
		return row_failed(mapper, prepared);
	row = calx__slot_row(&mapper->slots, slot);
	found = object_read(mapper, prepared, slot, row);
	if (found == slot)
		return row;
	calx__slot_free(&mapper->slots, slot);
	return found == SLOT_NONE ? row_failed(mapper, prepared)
				  : calx__slot_row(&mapper->slots, found);
}

void *calx__fetch_untracked(struct mapper *mapper, struct prepared *prepared)
{
	calx_session *session = mapper->session;
	char *row = calx__arena_alloc(&session->arena, mapper->table->row_size);
	int64_t text;

	if (!row) {
		calx__session_fail_memory(session);
		return row_failed(mapper, prepared);
	}
	text = row_fetch(mapper, prepared, row);
	if (text == NOT_USUAL) {
		if (calx__fetch_values(mapper, prepared) < 0)
			return NULL;
		text = row_of_values(mapper, row);
	}
	if (text < 0 || calx__own_measured(mapper, row, (size_t)text) < 0)
		return row_failed(mapper, prepared);
	return row;
}

/* The object of that key, or the given struct. */
void *calx__fetch_tracked(const struct mapper *mapper, char *row)
{
	size_t place;
	const uint32_t slot =
		calx__identity_find_row(&mapper->identity, row, &place);

	return slot == SLOT_NONE ? row : calx__slot_row(&mapper->slots, slot);
}

void *calx__fetch_scratch(struct mapper *mapper, struct prepared *prepared,
	char *row, bool untracked)
{
	size_t place;

	if (calx__fetch_values(mapper, prepared) < 0)
		return NULL;
	if (mapper->identity.tracked && !untracked) {
		const uint32_t slot = calx__identity_find(
			&mapper->identity, key_of_values(mapper), &place);

		if (slot != SLOT_NONE)
			return calx__slot_row(&mapper->slots, slot);
	}
	return row_of_values(mapper, row) < 0 ? row_failed(mapper, prepared)
					      : row;
}
