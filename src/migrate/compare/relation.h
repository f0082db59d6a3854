#ifndef CALX_MIGRATE_COMPARE_RELATION_H
#define CALX_MIGRATE_COMPARE_RELATION_H

#include "migrate/compare/differ.h"
#include "sql/schema/relation.h"

/* The sequences of the models: before any table. */
void calx__differ_sequences(
	struct differ *differ, const struct relations *relations);
/* Their views: behind the tables. Those that no model has are left alone. */
void calx__differ_views(
	struct differ *differ, const struct relations *relations);

#endif
