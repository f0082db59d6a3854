#include "orm/write/part.h"

#include <string.h>

#include "orm/base/error.h"
#include "orm/fetch/key.h"
#include "orm/store/given.h"
#include "orm/store/own.h"
#include "orm/store/track.h"
#include "orm/write/apart.h"
#include "sql/schema/descriptor.h"
#include "util/fail.h"

/* An UPDATE of one column. The snapshot says what the database holds, also in
 * between: so the row's own UPDATE or DELETE finds it by its key of then. */

/* The number of a column, and the row struct that it is taken from. */
struct part {
	struct flush *flush;
	struct mapper *mapper;
	uint32_t slot;
	unsigned number;
	void *row;
};

static enum calx_status part_bind(
	const struct part *part, struct prepared *prepared)
{
	struct mapper *mapper = part->mapper;
	const struct field *field =
		calx__plan_field(&mapper->plan, part->number);
	const void *snapshot = calx__slot_snapshot(&mapper->slots, part->slot);
	struct bound_value *bound = mapper->buffers.bound;

	*bound = (struct bound_value){ .column = field->column };
	if (!calx__given_load(
		    &mapper->plan, field, part->row, snapshot, &bound->value))
		return calx__given_refuse(mapper, field, part->row, snapshot);
	for (size_t i = 0; i < mapper->plan.key.count; i++) {
		*++bound = (struct bound_value){
			.column = calx__key_column(mapper, i),
		};
		calx__field_load(calx__plan_key(&mapper->plan, i), snapshot,
			&bound->value);
	}
	return calx__bind(
		prepared, 0, mapper->buffers.bound, 1 + mapper->plan.key.count);
}

static struct prepared *part_prepare(const struct part *part)
{
	struct mapper *mapper = part->mapper;
	const struct statement statement = {
		.kind = STATEMENT_UPDATE_BY_KEY,
		.table = mapper->table,
		.numbers = &part->number,
		.number_count = 1,
		.keys = mapper->plan.key.numbers,
		.key_count = mapper->plan.key.count,
	};

	return calx__unit_prepare(part->flush, mapper, &statement, "update of");
}

static enum calx_status part_done(const struct part *part)
{
	struct mapper *mapper = part->mapper;
	const calx_column *column =
		calx__column_at(mapper->table, part->number);
	char *snapshot = calx__slot_snapshot(&mapper->slots, part->slot);
	bool is_key = calx__set_has(&mapper->plan.key, part->number);
	enum slot_state state = calx__slot_is(&mapper->slots, part->slot);

	if (is_key)
		calx__identity_remove(&mapper->identity, part->slot);
	memcpy(snapshot + column->offset,
		(const char *)part->row + column->offset, column->size);
	if (is_key && calx__track(mapper, part->slot) < 0)
		return CALX_OUT_OF_MEMORY;
	/* one that is to be deleted still is */
	calx__slot_set(&mapper->slots, part->slot, state);
	return CALX_OK;
}

/* The error tells of the row as it was to be in between. */
static enum calx_status part_failed(const struct part *part)
{
	const struct slots *slots = &part->mapper->slots;
	const calx_column *column =
		calx__column_at(part->mapper->table, part->number);
	calx_error *error = &part->flush->session->error;
	char *own = (char *)calx__slot_row(slots, part->slot) + column->offset;
	const char *held = (const char *)part->row + column->offset;
	void *kept = calx__arena_alloc(&part->flush->arena, column->size);

	if (kept) {
		memcpy(kept, own, column->size);
		memmove(own, held, column->size);
	}
	calx__unit_failed(part->flush, part->mapper,
		calx__slot_snapshot(slots, part->slot), "update of");
	if (kept)
		memcpy(own, kept, column->size);
	if (own != held && error->status == CALX_CONSTRAINT)
		calx__fail_hint(error,
			"Rows exchange values: for a while one of them holds another, or NULL.");
	return error->status;
}

static enum calx_status part_update(const struct part *part)
{
	struct mapper *mapper = part->mapper;
	struct prepared *prepared = part_prepare(part);
	enum calx_status status = CALX_OK;

	if (!prepared)
		return calx__session_status(part->flush->session);
	part->flush->written++;
	if (calx__undo_keep(&mapper->undo, &mapper->slots, part->slot) < 0 ||
		part_bind(part, prepared) < 0 || calx__step(prepared) < 0 ||
		calx__unit_check_row(part->flush, prepared) < 0 ||
		part_done(part) < 0)
		status = part_failed(part);
	calx__finish(prepared);
	return status;
}

/* ---- before --------------------------------------------------------------- */

