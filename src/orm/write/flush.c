#include "orm/write/flush.h"

#include "orm/base/error.h"
#include "orm/fetch/doubt.h"
#include "orm/fetch/scratch.h"
#include "orm/store/hook.h"
#include "orm/store/transaction.h"
#include "orm/write/choose.h"
#include "orm/write/delete.h"
#include "orm/write/followed.h"
#include "orm/write/insert.h"
#include "orm/write/order.h"
#include "orm/write/part.h"
#include "orm/write/reference.h"
#include "orm/write/told.h"
#include "orm/write/unique.h"
#include "orm/write/update.h"

/* The unit of work. Referred tables come first: inserts in the order of
 * calx_add(), updates in the order of the keys, and deletes, tables in reverse
 * order. Where that is against what some rows need of each other, all are
 * written row by row. */

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

	flush->written += count;
	if (calx__insert(&insert) >= 0)
		return CALX_OK;
	row = insert.at < count
		      ? calx__slot_row(&mapper->slots, slots[insert.at])
		      : NULL;
	return calx__unit_failed(flush, mapper, row, "insert into");
}

/* ---- one table after the other --------------------------------------------- */

static enum calx_status insert_units(struct flush *flush)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < flush->unit_count && status >= 0; i++) {
		struct mapper *mapper = flush->order[i]->mapper;

		status =
			insert_slots(flush, mapper, mapper->pending.added.items,
				mapper->pending.added.count);
	}
	return status;
}

static enum calx_status update_units(struct flush *flush)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < flush->unit_count && status >= 0; i++) {
		const struct unit *unit = flush->order[i];

		status = calx__update(
			flush, unit, unit->changes.items, unit->changes.count);
	}
	return status;
}

static enum calx_status delete_units(struct flush *flush)
{
	enum calx_status status = CALX_OK;

	for (size_t i = flush->unit_count; i-- > 0 && status >= 0;) {
		const struct unit *unit = flush->order[i];
		const struct vec *removed = &unit->mapper->pending.removed;

		status = calx__delete(
			flush, unit, removed->items, removed->count);
	}
	return status;
}

/* What is referred to is there before it is referred to, and goes after. */
static enum calx_status write_tables(struct flush *flush)
{
	enum calx_status status;

	if ((status = insert_units(flush)) < 0 ||
		(status = update_units(flush)) < 0)
		return status;
	return delete_units(flush);
}

/* ---- row by row -------------------------------------------------------------- */

static enum calx_status row_insert(
	struct flush *flush, const struct graph_row *row)
{
	return insert_slots(flush, row->unit->mapper, &row->slot, 1);
}

static enum calx_status row_update(
	struct flush *flush, const struct graph_row *row)
{
	const struct change *changes = row->unit->changes.items;

	return calx__update(flush, row->unit, &changes[row->change], 1);
}

static enum calx_status row_delete(
	struct flush *flush, const struct graph_row *row)
{
	return calx__delete(flush, row->unit, &row->slot, 1);
}

static enum calx_status step_write(struct flush *flush,
	const struct schedule *schedule, const struct step *step)
{
	static enum calx_status (*const writers[])(
		struct flush * flush, const struct graph_row *row) = {
		[ROW_INSERT] = row_insert,
		[ROW_UPDATE] = row_update,
		[ROW_DELETE] = row_delete,
	};
	const struct graph_row *row = &schedule->rows[step->row];

	if (calx__step_is_late(step->kind))
		return calx__part_settle(flush, row, step);
	if (step->kind != STEP_ROW)
		return calx__part_release(flush, row, step);
	return row->is_split ? calx__part_write(flush, schedule, step->row,
				       writers[row->kind])
			     : writers[row->kind](flush, row);
}

/* Rows of one table that are inserted one after the other go together. */
static size_t inserts_gather(
	const struct schedule *schedule, size_t first, uint32_t *slots)
{
	const struct step *steps = schedule->steps.items;
	const struct unit *unit = schedule->rows[steps[first].row].unit;
	size_t count = 0;

	for (size_t i = first; i < schedule->steps.count; i++) {
		const struct graph_row *row = &schedule->rows[steps[i].row];

		if (steps[i].kind != STEP_ROW || row->kind != ROW_INSERT ||
			row->is_split || row->unit != unit)
			break;
		slots[count++] = row->slot;
	}
	return count;
}

