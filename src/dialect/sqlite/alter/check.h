#ifndef CALX_DIALECT_SQLITE_ALTER_CHECK_H
#define CALX_DIALECT_SQLITE_ALTER_CHECK_H

#include "dialect/sqlite/alter/alteration.h"

/* Looking at the data before anything is done. */

/* The rows that would not survive: NULL in what becomes NOT NULL, values that
 * the new type would change. */
void calx__sqlite_check_columns(struct alteration *a);
/* Rows that a new UNIQUE, PRIMARY KEY or CHECK would refuse. */
void calx__sqlite_check_constraint(
	struct alteration *a, const struct sql_constraint *constraint);

#endif
