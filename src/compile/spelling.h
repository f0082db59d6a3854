#ifndef CALX_COMPILE_SPELLING_H
#define CALX_COMPILE_SPELLING_H

#include "compile/dialect.h"

/* One spelling for what a database takes for one thing. On SQLite "Users" is the
 * table users, PRIMARY KEY (ID) the column Id, and DEFAULT (0) says what DEFAULT
 * 0 says. Whoever looks something up in a schema compares names byte by byte:
 * so a schema from a database goes through here first. */

/* Makes keys, indexes and references name columns and tables as these are
 * declared in the same schema. */
void calx__schema_settle(
	const struct dialect *dialect, struct sql_schema *schema);

/* A copy in which all that `like` has, too, is spelt as it is there: names,
 * defaults, conditions. Both are settled. What differs stays as it is; so does
 * all that `ret_schema` borrows from `schema`. Errors: CALX_OUT_OF_MEMORY. */
enum calx_status calx__schema_spell_like(const struct dialect *dialect,
	struct arena *arena, const struct sql_schema *schema,
	const struct sql_schema *like, struct sql_schema *ret_schema,
	calx_error *error);

#endif
