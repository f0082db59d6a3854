#ifndef CALX_DIALECT_SQLITE_ALTER_REBUILD_H
#define CALX_DIALECT_SQLITE_ALTER_REBUILD_H

#include "dialect/sqlite/alter/alteration.h"

/* The end of a group: writes the statements of what was collected. */
void calx__rebuild_finish(struct alteration *a);

#endif
