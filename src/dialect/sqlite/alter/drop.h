#ifndef CALX_DIALECT_SQLITE_ALTER_DROP_H
#define CALX_DIALECT_SQLITE_ALTER_DROP_H

#include "dialect/sqlite/alter/alteration.h"

/* DROP COLUMN. */

void calx__sqlite_drop_column(
	struct alteration *a, const struct operation *operation);
/* At the end of a group: fails for an index that uses a column which was dropped,
 * and other columns. */
void calx__sqlite_check_indexes(struct alteration *a);

#endif
