#ifndef CALX_DIALECT_SQLITE_ALTER_ALTER_H
#define CALX_DIALECT_SQLITE_ALTER_ALTER_H

#include "compile/dialect.h"

/* dialect->alter */
enum calx_status calx__sqlite_alter(const struct dialect *dialect,
	const struct catalog *catalog, const struct operation_group *group,
	struct arena *arena, struct vec *statements, calx_error *error);

#endif
