#ifndef CALX_ORM_FOLLOW_H
#define CALX_ORM_FOLLOW_H

#include "orm/write/unit.h"

/* Objects whose rows the database deletes or changes itself, because they refer
 * to rows of a flush by foreign keys that say so. */

/* A row that goes or changes its key, and at first also one of the flush. */
struct follower {
	struct mapper *mapper;
	uint32_t slot; /* SLOT_NONE: no object stands for it */
	/* what the database holds before the flush: a snapshot, or a struct in
	 * the arena of the flush */
	void *held;
	bool is_deleted;
	/* what it follows: the number of the item, and by which key; NULL: it is
	 * a row of the flush itself */
	const struct foreign_key *foreign_key;
	size_t parent;
	enum key_action action;
	size_t row; /* of the flush that all begins with, see graph.h */
};

struct followers {
	struct vec
		items; /* struct follower, parents before what refers to them */
};

static inline struct follower *calx__follower_at(
	const struct followers *followers, size_t i)
{
	return (struct follower *)followers->items.items + i;
}

/* Whether it is a row of that table which goes along with a row of the flush, or
 * whose values in some of these columns do. */
bool calx__follower_gives_up(const struct follower *item,
	const struct mapper *mapper, const struct column_set *columns);

/* Makes the columns of a struct by which it follows what the database makes of
 * them, when its parent is such a struct; of a default that is nothing. */
enum calx_status calx__follow_columns(struct flush *flush,
	const struct follower *item, const struct mapper *parent,
	const void *parent_row, void *row);
/* What the row will hold when it has followed, in the arena; NULL: without memory,
 * and the session knows. */
const void *calx__follower_will(const struct followers *followers,
	struct flush *flush, const struct follower *item);
/* Finds them, before the flush writes; its rows are numbered. */
enum calx_status calx__followers_find(
	struct followers *followers, struct flush *flush);
void calx__followers_release(struct followers *followers);

#endif
