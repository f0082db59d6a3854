#include "orm/write/reference.h"

#include "orm/base/error.h"
#include "orm/store/keyset.h"
#include "orm/write/follow.h"

/* References between the rows of a flush: what is referred to is there before,
 * and goes afterwards. A row that is inserted refers by what it holds, one that
 * is deleted by what the database holds, and one that is changed by both. */

/* One foreign key of one table, and the table that it refers to: its rows are
 * those of a unit, if it has one, and what goes along with rows of others. */
struct reference {
	struct graph *graph;
	const struct unit *unit, *target;
	const struct mapper *parent;
	size_t following; /* so many rows of it go along */
	const struct foreign_key *foreign_key;
	struct column_set referred;
	/* rows of the target, by their numbers; of what goes along: `count` of
	 * the graph more than the number of the follower */
	struct keyset comes, goes;
};

/* ---- which there are ----------------------------------------------------- */

typedef enum calx_status reference_visitor(
	struct reference *reference, void *context);

/* Whether the rows of the item are some that the foreign key refers to. */
static bool is_referred(const struct reference *reference, size_t i)
{
	return calx__follower_gives_up(
		calx__follower_at(reference->graph->followers, i),
		reference->parent, &reference->referred);
}

static enum calx_status reference_visit(
	struct reference *reference, reference_visitor *visit, void *context)
{
	const struct vec *items = &reference->graph->followers->items;

	if (!calx__referred_columns(reference->graph->flush, reference->parent,
		    reference->foreign_key, &reference->referred))
		return calx__session_fail_memory(
			reference->graph->flush->session);
	reference->following = 0;
	for (size_t i = 0; i < items->count; i++)
		reference->following += is_referred(reference, i);
	return reference->target || reference->following
		       ? visit(reference, context)
		       : CALX_OK;
}

/* The table that the foreign key refers to, if anything of it is written or may go
 * along. */
static void target_find(struct reference *reference)
{
	const struct flush *flush = reference->graph->flush;
	const char *table = reference->foreign_key->table;

	reference->parent = NULL;
	reference->target = calx__units_find(flush, table);
	if (reference->target)
		reference->parent = reference->target->mapper;
	else if (reference->graph->followers->items.count)
		reference->parent = calx__mapper_named(flush->session, table);
}

/* Calls `visit` for each foreign key of a table of the flush to one of which rows
 * are written, or go along. */
static enum calx_status references_each(
	struct graph *graph, reference_visitor *visit, void *context)
{
	struct flush *flush = graph->flush;
	struct reference reference = { .graph = graph };
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < flush->unit_count; i++) {
		const struct constraints *constraints =
			&flush->units[i].mapper->constraints;

		reference.unit = &flush->units[i];
		for (size_t j = 0;
			j < constraints->foreign_key_count && status >= 0;
			j++) {
			reference.foreign_key = &constraints->foreign_keys[j];
			target_find(&reference);
			if (reference.parent)
				status = reference_visit(
					&reference, visit, context);
		}
	}
	return status;
}

static size_t unit_rows(const struct unit *unit)
{
	return unit->changes.count + unit->mapper->pending.added.count +
	       unit->mapper->pending.removed.count;
}

static enum calx_status crosses(struct reference *reference, void *context)
{
	*(bool *)context |= reference->target &&
			    ((reference->unit == reference->target &&
				     unit_rows(reference->unit) > 1) ||
				    calx__unit_touches(reference->target,
					    &reference->referred));
	return CALX_OK;
}

enum calx_status calx__references_cross(struct graph *graph, bool *ret_cross)
{
	const struct flush *flush = graph->flush;

	*ret_cross = flush->has_circle;
	return *ret_cross ? CALX_OK
			  : references_each(graph, crosses, ret_cross);
}

/* ---- the rows that are referred to ---------------------------------------- */

static void targets_collect(
	struct reference *reference, const struct unit *target)
{
	const struct slots *slots = &target->mapper->slots;
	const struct pending *pending = &target->mapper->pending;
	const struct change *changes = target->changes.items;

	for (size_t i = 0; i < pending->added.count; i++)
		calx__keyset_add(&reference->comes,
			calx__slot_row(
				slots, calx__slots_at(&pending->added, i)),
			calx__graph_insert(target, i));
	for (size_t i = 0; i < pending->removed.count; i++)
		calx__keyset_add(&reference->goes,
			calx__slot_snapshot(
				slots, calx__slots_at(&pending->removed, i)),
			calx__graph_delete(target, i));
	for (size_t i = 0; i < target->changes.count; i++) {
		if (!calx__change_touches(
			    target, &changes[i], &reference->referred))
			continue;
		calx__keyset_add(&reference->comes,
			calx__slot_row(slots, changes[i].slot),
			calx__graph_update(target, i));
		calx__keyset_add(&reference->goes,
			calx__slot_snapshot(slots, changes[i].slot),
			calx__graph_update(target, i));
	}
}

