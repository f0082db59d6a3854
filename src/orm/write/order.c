#include "orm/write/flush.h"

#include <string.h>

#include "util/text.h"
#include "util/topo.h"
#include "util/vec.h"
#include "orm/store/keyset.h"

/* In which order a flush writes: tables by their foreign keys, rows of a cycle
 * one by one, and first what makes room for others. */

static enum calx_status fail_memory(struct flush *flush)
{
	return calx__session_fail_memory(flush->session);
}

static struct unit *unit_of_table(const struct flush *flush, const char *table)
{
	for (size_t i = 0; i < flush->unit_count; i++) {
		if (calx__text_equal(
			    flush->units[i].mapper->table->name, table))
			return &flush->units[i];
	}
	return NULL;
}

/* ---- topological order, with what util/topo.h needs ----------------------------- */

/* `count` numbers in an order that the edges allow, in the arena; *ret_sorted
 * (may be NULL) is how many of them are not on or behind a cycle. */
static size_t *sort(struct flush *flush, size_t count, const struct vec *edges,
	size_t *ret_sorted)
{
	size_t *order =
		calx__arena_alloc(&flush->arena, count * sizeof(*order));
	size_t sorted;

	if (!order || edges->failed)
		return NULL;
	sorted = calx__topo_sort(count, edges->items, edges->count, order);
	if (sorted == (size_t)-1)
		return NULL;
	if (ret_sorted)
		*ret_sorted = sorted;
	return order;
}

static void edge_add(struct vec *edges, size_t before, size_t after)
{
	struct topo_edge edge = { before, after };

	if (before != after)
		calx__vec_append(edges, &edge);
}

/* ---- tables ---------------------------------------------------------------------- */

static void unit_edges(
	struct flush *flush, struct unit *unit, struct vec *edges)
{
	const struct mapper *mapper = unit->mapper;

	for (size_t i = 0; i < mapper->reference_count; i++) {
		struct unit *target =
			unit_of_table(flush, mapper->references[i].table);

		if (target == unit)
			unit->refers_to_itself = true;
		else if (target)
			edge_add(edges, (size_t)(target - flush->units),
				(size_t)(unit - flush->units));
	}
}

/* One group for each table that is sorted, one for all the others. */
static enum calx_status groups_make(
	struct flush *flush, const size_t *order, size_t sorted)
{
	const size_t count = flush->unit_count;
	struct unit **units =
		calx__arena_zero(&flush->arena, count, sizeof(struct unit *));

	flush->groups =
		calx__arena_zero(&flush->arena, count, sizeof(*flush->groups));
	if (!units || !flush->groups)
		return fail_memory(flush);
	for (size_t i = 0; i < count; i++) {
		units[i] = &flush->units[order[i]];
		if (i <= sorted)
			flush->groups[flush->group_count++].units = &units[i];
		flush->groups[flush->group_count - 1].count++;
	}
	return CALX_OK;
}

enum calx_status calx__flush_group(struct flush *flush)
{
	struct vec edges = VEC_INIT(struct topo_edge);
	enum calx_status status;
	size_t sorted = 0;
	size_t *order;

	for (size_t i = 0; i < flush->unit_count; i++)
		unit_edges(flush, &flush->units[i], &edges);
	order = sort(flush, flush->unit_count, &edges, &sorted);
	status = order ? groups_make(flush, order, sorted) : fail_memory(flush);
	calx__vec_release(&edges);
	return status;
}

/* ---- the rows of one group --------------------------------------------------------- */

/* What the order of its rows is found with. */
struct rows {
	struct flush *flush;
	struct item *items;
	size_t count;
	enum slot_state state;
	struct vec edges; /* struct topo_edge */
};

static const void *item_row(const struct rows *rows, const struct item *item)
{
	return rows->state == SLOT_ADDED
		       ? calx__slot_row(item->unit->mapper, item->slot)
		       : calx__slot_snapshot(item->unit->mapper, item->slot);
}

static const struct vec *unit_list(
	const struct unit *unit, enum slot_state state)
{
	return state == SLOT_ADDED ? &unit->mapper->added
				   : &unit->mapper->removed;
}

