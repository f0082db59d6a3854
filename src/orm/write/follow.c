#include "orm/write/follow.h"

#include <string.h>

#include "orm/base/error.h"
#include "orm/model/mask.h"
#include "orm/store/keyset.h"
#include "orm/write/graph.h"
#include "orm/write/unseen.h"
#include "sql/schema/descriptor.h"
#include "sql/type/value.h"

/* A row that is deleted takes along, or changes, what refers to it; so does one
 * whose key changes. The models say how. Who refers to what is found before the
 * flush, by what the database holds then: afterwards another row may have the
 * key. Rows that choose another parent in the same flush do not follow. */

/* A row may follow itself round a circle: not for ever. */
#define ROUNDS_MAX 16

struct search {
	struct followers *followers;
	struct flush *flush;
	const bool *needed; /* see unseen.h */
	struct vec rows;    /* void *: room for what is read */
};

bool calx__follower_gives_up(const struct follower *item,
	const struct mapper *mapper, const struct column_set *columns)
{
	return item->foreign_key && item->mapper == mapper &&
	       (item->is_deleted ||
		       calx__sets_meet(&item->foreign_key->columns, columns));
}

static bool item_add(struct search *search, struct follower *item)
{
	if (item->slot != SLOT_NONE)
		item->held =
			calx__slot_snapshot(&item->mapper->slots, item->slot);
	return calx__vec_append(&search->followers->items, item);
}

/* ---- who may be followed --------------------------------------------------- */

/* Whether some of these columns are part of a unique key. */
static bool is_of_key(
	const struct mapper *mapper, const struct column_set *columns)
{
	const struct constraints *constraints = &mapper->constraints;

	for (size_t i = 0; i < constraints->unique_count; i++)
		if (calx__sets_meet(columns, &constraints->uniques[i]))
			return true;
	return false;
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
	bool needs_unseen; /* rows without objects as well */
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
	size_t count = 0;

	for (size_t i = link->first; i < link->end; i++) {
		const struct follower *item =
			calx__follower_at(link->search->followers, i);

		if (!is_followed(link, item))
			continue;
		calx__keyset_add(&link->parents, item->held, i);
		count++;
	}
	return count;
}

/* Says how an item follows its parent. */
static void item_follow(const struct link *link, struct follower *item)
{
	const struct foreign_key *key = link->foreign_key;
	const struct follower *parent =
		calx__follower_at(link->search->followers, item->parent);

	item->mapper = link->child;
	item->foreign_key = key;
	item->action = parent->is_deleted ? key->on_delete : key->on_update;
	item->is_deleted = parent->is_deleted && item->action == KEY_CASCADE;
	item->row = parent->row;
}

/* An object of the child's table: it follows, if it refers to one of the parents
 * and has not chosen another itself. */
static bool child_add(struct link *link, uint32_t slot)
{
	const struct mapper *child = link->child;
	const char *snapshot = calx__slot_snapshot(&child->slots, slot);
	struct follower item = { .slot = slot };

	if (calx__slot_is(&child->slots, slot) != SLOT_TRACKED ||
		*calx__slot_state(&child->slots, slot) & SLOT_FOLLOWS)
		return true;
	item.parent = calx__keyset_find(&link->parents, child->table,
		link->foreign_key->columns, snapshot);
	if (item.parent == SIZE_MAX ||
		differs(child, &link->foreign_key->columns,
			calx__slot_row(&child->slots, slot), snapshot))
		return true;
	item_follow(link, &item);
	if (item.is_deleted)
		*calx__slot_state(&child->slots, slot) |= SLOT_FOLLOWS;
	return item_add(link->search, &item);
}

static bool is_same(const struct follower *a, const struct follower *b)
{
	const struct plan *plan = &a->mapper->plan;
	calx_value x, y;

	for (size_t i = 0; a->mapper == b->mapper && i < plan->key.count; i++) {
		calx__field_load(calx__plan_key(plan, i), a->held, &x);
		calx__field_load(calx__plan_key(plan, i), b->held, &y);
		if (!calx__value_equal(&x, &y))
			return false;
	}
	return a->mapper == b->mapper;
}

/* Whether the row follows itself. */
static bool is_on_its_way(const struct link *link, const struct follower *item)
{
	const struct follower *parent = item;

	while (parent->foreign_key) {
		parent = calx__follower_at(
			link->search->followers, parent->parent);
		if (is_same(item, parent))
			return true;
	}
	return false;
}

static bool unseen_add(struct link *link, size_t parent)
{
	struct search *search = link->search;
	const struct unseen unseen = { search->flush, link->parent, link->child,
		link->foreign_key, link->referred };
	struct follower item = { .slot = SLOT_NONE, .parent = parent };

	search->rows.count = 0;
	if (!calx__unseen_children(&unseen,
		    calx__follower_at(search->followers, parent)->held,
		    &search->rows))
		return false;
	item_follow(link, &item);
	for (size_t i = 0; i < search->rows.count; i++) {
		item.held = ((void **)search->rows.items)[i];
		if (!is_on_its_way(link, &item) && !item_add(search, &item))
			return false;
	}
	return true;
}

