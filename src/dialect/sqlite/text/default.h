#ifndef CALX_DIALECT_SQLITE_TEXT_DEFAULT_H
#define CALX_DIALECT_SQLITE_TEXT_DEFAULT_H

#include "sql/schema/table.h"

/* What a DEFAULT gives: SQLite lets one value be said in many ways. */

/* The expression as SQL of any context: after DEFAULT a name without
 * parentheses is a string, DEFAULT "x" is DEFAULT 'x'. In the arena; `text` itself
 * where it need not be changed. */
const char *calx__sqlite_default(struct arena *arena, const char *text);

/* Whether two expressions say the same: token by token, but for the case of words,
 * for names with and without quotes, and parentheses around the whole. Either
 * may be NULL. */
bool calx__sqlite_sql_same(struct arena *arena, const char *a, const char *b);

/* Whether the defaults of two columns store the same. False also where it cannot
 * be told, as of two functions. */
bool calx__sqlite_defaults_same(struct arena *arena, const struct sql_column *a,
	const struct sql_column *b);

#endif
