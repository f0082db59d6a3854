#include "orm/write/flush.h"

#include "orm/base/error.h"
#include "orm/fetch/scratch.h"
#include "orm/store/transaction.h"
#include "orm/write/conflict.h"
#include "orm/write/delete.h"
#include "orm/write/insert.h"
#include "orm/write/order.h"
#include "orm/write/update.h"

/* The unit of work. Referred tables come first: deletes and updates that make
 * room for others, then inserts in the order of calx_add(), updates in the
 * order of the keys, and deletes, tables in reverse order. */

/* ---- inserts ------------------------------------------------------------- */

static enum calx_status insert_slots(struct flush *flush, struct mapper *mapper,
	const uint32_t *slots, size_t count)
{
	struct insert insert = {
		.mapper = mapper,
		.slots = slots,
		.count = count,
		.where = flush->reason.where,
	};
	const void *row;

	if (calx__insert(&insert) >= 0)
		return CALX_OK;
	row = insert.at < count
		      ? calx__slot_row(&mapper->slots, slots[insert.at])
		      : NULL;
	return calx__unit_failed(flush, mapper, row, "insert into");
}

/* `added` without what has left the session since. */
static void added_compact(struct mapper *mapper)
{
	uint32_t *slots = mapper->pending.added.items;
	size_t count = 0;

	for (size_t i = 0; i < mapper->pending.added.count; i++) {
		if (calx__slot_is(&mapper->slots, slots[i]) == SLOT_ADDED)
			slots[count++] = slots[i];
		else
			*calx__slot_state(&mapper->slots, slots[i]) &=
				(unsigned char)~SLOT_LISTED;
	}
	mapper->pending.added.count = count;
}

/* Rows whose order crosses tables: those of one table that follow each other go
 * together. */
static enum calx_status insert_items(
	struct flush *flush, const struct item *items, size_t count)
{
	uint32_t *slots =
		calx__arena_alloc(&flush->arena, count * sizeof(*slots));
	enum calx_status status = CALX_OK;
	size_t end;

	if (!slots)
		return calx__session_fail_memory(flush->session);
	for (size_t i = 0; i < count && status >= 0; i = end) {
		for (end = i; end < count && items[end].unit == items[i].unit;
			end++)
			slots[end] = items[end].slot;
		status = insert_slots(
			flush, items[i].unit->mapper, slots + i, end - i);
	}
	return status;
}

static enum calx_status insert_group(
	struct flush *flush, const struct group *group)
{
	struct mapper *mapper = group->units[0]->mapper;
	struct item *items;
	enum calx_status status;
	size_t count;

	added_compact(mapper);
	/* one table that does not refer to itself: the order of calx_add() */
	if (group->count == 1 && (!group->units[0]->refers_to_itself ||
					 mapper->pending.added.count < 2))
		return insert_slots(flush, mapper, mapper->pending.added.items,
			mapper->pending.added.count);
	status = calx__order_rows(flush, group, SLOT_ADDED, &items, &count);
	return status < 0 ? status : insert_items(flush, items, count);
}

/* ---- the flush ----------------------------------------------------------- */

/* Each step makes room for the next: a unique key is given up before it is
 * taken, and what is referred to is there before it is referred to. */
static enum calx_status write_all(struct flush *flush)
{
	enum calx_status status = calx__delete_groups(flush, true);

	for (size_t i = 0; i < flush->unit_count && status >= 0; i++)
		status = calx__update_unit(flush, &flush->units[i], true);
	for (size_t i = 0; i < flush->group_count && status >= 0; i++)
		status = insert_group(flush, &flush->groups[i]);
	for (size_t i = 0; i < flush->unit_count && status >= 0; i++)
		status = calx__update_unit(flush, &flush->units[i], false);
	return status < 0 ? status : calx__delete_groups(flush, false);
}

/* After a flush that has failed all of it still waits, and a rollback forgets
 * it. */
static void nothing_waits(struct flush *flush)
{
	for (size_t i = 0; i < flush->unit_count; i++) {
		struct mapper *mapper = flush->units[i].mapper;

		calx__slots_unflag(
			&mapper->slots, &mapper->pending.added, SLOT_LISTED);
		calx__slots_unflag(&mapper->slots, &mapper->pending.removed,
			SLOT_LISTED | SLOT_EARLY);
	}
	flush->session->waiting = 0;
}

static enum calx_status flush_write(struct flush *flush)
{
	enum calx_status status;

	if (!flush->unit_count) {
		flush->session->waiting = 0;
		return CALX_OK;
	}
	if ((status = calx__transaction_begin(
		     flush->session, true, flush->reason.where)) < 0 ||
		(status = calx__order_units(flush)) < 0 ||
		(status = calx__conflicts_resolve(flush)) < 0 ||
		(status = write_all(flush)) < 0)
		return status;
	nothing_waits(flush);
	return CALX_OK;
}

enum calx_status calx__session_flush(
	calx_session *session, struct flush_reason reason)
{
	struct flush flush = { .session = session, .reason = reason };
	enum calx_status status;

	/* what the bodies of open loops have changed is written as well */
	if ((status = calx__scratch_keep_all(session)) >= 0 &&
		(status = calx__units_collect(&flush)) >= 0)
		status = flush_write(&flush);
	calx__units_release(&flush);
	return status;
}
