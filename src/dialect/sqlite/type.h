#ifndef CALX_DIALECT_SQLITE_TYPE_H
#define CALX_DIALECT_SQLITE_TYPE_H

#include "compile/dialect.h"

/* Types in SQLite's words: the members of struct dialect. */

void calx__sqlite_type(
	struct strbuf *sql, const struct sql_column *column, unsigned place);
calx_type calx__sqlite_type_of(struct arena *arena, const char *source);
calx_type calx__sqlite_type_like(const char *source);
void calx__sqlite_table_options(
	struct strbuf *sql, const struct sql_table *table);
const char *calx__sqlite_collation(const calx_type *type);

#endif
