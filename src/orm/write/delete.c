#include "orm/write/delete.h"

#include "engine/run.h"
#include "orm/base/error.h"
#include "orm/fetch/key.h"
#include "orm/store/own.h"
#include "orm/write/order.h"

/* DELETE, row by row: from the last to the first of the order in which rows are
 * inserted, so that what refers to others goes before them. */

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

static enum calx_status delete_one(struct flush *flush, struct mapper *mapper,
	struct prepared *prepared, uint32_t slot)
{
	const void *snapshot = calx__slot_snapshot(&mapper->slots, slot);

	calx__key_bind(mapper, snapshot);
	if (calx__bind(prepared, 0, mapper->buffers.bound,
		    mapper->plan.key.count) < 0 ||
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

/* Early: what gives up a unique key, and what refers to that. Late: the rest,
 * for what was deleted early is in state REMOVED no more. */
static bool delete_is_due(const struct item *item, bool early)
{
	return !early || item->unit->deletes_early ||
	       *calx__slot_state(&item->unit->mapper->slots, item->slot) &
		       SLOT_EARLY;
}

/* The items from the last to the first: what refers to others goes first. */
static enum calx_status delete_items(
	struct flush *flush, const struct item *items, size_t count, bool early)
{
	struct prepared *prepared = NULL;
	const struct unit *unit = NULL;
	enum calx_status status = CALX_OK;

	while (count-- && status >= 0) {
		const struct item *item = &items[count];

		if (!delete_is_due(item, early))
			continue;
		if (!unit || item->unit != unit) {
			calx__finish(prepared);
			unit = item->unit;
			prepared = delete_prepare(flush, unit->mapper);
			if (!prepared)
				return calx__session_status(flush->session);
		}
		status = delete_one(flush, unit->mapper, prepared, item->slot);
		calx__rewind(prepared);
	}
	calx__finish(prepared);
	return status;
}

enum calx_status calx__delete_groups(struct flush *flush, bool early)
{
	enum calx_status status = CALX_OK;

	for (size_t i = flush->group_count; i-- && status >= 0;) {
		struct item *items;
		size_t count;

		status = calx__order_rows(
			flush, &flush->groups[i], SLOT_REMOVED, &items, &count);
		if (status >= 0 && count)
			status = delete_items(flush, items, count, early);
	}
	return status;
}
