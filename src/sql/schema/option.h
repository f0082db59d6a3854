#ifndef CALX_SQL_SCHEMA_OPTION_H
#define CALX_SQL_SCHEMA_OPTION_H

#include "sql/schema/table.h"

/* What the options of column() can say. */

/* Whether an option of column() can say it: a constraint of one column with
 * the name that the naming convention gives it. */
bool calx__constraint_is_option(struct arena *arena, const char *table,
	const struct sql_constraint *constraint);

#endif
