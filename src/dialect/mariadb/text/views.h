#ifndef CALX_DIALECT_MARIADB_TEXT_VIEWS_H
#define CALX_DIALECT_MARIADB_TEXT_VIEWS_H

#include "sql/schema/schema.h"
#include "util/arena.h"

/* Puts views in an order in which they can be created: behind those that they
 * select from; otherwise as they were. The server does not tell when each was
 * made. False without memory. */
bool calx__mariadb_views_order(
	struct arena *arena, struct sql_object *views, size_t count);

#endif
