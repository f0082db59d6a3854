#include "orm/write/conflict.h"

#include <string.h>

#include "orm/base/error.h"
#include "orm/store/keyset.h"
#include "orm/write/order.h"
#include "util/topo.h"

/* Unique keys that pass from one row to another within a flush: a database
 * checks them after each statement, so whoever gives one up goes first. */

/* One unique key of one table: which rows give a value of it up, and which
 * want one. Items are numbers of changes, or, from `change_count` on, of
 * `removed`. */
struct conflict {
	struct unit *unit;
	struct column_set columns;
	struct keyset given_up;
	struct vec *edges; /* between changes */
};

static bool change_touches(
	const struct conflict *conflict, const struct change *change)
{
	for (size_t i = 0; i < conflict->columns.count; i++) {
		if (calx__change_has(conflict->unit, change,
			    conflict->columns.numbers[i]))
			return true;
	}
	return false;
}

/* What the rows hold that the database has: they give it up. The number of
 * them. */
static size_t given_up_collect(struct conflict *conflict)
{
	const struct mapper *mapper = conflict->unit->mapper;
	const struct vec *changes = &conflict->unit->changes;
	const struct change *change = changes->items;
	size_t count = 0;

	for (size_t i = 0; i < changes->count; i++) {
		if (!change_touches(conflict, &change[i]))
			continue;
		calx__keyset_add(&conflict->given_up,
			calx__slot_snapshot(&mapper->slots, change[i].slot), i);
		count++;
	}
	for (size_t i = 0; i < mapper->pending.removed.count; i++) {
		uint32_t slot = calx__slots_at(&mapper->pending.removed, i);

		if (calx__slot_is(&mapper->slots, slot) != SLOT_REMOVED)
			continue;
		calx__keyset_add(&conflict->given_up,
			calx__slot_snapshot(&mapper->slots, slot),
			changes->count + i);
		count++;
	}
	return count;
}

/* A row wants a value: whoever gives it up goes first. `taker` is the number
 * of the change, SIZE_MAX for an insert. */
static void want(struct conflict *conflict, const void *row, size_t taker)
{
	struct unit *unit = conflict->unit;
	struct mapper *mapper = unit->mapper;
	const size_t change_count = unit->changes.count;
	size_t giver = calx__keyset_find(
		&conflict->given_up, mapper->table, conflict->columns, row);
	uint32_t slot;

	if (giver == SIZE_MAX || giver == taker)
		return;
	if (giver >= change_count) {
		slot = calx__slots_at(
			&mapper->pending.removed, giver - change_count);
		/* its children may be among the rows that are deleted */
		unit->deletes_early |= unit->refers_to_itself;
	} else {
		slot = ((struct change *)unit->changes.items)[giver].slot;
		if (taker != SIZE_MAX)
			calx__order_edge(conflict->edges, giver, taker);
	}
	*calx__slot_state(&mapper->slots, slot) |= SLOT_EARLY;
}

/* What the rows will hold. */
static void wants_collect(struct conflict *conflict)
{
	const struct mapper *mapper = conflict->unit->mapper;
	const struct vec *changes = &conflict->unit->changes;
	const struct change *change = changes->items;

	for (size_t i = 0; i < mapper->pending.added.count; i++) {
		uint32_t slot = calx__slots_at(&mapper->pending.added, i);

		if (calx__slot_is(&mapper->slots, slot) == SLOT_ADDED)
			want(conflict, calx__slot_row(&mapper->slots, slot),
				SIZE_MAX);
	}
	for (size_t i = 0; i < changes->count; i++) {
		if (change_touches(conflict, &change[i]))
			want(conflict,
				calx__slot_row(&mapper->slots, change[i].slot),
				i);
	}
}

/* Whether any change touches the key: if not, and nothing is deleted, there is
 * nothing to look for. */