static bool items_collect(struct rows *rows, const struct group *group)
{
	size_t capacity = 0;

	for (size_t i = 0; i < group->count; i++)
		capacity += unit_list(group->units[i], rows->state)->count;
	rows->items = calx__arena_alloc(
		&rows->flush->arena, capacity * sizeof(*rows->items));
	for (size_t i = 0; rows->items && i < group->count; i++) {
		struct unit *unit = group->units[i];
		const struct vec *list = unit_list(unit, rows->state);

		for (size_t j = 0; j < list->count; j++) {
			uint32_t slot = ((const uint32_t *)list->items)[j];

			if (calx__slot_is(unit->mapper, slot) == rows->state)
				rows->items[rows->count++] =
					(struct item){ unit, slot };
		}
	}
	return rows->items != NULL;
}

/* The columns that a foreign key refers to, as numbers of the other table. */
static bool referred_columns(struct flush *flush,
	const struct reference *reference, const calx_table *table,
	struct column_set *ret_set)
{
	const size_t count = reference->columns.count;
	unsigned *numbers =
		calx__arena_zero(&flush->arena, count, sizeof(*numbers));

	if (!numbers)
		return false;
	for (size_t i = 0; i < count; i++) {
		while (numbers[i] + 1 < table->column_count &&
			!calx__text_equal(reference->referred[i],
				calx__column_name(
					calx__column_at(table, numbers[i]))))
			numbers[i]++;
	}
	*ret_set = (struct column_set){ numbers, count };
	return true;
}

/* An edge from each row of `target` to those of `unit` that refer to it. */
static bool reference_edges(struct rows *rows, const struct unit *unit,
	const struct reference *reference, const struct unit *target)
{
	const calx_table *table = target->mapper->table;
	struct column_set referred = target->mapper->key;
	struct keyset set;

	if (reference->referred &&
		!referred_columns(rows->flush, reference, table, &referred))
		return false;
	if (!calx__keyset_init(&set, table, referred, rows->count))
		return false;
	for (size_t i = 0; i < rows->count; i++) {
		if (rows->items[i].unit == target)
			calx__keyset_add(
				&set, item_row(rows, &rows->items[i]), i);
	}
	for (size_t i = 0; i < rows->count; i++) {
		size_t parent;

		if (rows->items[i].unit != unit)
			continue;
		parent = calx__keyset_find(&set, unit->mapper->table,
			reference->columns, item_row(rows, &rows->items[i]));
		if (parent != SIZE_MAX)
			edge_add(&rows->edges, parent, i);
	}
	calx__keyset_release(&set);
	return true;
}

static bool rows_edges(struct rows *rows, const struct group *group)
{
	for (size_t i = 0; i < group->count; i++) {
		const struct unit *unit = group->units[i];
		const struct mapper *mapper = unit->mapper;

		for (size_t j = 0; j < mapper->reference_count; j++) {
			const struct reference *reference =
				&mapper->references[j];
			const struct unit *target =
				unit_of_table(rows->flush, reference->table);

			if (target &&
				!reference_edges(rows, unit, reference, target))
				return false;
		}
	}
	return true;
}

/* The items in the order of the numbers. */
static bool items_permute(struct rows *rows, const size_t *order)
{
	struct item *items = calx__arena_alloc(
		&rows->flush->arena, rows->count * sizeof(*items));

	if (!items)
		return false;
	for (size_t i = 0; i < rows->count; i++)
		items[i] = rows->items[order[i]];
	rows->items = items;
	return true;
}

static bool rows_sort(struct rows *rows, const struct group *group)
{
	size_t *order;

	if (!items_collect(rows, group))
		return false;
	if (rows->count < 2 ||
		(group->count == 1 && !group->units[0]->refers_to_itself))
		return true;
	if (!rows_edges(rows, group))
		return false;
	if (!rows->edges.count && !rows->edges.failed)
		return true;
	order = sort(rows->flush, rows->count, &rows->edges, NULL);
	return order && items_permute(rows, order);
}

enum calx_status calx__group_sort(struct flush *flush,
	const struct group *group, enum slot_state state,
	struct item **ret_items, size_t *ret_count)
{
	struct rows rows = {
		.flush = flush,
		.state = state,
		.edges = VEC_INIT(struct topo_edge),
	};
	bool done = rows_sort(&rows, group);

