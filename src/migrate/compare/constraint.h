#ifndef CALX_MIGRATE_COMPARE_CONSTRAINT_H
#define CALX_MIGRATE_COMPARE_CONSTRAINT_H

#include "migrate/compare/differ.h"

/* Compares the constraints and indexes of a table that is on both sides. */
void calx__differ_constraints(struct differ_table *table);

#endif
