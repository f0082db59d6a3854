#ifndef CALX_DRIVER_SQLITE_ERROR_H
#define CALX_DRIVER_SQLITE_ERROR_H

#include "driver/sqlite/database.h"

/* The status of an SQLite result code, with the error filled from what the db
 * knows about it. */
enum calx_status calx__sqlite_fail(
	const struct db *db, int code, calx_error *error);

#endif
