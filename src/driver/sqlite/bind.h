#ifndef CALX_DRIVER_SQLITE_BIND_H
#define CALX_DRIVER_SQLITE_BIND_H

#include "driver/sqlite/database.h"

/* The member of struct driver of this name. */
enum calx_status calx__sqlite_bind(struct stmt *stmt, size_t first,
	const calx_value *const *values, size_t count, calx_error *error);

#endif
