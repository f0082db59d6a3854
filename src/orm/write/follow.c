#include "orm/write/follow.h"

#include <string.h>

#include "orm/base/error.h"
#include "orm/fetch/doubt.h"
#include "orm/fetch/reload.h"
#include "orm/model/mask.h"
#include "orm/store/keyset.h"
#include "orm/store/own.h"
#include "orm/store/track.h"
#include "orm/write/graph.h"
#include "sql/schema/descriptor.h"

/* A row that is deleted takes along, or changes, what refers to it; so does one
 * whose key changes. The models say how. Who refers to what is found before the
 * flush, by what the database holds then: afterwards another row may have the
 * key. Rows that choose another parent in the same flush do not follow. */

/* A row may follow itself round a circle: not for ever. */
#define ROUNDS_MAX 16

struct search {
	struct followers *followers;
	struct flush *flush;
};

bool calx__follower_gives_up(const struct follower *item,
	const struct mapper *mapper, const struct column_set *columns)
{
	return item->foreign_key && item->mapper == mapper &&
	       (item->is_deleted ||
		       calx__sets_meet(&item->foreign_key->columns, columns));
}

static bool item_add(struct search *search, const struct follower *item)
{
	return calx__vec_append(&search->followers->items, item);
}

/* ---- who may be followed --------------------------------------------------- */

/* The columns of a table that a foreign key refers to; false without memory. */
static bool referred_find(struct flush *flush, const struct mapper *parent,
	const struct foreign_key *key, struct column_set *ret_set)
{
	*ret_set = parent->plan.key;
	return !key->referred ||
	       calx__constraints_numbers(parent->table, key->referred,
		       key->columns.count, &flush->arena, ret_set);
}

/* Whether two structs of a table differ in these columns. */
static bool differs(const struct mapper *mapper,
	const struct column_set *columns, const char *a, const char *b)
{
	for (size_t i = 0; i < columns->count; i++) {
		const struct field *field =
			calx__plan_field(&mapper->plan, columns->numbers[i]);
		const size_t offset = field->column->offset;

		if (calx__mask_differs(mapper->plan.masks.bytes + offset,
			    a + offset, b + offset, field->column->size))
			return true;
	}
	return false;
}

/* Rows that are deleted, and rows that are changed in any way: which of them
 * matter is seen key by key. */
static bool unit_items(struct search *search, const struct unit *unit)
{
	const struct vec *removed = &unit->mapper->pending.removed;
	const struct change *changes = unit->changes.items;
	struct follower item = { .mapper = unit->mapper, .is_deleted = true };

	for (size_t i = 0; i < removed->count; i++) {
		item.slot = calx__slots_at(removed, i);
		item.row = calx__graph_delete(unit, i);
		if (!item_add(search, &item))
			return false;
	}
	item.is_deleted = false;
	for (size_t i = 0; i < unit->changes.count; i++) {
		item.slot = changes[i].slot;
		item.row = calx__graph_update(unit, i);
		if (!item_add(search, &item))
			return false;
	}
	return true;
}

/* ---- who follows ------------------------------------------------------------ */

/* One foreign key of a table to another, with items of the latter. */
struct link {
	struct search *search;
	struct mapper *child, *parent;
	const struct foreign_key *foreign_key;
	struct column_set referred;
	size_t first, end; /* of the items: those that are looked at */
	struct keyset parents;
};

/* Whether what refers to the item follows it. One that follows itself changes
 * the key by which it does. */
static bool is_followed(const struct link *link, const struct follower *item)
{
	const struct slots *slots = &link->parent->slots;

	if (item->mapper != link->parent)
		return false;
	if (item->is_deleted)
		return link->foreign_key->on_delete != KEY_NO_ACTION;
	if (link->foreign_key->on_update == KEY_NO_ACTION)
		return false;
	if (item->foreign_key)
		return calx__sets_meet(
			&item->foreign_key->columns, &link->referred);
	return differs(link->parent, &link->referred,
		calx__slot_row(slots, item->slot),
		calx__slot_snapshot(slots, item->slot));
}

static size_t parents_collect(struct link *link)
{
	const struct slots *slots = &link->parent->slots;
	size_t count = 0;

	for (size_t i = link->first; i < link->end; i++) {
		const struct follower *item =
			calx__follower_at(link->search->followers, i);

		if (!is_followed(link, item))
			continue;
		calx__keyset_add(&link->parents,
			calx__slot_snapshot(slots, item->slot), i);
		count++;
	}
	return count;
}

/* An object of the child's table: it follows, if it refers to one of the parents
 * and has not chosen another itself. */