static enum calx_status apart_keep(const struct part *part)
{
	const struct field *field =
		calx__plan_field(&part->mapper->plan, part->number);
	enum calx_status status = calx__apart_put(
		part->flush, part->mapper, part->number, part->row);

	if (status < 0 || !calx__field_has_bytes(field))
		return status;
	/* the snapshot's text is the session's */
	return calx__own_row(part->mapper, part->row);
}

enum calx_status calx__part_release(struct flush *flush,
	const struct graph_row *row, const struct step *step)
{
	struct mapper *mapper = row->unit->mapper;
	const struct part part = { flush, mapper, row->slot, step->column,
		calx__arena_zero(&flush->arena, 1, mapper->table->row_size) };
	enum slot_state state =
		row->kind == ROW_DELETE ? SLOT_REMOVED : SLOT_TRACKED;

	if (!part.row)
		return calx__session_fail_memory(flush->session);
	if (calx__unit_check_slot(flush, mapper, row->slot, state) < 0 ||
		(step->kind == STEP_SET_APART && apart_keep(&part) < 0))
		return calx__unit_failed(flush, mapper,
			calx__slot_snapshot(&mapper->slots, row->slot),
			"update of");
	return part_update(&part);
}

/* ---- the row itself -------------------------------------------------------- */

/* Copies the columns that are written later: those of a kind of step. */
static void later_copy(const struct schedule *schedule, size_t number,
	enum step_kind kind, const char *from, char *to)
{
	const calx_table *table = schedule->rows[number].unit->mapper->table;
	const struct step *steps = schedule->later.items;

	for (size_t i = 0; i < schedule->later.count; i++) {
		const calx_column *column =
			calx__column_at(table, steps[i].column);

		if (steps[i].row == number && steps[i].kind == kind)
			memcpy(to + column->offset, from + column->offset,
				column->size);
	}
}

/* Gives a new row made-up values for what it gets later. */
static enum calx_status later_put(struct flush *flush,
	const struct schedule *schedule, size_t number, const char *whole)
{
	struct mapper *mapper = schedule->rows[number].unit->mapper;
	void *object =
		calx__slot_row(&mapper->slots, schedule->rows[number].slot);
	const struct step *steps = schedule->later.items;

	for (size_t i = 0; i < schedule->later.count; i++)
		if (steps[i].row == number &&
			steps[i].kind == STEP_SETTLE_APART &&
			calx__apart_put(
				flush, mapper, steps[i].column, object) < 0)
			return calx__unit_failed(
				flush, mapper, object, "insert into");
	return calx__own_changed(mapper, object, whole);
}

enum calx_status calx__part_write(struct flush *flush,
	const struct schedule *schedule, size_t number,
	enum calx_status (*write)(
		struct flush *flush, const struct graph_row *row))
{
	const struct graph_row *row = &schedule->rows[number];
	const struct slots *slots = &row->unit->mapper->slots;
	char *object = calx__slot_row(slots, row->slot);
	char *whole = calx__arena_alloc(&flush->arena, slots->row_size);
	char *zeros = calx__arena_zero(&flush->arena, 1, slots->row_size);
	enum calx_status status = CALX_OK;

	if (!whole || !zeros)
		return calx__session_fail_memory(flush->session);
	memcpy(whole, object, slots->row_size);
	/* zero is NULL */
	later_copy(schedule, number, STEP_SETTLE, zeros, object);
	if (row->kind == ROW_UPDATE)
		later_copy(schedule, number, STEP_SETTLE_OLD,
			calx__slot_snapshot(slots, row->slot), object);
	if (row->kind == ROW_INSERT)
		status = later_put(flush, schedule, number, whole);
	if (status >= 0)
		status = write(flush, row);
	for (int kind = STEP_SETTLE; kind <= STEP_SETTLE_APART; kind++)
		later_copy(
			schedule, number, (enum step_kind)kind, whole, object);
	return status;
}

/* ---- after ------------------------------------------------------------------ */

enum calx_status calx__part_settle(struct flush *flush,
	const struct graph_row *row, const struct step *step)
{
	struct mapper *mapper = row->unit->mapper;
	const struct part part = { flush, mapper, row->slot, step->column,
		calx__slot_row(&mapper->slots, row->slot) };
	const void *snapshot = calx__slot_snapshot(&mapper->slots, row->slot);

	if (calx__unit_check_slot(flush, mapper, row->slot, SLOT_TRACKED) < 0 ||
		calx__own_changed(mapper, part.row, snapshot) < 0)
		return calx__unit_failed(flush, mapper, snapshot, "update of");
	/* it has gone along itself */
	if (*calx__slot_state(&mapper->slots, row->slot) & SLOT_FOLLOWS)
		return part_done(&part);
	return part_update(&part);
}