static bool may_conflict(const struct conflict *conflict)
{
	const struct vec *changes = &conflict->unit->changes;
	const struct vec *shapes = &conflict->unit->shapes;
	const struct mapper *mapper = conflict->unit->mapper;
	bool touched = false;

	for (uint32_t i = 0; i < shapes->count && !touched; i++)
		touched = change_touches(
			conflict, &(const struct change){ .shape = i });
	if (mapper->pending.removed.count)
		return mapper->pending.added.count || touched;
	return touched && changes->count + mapper->pending.added.count > 1;
}

static enum calx_status key_resolve(
	struct flush *flush, struct conflict *conflict)
{
	struct unit *unit = conflict->unit;
	size_t count =
		unit->changes.count + unit->mapper->pending.removed.count;

	if (!may_conflict(conflict))
		return CALX_OK;
	if (!calx__keyset_init(&conflict->given_up, unit->mapper->table,
		    conflict->columns, count))
		return calx__session_fail_memory(flush->session);
	if (given_up_collect(conflict))
		wants_collect(conflict);
	calx__keyset_release(&conflict->given_up);
	return CALX_OK;
}

/* Changes in an order in which each gives up what the next one wants. */
static enum calx_status changes_permute(
	struct flush *flush, struct unit *unit, const struct vec *edges)
{
	const size_t count = unit->changes.count;
	const size_t *order = calx__order_sort(flush, count, edges, NULL);
	struct change *changes = unit->changes.items;
	struct change *copy =
		calx__arena_alloc(&flush->arena, count * sizeof(*copy));

	if (!order || !copy)
		return calx__session_fail_memory(flush->session);
	memcpy(copy, changes, count * sizeof(*copy));
	for (size_t i = 0; i < count; i++)
		changes[i] = copy[order[i]];
	return CALX_OK;
}

static enum calx_status unit_resolve(struct flush *flush, struct unit *unit)
{
	struct vec edges = VEC_INIT(struct topo_edge);
	enum calx_status status = CALX_OK;

	for (size_t i = 0;
		i < unit->mapper->constraints.unique_count && status >= 0;
		i++) {
		struct conflict conflict = {
			.unit = unit,
			.columns = unit->mapper->constraints.uniques[i],
			.edges = &edges,
		};

		status = key_resolve(flush, &conflict);
	}
	if (status >= 0 && (edges.count || edges.failed))
		status = changes_permute(flush, unit, &edges);
	calx__vec_release(&edges);
	return status;
}

/* ---- early deletes ------------------------------------------------------- */

/* Whether any row of the unit is deleted before the inserts. */
static bool deletes_early(const struct unit *unit)
{
	const struct mapper *mapper = unit->mapper;

	for (size_t i = 0; i < mapper->pending.removed.count; i++) {
		uint32_t slot = calx__slots_at(&mapper->pending.removed, i);

		if (*calx__slot_state(&mapper->slots, slot) & SLOT_EARLY)
			return true;
	}
	return unit->deletes_early;
}

/* Rows that refer to a row which is deleted early are deleted before it. The
 * groups are in the order of the references, so one pass is enough but for
 * cycles, whose tables are one group. */
static void early_spread(struct flush *flush, struct unit *unit)
{
	const struct mapper *mapper = unit->mapper;

	for (size_t i = 0; i < mapper->constraints.foreign_key_count; i++) {
		const struct unit *target = calx__units_find(
			flush, mapper->constraints.foreign_keys[i].table);

		if (target && target != unit && deletes_early(target))
			unit->deletes_early = true;
	}
}

enum calx_status calx__conflicts_resolve(struct flush *flush)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < flush->unit_count && status >= 0; i++)
		status = unit_resolve(flush, &flush->units[i]);
	for (size_t i = 0; i < flush->group_count && status >= 0; i++) {
		const struct group *group = &flush->groups[i];

		for (size_t j = 0; j < group->count; j++)
			early_spread(flush, group->units[j]);
	}
	return status;
}
