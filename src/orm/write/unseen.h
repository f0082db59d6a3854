#ifndef CALX_ORM_UNSEEN_H
#define CALX_ORM_UNSEEN_H

#include "orm/write/unit.h"

/* Rows that no object stands for, but which the database deletes or changes with
 * rows of a flush. They are read where the order of the flush may depend on them,
 * and there alone. */

/* The row of a parent, which `child` refers to by a foreign key. */
struct unseen {
	struct flush *flush;
	struct mapper *parent, *child;
	const struct foreign_key *foreign_key;
	struct column_set referred; /* columns of the parent */
};

/* Whether they matter, by the number of the session's mapper; NULL in
 * *ret_needed: those of no table do. */
enum calx_status calx__unseen_needed(
	struct flush *flush, const bool **ret_needed);
/* Appends the rows that refer to a row of the parent: structs in the arena of the
 * flush. What cannot be read is left out. False without memory. */
bool calx__unseen_children(
	const struct unseen *unseen, const void *parent, struct vec *ret_rows);

#endif
