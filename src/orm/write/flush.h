#ifndef CALX_ORM_FLUSH_H
#define CALX_ORM_FLUSH_H

#include "orm/session.h"

/* One flush. Each table that has something to write is a unit of it. */

/* An object that was changed. */
struct change {
	uint32_t slot;
	uint32_t shape; /* number of its set of changed columns */
	int64_t key;	/* what the updates are ordered by */
};

struct unit {
	struct mapper *mapper;
	struct vec changes; /* struct change */
	struct vec shapes;  /* bool [column_count]: what was changed */
	bool refers_to_itself;
	bool deletes_early; /* all its deletes come before the inserts */
};

/* Units whose rows can be written one table after the other (`count` 1, and
 * the table does not refer to itself), or only row by row. */
struct group {
	struct unit **units;
	size_t count;
};

struct flush {
	calx_session *session;
	struct flush_reason reason;
	struct unit *units;
	size_t unit_count;
	struct group *groups; /* referred tables first */
	size_t group_count;
	struct arena arena; /* all of the above */
};

/* a row of some unit */
struct item {
	struct unit *unit;
	uint32_t slot;
};

/* Fills in `groups`. */
enum calx_status calx__flush_group(struct flush *flush);
/* Flags the slots that must be written early, because another row takes a
 * unique key that they give up, and sorts the changes accordingly. */
enum calx_status calx__flush_resolve_conflicts(struct flush *flush);
/* The rows of the group in state ADDED (or REMOVED), each behind those that it
 * refers to. */
enum calx_status calx__group_sort(struct flush *flush,
	const struct group *group, enum slot_state state,
	struct item **ret_items, size_t *ret_count);

static inline bool calx__change_has(
	const struct unit *unit, const struct change *change, unsigned number)
{
	const size_t count = unit->mapper->table->column_count;

	return ((const bool *)
			unit->shapes.items)[change->shape * count + number];
}

#endif