	calx__vec_release(&rows.edges);
	if (!done)
		return fail_memory(flush);
	*ret_items = rows.items;
	*ret_count = rows.count;
	return CALX_OK;
}

/* ---- unique keys ------------------------------------------------------------------- */

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

/* The number of rows that give something up. */
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
			calx__slot_snapshot(mapper, change[i].slot), i);
		count++;
	}
	for (size_t i = 0; i < mapper->removed.count; i++) {
		uint32_t slot = ((const uint32_t *)mapper->removed.items)[i];

		if (calx__slot_is(mapper, slot) != SLOT_REMOVED)
			continue;
		calx__keyset_add(&conflict->given_up,
			calx__slot_snapshot(mapper, slot), changes->count + i);
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
		slot = ((
			uint32_t *)mapper->removed.items)[giver - change_count];
		unit->deletes_early |= unit->refers_to_itself;
	} else {
		slot = ((struct change *)unit->changes.items)[giver].slot;
		if (taker != SIZE_MAX)
			edge_add(conflict->edges, giver, taker);
	}
	*calx__slot_state(mapper, slot) |= SLOT_EARLY;
}

static void wants_collect(struct conflict *conflict)
{
	const struct mapper *mapper = conflict->unit->mapper;
	const struct vec *changes = &conflict->unit->changes;
	const struct change *change = changes->items;

	for (size_t i = 0; i < mapper->added.count; i++) {
		uint32_t slot = ((const uint32_t *)mapper->added.items)[i];

		if (calx__slot_is(mapper, slot) == SLOT_ADDED)
			want(conflict, calx__slot_row(mapper, slot), SIZE_MAX);
	}
	for (size_t i = 0; i < changes->count; i++) {
		if (change_touches(conflict, &change[i]))
			want(conflict, calx__slot_row(mapper, change[i].slot),
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
	if (mapper->removed.count)
		return mapper->added.count || touched;
	return touched && changes->count + mapper->added.count > 1;
}

static enum calx_status key_resolve(
	struct flush *flush, struct conflict *conflict)
{
	struct unit *unit = conflict->unit;
	size_t count = unit->changes.count + unit->mapper->removed.count;

	if (!may_conflict(conflict))
		return CALX_OK;
	if (!calx__keyset_init(&conflict->given_up, unit->mapper->table,
		    conflict->columns, count))
		return fail_memory(flush);
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
	const size_t *order = sort(flush, count, edges, NULL);
	struct change *changes = unit->changes.items;
	struct change *copy =
		calx__arena_alloc(&flush->arena, count * sizeof(*copy));

	if (!order || !copy)
		return fail_memory(flush);
	memcpy(copy, changes, count * sizeof(*copy));
	for (size_t i = 0; i < count; i++)
		changes[i] = copy[order[i]];
	return CALX_OK;
}

static enum calx_status unit_resolve(struct flush *flush, struct unit *unit)
{
	struct vec edges = VEC_INIT(struct topo_edge);
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < unit->mapper->unique_count && status >= 0; i++) {
		struct conflict conflict = {
			.unit = unit,
			.columns = unit->mapper->uniques[i],
			.edges = &edges,
		};

		status = key_resolve(flush, &conflict);
	}
	if (status >= 0 && (edges.count || edges.failed))
		status = changes_permute(flush, unit, &edges);
	calx__vec_release(&edges);
	return status;
}

/* ---- early deletes ----------------------------------------------------------------- */

static bool deletes_early(const struct unit *unit)
{
	const struct mapper *mapper = unit->mapper;

	for (size_t i = 0; i < mapper->removed.count; i++) {
		uint32_t slot = ((const uint32_t *)mapper->removed.items)[i];

		if (*calx__slot_state(mapper, slot) & SLOT_EARLY)
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

	for (size_t i = 0; i < mapper->reference_count; i++) {
		const struct unit *target =
			unit_of_table(flush, mapper->references[i].table);

		if (target && target != unit && deletes_early(target))
			unit->deletes_early = true;
	}
}

enum calx_status calx__flush_resolve_conflicts(struct flush *flush)
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
