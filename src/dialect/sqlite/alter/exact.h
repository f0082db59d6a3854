#ifndef CALX_DIALECT_SQLITE_ALTER_EXACT_H
#define CALX_DIALECT_SQLITE_ALTER_EXACT_H

#include "dialect/sqlite/alter/alteration.h"

/* Refuses a schema whose own SQL would be wrong about decimals
 * (text/exactness.h). What was so before may stay. */

/* The table as it is to be, and what uses columns that were given another
 * type. */
void calx__exact_check(struct alteration *a);
/* An index that is to be made. */
void calx__exact_check_index(struct alteration *a, const char *sql);

/* The values of a column that is copied: a decimal that becomes text has all
 * digits behind its point, as calx writes it, so that equal ones are the same. */
void calx__exact_put_source(struct alteration *a, const char *stored);

/* dialect->check_table: one that is to be created. */
enum calx_status calx__sqlite_check_table(const struct dialect *dialect,
	struct arena *arena, const struct sql_table *table, calx_error *error);

#endif
