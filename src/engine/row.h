#ifndef CALX_ENGINE_ROW_H
#define CALX_ENGINE_ROW_H

#include "engine/run.h"
#include <calx/row.h>

/* What finds a column of a table in a row by its address: all of them are a
 * ring in their order, as programs mostly read them. */
struct row_entry {
	const calx_column *column; /* NULL: it is another expression */
	const struct row_entry *next;
	enum calx_kind kind; /* its carrier; CALX_NULL of an expression */
	unsigned index;
};

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
	/* reads what is as usual of a row that is lent, if there are entries; NULL:
	 * nothing does */
	const struct driver_columns *columns;
	struct stmt *stmt; /* of those */
	/* The one that is looked at first. NULL: there are none, as where two are
	 * of one column of a table, and the first is meant. */
	const struct row_entry **likely;
};

/* The entries of what kinds[i] and nodes[i] say; NULL without memory. */
const struct row_entry *calx__row_entries(struct arena *arena,
	const calx_node *nodes, const enum calx_kind *kinds, size_t count);
/* The driver has the current row of `prepared` from now on; and it has none, or
 * what it has is not read any more. */
void calx__row_lend(struct calx_row *row, struct prepared *prepared);
static inline void calx__row_end_loan(struct calx_row *row)
{
	row->lent = false;
	row->columns = NULL;
}

/* Takes a row over that is lent: all of its values, with their text borrowed as
 * before. What is not of its kind comes as it is. False without memory. */
bool calx__row_take(struct calx_row *row);

#endif
