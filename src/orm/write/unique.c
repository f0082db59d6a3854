#include "orm/write/unique.h"

#include "orm/base/error.h"
#include "orm/store/keyset.h"
#include "orm/write/follow.h"

/* Unique keys that pass from one row to another within a flush: a database
 * checks them after each statement, so whoever gives one up goes first. What a
 * foreign key deletes or changes gives its own up with the row that it follows. */

/* One unique key of one table: which rows give a value of it up. */
struct conflict {
	struct graph *graph;
	const struct unit *unit;
	const struct column_set *columns;
	/* by the numbers of the rows; of what goes along with a row: `count` of
	 * the graph more */
	struct keyset given_up;
	size_t following; /* so many go along */
	size_t drawn;	  /* and so many of them to new values */
};

/* What the rows hold that the database has. The number of them. */
static size_t given_up_collect(struct conflict *conflict)
{
	const struct unit *unit = conflict->unit;
	const struct mapper *mapper = unit->mapper;
	const struct change *changes = unit->changes.items;
	const struct vec *removed = &mapper->pending.removed;
	size_t count = 0;

	for (size_t i = 0; i < unit->changes.count; i++) {
		if (!calx__change_touches(unit, &changes[i], conflict->columns))
			continue;
		calx__keyset_add(&conflict->given_up,
			calx__slot_snapshot(&mapper->slots, changes[i].slot),
			calx__graph_update(unit, i));
		count++;
	}
	for (size_t i = 0; i < removed->count; i++)
		calx__keyset_add(&conflict->given_up,
			calx__slot_snapshot(
				&mapper->slots, calx__slots_at(removed, i)),
			calx__graph_delete(unit, i));
	return count + removed->count;
}

static bool goes_along(const struct conflict *conflict, size_t i)
{
	return calx__follower_gives_up(
		calx__follower_at(conflict->graph->followers, i),
		conflict->unit->mapper, conflict->columns);
}

/* Whether it gets new values with those of its parent. */
static bool is_drawn(const struct conflict *conflict, size_t i)
{
	const struct follower *item =
		calx__follower_at(conflict->graph->followers, i);

	return goes_along(conflict, i) && !item->is_deleted &&
	       item->action == KEY_CASCADE;
}

static void following_count(struct conflict *conflict)
{
	const struct followers *followers = conflict->graph->followers;

	for (size_t i = 0; i < followers->items.count; i++) {
		conflict->following += goes_along(conflict, i);
		conflict->drawn += is_drawn(conflict, i);
	}
}

/* Those that give it up by themselves do so before: they stay. */
static void following_collect(struct conflict *conflict)
{
	const struct followers *followers = conflict->graph->followers;
	const struct follower *item;

	for (size_t i = 0; conflict->following && i < followers->items.count;
		i++) {
		if (!goes_along(conflict, i))
			continue;
		item = calx__follower_at(followers, i);
		calx__keyset_add(&conflict->given_up, item->held,
			conflict->graph->count + item->row);
	}
}

/* A row wants a value: whoever gives it up goes first. */
static enum calx_status want(
	struct conflict *conflict, uint32_t slot, size_t taker)
{
	const struct mapper *mapper = conflict->unit->mapper;
	const size_t count = conflict->graph->count;
	size_t giver = calx__keyset_find(&conflict->given_up, mapper->table,
		*conflict->columns, calx__slot_row(&mapper->slots, slot));
	const bool along = giver >= count;

	if (giver == SIZE_MAX)
		return CALX_OK;
	return calx__graph_edge(conflict->graph,
		(struct edge){ along ? giver - count : giver, taker,
			along ? EDGE_ALONG : EDGE_UNIQUE, conflict->columns,
			false });
}

/* The same of what follows a row: that one waits. */
static enum calx_status want_drawn(
	struct conflict *conflict, const struct follower *item)
{
	static const struct column_set none = { NULL, 0 };
	struct graph *graph = conflict->graph;
	const void *row =
		calx__follower_will(graph->followers, graph->flush, item);
	size_t giver;

	if (!row)
		return calx__session_status(graph->flush->session);
	giver = calx__keyset_find(&conflict->given_up, item->mapper->table,
		*conflict->columns, row);
	if (giver == SIZE_MAX)
		return CALX_OK;
	return calx__graph_edge(
		graph, giver < graph->count
			       ? (struct edge){ giver, item->row, EDGE_DRAWN,
					 conflict->columns, false }
			       : (struct edge){ giver - graph->count, item->row,
					 EDGE_DRAWN, &none, false });
}

static enum calx_status drawn_collect(struct conflict *conflict)
{
	const size_t count = conflict->graph->followers->items.count;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; conflict->drawn && i < count && status >= 0; i++)
		if (is_drawn(conflict, i))
			status = want_drawn(conflict,
				calx__follower_at(
					conflict->graph->followers, i));
	return status;
}

/* What the rows will hold. */
static enum calx_status wants_collect(struct conflict *conflict)
{
	const struct unit *unit = conflict->unit;
	const struct vec *added = &unit->mapper->pending.added;
	const struct change *changes = unit->changes.items;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < added->count && status >= 0; i++)
		status = want(conflict, calx__slots_at(added, i),
			calx__graph_insert(unit, i));
	for (size_t i = 0; i < unit->changes.count && status >= 0; i++)
		if (calx__change_touches(unit, &changes[i], conflict->columns))
			status = want(conflict, changes[i].slot,
				calx__graph_update(unit, i));
	return status;
}

/* Whether any change touches the key: if not, and nothing is deleted, there is
 * nothing to look for. */
static bool may_conflict(const struct conflict *conflict)
{
	const struct unit *unit = conflict->unit;
	const struct pending *pending = &unit->mapper->pending;
	bool touched = calx__unit_touches(unit, conflict->columns);

	if (pending->removed.count && conflict->drawn)
		return true;
	if (pending->removed.count || conflict->following)
		return pending->added.count || touched;
	return touched && unit->changes.count + pending->added.count > 1;
}

static enum calx_status key_edges(struct conflict *conflict)
{
	const struct unit *unit = conflict->unit;
	size_t count =
		unit->changes.count + unit->mapper->pending.removed.count;
	enum calx_status status = CALX_OK;

	following_count(conflict);
	if (!may_conflict(conflict))
		return CALX_OK;
	if (!calx__keyset_init(&conflict->given_up, unit->mapper->table,
		    *conflict->columns, count + conflict->following))
		return calx__session_fail_memory(
			conflict->graph->flush->session);
	count = given_up_collect(conflict);
	following_collect(conflict);
	if (count + conflict->following)
		status = wants_collect(conflict);
	if (status >= 0)
		status = drawn_collect(conflict);
	calx__keyset_release(&conflict->given_up);
	return status;
}

enum calx_status calx__unique_edges(struct graph *graph)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < graph->flush->unit_count; i++) {
		const struct unit *unit = &graph->flush->units[i];
		const struct constraints *constraints =
			&unit->mapper->constraints;

		for (size_t j = 0; j < constraints->unique_count && status >= 0;
			j++) {
			struct conflict conflict = {
				.graph = graph,
				.unit = unit,
				.columns = &constraints->uniques[j],
			};

			status = key_edges(&conflict);
		}
	}
	return status;
}
