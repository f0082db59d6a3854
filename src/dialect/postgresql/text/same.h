#ifndef CALX_DIALECT_POSTGRESQL_TEXT_SAME_H
#define CALX_DIALECT_POSTGRESQL_TEXT_SAME_H

#include "util/arena.h"

/* Expressions as the server prints them and as people write them. */

/* One spelling of an expression: everything in brackets, casts of literals and to
 * text left out, BETWEEN and IN as the server has them. NULL if it is not
 * understood, and without memory. */
const char *calx__postgresql_canonical(struct arena *arena, const char *sql);

/* dialect->sql_same: whether two say the same; either may be NULL. */
bool calx__postgresql_sql_same(
	struct arena *arena, const char *a, const char *b);

#endif
