#ifndef CALX_SQL_SCHEMA_RELATION_H
#define CALX_SQL_SCHEMA_RELATION_H

#include "sql/schema/operation.h"
#include "sql/schema/schema.h"
#include "util/vec.h"

/* What stands among the tables of metadata and is none: sequences, which come
 * before the tables, and views, which come behind them; and the tables that are
 * of one connection alone. */

struct relations {
	struct sql_schema tables; /* indexed */
	struct sql_table **sequences;
	size_t sequence_count;
	struct sql_table **views; /* in the order given */
	size_t view_count;
	/* of one connection; no index of names */
	struct sql_schema temporaries;
};

/* Parts a schema; the tables themselves are shared with it. */
enum calx_status calx__relations_part(struct arena *arena,
	const struct sql_schema *schema, struct relations *ret_relations,
	calx_error *error);

/* The options of a sequence: "START WITH 100 INCREMENT BY 5", or "". */
const char *calx__sequence_text(
	struct arena *arena, long long start, long long increment);

/* What creates a view or a sequence of metadata, and what drops it. */
struct operation calx__relation_creation(
	struct arena *arena, const struct sql_table *relation);
struct operation calx__relation_removal(
	struct arena *arena, const struct sql_table *relation);

/* That of the same name in a database, or NULL. */
const struct sql_object *calx__schema_view(
	const struct sql_schema *schema, const struct sql_table *view);
const struct sql_sequence *calx__schema_sequence(
	const struct sql_schema *schema, const struct sql_table *sequence);

#endif
