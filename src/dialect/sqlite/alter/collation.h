#ifndef CALX_DIALECT_SQLITE_ALTER_COLLATION_H
#define CALX_DIALECT_SQLITE_ALTER_COLLATION_H

#include "dialect/sqlite/alter/alteration.h"

/* At the end of a group: fails if something would be sorted or computed anew by
 * a collation that is not known here. */
void calx__collations_check(struct alteration *a);

#endif
