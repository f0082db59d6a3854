#ifndef CALX_ENGINE_INSPECT_H
#define CALX_ENGINE_INSPECT_H

#include "sql/schema/schema.h"
#include <calx/connection.h>

/* Reads the schema as the dialect sees it, into the arena. What fails sticks to
 * the connection. */
enum calx_status calx__inspect(calx_connection *connection, struct arena *arena,
	struct sql_schema *ret_schema);
/* The same with the namespaces that tables of `wanted` are in, or refer to, which
 * are not read otherwise on every database. */
enum calx_status calx__inspect_for(calx_connection *connection,
	struct arena *arena, const struct sql_schema *wanted,
	struct sql_schema *ret_schema);

#endif
