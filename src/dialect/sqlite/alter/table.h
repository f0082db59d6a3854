#ifndef CALX_DIALECT_SQLITE_ALTER_TABLE_H
#define CALX_DIALECT_SQLITE_ALTER_TABLE_H

#include "dialect/sqlite/alter/alteration.h"

/* ALTER TABLE: its options become as given. */
void calx__sqlite_alter_table(
	struct alteration *a, const struct operation *operation);

#endif
