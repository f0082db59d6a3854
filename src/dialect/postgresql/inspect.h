#ifndef CALX_DIALECT_POSTGRESQL_INSPECT_H
#define CALX_DIALECT_POSTGRESQL_INSPECT_H

#include "compile/dialect.h"

/* The catalog as structs: the members of struct dialect. */

extern const char calx__postgresql_tables[];
extern const char calx__postgresql_views[];
extern const char calx__postgresql_entangled[];
enum calx_status calx__postgresql_inspect(const struct catalog *catalog,
	struct arena *arena, struct sql_schema *ret_schema, calx_error *error);
enum calx_status calx__postgresql_normalise(const struct dialect *dialect,
	const struct catalog *catalog, const struct sql_schema *schema,
	struct arena *arena, struct sql_schema *ret_schema, calx_error *error);
bool calx__postgresql_mentions(
	struct arena *arena, const char *sql, const char *name);
bool calx__postgresql_defaults_same(struct arena *arena,
	const struct sql_column *a, const struct sql_column *b);

/* dialect->view_same: by what the server makes of the model's SELECT. */
enum calx_status calx__postgresql_view_same(const struct catalog *catalog,
	struct arena *arena, const struct sql_table *view,
	const struct sql_object *there, bool *ret_same, calx_error *error);

#endif
