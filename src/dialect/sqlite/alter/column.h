#ifndef CALX_DIALECT_SQLITE_ALTER_COLUMN_H
#define CALX_DIALECT_SQLITE_ALTER_COLUMN_H

#include "dialect/sqlite/alter/alteration.h"

/* ADD COLUMN and RENAME COLUMN, and how a column is written. */

void calx__sqlite_add_column(
	struct alteration *a, const struct operation *operation);
void calx__sqlite_rename_column(
	struct alteration *a, const struct operation *operation);
/* Writes the column as calx does in this table; `only_key`: it is the sole one
 * of the primary key. */
void calx__sqlite_put_column(
	struct alteration *a, const struct sql_column *column, bool only_key);

#endif
