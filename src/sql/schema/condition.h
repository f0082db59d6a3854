#ifndef CALX_SQL_SCHEMA_CONDITION_H
#define CALX_SQL_SCHEMA_CONDITION_H

#include "util/arena.h"
#include <calx/schema.h>

/* The CHECK that says again what a column's type says, for a database that has
 * no such type. */

/* The condition of the CHECK that comes with a boolean or an enumeration
 * column: "x" IN (0, 1), "x" IN ('a', 'b'); NULL for other types, and when
 * memory has run out (arena->failed). */
const char *calx__type_condition(
	struct arena *arena, const char *column, const calx_type *type);
/* The other way: the type (with its labels, in the arena) that such a condition
 * stands for, of kind CALX_NULL when it is another one. */
calx_type calx__type_of_condition(
	struct arena *arena, const char *column, const char *condition);

#endif
