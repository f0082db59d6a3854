#include "orm/write/order.h"

#include "orm/base/error.h"
#include "orm/store/keyset.h"
#include "util/topo.h"

/* In which order a flush writes: tables by their foreign keys, and rows of a
 * cycle one by one. */

/* ---- topological order --------------------------------------------------- */

size_t *calx__order_sort(struct flush *flush, size_t count,
	const struct vec *edges, size_t *ret_sorted)
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

void calx__order_edge(struct vec *edges, size_t before, size_t after)
{
	struct topo_edge edge = { before, after };

	if (before != after)
		calx__vec_append(edges, &edge);
}

/* ---- tables -------------------------------------------------------------- */

/* Only here are both sides of a reference known: a session may meet the model
 * that is referred to after the one that refers to it. */
static enum calx_status target_check(struct flush *flush,
	const struct unit *unit, const struct foreign_key *foreign_key,
	const struct unit *target)
{
	calx_session *session = flush->session;
	const enum calx_status status =
		calx__reference_check(unit->mapper->table, foreign_key,
			target->mapper->table, calx__session_failing(session));

	return status < 0 ? calx__session_failed(session, flush->reason.where)
			  : status;
}

static enum calx_status unit_edges(
	struct flush *flush, struct unit *unit, struct vec *edges)
{
	const struct constraints *constraints = &unit->mapper->constraints;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < constraints->foreign_key_count && status >= 0;
		i++) {
		const struct foreign_key *key = &constraints->foreign_keys[i];
		struct unit *target = calx__units_find(flush, key->table);

		if (target)
			status = target_check(flush, unit, key, target);
		if (target == unit)
			unit->refers_to_itself = true;
		else if (target)
			calx__order_edge(edges, (size_t)(target - flush->units),
				(size_t)(unit - flush->units));
	}
	return status;
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
		return calx__session_fail_memory(flush->session);
	for (size_t i = 0; i < count; i++) {
		units[i] = &flush->units[order[i]];
		/* the first that is not sorted begins the last group */
		if (i <= sorted)
			flush->groups[flush->group_count++].units = &units[i];
		flush->groups[flush->group_count - 1].count++;
	}
	return CALX_OK;
}

enum calx_status calx__order_units(struct flush *flush)
{
	struct vec edges = VEC_INIT(struct topo_edge);
	enum calx_status status = CALX_OK;
	size_t sorted = 0;
	size_t *order = NULL;

	for (size_t i = 0; i < flush->unit_count && status >= 0; i++)
		status = unit_edges(flush, &flush->units[i], &edges);
	if (status >= 0) {
		order = calx__order_sort(
			flush, flush->unit_count, &edges, &sorted);
		status = order ? groups_make(flush, order, sorted)
			       : calx__session_fail_memory(flush->session);
	}
	calx__vec_release(&edges);
	return status;
}

/* ---- the rows of one group ----------------------------------------------- */

/* What the order of its rows is found with. */
struct rows {
	struct flush *flush;
	struct item *items;
	size_t count;
	enum slot_state state;
	struct vec edges; /* struct topo_edge */
};

/* A row that is inserted refers by what it holds, one that is deleted by what
 * the database holds. */
static const void *item_row(const struct rows *rows, const struct item *item)
{
	return rows->state == SLOT_ADDED
		       ? calx__slot_row(&item->unit->mapper->slots, item->slot)
		       : calx__slot_snapshot(
				 &item->unit->mapper->slots, item->slot);
}

static const struct vec *unit_list(
	const struct unit *unit, enum slot_state state)
{
	return state == SLOT_ADDED ? &unit->mapper->pending.added
				   : &unit->mapper->pending.removed;
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
			uint32_t slot = calx__slots_at(list, j);

			if (calx__slot_is(&unit->mapper->slots, slot) ==
				rows->state)
				rows->items[rows->count++] =
					(struct item){ unit, slot };
		}
	}
	return rows->items != NULL;
}

/* The rows of a unit by the columns that a foreign key refers to. */
static bool parents_collect(const struct rows *rows, const struct unit *unit,
	const struct foreign_key *foreign_key, struct keyset *ret_set)
{
	const calx_table *table = unit->mapper->table;
	struct column_set referred = unit->mapper->plan.key;

	if (foreign_key->referred &&
		!calx__constraints_numbers(table, foreign_key->referred,
			foreign_key->columns.count, &rows->flush->arena,
			&referred))
		return false;
	if (!calx__keyset_init(ret_set, table, referred, rows->count))
		return false;
	for (size_t i = 0; i < rows->count; i++) {
		const struct item *item = &rows->items[i];

		if (item->unit == unit)
			calx__keyset_add(ret_set, item_row(rows, item), i);
	}
	return true;
}

/* An edge from each row of `target` to those of `unit` that refer to it. */
static bool foreign_key_edges(struct rows *rows, const struct unit *unit,
	const struct foreign_key *foreign_key, const struct unit *target)
{
	struct keyset parents;

	if (!parents_collect(rows, target, foreign_key, &parents))
		return false;
	for (size_t i = 0; i < rows->count; i++) {
		const struct item *item = &rows->items[i];
		size_t parent = SIZE_MAX;

		if (item->unit == unit)
			parent = calx__keyset_find(&parents,
				unit->mapper->table, foreign_key->columns,
				item_row(rows, item));
		if (parent != SIZE_MAX)
			calx__order_edge(&rows->edges, parent, i);
	}
	calx__keyset_release(&parents);
	return true;
}

static bool rows_edges(struct rows *rows, const struct group *group)
{
	for (size_t i = 0; i < group->count; i++) {
		const struct unit *unit = group->units[i];
		const struct mapper *mapper = unit->mapper;

		for (size_t j = 0; j < mapper->constraints.foreign_key_count;
			j++) {
			const struct foreign_key *foreign_key =
				&mapper->constraints.foreign_keys[j];
			const struct unit *target = calx__units_find(
				rows->flush, foreign_key->table);

			if (target && !foreign_key_edges(
					      rows, unit, foreign_key, target))
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
	order = calx__order_sort(rows->flush, rows->count, &rows->edges, NULL);
	return order && items_permute(rows, order);
}

enum calx_status calx__order_rows(struct flush *flush,
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
		return calx__session_fail_memory(flush->session);
	*ret_items = rows.items;
	*ret_count = rows.count;
	return CALX_OK;
}
