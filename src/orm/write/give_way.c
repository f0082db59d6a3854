#include "orm/write/give_way.h"

#include "orm/write/apart.h"

/* Two rows that exchange a unique key wait for each other: one of them lets go of
 * it first. NULL is what no key minds; where a column cannot be NULL, a value
 * that no row has takes its place. Of references the row that refers gives way:
 * it refers to nothing for a while. Who takes what another row only takes along
 * keeps its own value for a while, or begins with a made-up one. */

/* Whether the column is one that the row writes: if not, nothing would put it
 * right again. A row that is deleted need not be put right. */
static bool is_written(const struct graph_row *row, unsigned number)
{
	const struct change *changes = row->unit->changes.items;

	return row->kind != ROW_UPDATE ||
	       calx__change_has(row->unit, &changes[row->change], number);
}

static bool is_nullable(const struct graph_row *row, unsigned number)
{
	const struct plan *plan = &row->unit->mapper->plan;

	return calx__plan_field(plan, number)->nullable &&
	       !calx__set_has(&plan->key, number);
}

static bool refers(const struct graph_row *row, unsigned number)
{
	const struct constraints *constraints = &row->unit->mapper->constraints;

	for (size_t i = 0; i < constraints->foreign_key_count; i++)
		if (calx__set_has(
			    &constraints->foreign_keys[i].columns, number))
			return true;
	return false;
}

static struct way worse_than_none(void)
{
	return (struct way){ .cost = WAY_NONE };
}

static struct way column_way(
	const struct flush *flush, const struct graph_row *row, unsigned number)
{
	const bool is_referred =
		calx__unit_is_referred(flush, row->unit, number);

	if (!is_written(row, number))
		return worse_than_none();
	if (is_nullable(row, number) && !is_referred)
		return (struct way){ WAY_NULL, STEP_SET_NULL, number };
	if (refers(row, number) ||
		!calx__apart_is_possible(row->unit->mapper, number))
		return worse_than_none();
	return (struct way){ is_referred ? WAY_HARD : WAY_APART, STEP_SET_APART,
		number };
}

/* Whoever gives up a unique key: by any column of it. */
static struct way unique_way(const struct flush *flush,
	const struct graph_row *giver, const struct column_set *columns)
{
	struct way best = worse_than_none();

	for (size_t i = 0; i < columns->count; i++) {
		struct way way = column_way(flush, giver, columns->numbers[i]);

		if (way.cost < best.cost)
			best = way;
	}
	return best;
}

/* By what a new row can have another value at first. */
static struct way insert_way(
	const struct flush *flush, const struct graph_row *row, unsigned number)
{
	const struct plan *plan = &row->unit->mapper->plan;

	if (refers(row, number) || calx__set_has(&plan->key, number) ||
		calx__unit_is_referred(flush, row->unit, number))
		return worse_than_none();
	/* an INSERT without it would take the default */
	if (is_nullable(row, number) && !calx__set_has(&plan->defaults, number))
		return (struct way){ WAY_NULL, STEP_SETTLE, number };
	if (!calx__apart_is_possible(row->unit->mapper, number))
		return worse_than_none();
	return (struct way){ WAY_APART, STEP_SETTLE_APART, number };
}

/* Whoever takes what goes along with another row: a column of it waits. */
static struct way along_way(const struct flush *flush,
	const struct graph_row *row, const struct column_set *columns)
{
	struct way best = worse_than_none();

	for (size_t i = 0; i < columns->count; i++) {
		const unsigned number = columns->numbers[i];
		struct way way = worse_than_none();

		if (row->kind == ROW_INSERT)
			way = insert_way(flush, row, number);
		else if (is_written(row, number))
			way = (struct way){ WAY_NULL, STEP_SETTLE_OLD, number };
		if (way.cost < best.cost)
			best = way;
	}
	return best;
}

/* Whoever refers: one column that is NULL is enough. */
static struct way reference_way(const struct flush *flush,
	const struct graph_row *row, const struct column_set *columns,
	enum step_kind kind)
{
	const struct mapper *mapper = row->unit->mapper;

	for (size_t i = 0; i < columns->count; i++) {
		unsigned number = columns->numbers[i];

		/* an INSERT without it would take the default */
		if (row->kind == ROW_INSERT &&
			calx__set_has(&mapper->plan.defaults, number))
			continue;
		if (is_written(row, number) && is_nullable(row, number) &&
			!calx__unit_is_referred(flush, row->unit, number))
			return (struct way){ WAY_NULL, kind, number };
	}
	return worse_than_none();
}

struct way calx__give_way(const struct flush *flush,
	const struct graph_row *rows, const struct edge *edge)
{
	if (edge->is_loose)
		return (struct way){ .cost = WAY_FREE };
	switch (edge->kind) {
	case EDGE_COMES:
		return reference_way(
			flush, &rows[edge->after], edge->columns, STEP_SETTLE);
	case EDGE_GOES:
		return reference_way(flush, &rows[edge->before], edge->columns,
			STEP_SET_NULL);
	case EDGE_ALONG:
		return along_way(flush, &rows[edge->after], edge->columns);
	default:
		return unique_way(flush, &rows[edge->before], edge->columns);
	}
}
