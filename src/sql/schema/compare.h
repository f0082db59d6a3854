#ifndef CALX_SQL_SCHEMA_COMPARE_H
#define CALX_SQL_SCHEMA_COMPARE_H

#include "sql/schema/table.h"

/* Whether two parts of a schema are the same. Names of tables and columns must
 * be equal; what a part is made from (CREATE text, file and line, where it was)
 * does not count. */

bool calx__type_same(const struct sql_column *a, const struct sql_column *b);
/* names, types, nullability, defaults, and what other options say */
bool calx__column_same(const struct sql_column *a, const struct sql_column *b);
/* what it does; not its name */
bool calx__constraint_same(
	const struct sql_constraint *a, const struct sql_constraint *b);
/* what it does, and its name if both have one */
bool calx__constraint_equal(
	const struct sql_constraint *a, const struct sql_constraint *b);
/* what table_options() says; what one of them does not say is no difference */
bool calx__table_options_same(
	const struct sql_table *a, const struct sql_table *b);
/* columns in their order; constraints and indexes, by name or kind, in any */
bool calx__table_same(const struct sql_table *a, const struct sql_table *b);

#endif
