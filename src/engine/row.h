#ifndef CALX_ENGINE_ROW_H
#define CALX_ENGINE_ROW_H

#include "engine/run.h"
#include <calx/row.h>

/* A row that calx_row_*() can read: `values` by `columns` (entries may be NULL,
 * and so may the array: columns of plain SQL, which have a label only). */
struct calx_row {
	calx_connection *connection;
	struct prepared *prepared;
	const calx_value *values;
	const calx_column *const *columns;
	size_t count;
	struct arena *scratch; /* text that getters write out */
};

#endif
