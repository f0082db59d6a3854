#ifndef CALX_DIALECT_SQLITE_INSPECT_H
#define CALX_DIALECT_SQLITE_INSPECT_H

#include "compile/dialect.h"

/* dialect->inspect and dialect->normalise: sqlite_schema as structs. */

extern const char calx__sqlite_tables[]; /* dialect->tables */
enum calx_status calx__sqlite_inspect(const struct catalog *catalog,
	struct arena *arena, struct sql_schema *ret_schema, calx_error *error);
enum calx_status calx__sqlite_normalise(const struct dialect *dialect,
	const struct catalog *catalog, const struct sql_schema *schema,
	struct arena *arena, struct sql_schema *ret_schema, calx_error *error);
/* dialect->mentions: by the names in the text, whatever they are there. */
bool calx__sqlite_mentions(
	struct arena *arena, const char *sql, const char *name);

#endif
