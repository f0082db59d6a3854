#ifndef CALX_DIALECT_SQLITE_TYPE_H
#define CALX_DIALECT_SQLITE_TYPE_H

#include "dialect/sqlite/sqlite.h"

/* Types as SQLite stores them: the members of struct dialect. */

void calx__sqlite_type(
	struct strbuf *sql, const calx_type *type, bool primary_key);
calx_type calx__sqlite_type_of(struct arena *arena, const char *source);
const char *calx__sqlite_collation(const calx_type *type);

/* Whether a NUMERIC has too many digits for SQLite's numbers, and is kept as
 * text. */
bool calx__sqlite_is_exact(const calx_type *type);

/* ---- compile.c: the visitors that differ ---------------------------------- */

void calx__sqlite_visit_offset(
	struct compiler *compiler, const calx_node *node);

#endif