/* Rows that go, or change what is referred to, along with rows of the flush. */
static void following_collect(struct reference *reference)
{
	const struct followers *followers = reference->graph->followers;

	for (size_t i = 0; reference->following && i < followers->items.count;
		i++)
		if (is_referred(reference, i))
			calx__keyset_add(&reference->goes,
				calx__follower_at(followers, i)->held,
				reference->graph->count + i);
}

/* Whether the database does by itself what the row that refers has to do before
 * the other goes: it minds then only at the end. */
static bool is_helped(const struct reference *reference, size_t other)
{
	const struct foreign_key *key = reference->foreign_key;
	const struct unit *target = reference->target;
	const size_t count = reference->graph->count;

	if (other >= count)
		return key->on_update != KEY_NO_ACTION &&
		       !calx__follower_at(
			       reference->graph->followers, other - count)
				->is_deleted;
	return key->on_update != KEY_NO_ACTION &&
	       other - target->updates < target->changes.count;
}

/* The row that an item of a set is written with. */
static size_t row_of(const struct graph *graph, size_t item)
{
	return item < graph->count ? item
				   : calx__follower_at(graph->followers,
					     item - graph->count)
					     ->row;
}

/* ---- the rows that refer --------------------------------------------------- */

static enum calx_status refer(struct reference *reference,
	const struct keyset *targets, const void *row, size_t number)
{
	const bool comes = targets == &reference->comes;
	const struct foreign_key *foreign_key = reference->foreign_key;
	size_t written, other = calx__keyset_find(targets,
				reference->unit->mapper->table,
				foreign_key->columns, row);

	if (other == SIZE_MAX)
		return CALX_OK;
	written = row_of(reference->graph, other);
	return calx__graph_edge(reference->graph,
		(struct edge){ comes ? written : number,
			comes ? number : written,
			comes ? EDGE_COMES : EDGE_GOES, &foreign_key->columns,
			foreign_key->deferred ||
				(!comes && is_helped(reference, other)) });
}

static enum calx_status changes_refer(struct reference *reference)
{
	const struct unit *unit = reference->unit;
	const struct slots *slots = &unit->mapper->slots;
	const struct change *changes = unit->changes.items;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < unit->changes.count && status >= 0; i++) {
		size_t number = calx__graph_update(unit, i);

		if (calx__change_touches(unit, &changes[i],
			    &reference->foreign_key->columns))
			status = refer(reference, &reference->comes,
				calx__slot_row(slots, changes[i].slot), number);
		/* in any case: with what it refers to it may go itself */
		if (status >= 0)
			status = refer(reference, &reference->goes,
				calx__slot_snapshot(slots, changes[i].slot),
				number);
	}
	return status;
}

static enum calx_status rows_refer(struct reference *reference)
{
	const struct unit *unit = reference->unit;
	const struct slots *slots = &unit->mapper->slots;
	const struct vec *added = &unit->mapper->pending.added;
	const struct vec *removed = &unit->mapper->pending.removed;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < added->count && status >= 0; i++)
		status = refer(reference, &reference->comes,
			calx__slot_row(slots, calx__slots_at(added, i)),
			calx__graph_insert(unit, i));
	for (size_t i = 0; i < removed->count && status >= 0; i++)
		status = refer(reference, &reference->goes,
			calx__slot_snapshot(slots, calx__slots_at(removed, i)),
			calx__graph_delete(unit, i));
	return status < 0 ? status : changes_refer(reference);
}

static enum calx_status reference_edges(
	struct reference *reference, void *context)
{
	const calx_table *table = reference->parent->table;
	size_t count = reference->following;
	enum calx_status status;

	(void)context;
	if (reference->target)
		count += unit_rows(reference->target);
	reference->comes.entries = reference->goes.entries = NULL;
	if (calx__keyset_init(
		    &reference->comes, table, reference->referred, count) &&
		calx__keyset_init(
			&reference->goes, table, reference->referred, count)) {
		if (reference->target)
			targets_collect(reference, reference->target);
		following_collect(reference);
		status = rows_refer(reference);
	} else {
		status = calx__session_fail_memory(
			reference->graph->flush->session);
	}
	calx__keyset_release(&reference->comes);
	calx__keyset_release(&reference->goes);
	return status;
}

enum calx_status calx__reference_edges(struct graph *graph)
{
	return references_each(graph, reference_edges, NULL);
}