static enum calx_status write_steps(
	struct flush *flush, const struct schedule *schedule)
{
	const struct step *steps = schedule->steps.items;
	uint32_t *slots = calx__arena_alloc(
		&flush->arena, schedule->steps.count * sizeof(*slots));
	enum calx_status status = CALX_OK;

	if (!slots)
		return calx__session_fail_memory(flush->session);
	for (size_t i = 0; i < schedule->steps.count && status >= 0;) {
		size_t count = inserts_gather(schedule, i, slots);

		if (count)
			status = insert_slots(flush,
				schedule->rows[steps[i].row].unit->mapper,
				slots, count);
		else
			status = step_write(flush, schedule, &steps[i]);
		i += count ? count : 1;
	}
	return status;
}

static enum calx_status write_rows(struct graph *graph)
{
	struct schedule schedule;
	enum calx_status status = calx__schedule_make(&schedule, graph);

	if (status >= 0)
		status = write_steps(graph->flush, &schedule);
	calx__schedule_release(&schedule);
	return status;
}

/* ---- the flush ------------------------------------------------------------- */

/* The edges matter only where the order of tables is against one of them. */
static enum calx_status graph_fill(struct graph *graph)
{
	enum calx_status status;
	bool cross = false;

	if ((status = calx__unique_edges(graph)) < 0)
		return status;
	cross = graph->edges.count > 0;
	if (!cross && (status = calx__references_cross(graph, &cross)) < 0)
		return status;
	return cross ? calx__reference_edges(graph) : CALX_OK;
}

static enum calx_status write_graph(struct graph *graph)
{
	enum calx_status status = graph_fill(graph);

	if (status >= 0)
		status = calx__graph_is_violated(graph)
				 ? write_rows(graph)
				 : write_tables(graph->flush);
	calx__vec_release(&graph->edges);
	return status;
}

static enum calx_status write_all(struct flush *flush)
{
	struct followers followers;
	struct graph graph = { .flush = flush,
		.followers = &followers,
		.edges = VEC_INIT(struct edge) };
	enum calx_status status;

	calx__graph_number(&graph);
	if ((status = calx__followers_find(&followers, flush)) >= 0)
		status = write_graph(&graph);
	calx__doubt_count(flush->session, (long long)flush->written);
	calx__doubt_look(flush->session);
	if (status >= 0)
		status = calx__followers_follow(&followers, flush);
	calx__followers_release(&followers);
	return status;
}

/* Where edits are explicit, to change what was inserted is an edit. */
static void adds_unedit(struct mapper *mapper)
{
	const struct vec *added = &mapper->pending.added;

	for (size_t i = 0; mapper->slots.is_explicit && i < added->count; i++)
		calx__slot_unedit(&mapper->slots, calx__slots_at(added, i));
}

/* After a flush that has failed all of it still waits, and a rollback forgets
 * it. */
static void nothing_waits(struct flush *flush)
{
	for (size_t i = 0; i < flush->unit_count; i++) {
		struct mapper *mapper = flush->units[i].mapper;

		adds_unedit(mapper);
		flush->session->waiting -= mapper->pending.added.count +
					   mapper->pending.removed.count;
		flush->session->deleting -= mapper->pending.removed.count;
		mapper->pending.adding = 0;
		calx__slots_unflag(
			&mapper->slots, &mapper->pending.added, SLOT_LISTED);
		calx__slots_unflag(
			&mapper->slots, &mapper->pending.removed, SLOT_LISTED);
	}
	if (!flush->is_part)
		flush->session->waiting = flush->session->deleting = 0;
}

/* New rows of one table that do not refer to each other: there is nothing to
 * put in order, none gives way to another, and nothing goes along. */
