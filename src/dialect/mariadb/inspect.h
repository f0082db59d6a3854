#ifndef CALX_DIALECT_MARIADB_INSPECT_H
#define CALX_DIALECT_MARIADB_INSPECT_H

#include "compile/dialect.h"

/* dialect->inspect and dialect->normalise: the information_schema as structs. */

extern const char calx__mariadb_tables[];
extern const char calx__mariadb_views[]; /* dialect->tables */
enum calx_status calx__mariadb_inspect(const struct catalog *catalog,
	struct arena *arena, struct sql_schema *ret_schema, calx_error *error);
enum calx_status calx__mariadb_normalise(const struct dialect *dialect,
	const struct catalog *catalog, const struct sql_schema *schema,
	struct arena *arena, struct sql_schema *ret_schema, calx_error *error);

#endif