/* Rows that no object stands for: if they do not go, it matters only which key
 * they give up. */
static bool link_unseen(struct link *link)
{
	bool done = true;

	for (size_t i = link->first; i < link->end && done; i++) {
		const struct follower *item =
			calx__follower_at(link->search->followers, i);

		if (is_followed(link, item) &&
			((item->is_deleted &&
				 link->foreign_key->on_delete == KEY_CASCADE) ||
				is_of_key(link->child,
					&link->foreign_key->columns)))
			done = unseen_add(link, i);
	}
	return done;
}

static bool link_children(struct link *link)
{
	bool done = true;

	if (!calx__referred_columns(link->search->flush, link->parent,
		    link->foreign_key, &link->referred) ||
		!calx__keyset_init(&link->parents, link->parent->table,
			link->referred, link->end - link->first))
		return false;
	if (parents_collect(link))
		for (uint32_t slot = 0; slot < link->child->slots.count && done;
			slot++)
			done = child_add(link, slot);
	if (done && link->needs_unseen)
		done = link_unseen(link);
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
		link.needs_unseen = search->needed && search->needed[i];
		if (!link.child->identity.tracked && !link.needs_unseen)
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

		if (!child->identity.tracked &&
			!(search->needed && search->needed[i]))
			continue;
		for (size_t j = 0; j < constraints->foreign_key_count; j++) {
			const struct foreign_key *key =
				&constraints->foreign_keys[j];

			if (calx__mapper_named(session, key->table) !=
				unit->mapper)
				continue;
			if (!calx__referred_columns(search->flush, unit->mapper,
				    key, &referred))
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
	struct search search = { followers, flush, NULL, VEC_INIT(void *) };
	enum calx_status status;
	size_t first = 0;

	followers->items = (struct vec)VEC_INIT(struct follower);
	if ((status = calx__units_resolve(flush)) >= 0 &&
		(status = calx__unseen_needed(flush, &search.needed)) >= 0)
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
	calx__vec_release(&search.rows);
	return status;
}

void calx__followers_release(struct followers *followers)
{
	for (size_t i = 0; i < followers->items.count; i++) {
		const struct follower *item = calx__follower_at(followers, i);

		if (item->slot != SLOT_NONE)
			*calx__slot_state(&item->mapper->slots, item->slot) &=
				(unsigned char)~SLOT_FOLLOWS;
	}
	calx__vec_release(&followers->items);
}

/* ---- what becomes of it ------------------------------------------------------- */

/* zero is NULL */
static void columns_clear(const struct follower *item, char *row)
{
	const struct column_set *columns = &item->foreign_key->columns;

	for (size_t i = 0; i < columns->count; i++) {
		const calx_column *column = calx__column_at(
			item->mapper->table, columns->numbers[i]);

		memset(row + column->offset, 0, column->size);
	}
}

enum calx_status calx__follow_columns(struct flush *flush,
	const struct follower *item, const struct mapper *parent,
	const void *parent_row, void *row)
{
	const struct column_set *columns = &item->foreign_key->columns;
	struct column_set referred;
	calx_value value;

	if (item->action != KEY_CASCADE) {
		columns_clear(item, row);
		return CALX_OK;
	}
	if (!calx__referred_columns(
		    flush, parent, item->foreign_key, &referred))
		return calx__session_fail_memory(flush->session);
	/* the struct's bytes of a column in another struct may be laid out
	 * otherwise: an optional refers to what is none */
	for (size_t i = 0; i < columns->count; i++) {
		calx__field_read(
			calx__column_at(parent->table, referred.numbers[i]),
			parent_row, &value);
		if (calx__field_write(calx__column_at(item->mapper->table,
					      columns->numbers[i]),
			    row, &value,
			    calx__session_failing(flush->session)) < 0)
			return calx__session_status(flush->session);
	}
	return CALX_OK;
}

const void *calx__follower_will(const struct followers *followers,
	struct flush *flush, const struct follower *item)
{
	const struct follower *parent;
	const void *parent_row;
	char *row;

	if (!item->foreign_key)
		return calx__slot_row(&item->mapper->slots, item->slot);
	parent = calx__follower_at(followers, item->parent);
	parent_row = calx__follower_will(followers, flush, parent);
	row = calx__arena_alloc(&flush->arena, item->mapper->table->row_size);
	if (!row)
		calx__session_fail_memory(flush->session);
	if (!row || !parent_row)
		return NULL;
	memcpy(row, item->held, item->mapper->table->row_size);
	return calx__follow_columns(
		       flush, item, parent->mapper, parent_row, row) < 0
		       ? NULL
		       : row;
}
