#ifndef CALX_SQL_SCHEMA_ORDER_H
#define CALX_SQL_SCHEMA_ORDER_H

#include "sql/schema/operation.h"
#include "sql/schema/schema.h"
#include "util/vec.h"
#include <calx/error.h>

/* The order in which tables can be created and dropped. Each stands behind
 * those that it refers to; in a circle of references one has to stand before,
 * and its key is ahead of its table: it is added when all are there. */

/* Sorts the tables. CALX_OUT_OF_MEMORY is the only failure. */
enum calx_status calx__order_tables(struct sql_schema *schema);
/* Whether tables that are sorted refer to each other in a circle. The only failure
 * is the same. */
enum calx_status calx__order_is_circular(
	const struct sql_schema *schema, bool *ret_circular);

/* Appends the operations (struct operation) that create tables which are
 * sorted: each without the keys that are ahead, then those. A key without a
 * name could not be dropped again, so it stays with its table. `whole`: all
 * stay, for a database where a key may refer to what is not there yet. */
enum calx_status calx__order_creation(struct arena *arena,
	const struct sql_schema *schema, bool whole, struct vec *operations,
	calx_error *error);
/* The way back: the keys that are ahead, then the tables from the last on. */
enum calx_status calx__order_removal(struct arena *arena,
	const struct sql_schema *schema, bool whole, struct vec *operations,
	calx_error *error);

#endif
