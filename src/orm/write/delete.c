#include "orm/write/delete.h"

#include "engine/run.h"
#include "orm/base/error.h"
#include "orm/fetch/key.h"
#include "orm/store/own.h"

/* DELETE, row by row. */

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

enum calx_status calx__delete(struct flush *flush, const struct unit *unit,
	const uint32_t *slots, size_t count)
{
	struct mapper *mapper = unit->mapper;
	enum calx_status status = CALX_OK;
	struct prepared *prepared;

	if (!count)
		return CALX_OK;
	flush->written += count;
	prepared = delete_prepare(flush, mapper);
	if (!prepared)
		return calx__session_status(flush->session);
	while (count-- && status >= 0) {
		status = delete_one(flush, mapper, prepared, slots[count]);
		calx__rewind(prepared);
	}
	calx__finish(prepared);
	return status;
}
