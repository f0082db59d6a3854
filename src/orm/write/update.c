#include "orm/write/update.h"

#include <string.h>

#include "engine/run.h"
#include "orm/base/error.h"
#include "orm/fetch/key.h"
#include "orm/fetch/reload.h"
#include "orm/store/given.h"
#include "orm/store/own.h"
#include "orm/store/track.h"
#include "orm/write/many.h"
#include "sql/type/type.h"

/* UPDATE. Changes of one shape are one statement, which is bound anew for each
 * row; the key in its WHERE is that of the snapshot. */

static size_t changed_numbers(
	const struct unit *unit, const struct change *change)
{
	struct mapper *mapper = unit->mapper;
	size_t count = 0;

	for (unsigned i = 0; i < mapper->table->column_count; i++) {
		if (calx__change_has(unit, change, i))
			mapper->buffers.numbers[count++] = i;
	}
	return count;
}

static bool changes_key(const struct unit *unit, const struct change *change)
{
	const struct column_set *key = &unit->mapper->plan.key;

	for (size_t i = 0; i < key->count; i++) {
		if (calx__change_has(unit, change, key->numbers[i]))
			return true;
	}
	return false;
}

/* What all updates of one shape have in common. */
struct updates {
	struct flush *flush;
	const struct unit *unit;
	struct prepared *prepared;
	size_t count; /* of columns; their numbers are in mapper->buffers.numbers */
	size_t row_count; /* the same with the key's behind them, if it stays */
	bool has_text;
	bool has_key;
	bool is_ready; /* update_ready() has been done for all */
	const struct change *changes;
};

static void updates_init(struct updates *updates, const struct change *change)
{
	struct mapper *mapper = updates->unit->mapper;
	const struct column_set *key = &mapper->plan.key;

	updates->count = changed_numbers(updates->unit, change);
	updates->has_key = changes_key(updates->unit, change);
	for (size_t i = 0; i < updates->count; i++) {
		const struct field *field = calx__plan_field(
			&mapper->plan, mapper->buffers.numbers[i]);

		updates->has_text |=
			calx__types[field->column->type.kind].is_text ||
			field->column->type.kind == CALX_BLOB;
		mapper->buffers.bound[i] =
			(struct bound_value){ .column = field->column };
	}
	for (size_t i = 0; i < key->count; i++)
		mapper->buffers.bound[updates->count + i] =
			(struct bound_value){
				.column = calx__key_column(mapper, i),
			};
	updates->row_count = updates->count;
	for (size_t i = 0; !updates->has_key && i < key->count; i++)
		mapper->buffers.numbers[updates->row_count++] = key->numbers[i];
}

/* What is set, and the key, from the structs. */
static bool update_put(
	const struct updates *updates, const void *row, const void *snapshot)
{
	const struct mapper *mapper = updates->unit->mapper;
	const struct plan *plan = &mapper->plan;

	return calx__put(updates->prepared, 0, &plan->layout,
		       mapper->buffers.numbers, updates->row_count, row) &&
	       (!updates->has_key ||
		       calx__put(updates->prepared, updates->count,
			       &plan->layout, plan->key.numbers,
			       plan->key.count, snapshot));
}

static enum calx_status update_bind(
	const struct updates *updates, const void *row, const void *snapshot)
{
	struct mapper *mapper = updates->unit->mapper;
	struct bound_value *bound = mapper->buffers.bound;

	if (update_put(updates, row, snapshot))
		return CALX_OK;
	for (size_t i = 0; i < updates->count; i++, bound++) {
		const struct field *field = calx__plan_field(
			&mapper->plan, mapper->buffers.numbers[i]);

		if (!calx__given_load(
			    &mapper->plan, field, row, snapshot, &bound->value))
			return calx__given_refuse(mapper, field, row, snapshot);
	}
	for (size_t i = 0; i < mapper->plan.key.count; i++, bound++)
		calx__field_load(calx__plan_key(&mapper->plan, i), snapshot,
			&bound->value);
	return calx__bind(updates->prepared, 0, mapper->buffers.bound,
		updates->count + mapper->plan.key.count);
}

/* The database has the object as it is now. */
static enum calx_status object_updated(const struct updates *updates,
	uint32_t slot, const void *row, void *snapshot)
{
	struct mapper *mapper = updates->unit->mapper;

	/* a key that changes has another place in the map */
	if (updates->has_key)
		calx__identity_remove(&mapper->identity, slot);
	memcpy(snapshot, row, mapper->table->row_size);
	return updates->has_key ? calx__track(mapper, slot) : CALX_OK;
}

/* What there is to do before an object is written. */
static enum calx_status update_ready(
	const struct updates *updates, const struct change *change)
{
	struct mapper *mapper = updates->unit->mapper;
	void *row = calx__slot_row(&mapper->slots, change->slot);
	const void *snapshot =
		calx__slot_snapshot(&mapper->slots, change->slot);

	/* the snapshot is kept first: it still says what the database held */
	if (calx__unit_check_slot(
		    updates->flush, mapper, change->slot, SLOT_TRACKED) < 0 ||
		calx__undo_keep(&mapper->undo, &mapper->slots, change->slot) <
			0 ||
		(updates->has_text &&
			calx__own_changed(mapper, row, snapshot) < 0))
		return CALX_ERROR;
	return CALX_OK;
}

