#ifndef CALX_ENGINE_ROW_H
#define CALX_ENGINE_ROW_H

#include "engine/run.h"
#include <calx/row.h>

/* A row that calx_row_*() can read: `values` by `nodes`, which are in the plain
 * form; NULL for plain SQL, whose columns have a label only. */
struct calx_row {
	calx_connection *connection;
	struct prepared *prepared;
	const calx_value *values;
	const calx_node *nodes;
	size_t count;
	struct arena *scratch; /* text that getters write out */
};

#endif
