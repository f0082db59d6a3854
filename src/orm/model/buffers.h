#ifndef CALX_ORM_BUFFERS_H
#define CALX_ORM_BUFFERS_H

#include "sql/statement/key.h"
#include "util/arena.h"

/* Room for one row of a table, on its way to or from the database. Each is
 * used within one call: whoever calls anything that may read or write another
 * row must not count on what it holds. */

struct buffers {
	calx_value *values;	/* by column */
	calx_value *key_values; /* by column of the key */
	struct bound_value
		*bound;	     /* of a statement: each column, and the key */
	bool *changed;	     /* columns of the row */
	size_t *lengths;     /* of its texts */
	unsigned *numbers;   /* columns of the statement being made */
	unsigned *returning; /* columns that it reads back */
	enum calx_kind *back_kinds; /* and their kinds */
};

/* For a table of so many columns, in the arena; false without memory. */
bool calx__buffers_make(
	struct buffers *buffers, size_t count, struct arena *arena);

#endif
