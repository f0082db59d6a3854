#ifndef CALX_ENGINE_ROW_H
#define CALX_ENGINE_ROW_H

#include "engine/run.h"
#include <calx/row.h>

/* A row that calx_row_*() can read: `values` by `nodes`, which are in the plain
 * form; NULL for plain SQL, whose columns have a label only. */
struct calx_row {
	calx_connection *connection;
	struct prepared *prepared;
	calx_value *values;
	const calx_node *nodes;
	size_t count;
	struct arena *scratch; /* text that getters write out */

	/* The driver has the row, and a value is read when it is asked for: most
	 * programs want each once, and some none. */
	bool lent;
	const enum calx_kind *kinds; /* of a row that is lent */
	enum calx_kind *one_kind;    /* CALX_NULL for each, to ask for one */
	/* Which column is looked for first: programs read them in their order.
	 * NULL where two are of one column of a table, and the first is meant. */
	size_t *next;
};

/* Takes a row over that is lent: all of its values, with their text borrowed as
 * before. What is not of its kind comes as it is. False without memory. */
bool calx__row_take(struct calx_row *row);

#endif
