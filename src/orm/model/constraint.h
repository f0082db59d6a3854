#ifndef CALX_ORM_CONSTRAINT_H
#define CALX_ORM_CONSTRAINT_H

#include "orm/model/plan.h"

/* The keys of a table, as a flush needs them for the order of what it writes:
 * columns by their numbers. */

/* What a database does with a row when the one that it refers to is deleted or
 * changes its key. */
enum key_action {
	KEY_NO_ACTION, /* it refuses */
	KEY_CASCADE,
	KEY_SET_NULL,
	KEY_SET_DEFAULT
};

/* a foreign key */
struct foreign_key {
	const char *table; /* that is referred to */
	struct column_set columns;
	const char **referred; /* column names; NULL: the primary key */
	bool deferred;	       /* checked at the end of the transaction */
	enum key_action on_delete, on_update;
};

struct constraints {
	bool resolved;		    /* the others are set */
	struct column_set *uniques; /* the primary key is the first */
	size_t unique_count;
	struct foreign_key *foreign_keys;
	size_t foreign_key_count;
};

/* Reads them from the table, once. */
enum calx_status calx__constraints_resolve(struct constraints *constraints,
	const calx_table *table, struct arena *arena, calx_error *error);
/* Whether the model that a foreign key of `table` refers to has the columns that
 * it names; CALX_INVALID if not. */
enum calx_status calx__reference_check(const calx_table *table,
	const struct foreign_key *foreign_key, const calx_table *referred,
	calx_error *error);
/* Columns by their names as numbers, in the arena; false without memory. The
 * names are the table's: those of a foreign key are checked before. */
bool calx__constraints_numbers(const calx_table *table, const char **names,
	size_t count, struct arena *arena, struct column_set *ret_set);

#endif
