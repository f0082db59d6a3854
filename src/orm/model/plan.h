#ifndef CALX_ORM_PLAN_H
#define CALX_ORM_PLAN_H

#include "orm/model/mapper.h"

/* Fills in the mapper's plan, in the arena; false without memory. The key is
 * empty when the table has none. */
bool calx__plan_make(
	struct mapper *mapper, const calx_table *table, struct arena *arena);

#endif
