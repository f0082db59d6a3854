#ifndef CALX_SQL_SCHEMA_RESOLVE_H
#define CALX_SQL_SCHEMA_RESOLVE_H

#include "sql/schema/table.h"

/* From what the macros of a model write to what everything else reads. */

/* Resolves one model table; names by the naming convention (naming.h). Errors
 * name the table and the column: unknown column in unique(), two columns of
 * one name, a bad reference, an unknown on_delete ... */
enum calx_status calx__table_resolve(struct arena *arena,
	const calx_table *table, struct sql_table **ret_table,
	calx_error *error);
/* The same of what calx_alter_column() is given: an option that is CALX_NONE stays
 * so, and is an error anywhere else. */
enum calx_status calx__table_resolve_altered(struct arena *arena,
	const calx_table *table, struct sql_table **ret_table,
	calx_error *error);
/* What table_options() says, if it is there. */
void calx__table_options_take(
	struct arena *arena, const calx_table *model, struct sql_table *table);

#endif