static bool child_add(struct link *link, uint32_t slot)
{
	const struct mapper *child = link->child;
	const char *snapshot = calx__slot_snapshot(&child->slots, slot);
	const struct follower *parent;
	struct follower item = { .mapper = link->child,
		.slot = slot,
		.foreign_key = link->foreign_key };

	if (calx__slot_is(&child->slots, slot) != SLOT_TRACKED ||
		*calx__slot_state(&child->slots, slot) & SLOT_FOLLOWS)
		return true;
	item.parent = calx__keyset_find(&link->parents, child->table,
		link->foreign_key->columns, snapshot);
	if (item.parent == SIZE_MAX ||
		differs(child, &link->foreign_key->columns,
			calx__slot_row(&child->slots, slot), snapshot))
		return true;
	parent = calx__follower_at(link->search->followers, item.parent);
	item.action = parent->is_deleted ? link->foreign_key->on_delete
					 : link->foreign_key->on_update;
	item.is_deleted = parent->is_deleted && item.action == KEY_CASCADE;
	item.row = parent->row;
	if (item.is_deleted)
		*calx__slot_state(&child->slots, slot) |= SLOT_FOLLOWS;
	return item_add(link->search, &item);
}

static bool link_children(struct link *link)
{
	bool done = true;

	if (!referred_find(link->search->flush, link->parent, link->foreign_key,
		    &link->referred) ||
		!calx__keyset_init(&link->parents, link->parent->table,
			link->referred, link->end - link->first))
		return false;
	if (parents_collect(link))
		for (uint32_t slot = 0; slot < link->child->slots.count && done;
			slot++)
			done = child_add(link, slot);
	calx__keyset_release(&link->parents);
	return done;
}

/* What follows the items from `first` to `end`, by all keys that say so. */
static bool children_add(struct search *search, size_t first, size_t end)
{
	const struct vec *mappers = &search->flush->session->mappers;
	struct link link = { .search = search, .first = first, .end = end };

	for (size_t i = 0; i < mappers->count; i++) {
		link.child = calx__mapper_at(search->flush->session, i);
		if (!link.child->identity.tracked)
			continue;
		for (size_t j = 0;
			j < link.child->constraints.foreign_key_count; j++) {
			link.foreign_key =
				&link.child->constraints.foreign_keys[j];
			link.parent = calx__mapper_named(search->flush->session,
				link.foreign_key->table);
			if (link.parent &&
				(link.foreign_key->on_delete != KEY_NO_ACTION ||
					link.foreign_key->on_update !=
						KEY_NO_ACTION) &&
				!link_children(&link))
				return false;
		}
	}
	return true;
}

/* Whether anything may follow rows of the unit: most often nothing does. */
static enum calx_status unit_is_followed(
	struct search *search, const struct unit *unit, bool *ret_followed)
{
	calx_session *session = search->flush->session;
	struct column_set referred;

	for (size_t i = 0; i < session->mappers.count; i++) {
		const struct mapper *child = calx__mapper_at(session, i);
		const struct constraints *constraints = &child->constraints;

		for (size_t j = 0; child->identity.tracked &&
				   j < constraints->foreign_key_count;
			j++) {
			const struct foreign_key *key =
				&constraints->foreign_keys[j];

			if (calx__mapper_named(session, key->table) !=
				unit->mapper)
				continue;
			if (!referred_find(search->flush, unit->mapper, key,
				    &referred))
				return calx__session_fail_memory(session);
			*ret_followed |=
				(unit->mapper->pending.removed.count &&
					key->on_delete != KEY_NO_ACTION) ||
				(key->on_update != KEY_NO_ACTION &&
					calx__unit_touches(unit, &referred));
		}
	}
	return CALX_OK;
}

static enum calx_status units_items(struct search *search)
{
	const struct flush *flush = search->flush;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < flush->unit_count && status >= 0; i++) {
		const struct unit *unit = &flush->units[i];
		bool is_followed = false;

		if (!unit->changes.count &&
			!unit->mapper->pending.removed.count)
			continue;
		status = unit_is_followed(search, unit, &is_followed);
		if (status >= 0 && is_followed && !unit_items(search, unit))
			status = calx__session_fail_memory(flush->session);
	}
	return status;
}

enum calx_status calx__followers_find(
	struct followers *followers, struct flush *flush)
{
	struct search search = { followers, flush };
	enum calx_status status;
	size_t first = 0;

	followers->items = (struct vec)VEC_INIT(struct follower);
	if ((status = calx__units_resolve(flush)) >= 0)
		status = units_items(&search);

	/* each round finds what follows those of the round before */
	for (size_t round = 0; status >= 0 && round < ROUNDS_MAX &&
			       first < followers->items.count;
		round++) {
		size_t end = followers->items.count;

		if (!children_add(&search, first, end))
			status = calx__session_fail_memory(flush->session);
		first = end;
	}
	return status;
}

void calx__followers_release(struct followers *followers)
{
	for (size_t i = 0; i < followers->items.count; i++) {
		const struct follower *item = calx__follower_at(followers, i);

		*calx__slot_state(&item->mapper->slots, item->slot) &=
			(unsigned char)~SLOT_FOLLOWS;
	}
	calx__vec_release(&followers->items);
}

/* ---- following ----------------------------------------------------------------- */

