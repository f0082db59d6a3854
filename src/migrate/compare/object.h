#ifndef CALX_MIGRATE_COMPARE_OBJECT_H
#define CALX_MIGRATE_COMPARE_OBJECT_H

#include "migrate/compare/differ.h"

/* Plans that the views and triggers go which use one of those tables, and those
 * which use such a view: without them the tables can be dropped, and the way
 * back knows what they were. */
void calx__differ_objects(
	struct differ *differ, const struct sql_schema *tables);

#endif
