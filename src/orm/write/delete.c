#include "orm/write/delete.h"

#include "engine/run.h"
#include "orm/base/error.h"
#include "orm/fetch/key.h"
#include "orm/store/own.h"
#include "orm/write/many.h"

/* DELETE, from the last object to the first. */

/* What was assigned to it is the program's, which may free it now. */
static enum calx_status object_deleted(struct mapper *mapper, uint32_t slot)
{
	calx__identity_remove(&mapper->identity, slot);
	calx__slot_set(&mapper->slots, slot, SLOT_GONE);
	if (calx__undo_note(&mapper->slots, &mapper->undo.gone, slot) < 0)
		return CALX_OUT_OF_MEMORY;
	return calx__own_changed(mapper, calx__slot_row(&mapper->slots, slot),
		calx__slot_snapshot(&mapper->slots, slot));
}

static enum calx_status delete_bind(
	struct mapper *mapper, struct prepared *prepared, const void *snapshot)
{
	const struct plan *plan = &mapper->plan;

	if (calx__put(prepared, 0, &plan->layout, plan->key.numbers,
		    plan->key.count, snapshot))
		return CALX_OK;
	calx__key_bind(mapper, snapshot);
	return calx__bind(prepared, 0, mapper->buffers.bound, plan->key.count);
}

static enum calx_status delete_one(struct flush *flush, struct mapper *mapper,
	struct prepared *prepared, uint32_t slot)
{
	const void *snapshot = calx__slot_snapshot(&mapper->slots, slot);

	if (calx__unit_check_slot(flush, mapper, slot, SLOT_REMOVED) < 0 ||
		delete_bind(mapper, prepared, snapshot) < 0 ||
		calx__step(prepared) < 0 ||
		calx__unit_check_row(flush, prepared) < 0 ||
		object_deleted(mapper, slot) < 0)
		return calx__unit_failed(
			flush, mapper, snapshot, "delete from");
	return CALX_OK;
}

static struct prepared *delete_prepare(
	struct flush *flush, struct mapper *mapper)
{
	const struct statement statement = {
		.kind = STATEMENT_DELETE_BY_KEY,
		.table = mapper->table,
		.keys = mapper->plan.key.numbers,
		.key_count = mapper->plan.key.count,
	};

	return calx__unit_prepare(flush, mapper, &statement, "delete from");
}

/* ---- many at once ---------------------------------------------------------- */

/* What struct many_rows works on. */
struct deletes {
	struct many_rows rows;
	struct mapper *mapper;
	const uint32_t *slots;
};

static uint32_t slot_of(const struct deletes *deletes, size_t i)
{
	return deletes->slots[deletes->rows.count - 1 - i];
}

static enum calx_status deletes_bind(void *context, size_t i)
{
	const struct deletes *deletes = context;
	struct mapper *mapper = deletes->mapper;

	return delete_bind(mapper, deletes->rows.prepared,
		calx__slot_snapshot(&mapper->slots, slot_of(deletes, i)));
}

static enum calx_status deletes_done(void *context, size_t count, int found)
{
	const struct deletes *deletes = context;
	enum calx_status status = CALX_OK;

	(void)found;
	if (calx__outcome(deletes->rows.prepared).changes != (long long)count)
		return CALX_STALE;
	for (size_t i = 0; i < count && status >= 0; i++)
		status = object_deleted(deletes->mapper,
			slot_of(deletes, deletes->rows.at + i));
	return status;
}

static enum calx_status delete_many(
	struct flush *flush, struct deletes *deletes)
{
	struct mapper *mapper = deletes->mapper;
	const size_t count = deletes->rows.count;

	if (!calx__many_goes(flush->session, count))
		return CALX_OK;
	for (size_t i = 0; i < count; i++) {
		const uint32_t slot = slot_of(deletes, i);

		if (calx__unit_check_slot(flush, mapper, slot, SLOT_REMOVED) <
			0)
			return calx__unit_failed(flush, mapper,
				calx__slot_snapshot(&mapper->slots, slot),
				"delete from");
	}
	return calx__many_write(&deletes->rows) < 0
		       ? calx__unit_failed(flush, mapper, NULL, "delete from")
		       : CALX_OK;
}

enum calx_status calx__delete(struct flush *flush, const struct unit *unit,
	const uint32_t *slots, size_t count)
{
	struct mapper *mapper = unit->mapper;
	struct deletes deletes = { .mapper = mapper,
		.slots = slots,
		.rows = { .session = flush->session,
			.where = flush->reason.where,
			.count = count,
			.bind = deletes_bind,
			.done = deletes_done,
			.context = &deletes } };
	enum calx_status status;

	if (!count)
		return CALX_OK;
	flush->written += count;
	deletes.rows.prepared = delete_prepare(flush, mapper);
	if (!deletes.rows.prepared)
		return calx__session_status(flush->session);
	status = delete_many(flush, &deletes);
	for (size_t i = deletes.rows.at; i < count && status >= 0; i++) {
		status = delete_one(flush, mapper, deletes.rows.prepared,
			slot_of(&deletes, i));
		calx__rewind(deletes.rows.prepared);
	}
	calx__finish(deletes.rows.prepared);
	return status;
}
