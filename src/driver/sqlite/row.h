#ifndef CALX_DRIVER_SQLITE_ROW_H
#define CALX_DRIVER_SQLITE_ROW_H

#include "driver/sqlite/database.h"

/* The member of struct driver of this name. */
enum calx_status calx__sqlite_row(struct stmt *stmt,
	const enum calx_kind *kinds, size_t count, calx_value *values,
	calx_error *error);

#endif
