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

/* Whether such a condition is that of a column's type, and not a CHECK of its
 * own: an enumeration is a string with a list of labels. `kind` is the column's
 * by the name of its type. */
bool calx__condition_tells_type(enum calx_kind condition, enum calx_kind kind);

#endif
