#ifndef CALX_DIALECT_SQLITE_ALTER_CHANGE_H
#define CALX_DIALECT_SQLITE_ALTER_CHANGE_H

#include "dialect/sqlite/alter/alteration.h"

/* ALTER COLUMN. */

void calx__sqlite_alter_column(
	struct alteration *a, const struct operation *operation);

#endif
