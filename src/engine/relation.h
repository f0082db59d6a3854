#ifndef CALX_ENGINE_RELATION_H
#define CALX_ENGINE_RELATION_H

#include "sql/schema/schema.h"
#include <calx/connection.h>

/* Puts the views and sequences of an inspected schema behind its tables, as
 * metadata has them: a view with its columns and its SELECT. A view that does not
 * work as things are is left out. What fails sticks to the connection. */
enum calx_status calx__inspect_relations(calx_connection *connection,
	struct arena *arena, struct sql_schema *schema);

#endif
