#include "orm/write/followed.h"

#include <string.h>

#include "orm/base/error.h"
#include "orm/fetch/doubt.h"
#include "orm/fetch/reload.h"
#include "orm/store/own.h"
#include "orm/store/track.h"
#include "sql/schema/descriptor.h"

/* What the database has done by itself is done to the objects: an object whose row
 * has gone is lost, one whose columns were changed has them as they are now. */

static enum calx_status lose(struct follower *item)
{
	calx__identity_remove(&item->mapper->identity, item->slot);
	return calx__track_lose(item->mapper, item->slot);
}

/* What the database holds of it now. */
static const void *held_now(const struct follower *item)
{
	return item->slot == SLOT_NONE
		       ? item->held
		       : calx__slot_snapshot(&item->mapper->slots, item->slot);
}

/* What the foreign key has done, in a struct. */
static enum calx_status columns_follow(const struct followers *followers,
	struct flush *flush, const struct follower *item, void *row)
{
	const struct follower *parent =
		calx__follower_at(followers, item->parent);

	return calx__follow_columns(
		flush, item, parent->mapper, held_now(parent), row);
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
	if (columns_follow(followers, flush, item,
		    calx__slot_row(&mapper->slots, item->slot)) < 0)
		return calx__session_status(flush->session);
	return columns_keep(item);
}

static enum calx_status change(const struct followers *followers,
	struct flush *flush, const struct follower *item)
{
	struct slots *slots = &item->mapper->slots;
	enum calx_status status;
	bool is_edited;

	if (item->slot == SLOT_NONE)
		return columns_follow(followers, flush, item, item->held);
	is_edited = *calx__slot_state(slots, item->slot) & SLOT_EDITED;
	if (!calx__slot_edit(slots, item->slot))
		return CALX_OUT_OF_MEMORY;
	status = columns_change(followers, flush, item);
	if (!is_edited)
		calx__slot_unedit(slots, item->slot);
	return status;
}

static bool is_tracked(const struct follower *item)
{
	return item->slot != SLOT_NONE &&
	       calx__slot_is(&item->mapper->slots, item->slot) == SLOT_TRACKED;
}

static bool is_changed(const struct follower *item)
{
	return item->foreign_key && !item->is_deleted &&
	       (item->slot == SLOT_NONE || is_tracked(item));
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

		if (is_changed(item))
			status = change(followers, flush, item);
	}
	for (size_t i = 0; i < count && status >= 0; i++) {
		struct follower *item = calx__follower_at(followers, i);

		if (!item->foreign_key || !is_tracked(item))
			continue;
		status = item->is_deleted ? lose(item) : enter(flush, item);
	}
	return status;
}