static enum calx_status update_one(
	const struct updates *updates, const struct change *change)
{
	struct mapper *mapper = updates->unit->mapper;
	void *row = calx__slot_row(&mapper->slots, change->slot);
	void *snapshot = calx__slot_snapshot(&mapper->slots, change->slot);

	if ((!updates->is_ready && update_ready(updates, change) < 0) ||
		update_bind(updates, row, snapshot) < 0 ||
		calx__step(updates->prepared) < 0 ||
		calx__unit_check_row(updates->flush, updates->prepared) < 0 ||
		object_updated(updates, change->slot, row, snapshot) < 0)
		return calx__unit_failed(
			updates->flush, mapper, snapshot, "update of");
	return CALX_OK;
}

/* ---- many at once ---------------------------------------------------------- */

/* What struct many_rows works on. */
struct updates_sent {
	struct many_rows rows;
	struct updates *updates;
};

static enum calx_status sent_bind(void *context, size_t i)
{
	const struct updates_sent *sent = context;
	const struct updates *updates = sent->updates;
	const struct slots *slots = &updates->unit->mapper->slots;
	const uint32_t slot = updates->changes[i].slot;

	return update_bind(updates, calx__slot_row(slots, slot),
		calx__slot_snapshot(slots, slot));
}

static enum calx_status sent_done(void *context, size_t count, int found)
{
	const struct updates_sent *sent = context;
	const struct updates *updates = sent->updates;
	const struct slots *slots = &updates->unit->mapper->slots;
	enum calx_status status = CALX_OK;

	(void)found;
	if (calx__outcome(updates->prepared).changes != (long long)count)
		return CALX_STALE;
	for (size_t i = 0; i < count && status >= 0; i++) {
		const uint32_t slot = updates->changes[sent->rows.at + i].slot;

		status = object_updated(updates, slot,
			calx__slot_row(slots, slot),
			calx__slot_snapshot(slots, slot));
	}
	return status;
}

/* Objects that get another key have another place in the map, and may take that of
 * each other: they go one by one. */
static enum calx_status update_many(
	struct updates *updates, size_t count, size_t *ret_done)
{
	struct flush *flush = updates->flush;
	struct mapper *mapper = updates->unit->mapper;
	struct updates_sent sent = { .updates = updates,
		.rows = { .session = flush->session,
			.prepared = updates->prepared,
			.where = flush->reason.where,
			.count = count,
			.bind = sent_bind,
			.done = sent_done,
			.context = &sent } };

	if (updates->has_key || !calx__many_goes(flush->session, count))
		return CALX_OK;
	for (size_t i = 0; i < count; i++)
		if (update_ready(updates, &updates->changes[i]) < 0)
			return calx__unit_failed(flush, mapper,
				calx__slot_snapshot(&mapper->slots,
					updates->changes[i].slot),
				"update of");
	updates->is_ready = true;
	if (calx__many_write(&sent.rows) < 0)
		return calx__unit_failed(flush, mapper, NULL, "update of");
	*ret_done = sent.rows.at;
	return CALX_OK;
}

/* A computed value that was changed would be lost: no statement can write it. */
static enum calx_status computed_check(
	const struct updates *updates, const struct change *change)
{
	struct mapper *mapper = updates->unit->mapper;
	const struct column_set *computed = &mapper->plan.computed;

	for (size_t i = 0; i < computed->count; i++) {
		if (!calx__change_has(
			    updates->unit, change, computed->numbers[i]))
			continue;
		calx__given_refuse_computed(mapper,
			calx__plan_field(&mapper->plan, computed->numbers[i]));
		return calx__unit_failed(updates->flush, mapper,
			calx__slot_snapshot(&mapper->slots, change->slot),
			"update of");
	}
	return CALX_OK;
}

static struct prepared *update_prepare(const struct updates *updates)
{
	struct mapper *mapper = updates->unit->mapper;
	const struct statement statement = {
		.kind = STATEMENT_UPDATE_BY_KEY,
		.table = mapper->table,
		.numbers = mapper->buffers.numbers,
		.number_count = updates->count,
		.keys = mapper->plan.key.numbers,
		.key_count = mapper->plan.key.count,
	};

	return calx__unit_prepare(
		updates->flush, mapper, &statement, "update of");
}

/* The changes from the first on that are of its shape; the number of them. */
static size_t run_length(const struct change *changes, size_t count)
{
	size_t i = 1;

	while (i < count && changes[i].shape == changes[0].shape)
		i++;
	return i;
}

/* Changes of one shape. */
static enum calx_status update_run(struct flush *flush, const struct unit *unit,
	const struct change *changes, size_t count)
{
	struct updates updates = {
		.flush = flush, .unit = unit, .changes = changes
	};
	enum calx_status status;
	size_t done = 0;

	if ((status = computed_check(&updates, &changes[0])) < 0)
		return status;
	updates_init(&updates, &changes[0]);
	updates.prepared = update_prepare(&updates);
	if (!updates.prepared)
		return calx__session_status(flush->session);
	status = update_many(&updates, count, &done);
	for (size_t i = done; status >= 0 && i < count; i++) {
		status = update_one(&updates, &changes[i]);
		calx__rewind(updates.prepared);
	}
	calx__finish(updates.prepared);
	for (size_t i = 0;
		unit->mapper->plan.computed.count && status >= 0 && i < count;
		i++)
		status = calx__reload(unit->mapper, changes[i].slot,
			"update of", flush->reason.where);
	return status;
}

enum calx_status calx__update(struct flush *flush, const struct unit *unit,
	const struct change *changes, size_t count)
{
	enum calx_status status = CALX_OK;

	flush->written += count;
	while (count && status >= 0) {
		size_t length = run_length(changes, count);

		status = update_run(flush, unit, changes, length);
		changes += length;
		count -= length;
	}
	return status;
}
