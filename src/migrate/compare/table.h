#ifndef CALX_MIGRATE_COMPARE_TABLE_H
#define CALX_MIGRATE_COMPARE_TABLE_H

#include "migrate/compare/differ.h"

/* Compares one table that is on both sides, and plans what must be done. */
void calx__differ_table(struct differ *differ, const struct sql_table *target,
	const struct sql_table *model, const struct sql_table *database);

#endif
