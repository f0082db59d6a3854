#ifndef CALX_SQL_SCHEMA_CONSTRAINT_H
#define CALX_SQL_SCHEMA_CONSTRAINT_H

#include "sql/schema/resolver.h"

/* A model's constraints and indexes as sql_constraints: those that the options
 * of columns ask for, and those of the table's own list. */

/* The primary key of the columns that say so. */
enum calx_status calx__constraint_of_keys(struct resolver *resolver);
/* The constraints that the options of a column ask for, and its type's; the
 * primary key may have several columns and is not among them. */
enum calx_status calx__constraint_of_options(
	struct resolver *resolver, const calx_column *column);
/* The constraints and indexes of the model's own list. */
enum calx_status calx__constraint_of_items(struct resolver *resolver);
/* What can only be said of all constraints together. */
enum calx_status calx__constraint_check_all(const struct resolver *resolver);

/* One constraint or index, as the operations hand it over: its columns are not
 * looked up in a table. */
enum calx_status calx__constraint_resolve(struct arena *arena,
	const char *table, const calx_constraint *constraint,
	struct sql_constraint *ret_constraint, calx_error *error);

#endif
