#ifndef CALX_MIGRATE_COMPARE_IGNORE_H
#define CALX_MIGRATE_COMPARE_IGNORE_H

#include "migrate/compare/differ.h"

/* What a comparison leaves alone, on both sides. */

/* Whether a table is: one of calx's own, one that a pattern names, or one that
 * another program keeps for itself and no model names. Without models
 * (`target` NULL) none does. */
bool calx__ignore_table(
	const struct autogenerate *input, const struct sql_table *table);
/* Whether a column is, by a pattern "table.column". */
bool calx__ignore_column(const struct differ_table *table, const char *column);
/* Whether a constraint or an index is: by a pattern with its name, or because
 * one of its columns is. */
bool calx__ignore_constraint(const struct differ_table *table,
	const struct sql_constraint *constraint);

#endif