static enum calx_status lose(struct follower *item)
{
	calx__identity_remove(&item->mapper->identity, item->slot);
	return calx__track_lose(item->mapper, item->slot);
}

/* zero is NULL */
static void columns_clear(const struct follower *item)
{
	const struct column_set *columns = &item->foreign_key->columns;
	char *row = calx__slot_row(&item->mapper->slots, item->slot);

	for (size_t i = 0; i < columns->count; i++) {
		const calx_column *column = calx__column_at(
			item->mapper->table, columns->numbers[i]);

		memset(row + column->offset, 0, column->size);
	}
}

/* The struct's bytes of a column in another struct may be laid out otherwise: an
 * optional refers to what is none. */
static enum calx_status columns_take(const struct followers *followers,
	struct flush *flush, const struct follower *item)
{
	const struct follower *parent =
		calx__follower_at(followers, item->parent);
	const void *snapshot =
		calx__slot_snapshot(&parent->mapper->slots, parent->slot);
	void *row = calx__slot_row(&item->mapper->slots, item->slot);
	struct column_set referred;
	calx_value value;

	if (!referred_find(flush, parent->mapper, item->foreign_key, &referred))
		return calx__session_fail_memory(flush->session);
	for (size_t i = 0; i < item->foreign_key->columns.count; i++) {
		calx__field_read(calx__column_at(parent->mapper->table,
					 referred.numbers[i]),
			snapshot, &value);
		if (calx__field_write(
			    calx__column_at(item->mapper->table,
				    item->foreign_key->columns.numbers[i]),
			    row, &value,
			    calx__session_failing(flush->session)) < 0)
			return calx__session_status(flush->session);
	}
	return CALX_OK;
}

/* The snapshot of the columns becomes what the row has. */
static enum calx_status columns_keep(const struct follower *item)
{
	struct mapper *mapper = item->mapper;
	const struct column_set *columns = &item->foreign_key->columns;
	char *row = calx__slot_row(&mapper->slots, item->slot);
	char *snapshot = calx__slot_snapshot(&mapper->slots, item->slot);

	if (calx__own_changed(mapper, row, snapshot) < 0)
		return CALX_OUT_OF_MEMORY;
	for (size_t i = 0; i < columns->count; i++) {
		const calx_column *column =
			calx__column_at(mapper->table, columns->numbers[i]);

		memcpy(snapshot + column->offset, row + column->offset,
			column->size);
	}
	return CALX_OK;
}

/* An object whose columns the database has changed. It leaves the identity map
 * until all have their new keys. */
static enum calx_status columns_change(const struct followers *followers,
	struct flush *flush, const struct follower *item)
{
	struct mapper *mapper = item->mapper;

	if (calx__undo_keep(&mapper->undo, &mapper->slots, item->slot) < 0)
		return CALX_OUT_OF_MEMORY;
	calx__identity_remove(&mapper->identity, item->slot);
	if (item->action != KEY_CASCADE)
		columns_clear(item);
	else if (columns_take(followers, flush, item) < 0)
		return calx__session_status(flush->session);
	return columns_keep(item);
}

static enum calx_status change(const struct followers *followers,
	struct flush *flush, const struct follower *item)
{
	struct slots *slots = &item->mapper->slots;
	const bool is_edited =
		*calx__slot_state(slots, item->slot) & SLOT_EDITED;
	enum calx_status status;

	if (!calx__slot_edit(slots, item->slot))
		return CALX_OUT_OF_MEMORY;
	status = columns_change(followers, flush, item);
	if (!is_edited)
		calx__slot_unedit(slots, item->slot);
	return status;
}

static bool is_followed_by(const struct follower *item)
{
	return item->foreign_key && !item->is_deleted &&
	       calx__slot_is(&item->mapper->slots, item->slot) == SLOT_TRACKED;
}

/* What the default is, only the database knows. The row may be gone by a
 * statement. */
static enum calx_status enter(struct flush *flush, const struct follower *item)
{
	enum calx_status status = calx__track(item->mapper, item->slot);
	bool is_lost = false;

	if (status < 0 || item->action != KEY_SET_DEFAULT)
		return status;
	status = calx__doubt_object(item->mapper, item->slot, &is_lost);
	if (status < 0 || is_lost)
		return status;
	return calx__reload(
		item->mapper, item->slot, "flush", flush->reason.where);
}

enum calx_status calx__followers_follow(
	const struct followers *followers, struct flush *flush)
{
	const size_t count = followers->items.count;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < count && status >= 0; i++) {
		struct follower *item = calx__follower_at(followers, i);

		if (is_followed_by(item))
			status = change(followers, flush, item);
	}
	for (size_t i = 0; i < count && status >= 0; i++) {
		struct follower *item = calx__follower_at(followers, i);

		if (is_followed_by(item))
			status = enter(flush, item);
		else if (item->foreign_key && item->is_deleted &&
			 calx__slot_is(&item->mapper->slots, item->slot) ==
				 SLOT_TRACKED)
			status = lose(item);
	}
	return status;
}