static bool only_adds(const struct flush *flush)
{
	const struct unit *unit = flush->units;
	const struct constraints *constraints = &unit->mapper->constraints;

	if (flush->unit_count > 1 || unit->changes.count ||
		unit->mapper->pending.removed.count)
		return false;
	for (size_t i = 0; i < constraints->foreign_key_count; i++)
		if (calx__units_find(flush, constraints->foreign_keys[i].table))
			return false;
	return true;
}

static enum calx_status write_adds(struct flush *flush)
{
	struct mapper *mapper = flush->units->mapper;
	enum calx_status status = insert_slots(flush, mapper,
		mapper->pending.added.items, mapper->pending.added.count);

	calx__doubt_count(flush->session, (long long)flush->written);
	calx__doubt_look(flush->session);
	return status;
}

static enum calx_status write_ordered(struct flush *flush)
{
	enum calx_status status = calx__order_units(flush);

	return status < 0 ? status : write_all(flush);
}

/* Hooks hear of it when it is done with, and may change more. */
static enum calx_status flush_end(struct flush *flush, struct told *told)
{
	enum calx_status status = calx__told_note(told, flush);

	nothing_waits(flush);
	if (status >= 0)
		status = calx__told_after(told);
	return status < 0
		       ? status
		       : calx__hooks_notify(flush->session, CALX_AFTER_FLUSH);
}

static enum calx_status flush_write(struct flush *flush, struct told *told)
{
	enum calx_status status;

	if (!flush->unit_count)
		return CALX_OK;
	if ((status = calx__transaction_begin(
		     flush->session, true, flush->reason.where)) < 0)
		return status;
	status = only_adds(flush) ? write_adds(flush) : write_ordered(flush);
	return status < 0 ? status : flush_end(flush, told);
}

/* Whether what waits in other tables has to be written as well: rows that refer
 * to a key that changes come before it or go with it. */
static bool concerns_others(const struct flush *flush)
{
	for (size_t i = 0; i < flush->unit_count; i++)
		if (calx__unit_changes_key(&flush->units[i]))
			return true;
	return false;
}

static enum calx_status collect(struct flush *flush)
{
	enum calx_status status = calx__units_collect(flush);

	if (status < 0 || !flush->is_part || !concerns_others(flush))
		return status;
	calx__units_release(flush);
	flush->unit_count = 0;
	flush->is_part = false;
	return calx__units_collect(flush);
}

static enum calx_status collect_again(struct flush *flush)
{
	calx__units_release(flush);
	flush->unit_count = 0;
	return collect(flush);
}

/* Hooks may change what there is to write. */
static enum calx_status collect_told(struct flush *flush, struct told *told)
{
	enum calx_status status = collect(flush);
	int any = 0;

	if (!flush->session->hooks || status < 0 || !flush->unit_count)
		return status;
	status = calx__hooks_notify(flush->session, CALX_BEFORE_FLUSH);
	if (status >= 0)
		status = collect_again(flush);
	while (status >= 0 && (any = calx__told_before(told, flush)) == 1)
		status = collect_again(flush);
	return any < 0 ? (enum calx_status)any : status;
}

static enum calx_status flush_run(struct flush *flush)
{
	struct told told;
	enum calx_status status;

	calx__told_init(&told);
	/* what the bodies of open loops have changed is written as well */
	if ((status = calx__scratch_keep_all(flush->session)) >= 0 &&
		(status = collect_told(flush, &told)) >= 0)
		status = flush_write(flush, &told);
	calx__told_release(&told);
	return status;
}

enum calx_status calx__session_flush(
	calx_session *session, struct flush_reason reason)
{
	struct flush flush = { .session = session, .reason = reason };
	enum calx_status status = calx__hooks_forbid(session, "calx_flush");

	if (status < 0)
		return status;
	status = flush_run(&flush);
	calx__units_release(&flush);
	return status;
}

enum calx_status calx__session_flush_chosen(
	calx_session *session, struct flush_reason reason)
{
	struct flush flush = { session, reason, .is_part = true };
	enum calx_status status = calx__choose_parents(session);

	if (status >= 0)
		status = flush_run(&flush);
	calx__units_release(&flush);
	return status;
}
