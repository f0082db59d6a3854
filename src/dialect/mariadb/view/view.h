#ifndef CALX_DIALECT_MARIADB_VIEW_VIEW_H
#define CALX_DIALECT_MARIADB_VIEW_VIEW_H

#include "compile/dialect.h"

/* dialect->view_same: the server prints both as it understands them. */
enum calx_status calx__mariadb_view_same(const struct catalog *catalog,
	struct arena *arena, const struct sql_table *view,
	const struct sql_object *there, bool *ret_same, calx_error *error);

#endif
